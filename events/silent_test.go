package events_test

import (
	"errors"
	"slices"
	"testing"

	"parcours/events"
	"parcours/site"
)

// Silent are those with no answer of their own that counts: not those who said no, nor those whose referent answered.
func TestSilent(t *testing.T) {
	s := site.OpenSmall(t)
	silent := func(session string) []string {
		people, err := s.Silent(t.Context(), session)
		s.Must(err)
		var ids []string
		for _, p := range people {
			ids = append(ids, p.ID)
		}
		return ids
	}
	all := silent("agora")
	if !slices.Contains(all, "marc") || !slices.Contains(all, "guy") || slices.Contains(all, "orga") {
		t.Fatalf("%v", all)
	}
	s.Vote("rita", "faverges", "agora", events.Accepted)
	s.Answer("marc", "agora", events.Declined)
	s.Answer("guy", "agora", events.Tentative)
	s.Answer("guy", "agora", events.NeedsAction) // withdrawn
	if got, want := silent("agora"), slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == "marc" }); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = p.When.Shift(1, site.Paris) }))
	if got := silent("agora"); !slices.Equal(got, all) {
		t.Errorf("after it moved: %v, want %v", got, all)
	}
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", events.Cancel))
	for _, name := range []string{"agora", "lune"} {
		var wrong *events.Invalid
		if _, err := s.Silent(t.Context(), name); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
