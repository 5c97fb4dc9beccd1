package events_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parcours/events"
)

func (s *site) feed(scope string) *events.Feed {
	s.t.Helper()
	f, err := s.Feed(scope)
	if err != nil {
		s.t.Fatalf("%s: %v", scope, err)
	}
	return f
}

// sessionsOf names the sessions of a feed, in its order.
func sessionsOf(f *events.Feed) string {
	var ids []string
	for i := range f.Invitations {
		ids = append(ids, f.Invitations[i].Session.ID)
	}
	return strings.Join(ids, " ")
}

func TestFeeds(t *testing.T) {
	s := openSmall(t)
	var paths []string
	for _, f := range s.Feeds() {
		paths = append(paths, f.Path)
	}
	want := []string{"/feeds/all/Parcours.ics", "/feeds/c/techniciens/Parcours-Techniciens.ics", "/feeds/c/elus/Parcours-Elus.ics",
		"/feeds/t/annecy/Parcours-Annecy.ics", "/feeds/t/faverges/Parcours-Faverges.ics", "/feeds/t/annecy/techniciens/Parcours-Annecy-Techniciens.ics",
		"/feeds/t/annecy/elus/Parcours-Annecy-Elus.ics", "/feeds/t/faverges/techniciens/Parcours-Faverges-Techniciens.ics", "/feeds/t/faverges/elus/Parcours-Faverges-Elus.ics"}
	if !slices.Equal(paths, want) {
		t.Errorf("paths %q", paths)
	}
	s.change(func(p *events.Programme) {
		plan(p, "agora").Audience = events.Audience{Territories: []string{"annecy"}}
	})
	for scope, want := range map[string]string{
		"all":              "pairs-techniciens pairs-elus seule agora appui prepa jour-a jour-b",
		"c/elus":           "pairs-elus seule agora jour-a jour-b",
		"c/techniciens":    "pairs-techniciens seule agora jour-a jour-b",
		"t/annecy":         "pairs-techniciens pairs-elus seule agora prepa jour-a jour-b",
		"t/faverges":       "pairs-techniciens pairs-elus seule prepa jour-a jour-b",
		"t/faverges/elus":  "pairs-elus seule jour-a jour-b",
		"t/annecy/elus":    "pairs-elus seule agora jour-a jour-b",
		"c/nulle-part":     "",
		"t/annecy/rien":    "",
		"p/" + "un-secret": "",
		"":                 "",
		"all/elus":         "",
		"t/annecy/elus/xx": "",
	} {
		f, err := s.Feed(scope)
		if want == "" {
			if !errors.Is(err, events.ErrNotFound) {
				t.Errorf("%q: %v", scope, err)
			}
			continue
		}
		if err != nil || sessionsOf(f) != want {
			t.Errorf("%s: %q, %v", scope, sessionsOf(f), err)
		}
	}
}

// Subscribers of what the programme no longer has get an empty calendar, not an error.
func TestFeedOfWhatWas(t *testing.T) {
	s := openSmall(t)
	before := s.feed("c/elus").Revision
	s.change(func(p *events.Programme) {
		p.Categories, p.Territories = p.Categories[:1], p.Territories[:1]
		p.People = p.People[:1]
		without(p, "pairs-elus")
	})
	s.reopen()
	for _, scope := range []string{"c/elus", "t/faverges", "t/faverges/elus", "t/faverges/techniciens", "t/annecy/elus"} {
		f := s.feed(scope)
		if len(f.Invitations) != 0 || f.Title == "" || f.Revision == before {
			t.Errorf("%s: %q has %q, revision %s", scope, f.Title, sessionsOf(f), f.Revision)
		}
		if text := string(s.render.Feed(f)); !strings.Contains(text, "BEGIN:VTIMEZONE") {
			t.Errorf("%s: no component in it:\n%s", scope, text)
		}
	}
	if got := sessionsOf(s.feed("c/techniciens")); !strings.Contains(got, "pairs-techniciens") {
		t.Errorf("the others have %q", got)
	}
	s.apply(smallProgramme())
	if got := sessionsOf(s.feed("c/elus")); !strings.Contains(got, "pairs-elus") {
		t.Errorf("back: %q", got)
	}
}

