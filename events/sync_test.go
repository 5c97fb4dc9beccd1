package events_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

// delta is what a client learns from a token on.
func (s *site) delta(person, collection, token string) (changed, gone string) {
	s.t.Helper()
	c, err := s.Changes(s.t.Context(), s.person(person), s.collection(person, collection), token, 0)
	s.must(err)
	return names(c.Changed), strings.Join(c.Gone, " ")
}

// Each case: what happens, and which collections tell what of it; a collection that is not named tells nothing, and
// its token stays.
func TestChangesTellTheirOwn(t *testing.T) {
	watched := []string{"marc/parcours", "anne/parcours", "emma/parcours", "rita/parcours", "rita/faverges.delegation", "rita/faverges.arbitrages",
		"rene/annecy.delegation", "rene/annecy.arbitrages", "orga/programme", "orga/programme.arbitrages", "marc/calendar", "marc/faverges.agenda"}
	for _, c := range []struct {
		name   string
		happen func(*site)
		want   map[string]string // collection: changed names, "-" before those gone
	}{
		{"a person's answer", func(s *site) { s.answer("marc", "agora", events.Accepted) }, map[string]string{"marc/parcours": "agora.ics"}},
		{"a delegation's answer in a room", func(s *site) {
			_, err := s.Respond(s.t.Context(), events.Response{Session: "pairs-elus", For: forUsIn("faverges", "elus"), By: "rita", Status: events.Accepted, Sequence: -1})
			s.must(err)
		}, map[string]string{"rita/faverges.delegation": "pairs-elus.ics", "rita/faverges.arbitrages": "arbitrage-1.ics", "orga/programme.arbitrages": "arbitrage-1.ics"}},
		{"a vote", func(s *site) { s.vote("rene", "annecy", "jour-a", events.Tentative) }, map[string]string{
			"rene/annecy.delegation": "jour-a.ics", "rene/annecy.arbitrages": "arbitrage-2.ics", "orga/programme.arbitrages": "arbitrage-2.ics"}},
		{"an organiser moves a room's session", func(s *site) {
			s.must(s.Reschedule(s.t.Context(), s.person("orga"), "pairs-elus", func(p *events.Plan) { p.When = hours("2022-03-11", "09:00", "12:00") }))
		}, map[string]string{
			"marc/parcours": "pairs-elus.ics", "rita/faverges.delegation": "pairs-elus.ics", "rene/annecy.delegation": "pairs-elus.ics",
			"orga/programme": "pairs-elus.ics", "rita/faverges.arbitrages": "arbitrage-1.ics", "rene/annecy.arbitrages": "arbitrage-1.ics",
			"orga/programme.arbitrages": "arbitrage-1.ics"}},
		{"the experts' session", func(s *site) {
			s.must(s.Reschedule(s.t.Context(), s.person("orga"), "appui", func(p *events.Plan) { p.Title = "Autre" }))
		}, map[string]string{"emma/parcours": "appui.ics", "orga/programme": "appui.ics"}},
		{"an invitation is deleted", func(s *site) {
			s.must(s.DeleteItem(s.t.Context(), s.person("marc"), s.collection("marc", "parcours"), "agora.ics", events.Preconditions{}))
		}, map[string]string{"marc/parcours": "-agora.ics"}},
		{"an event of one's own", func(s *site) {
			_, err := s.put("marc", "calendar", "lunch.ics", lunch)
			s.must(err)
		}, map[string]string{"marc/calendar": "lunch.ics"}},
		{"an event of the delegation", func(s *site) {
			_, err := s.put("rita", "faverges.agenda", "lunch.ics", lunch)
			s.must(err)
		}, map[string]string{"marc/faverges.agenda": "lunch.ics"}},
		{"a decision is answered", func(s *site) {
			text := "Le compost."
			s.must(s.AnswerDecision(s.t.Context(), events.DecisionResponse{Decision: 3, Territory: "faverges", By: "rita", Text: &text}))
		}, map[string]string{"rita/faverges.arbitrages": "arbitrage-3.ics", "orga/programme.arbitrages": "arbitrage-3.ics"}},
		{"a poll is decided", func(s *site) { s.must(s.Decide(s.t.Context(), s.person("orga"), "jour-b")) }, map[string]string{
			"marc/parcours": "jour-b.ics -jour-a.ics", "anne/parcours": "jour-b.ics -jour-a.ics", "rita/parcours": "jour-b.ics -jour-a.ics",
			"rita/faverges.delegation": "jour-b.ics -jour-a.ics", "rene/annecy.delegation": "jour-b.ics -jour-a.ics", "orga/programme": "jour-b.ics -jour-a.ics",
			"rita/faverges.arbitrages": "arbitrage-2.ics", "rene/annecy.arbitrages": "arbitrage-2.ics", "orga/programme.arbitrages": "arbitrage-2.ics"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openSmall(t)
			tokens := map[string]string{}
			for _, path := range watched {
				person, name, _ := strings.Cut(path, "/")
				tokens[path] = s.collection(person, name).Token
			}
			c.happen(s)
			s.reopen()
			for _, path := range watched {
				person, name, _ := strings.Cut(path, "/")
				changed, gone := s.delta(person, name, tokens[path])
				got := changed
				if gone != "" {
					got = strings.TrimSpace(changed + " -" + gone)
				}
				if got != c.want[path] {
					t.Errorf("%s: %q, want %q", path, got, c.want[path])
				}
				if now := s.collection(person, name).Token; got != "" && now == tokens[path] {
					t.Errorf("%s: its token did not move", path)
				}
				if changed, gone := s.delta(person, name, s.collection(person, name).Token); changed+gone != "" {
					t.Errorf("%s: from its own token on: %q, %q", path, changed, gone)
				}
			}
		})
	}
}

