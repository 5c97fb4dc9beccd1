package calendars_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/events"
	"parcours/site"
)

// follower is a client that knows a collection by what sync told it, and by nothing else.
type follower struct {
	person, name string // name "" for the published collection of the category elus
	token        string
	has          map[string]string // name -> ETag
	texts        map[string]string // name and ETag -> text, where it looks whether one ETag ever meant two texts
}

func (f *follower) collection(s *site.Site) *calendars.Collection {
	if f.name != "" {
		return s.Collection(f.person, f.name)
	}
	c, err := s.Calendars.PublishedCollection(s.Person(f.person), "elus")
	s.Must(err)
	return c
}

// sync asks once, for at most limit changes; more tells whether to ask again. A refused token starts it afresh.
func (f *follower) sync(s *site.Site, limit int) (more bool) {
	c := f.collection(s)
	changes, err := s.Calendars.Changes(s.T.Context(), s.Person(f.person), c, f.token, limit)
	if errors.Is(err, events.ErrToken) && f.token != "" {
		f.token, f.has = "", map[string]string{}
		return true
	}
	s.Must(err)
	if limit > 0 && c.Kind != calendars.KindDecisions && len(changes.Changed)+len(changes.Gone) > limit {
		s.T.Fatalf("%s/%s: %d changes, at most %d were asked for", f.person, f.name, len(changes.Changed)+len(changes.Gone), limit)
	}
	for _, it := range changes.Changed {
		f.has[it.Name] = it.ETag
		if f.texts == nil {
			continue
		}
		text, tag := s.Text(it), it.Name+" "+it.ETag
		if before, ok := f.texts[tag]; ok && before != text {
			s.T.Fatalf("%s/%s: two texts with one tag: %s\n%s\n%s", f.person, f.name, tag, before, text)
		}
		f.texts[tag] = text
	}
	for _, name := range changes.Gone {
		delete(f.has, name)
	}
	if changes.More && changes.Token == f.token {
		s.T.Fatalf("%s/%s: the list is cut and its token stays", f.person, f.name)
	}
	f.token = changes.Token
	return changes.More
}

// check compares what the client knows with all that there is.
func (f *follower) check(s *site.Site) {
	items, err := s.Calendars.Items(s.T.Context(), s.Person(f.person), f.collection(s), calendars.ItemQuery{NoOctets: true})
	s.Must(err)
	want := map[string]string{}
	for _, it := range items {
		want[it.Name] = it.ETag
	}
	if !maps.Equal(f.has, want) {
		s.T.Fatalf("%s/%s:\nknown %v\nthere %v", f.person, f.name, f.has, want)
	}
	if c := f.collection(s); c.Token != f.token {
		s.T.Fatalf("%s/%s: token %s, ctag %s", f.person, f.name, f.token, c.Token)
	}
}

// Whatever happens, clients that sync by token, in steps of any size, at any time, end with what a full listing has.
func TestSyncConverges(t *testing.T) {
	converges(t, [][2]string{{"marc", ""}, {"marc", "parcours"}, {"rita", "parcours"}, {"emma", "parcours"}, {"guy", "parcours"}, {"rita", "faverges.delegation"},
		{"rita", "faverges.arbitrages"}, {"orga", "programme"}, {"orga", "programme.arbitrages"}, {"marc", "calendar"}, {"orga", "programme.agendas"}, {"orga", "programme.accompagnements"}, {"emma", "faverges.accompagnement"}, {"marc", "faverges.agenda"}},
		func(string) bool { return true })
}

// The same of calendars that hold what people write.
func TestStoredSyncConverges(t *testing.T) {
	converges(t, [][2]string{{"marc", "calendar"}, {"orga", "programme.agendas"}, {"orga", "programme.accompagnements"}, {"marc", "faverges.agenda"}, {"rita", "faverges.agenda"}},
		func(happening string) bool { return strings.HasPrefix(happening, "an event is") })
}

