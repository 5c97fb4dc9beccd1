package events_test

import (
	"errors"
	"slices"
	"testing"

	"parcours/events"
)

// Silent are those with no answer of their own that counts: not those who said no, nor those whose referent answered.
func TestSilent(t *testing.T) {
	s := openSmall(t)
	silent := func(session string) []string {
		people, err := s.Silent(t.Context(), session)
		s.must(err)
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
	s.vote("rita", "faverges", "agora", events.Accepted)
	s.answer("marc", "agora", events.Declined)
	s.answer("guy", "agora", events.Tentative)
	s.answer("guy", "agora", events.NeedsAction) // withdrawn
	if got, want := silent("agora"), slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == "marc" }); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	s.must(s.Reschedule(t.Context(), s.person("orga"), "agora", func(p *events.Plan) { p.When = p.When.Shift(1, paris) }))
	if got := silent("agora"); !slices.Equal(got, all) {
		t.Errorf("after it moved: %v, want %v", got, all)
	}
	s.must(s.CancelSession(t.Context(), s.person("orga"), "agora"))
	for _, name := range []string{"agora", "lune"} {
		var wrong *events.Invalid
		if _, err := s.Silent(t.Context(), name); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
