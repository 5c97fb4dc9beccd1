package calendars_test

import (
	"strings"
	"testing"

	"parcours/site"
)

// Each kind of calendar has its colour, so that clients give none at random.
func TestKindsOfCalendarsHaveTheirColour(t *testing.T) {
	s := site.OpenSmall(t)
	for _, p := range s.Programme().People() {
		all, err := s.Calendars.Collections(t.Context(), p, p.ID)
		s.Must(err)
		kinds := map[string]string{}
		for _, c := range all {
			if c.Name == "inbox" || c.Name == "outbox" {
				continue
			}
			kind := c.Name[strings.LastIndexByte(c.Name, '.')+1:]
			if other, seen := kinds[c.Color]; c.Color == "" || seen && other != kind {
				t.Errorf("%s/%s: colour %q, as %q", p.ID, c.Name, c.Color, other)
			}
			kinds[c.Color] = kind
		}
	}
}
