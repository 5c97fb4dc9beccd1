package events_test

import (
	"errors"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

// All rooms move in one step: all of them or none.
func TestMoveTogether(t *testing.T) {
	s := site.OpenExample(t)
	orga := func() *events.Person {
		for _, p := range s.Programme().People() {
			if p.Role == events.Organiser {
				return p
			}
		}
		return nil
	}()
	var ids []string
	for _, x := range s.Programme().Group("pairs-1") {
		ids = append(ids, x.ID)
	}
	if got := strings.Join(ids, " "); got != "pairs-1-techniciens pairs-1-elus pairs-1-partenaires pairs-1-ddt" {
		t.Fatalf("rooms: %s", got)
	}
	to := site.Hours("2022-03-11", "09:00", "12:00")
	move := func(p *events.Plan, _ *[]events.Audience) { p.When = to }
	change := s.Programme().Change
	for name, err := range map[string]error{
		"an unknown one": s.Replan(t.Context(), orga, append([]string{ids[0]}, "lune"), move),
		"one that ends too early": s.Replan(t.Context(), orga, ids, func(p *events.Plan, _ *[]events.Audience) {
			if p.When = to; p.Category == "ddt" {
				p.When.End = to.Start.AddDate(0, 0, -1)
			}
		}),
		"by a referent": s.Replan(t.Context(), s.Person("camille-roux"), ids, move),
	} {
		if err == nil || s.Programme().Change != change {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Replan(t.Context(), s.Person("camille-roux"), ids, move); !errors.Is(err, events.ErrForbidden) {
		t.Error(err)
	}
	s.Must(s.Replan(t.Context(), orga, ids, move))
	for _, id := range ids {
		if x := s.Session(id); !x.When.Equal(to) || x.Sequence != 1 {
			t.Errorf("%s: %v, SEQUENCE %d", id, x.When, x.Sequence)
		}
	}
}