func TestTokensRefused(t *testing.T) {
	s := openSmall(t)
	other := openSmall(t)
	s.answer("marc", "agora", events.Accepted)
	own := s.collection("marc", "parcours").Token
	before := s.collection("rita", "parcours").Token
	s.must(s.AddPeople(t.Context(), []events.Person{{ID: "rita", Email: "rita@example.org", Name: "Rita M.", Role: events.Referent, Territories: []string{"faverges"}, Category: "techniciens"}}))
	other.must(other.AddPeople(t.Context(), []events.Person{{ID: "marc", Email: "marc@example.org", Name: "M.", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"}}))
	future := func(token string, field int) string {
		at := strings.LastIndex(token, "/")
		numbers := strings.Split(token[at+1:], ".")
		numbers[field] = "99999"
		return token[:at+1] + strings.Join(numbers, ".")
	}
	calendar := s.collection("marc", "calendar").Token
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
		{"another server's", "marc", "parcours", other.collection("marc", "parcours").Token},
		{"of the invitations", "marc", "calendar", own},
		{"future, in a calendar", "marc", "calendar", future(calendar, 2)},
		{"of the decisions", "rita", "faverges.delegation", s.collection("rita", "faverges.arbitrages").Token},
		{"of the delegation", "rita", "faverges.arbitrages", s.collection("rita", "faverges.delegation").Token},
	} {
		_, err := s.Changes(t.Context(), s.person(c.person), s.collection(c.person, c.collection), c.token, 0)
		if !errors.Is(err, events.ErrToken) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A calendar of the same name as a deleted one is another: tokens of the old one are refused.
func TestTokensOfANamesake(t *testing.T) {
	s := openSmall(t)
	marc := s.person("marc")
	create := func() {
		s.must(s.CreateCollection(t.Context(), marc, "marc", events.StoredCollection{Name: "jardin", DisplayName: "Jardin"}))
	}
	create()
	_, err := s.put("marc", "jardin", "lunch.ics", lunch)
	s.must(err)
	token := s.collection("marc", "jardin").Token
	s.must(s.DeleteCollection(t.Context(), marc, s.collection("marc", "jardin"), events.Preconditions{}))
	create()
	if _, err := s.Changes(t.Context(), marc, s.collection("marc", "jardin"), token, 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("the old one's token: %v", err)
	}
	if changed, gone := s.delta("marc", "jardin", ""); changed+gone != "" {
		t.Errorf("the new one has %q, %q", changed, gone)
	}
}

// A session's audience changes, and later its title: a client that syncs in small steps still learns that it is gone.
func TestChangesInStepsTellWhatIsGone(t *testing.T) {
	s := openSmall(t)
	marc := s.person("marc")
	token := s.collection("marc", "parcours").Token
	s.change(func(p *events.Programme) {
		plan(p, "agora").Audience = events.Audience{Territories: []string{"annecy"}}
	})
	s.change(func(p *events.Programme) { plan(p, "seule").Title = "Une autre journée" })
	s.change(func(p *events.Programme) { plan(p, "agora").Title = "AGORA" })
	var changed, gone []string
	for range 3 {
		c, err := s.Changes(t.Context(), marc, s.collection("marc", "parcours"), token, 1)
		s.must(err)
		changed, gone, token = append(changed, names(c.Changed)), append(gone, c.Gone...), c.Token
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
	s := openSmall(t)
	s.must(s.RecordPresence(t.Context(), s.person("orga"), "pairs-elus", "emma", true))
	if _, asked := s.items("emma", "parcours")["agora.ics"]; !asked {
		t.Fatal("emma was at a session and is not asked to the next")
	}
	token := s.collection("emma", "parcours").Token
	s.must(s.CancelSession(t.Context(), s.person("orga"), "agora"))
	s.now = s.now.AddDate(0, 0, 62)
	s.must(s.DropCancelled(t.Context()))
	if changed, gone := s.delta("emma", "parcours", token); changed != "" || gone != "agora.ics" {
		t.Errorf("changed %q, gone %q", changed, gone)
	}
}

// The home tells which collections changed, and which came and went.
func TestHomeChanges(t *testing.T) {
	s := openSmall(t)
	marc := s.person("marc")
	first, err := s.HomeChanges(t.Context(), marc, "marc", "", 0)
	if err != nil || len(first.Changed) != 7 || first.Gone != nil || first.More {
		t.Fatalf("%+v, %v", first, err)
	}
	token := first.Token
	since := func(token string) (changed, gone, now string) {
		t.Helper()
		delta, err := s.HomeChanges(t.Context(), marc, "marc", token, 0)
		s.must(err)
		var names []string
		for _, c := range delta.Changed {
			names = append(names, c.Name)
		}
		return strings.Join(names, " "), strings.Join(delta.Gone, " "), delta.Token
	}
	s.answer("marc", "agora", events.Accepted)
	s.must(s.CreateCollection(t.Context(), marc, "marc", events.StoredCollection{Name: "jardin"}))
	s.reopen()
	changed, missing, next := since(token)
	if changed != "parcours jardin" && changed != "jardin parcours" || missing != "" {
		t.Errorf("changed %q, gone %q", changed, missing)
	}
	s.must(s.DeleteCollection(t.Context(), marc, s.collection("marc", "jardin"), events.Preconditions{}))
	if changed, missing, _ = since(next); changed != "" || missing != "jardin" {
		t.Errorf("changed %q, gone %q", changed, missing)
	}
	few, err := s.HomeChanges(t.Context(), marc, "marc", "", 4)
	if err != nil || len(few.Changed) != 4 || !few.More {
		t.Errorf("cut: %+v, %v", few, err)
	}
	rest, err := s.HomeChanges(t.Context(), marc, "marc", few.Token, 4)
	if err != nil || len(rest.Changed) != 3 || rest.More {
		t.Errorf("the rest: %+v, %v", rest, err)
	}
	if _, err := s.HomeChanges(t.Context(), marc, "marc", s.collection("marc", "parcours").Token, 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("a collection's token: %v", err)
	}
	if _, err := s.HomeChanges(t.Context(), marc, "rita", "", 0); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("somebody else's home: %v", err)
	}
}
