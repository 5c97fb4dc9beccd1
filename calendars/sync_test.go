package calendars_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// delta is what a client learns from a token on.
func delta(s *site.Site, person, collection, token string) (changed, gone string) {
	s.T.Helper()
	c, err := s.Calendars.Changes(s.T.Context(), s.Person(person), s.Collection(person, collection), token, 0)
	s.Must(err)
	return site.ItemNames(c.Changed), strings.Join(c.Gone, " ")
}

// Each case: what happens, and which collections tell what of it; a collection that is not named tells nothing, and
// its token stays.
func TestChangesTellTheirOwn(t *testing.T) {
	watched := []string{"marc/parcours", "anne/parcours", "emma/parcours", "rita/parcours", "rita/faverges.delegation", "rita/faverges.arbitrages",
		"rene/annecy.delegation", "rene/annecy.arbitrages", "orga/programme", "orga/programme.arbitrages", "marc/calendar", "marc/faverges.agenda"}
	for _, c := range []struct {
		name   string
		happen func(*site.Site)
		want   map[string]string // collection: changed names, "-" before those gone
	}{
		{"a person's answer", func(s *site.Site) { s.Answer("marc", "agora", events.Accepted) }, map[string]string{"marc/parcours": "agora.ics"}},
		{"a delegation's answer in a room", func(s *site.Site) {
			_, err := s.Respond(s.T.Context(), events.Response{Session: "pairs-elus", For: site.ForUsIn("faverges", "elus"), By: "rita", Status: events.Accepted, Sequence: -1})
			s.Must(err)
		}, map[string]string{"rita/faverges.delegation": "pairs-elus.ics", "rita/faverges.arbitrages": "arbitrage-1.ics", "orga/programme.arbitrages": "arbitrage-1.ics"}},
		{"a vote", func(s *site.Site) { s.Vote("rene", "annecy", "jour-a", events.Tentative) }, map[string]string{
			"rene/annecy.delegation": "jour-a.ics", "rene/annecy.arbitrages": "arbitrage-2.ics", "orga/programme.arbitrages": "arbitrage-2.ics"}},
		{"an organiser moves a room's session", func(s *site.Site) {
			s.Must(s.Reschedule(s.T.Context(), s.Person("orga"), "pairs-elus", func(p *events.Plan) { p.When = site.Hours("2022-03-11", "09:00", "12:00") }))
		}, map[string]string{
			"marc/parcours": "pairs-elus.ics", "rita/faverges.delegation": "pairs-elus.ics", "rene/annecy.delegation": "pairs-elus.ics",
			"orga/programme": "pairs-elus.ics", "rita/faverges.arbitrages": "arbitrage-1.ics", "rene/annecy.arbitrages": "arbitrage-1.ics",
			"orga/programme.arbitrages": "arbitrage-1.ics"}},
		{"the experts' session", func(s *site.Site) {
			s.Must(s.Reschedule(s.T.Context(), s.Person("orga"), "appui", func(p *events.Plan) { p.Title = "Autre" }))
		}, map[string]string{"emma/parcours": "appui.ics", "orga/programme": "appui.ics"}},
		{"an invitation is deleted", func(s *site.Site) {
			s.Must(s.Calendars.DeleteItem(s.T.Context(), s.Person("marc"), s.Collection("marc", "parcours"), "agora.ics", calendars.Preconditions{}))
		}, map[string]string{"marc/parcours": "-agora.ics"}},
		{"an event of one's own", func(s *site.Site) {
			_, err := s.Put("marc", "calendar", "lunch.ics", lunch)
			s.Must(err)
		}, map[string]string{"marc/calendar": "lunch.ics"}},
		{"an event of the delegation", func(s *site.Site) {
			_, err := s.Put("rita", "faverges.agenda", "lunch.ics", lunch)
			s.Must(err)
		}, map[string]string{"marc/faverges.agenda": "lunch.ics"}},
		{"a decision is answered", func(s *site.Site) {
			text := "Le compost."
			s.Must(s.AnswerDecision(s.T.Context(), events.DecisionResponse{Decision: 3, Territory: "faverges", By: "rita", Text: &text}))
		}, map[string]string{"rita/faverges.arbitrages": "arbitrage-3.ics", "orga/programme.arbitrages": "arbitrage-3.ics"}},
		{"a poll is decided", func(s *site.Site) { s.Must(s.Decide(s.T.Context(), s.Person("orga"), "jour-b")) }, map[string]string{
			"marc/parcours": "jour-b.ics -jour-a.ics", "anne/parcours": "jour-b.ics -jour-a.ics", "rita/parcours": "jour-b.ics -jour-a.ics",
			"rita/faverges.delegation": "jour-b.ics -jour-a.ics", "rene/annecy.delegation": "jour-b.ics -jour-a.ics", "orga/programme": "jour-b.ics -jour-a.ics",
			"rita/faverges.arbitrages": "arbitrage-2.ics", "rene/annecy.arbitrages": "arbitrage-2.ics", "orga/programme.arbitrages": "arbitrage-2.ics"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			tokens := map[string]string{}
			for _, path := range watched {
				person, name, _ := strings.Cut(path, "/")
				tokens[path] = s.Collection(person, name).Token
			}
			c.happen(s)
			s.Restart()
			for _, path := range watched {
				person, name, _ := strings.Cut(path, "/")
				changed, gone := delta(s, person, name, tokens[path])
				got := changed
				if gone != "" {
					got = strings.TrimSpace(changed + " -" + gone)
				}
				if got != c.want[path] {
					t.Errorf("%s: %q, want %q", path, got, c.want[path])
				}
				if now := s.Collection(person, name).Token; got != "" && now == tokens[path] {
					t.Errorf("%s: its token did not move", path)
				}
				if changed, gone := delta(s, person, name, s.Collection(person, name).Token); changed+gone != "" {
					t.Errorf("%s: from its own token on: %q, %q", path, changed, gone)
				}
			}
		})
	}
}