func converges(t *testing.T, paths [][2]string, chosen func(happening string) bool) {
	site.Small()
	rapid.Check(t, func(rt *rapid.T) {
		s := site.OpenSmallIn(rt, t.TempDir())
		var followers []*follower
		for _, path := range paths {
			followers = append(followers, &follower{person: path[0], name: path[1], has: map[string]string{}})
		}
		happenings := happenings(s)
		kinds := slices.DeleteFunc(slices.Sorted(maps.Keys(happenings)), func(kind string) bool { return !chosen(kind) })
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			if rapid.IntRange(0, 2).Draw(rt, "syncs") == 0 {
				f := rapid.SampledFrom(followers).Draw(rt, "who")
				f.sync(s, rapid.IntRange(0, 3).Draw(rt, "limit"))
				continue
			}
			happenings[rapid.SampledFrom(kinds).Draw(rt, "happens")](rt)
		}
		limit := rapid.IntRange(0, 3).Draw(rt, "last limit")
		for _, f := range followers {
			for f.sync(s, limit) {
			}
			f.check(s)
		}
		s.Must(s.DB.Close())
	})
}

// happenings are all that can change what clients see. What the rules refuse changes nothing.
func happenings(s *site.Site) map[string]func(*rapid.T) {
	ctx := s.T.Context()
	sessions := []string{"agora", "pairs-techniciens", "pairs-elus", "jour-a", "jour-b", "seule", "appui"}
	session := func(rt *rapid.T) string { return site.Draw(rt, "session", sessions...) }
	status := func(rt *rapid.T) events.Partstat {
		return site.Draw(rt, "status", events.Accepted, events.Declined, events.Tentative, events.NeedsAction)
	}
	orga := func() *events.Person { return s.Person("orga") }
	count := 0
	return map[string]func(*rapid.T){
		"answer": func(rt *rapid.T) {
			who := site.Draw(rt, "person", "marc", "rita", "guy", "emma")
			_, _ = s.Respond(ctx, events.Response{Session: session(rt), For: site.ForOneself(who), By: who, Status: status(rt), Sequence: -1})
		},
		"vote": func(rt *rapid.T) {
			x := s.Session(session(rt))
			_, _ = s.Respond(ctx, events.Response{Session: x.ID, For: site.ForUsIn("faverges", x.Category), By: "rita", Status: status(rt), Sequence: -1})
		},
		"reschedule": func(rt *rapid.T) {
			day := site.Draw(rt, "day", "2022-04-28", "2022-05-02", "2022-05-03")
			_ = s.Reschedule(ctx, orga(), session(rt), func(p *events.Plan) { p.When = site.Hours(day, "10:00", "12:00") })
		},
		"cancel": func(rt *rapid.T) { _ = s.Reschedule(ctx, orga(), session(rt), events.Cancel) },
		"decide": func(rt *rapid.T) { _ = s.Decide(ctx, orga(), session(rt)) },
		"reopen": func(rt *rapid.T) { _ = s.Reopen(ctx, orga(), session(rt)) },
		"two months pass": func(*rapid.T) {
			s.Clock = s.Clock.AddDate(0, 0, 61)
			s.Must(s.DropCancelled(ctx))
		},
		"the file asks others": func(rt *rapid.T) {
			id, asked := session(rt), site.Draw(rt, "audience", events.Audience{}, events.Audience{Territories: []string{"annecy"}},
				events.Audience{Categories: []string{"techniciens"}}, events.Audience{Roles: []events.Role{events.Expert, events.Guest}})
			s.Change(func(p *events.Programme) { site.Plan(p, id).Audience = asked })
		},
		"the file's title changes": func(rt *rapid.T) {
			id, title := session(rt), fmt.Sprintf("Titre %d", rapid.IntRange(1, 3).Draw(rt, "title"))
			s.Change(func(p *events.Programme) { site.Plan(p, id).Title = title })
		},
		"the file loses one": func(rt *rapid.T) {
			id := session(rt)
			all := s.File
			s.Change(func(p *events.Programme) { site.Without(p, id) })
			s.File = all
		},
		"a person changes": func(rt *rapid.T) {
			p := *s.Person("guy")
			p.Category = site.Draw(rt, "category", "elus", "techniciens")
			s.Must(s.AddPeople(ctx, []events.Person{p}))
		},
		"an invitation is deleted": func(rt *rapid.T) {
			who := site.Draw(rt, "from", [2]string{"marc", "parcours"}, [2]string{"rita", "parcours"}, [2]string{"rita", "faverges.delegation"})
			_ = s.Calendars.DeleteItem(ctx, s.Person(who[0]), s.Collection(who[0], who[1]), session(rt)+".ics", calendars.Preconditions{})
		},
		"an alarm is set": func(rt *rapid.T) {
			name := session(rt) + ".ics"
			if it, ok := s.Items("marc", "parcours")[name]; ok {
				_, err := s.Put("marc", "parcours", name, withAlarm(s.Text(it)))
				s.Must(err)
			}
		},
		"somebody comes unasked": func(rt *rapid.T) {
			s.Must(s.RecordPresence(ctx, orga(), site.Draw(rt, "session", "pairs-elus", "pairs-techniciens"), site.Draw(rt, "person", "emma", "guy"), rapid.Bool().Draw(rt, "came")))
		},
		"those who did not come are let go": func(*rapid.T) { _, _ = s.Narrow(ctx, orga(), "agora") },
		"a decision is answered": func(rt *rapid.T) {
			text := site.Draw(rt, "text", "", "Le compost.", "Les haies ?")
			s.Must(s.AnswerDecision(ctx, events.DecisionResponse{Decision: rapid.IntRange(1, 3).Draw(rt, "number"), Territory: "faverges", By: "rita", Text: &text}))
		},
		"an event is written": func(rt *rapid.T) {
			in := site.Draw(rt, "in", "calendar", "faverges.agenda")
			count++
			_, err := s.Put("marc", in, site.Draw(rt, "name", "a.ics", "b.ics", "c.ics"), event(site.Draw(rt, "uid", "a", "b", "c"), count))
			var taken *events.UIDConflict
			if !errors.As(err, &taken) {
				s.Must(err)
			}
		},
		"an event is deleted": func(rt *rapid.T) {
			in := site.Draw(rt, "in", "calendar", "faverges.agenda")
			err := s.Calendars.DeleteItem(ctx, s.Person("marc"), s.Collection("marc", in), site.Draw(rt, "name", "a.ics", "b.ics", "c.ics"), calendars.Preconditions{})
			if !errors.Is(err, events.ErrNotFound) {
				s.Must(err)
			}
		},
		"an event is moved": func(rt *rapid.T) {
			from, to := site.Draw(rt, "from", "calendar", "faverges.agenda"), site.Draw(rt, "to", "calendar", "faverges.agenda")
			name, newName := site.Draw(rt, "name", "a.ics", "b.ics", "c.ics"), site.Draw(rt, "new name", "a.ics", "b.ics", "c.ics")
			_, err := s.Calendars.TransferItem(ctx, s.Collection("marc", from), s.Collection("marc", to), calendars.Transfer{
				Move: true, Name: name, NewName: newName, Overwrite: rapid.Bool().Draw(rt, "over"),
			})
			var taken *events.UIDConflict
			itself := errors.Is(err, events.ErrForbidden) && from == to && name == newName
			if !itself && !errors.As(err, &taken) && !errors.Is(err, events.ErrNotFound) && !errors.Is(err, events.ErrPrecondition) {
				s.Must(err)
			}
		},
		"the server starts again": func(*rapid.T) { s.Restart() },
	}
}

// event is an object of somebody's own.
func event(uid string, number int) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//FR\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20220201T080000Z\r\n" +
		"DTSTART:20220301T110000Z\r\nDTEND:20220301T120000Z\r\nSUMMARY:" + fmt.Sprint(number) + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}
