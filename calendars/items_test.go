package calendars

import (
	"testing"

	"parcours/events"
)

func TestRulesAt(t *testing.T) {
	one, two, three := []events.Audience{{Territories: []string{"1"}}}, []events.Audience{{Territories: []string{"2"}}}, []events.Audience{{Territories: []string{"3"}}}
	x := &events.Session{Asked: three, Born: 2, Was: []events.PastAudience{{Asked: one, Until: 5}, {Asked: two, Until: 9}}}
	for change, want := range map[int64][]events.Audience{2: one, 4: one, 5: two, 8: two, 9: three, 99: three} {
		if got := rulesAt(x, change); !events.EqualRules(got, want) {
			t.Errorf("at %d: %+v", change, got)
		}
	}
}