func TestTokensRefused(t *testing.T) {
	s := site.OpenSmall(t)
	other := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	own := s.Collection("marc", "parcours").Token
	before := s.Collection("rita", "parcours").Token
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "rita", Email: "rita@example.org", Name: "Rita M.", Role: events.Referent, Territories: []string{"faverges"}, Category: "techniciens"}}))
	other.Must(other.AddPeople(t.Context(), []events.Person{{ID: "marc", Email: "marc@example.org", Name: "M.", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"}}))
	future := func(token string, field int) string {
		at := strings.LastIndex(token, "/")
		numbers := strings.Split(token[at+1:], ".")
		numbers[field] = "99999"
		return token[:at+1] + strings.Join(numbers, ".")
	}
	calendar := s.Collection("marc", "calendar").Token
	for _, c := range []struct{ name, person, collection, token string }{
		{"garbage", "marc", "parcours", "garbage"},
		{"no numbers", "marc", "parcours", own[:strings.LastIndex(own, "/")]},
		{"negative", "marc", "parcours", own[:strings.LastIndex(own, "/")] + "/-1.0.0"},
		{"future sessions", "marc", "parcours", future(own, 0)},
		{"future answers of the delegation", "marc", "parcours", future(own, 1)},
		{"future answers", "marc", "parcours", future(own, 2)},
		{"somebody else's", "anne", "parcours", own},
		{"of one's own calendar", "marc", "parcours", calendar},
		{"an older epoch", "rita", "parcours", before},
		{"another server's", "marc", "parcours", other.Collection("marc", "parcours").Token},
		{"of the invitations", "marc", "calendar", own},
		{"future, in a calendar", "marc", "calendar", future(calendar, 2)},
		{"of the decisions", "rita", "faverges.delegation", s.Collection("rita", "faverges.arbitrages").Token},
		{"of the delegation", "rita", "faverges.arbitrages", s.Collection("rita", "faverges.delegation").Token},
	} {
		_, err := s.Calendars.Changes(t.Context(), s.Person(c.person), s.Collection(c.person, c.collection), c.token, 0)
		if !errors.Is(err, events.ErrToken) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A calendar of the same name as a deleted one is another: tokens of the old one are refused.
func TestTokensOfANamesake(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	create := func() {
		s.Must(s.Calendars.CreateCollection(t.Context(), marc, "marc", calendars.StoredCollection{Name: "jardin", DisplayName: "Jardin"}))
	}
	create()
	_, err := s.Put("marc", "jardin", "lunch.ics", lunch)
	s.Must(err)
	token := s.Collection("marc", "jardin").Token
	s.Must(s.Calendars.DeleteCollection(t.Context(), marc, s.Collection("marc", "jardin"), calendars.Preconditions{}))
	create()
	if _, err := s.Calendars.Changes(t.Context(), marc, s.Collection("marc", "jardin"), token, 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("the old one's token: %v", err)
	}
	if changed, gone := delta(s, "marc", "jardin", ""); changed+gone != "" {
		t.Errorf("the new one has %q, %q", changed, gone)
	}
}

// A session's audience changes, and later its title: a client that syncs in small steps still learns that it is gone.
func TestChangesInStepsTellWhatIsGone(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	token := s.Collection("marc", "parcours").Token
	s.Change(func(p *events.Programme) {
		site.Plan(p, "agora").Audience = events.Audience{Territories: []string{"annecy"}}
	})
	s.Change(func(p *events.Programme) { site.Plan(p, "seule").Title = "Une autre journée" })
	s.Change(func(p *events.Programme) { site.Plan(p, "agora").Title = "AGORA" })
	var changed, gone []string
	for range 3 {
		c, err := s.Calendars.Changes(t.Context(), marc, s.Collection("marc", "parcours"), token, 1)
		s.Must(err)
		changed, gone, token = append(changed, site.ItemNames(c.Changed)), append(gone, c.Gone...), c.Token
		if !c.More {
			break
		}
	}
	if !slices.Contains(changed, "seule.ics") || !slices.Equal(gone, []string{"agora.ics"}) {
		t.Errorf("changed %q, gone %q", changed, gone)
	}
}

// Who is asked by name learns like all others that a session is gone.
func TestChangesForWhoIsAskedByName(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.RecordPresence(t.Context(), s.Person("orga"), "pairs-elus", "emma", true))
	if _, asked := s.Items("emma", "parcours")["agora.ics"]; !asked {
		t.Fatal("emma was at a session and is not asked to the next")
	}
	token := s.Collection("emma", "parcours").Token
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", events.Cancel))
	s.Clock = s.Clock.AddDate(0, 0, 62)
	s.Must(s.DropCancelled(t.Context()))
	if changed, gone := delta(s, "emma", "parcours", token); changed != "" || gone != "agora.ics" {
		t.Errorf("changed %q, gone %q", changed, gone)
	}
}

// The home tells which collections changed, and which came and went.
func TestHomeChanges(t *testing.T) {
	s := site.OpenSmall(t)
	marc := s.Person("marc")
	first, err := s.Calendars.HomeChanges(t.Context(), marc, "marc", "", 0)
	if err != nil || len(first.Changed) != 7 || first.Gone != nil || first.More {
		t.Fatalf("%+v, %v", first, err)
	}
	token := first.Token
	since := func(token string) (changed, gone, now string) {
		t.Helper()
		delta, err := s.Calendars.HomeChanges(t.Context(), marc, "marc", token, 0)
		s.Must(err)
		var names []string
		for _, c := range delta.Changed {
			names = append(names, c.Name)
		}
		return strings.Join(names, " "), strings.Join(delta.Gone, " "), delta.Token
	}
	s.Answer("marc", "agora", events.Accepted)
	s.Must(s.Calendars.CreateCollection(t.Context(), marc, "marc", calendars.StoredCollection{Name: "jardin"}))
	s.Restart()
	changed, missing, next := since(token)
	if changed != "parcours jardin" && changed != "jardin parcours" || missing != "" {
		t.Errorf("changed %q, gone %q", changed, missing)
	}
	s.Must(s.Calendars.DeleteCollection(t.Context(), marc, s.Collection("marc", "jardin"), calendars.Preconditions{}))
	if changed, missing, _ = since(next); changed != "" || missing != "jardin" {
		t.Errorf("changed %q, gone %q", changed, missing)
	}
	few, err := s.Calendars.HomeChanges(t.Context(), marc, "marc", "", 4)
	if err != nil || len(few.Changed) != 4 || !few.More {
		t.Errorf("cut: %+v, %v", few, err)
	}
	rest, err := s.Calendars.HomeChanges(t.Context(), marc, "marc", few.Token, 4)
	if err != nil || len(rest.Changed) != 3 || rest.More {
		t.Errorf("the rest: %+v, %v", rest, err)
	}
	if _, err := s.Calendars.HomeChanges(t.Context(), marc, "marc", s.Collection("marc", "parcours").Token, 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("a collection's token: %v", err)
	}
	if _, err := s.Calendars.HomeChanges(t.Context(), marc, "rita", "", 0); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("somebody else's home: %v", err)
	}
}
