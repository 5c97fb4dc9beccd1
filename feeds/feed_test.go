package feeds_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/site"
)

func TestFeeds(t *testing.T) {
	s := site.OpenSmall(t)
	var paths []string
	for _, f := range s.Programme().Feeds() {
		paths = append(paths, f.Path)
	}
	want := []string{"/feeds/all/Parcours.ics", "/feeds/c/techniciens/Parcours-Techniciens.ics", "/feeds/c/elus/Parcours-Elus.ics",
		"/feeds/t/annecy/Parcours-Annecy.ics", "/feeds/t/faverges/Parcours-Faverges.ics", "/feeds/t/annecy/techniciens/Parcours-Annecy-Techniciens.ics",
		"/feeds/t/annecy/elus/Parcours-Annecy-Elus.ics", "/feeds/t/faverges/techniciens/Parcours-Faverges-Techniciens.ics", "/feeds/t/faverges/elus/Parcours-Faverges-Elus.ics"}
	if !slices.Equal(paths, want) {
		t.Errorf("paths %q", paths)
	}
	s.Change(func(p *events.Programme) {
		site.Plan(p, "agora").Audience = events.Audience{Territories: []string{"annecy"}}
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
		f, err := s.Feeds.Feed(scope)
		if want == "" {
			if !errors.Is(err, events.ErrNotFound) {
				t.Errorf("%q: %v", scope, err)
			}
			continue
		}
		if err != nil || site.SessionsOf(f) != want {
			t.Errorf("%s: %q, %v", scope, site.SessionsOf(f), err)
		}
	}
}

// Subscribers of what the programme no longer has get an empty calendar, not an error.
func TestFeedOfWhatWas(t *testing.T) {
	s := site.OpenSmall(t)
	before := s.Feed("c/elus").Revision
	s.Change(func(p *events.Programme) {
		p.Categories, p.Territories = p.Categories[:1], p.Territories[:1]
		p.People = p.People[:1]
		site.Without(p, "pairs-elus")
	})
	s.Restart()
	for _, scope := range []string{"c/elus", "t/faverges", "t/faverges/elus", "t/faverges/techniciens", "t/annecy/elus"} {
		f := s.Feed(scope)
		if len(f.Invitations) != 0 || f.Title == "" || f.Revision == before {
			t.Errorf("%s: %q has %q, revision %s", scope, f.Title, site.SessionsOf(f), f.Revision)
		}
		if text := string(s.Render.Feed(f)); !strings.Contains(text, "BEGIN:VTIMEZONE") {
			t.Errorf("%s: no component in it:\n%s", scope, text)
		}
	}
	if got := site.SessionsOf(s.Feed("c/techniciens")); !strings.Contains(got, "pairs-techniciens") {
		t.Errorf("the others have %q", got)
	}
	s.Take(site.SmallProgramme())
	if got := site.SessionsOf(s.Feed("c/elus")); !strings.Contains(got, "pairs-elus") {
		t.Errorf("back: %q", got)
	}
}

// A session that leaves a feed by its audience changes the feed.
func TestFeedRevisionTellsWhoLeft(t *testing.T) {
	s := site.OpenSmall(t)
	before := s.Feed("c/elus")
	s.Change(func(p *events.Programme) {
		site.Plan(p, "agora").Audience = events.Audience{Categories: []string{"techniciens"}}
	})
	after := s.Feed("c/elus")
	if site.SessionsOf(before) == site.SessionsOf(after) || before.Revision == after.Revision {
		t.Errorf("%q at %s, then %q at %s", site.SessionsOf(before), before.Revision, site.SessionsOf(after), after.Revision)
	}
}

func TestPersonalFeed(t *testing.T) {
	s := site.OpenSmall(t)
	for person, want := range map[string]string{
		"orga": "pairs-techniciens pairs-elus seule agora appui prepa jour-a jour-b", "rita": "pairs-techniciens seule agora prepa jour-a jour-b",
		"marc": "pairs-elus seule agora jour-a jour-b", "emma": "appui", "paul": "",
	} {
		f, err := s.PersonalFeed(s.Person(person).FeedToken)
		if err != nil || site.SessionsOf(f) != want {
			t.Errorf("%s: %q, %v", person, site.SessionsOf(f), err)
		}
	}
	f, err := s.PersonalFeed(s.Person("rita").FeedToken)
	s.Must(err)
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
	s := site.OpenSmall(t)
	old := s.Person("marc").FeedToken
	s.Must(s.Accounts.RevokeFeed(t.Context(), "marc"))
	second := s.Person("marc").FeedToken
	s.Must(s.Accounts.RevokeFeed(t.Context(), "marc"))
	gone := s.Person("anne").FeedToken
	s.Change(func(p *events.Programme) {
		p.People = slices.DeleteFunc(p.People, func(p events.Person) bool { return p.ID == "anne" })
	})
	s.Restart()
	for token, want := range map[string]error{old: events.ErrGone, second: events.ErrGone, gone: events.ErrGone, s.Person("marc").FeedToken: nil, "personne": events.ErrNotFound, "": events.ErrNotFound} {
		_, err := s.PersonalFeed(token)
		_, wrong := s.PersonalFeedRevision(token)
		if !errors.Is(err, want) || !errors.Is(wrong, want) {
			t.Errorf("%q: %v, %v, want %v", token, err, wrong, want)
		}
	}
	if err := s.Accounts.RevokeFeed(t.Context(), "personne"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
}