// A session that leaves a feed by its audience changes the feed.
func TestFeedRevisionTellsWhoLeft(t *testing.T) {
	s := openSmall(t)
	before := s.feed("c/elus")
	s.change(func(p *events.Programme) {
		plan(p, "agora").Audience = events.Audience{Categories: []string{"techniciens"}}
	})
	after := s.feed("c/elus")
	if sessionsOf(before) == sessionsOf(after) || before.Revision == after.Revision {
		t.Errorf("%q at %s, then %q at %s", sessionsOf(before), before.Revision, sessionsOf(after), after.Revision)
	}
}

func TestPersonalFeed(t *testing.T) {
	s := openSmall(t)
	for person, want := range map[string]string{
		"orga": "pairs-techniciens pairs-elus seule agora appui prepa jour-a jour-b", "rita": "pairs-techniciens seule agora prepa jour-a jour-b",
		"marc": "pairs-elus seule agora jour-a jour-b", "emma": "appui", "paul": "",
	} {
		f, err := s.PersonalFeed(t.Context(), s.person(person).FeedToken)
		if err != nil || sessionsOf(f) != want {
			t.Errorf("%s: %q, %v", person, sessionsOf(f), err)
		}
	}
	f, err := s.PersonalFeed(t.Context(), s.person("rita").FeedToken)
	s.must(err)
	var due []string
	for _, task := range f.Tasks {
		due = append(due, task.Due.String()+" "+task.UID)
	}
	if want := []string{"2022-03-01 arbitrage-3@programme.example.org+faverges", "2022-03-09 arbitrage-1@programme.example.org+faverges",
		"2022-04-01 arbitrage-2@programme.example.org+faverges"}; !slices.Equal(due, want) {
		t.Errorf("due dates %q", due)
	}
}

// A feed's address that was revoked is gone for good; the new one works. That of nobody was never there.
func TestPersonalFeedRevoked(t *testing.T) {
	s := openSmall(t)
	old := s.person("marc").FeedToken
	s.must(s.RevokeFeed(t.Context(), "marc"))
	second := s.person("marc").FeedToken
	s.must(s.RevokeFeed(t.Context(), "marc"))
	gone := s.person("anne").FeedToken
	s.change(func(p *events.Programme) {
		p.People = slices.DeleteFunc(p.People, func(p events.Person) bool { return p.ID == "anne" })
	})
	s.reopen()
	for token, want := range map[string]error{old: events.ErrGone, second: events.ErrGone, gone: events.ErrGone, s.person("marc").FeedToken: nil, "personne": events.ErrNotFound, "": events.ErrNotFound} {
		_, err := s.PersonalFeed(t.Context(), token)
		_, wrong := s.PersonalFeedRevision(t.Context(), token)
		if !errors.Is(err, want) || !errors.Is(wrong, want) {
			t.Errorf("%q: %v, %v, want %v", token, err, wrong, want)
		}
	}
	if err := s.RevokeFeed(t.Context(), "personne"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
}

// Whatever happens, a feed with the same revision has the same octets, and a personal feed's revision alone is the one
// that the feed has.
func TestFeedRevisions(t *testing.T) {
	small()
	rapid.Check(t, func(rt *rapid.T) {
		s := openSmallIn(rt, t.TempDir())
		octets := map[string]string{} // scope and revision -> text
		look := func(name string, f *events.Feed) {
			key, text := name+" "+f.Revision, string(s.render.Feed(f))
			if before, seen := octets[key]; seen && before != text {
				rt.Fatalf("%s:\n%s\nand then\n%s", key, before, text)
			}
			octets[key] = text
		}
		lookAtAll := func() {
			for _, f := range s.Feeds() {
				look(f.Scope, s.feed(f.Scope))
			}
			for _, p := range s.Programme().People() {
				f, err := s.PersonalFeed(s.t.Context(), p.FeedToken)
				s.must(err)
				revision, err := s.PersonalFeedRevision(s.t.Context(), p.FeedToken)
				s.must(err)
				if revision != f.Revision {
					rt.Fatalf("%s: revision %s, the feed's %s", p.ID, revision, f.Revision)
				}
				look(p.ID, f)
			}
		}
		happenings := s.happenings()
		kinds := slices.Sorted(maps.Keys(happenings))
		lookAtAll()
		for range rapid.IntRange(1, 5).Draw(rt, "steps") {
			happenings[rapid.SampledFrom(kinds).Draw(rt, "happens")](rt)
			lookAtAll()
		}
		s.must(s.db.Close())
	})
}
