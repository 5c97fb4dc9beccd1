package events_test

import (
	"testing"

	"parcours/events"
)

func TestOf(t *testing.T) {
	for name, want := range map[string]string{
		"Faverges": "de Faverges", "Annecy": "d’Annecy", "Arras": "d’Arras", "Épinal": "d’Épinal", "Reugny": "de Reugny",
		"PETR Albigeois et Bastides": "du PETR Albigeois et Bastides", "Le Mans": "du Mans", "": "de ",
	} {
		if got := events.Of("fr", name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := events.Of("en", "Annecy"); got != "of Annecy" {
		t.Error(got)
	}
}
