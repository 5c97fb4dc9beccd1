package report

import (
	"testing"

	"parcours/events"
	"parcours/messages"
)

// A yes that was only ticked is a yes in words, where no session carries it; what was never ticked stays blank.
func TestSaidOfATickedYes(t *testing.T) {
	words := messages.For("fr")
	for want, st := range map[string]events.DecisionState{
		"oui": {Done: true}, "": {}, "Oui, avec joie": {Done: true, Answer: "Oui,\navec joie"},
		"non": {Done: true, Cells: []events.DecisionCell{{Status: events.Declined}}},
	} {
		if got := Said(words, &st); got != want {
			t.Errorf("%+v: %q, want %q", st, got, want)
		}
	}
}
