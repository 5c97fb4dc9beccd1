package events_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parcours/events"
)

// follower is a client that knows a collection by what sync told it, and by nothing else.
type follower struct {
	person, name string // name "" for the published collection of the category elus
	token        string
	has          map[string]string // name -> ETag
	texts        map[string]string // name and ETag -> text, where it looks whether one ETag ever meant two texts
}

func (f *follower) collection(s *site) *events.Collection {
	if f.name != "" {
		return s.collection(f.person, f.name)
	}
	c, err := s.PublishedCollection(s.person(f.person), "elus")
	s.must(err)
	return c
}

// sync asks once, for at most limit changes; more tells whether to ask again. A refused token starts it afresh.
func (f *follower) sync(s *site, limit int) (more bool) {
	c := f.collection(s)
	changes, err := s.Changes(s.t.Context(), s.person(f.person), c, f.token, limit)
	if errors.Is(err, events.ErrToken) && f.token != "" {
		f.token, f.has = "", map[string]string{}
		return true
	}
	s.must(err)
	if limit > 0 && c.Kind != events.KindDecisions && len(changes.Changed)+len(changes.Gone) > limit {
		s.t.Fatalf("%s/%s: %d changes, at most %d were asked for", f.person, f.name, len(changes.Changed)+len(changes.Gone), limit)
	}
	for _, it := range changes.Changed {
		f.has[it.Name] = it.ETag
		if f.texts == nil {
			continue
		}
		text, tag := s.text(it), it.Name+" "+it.ETag
		if before, ok := f.texts[tag]; ok && before != text {
			s.t.Fatalf("%s/%s: two texts with one tag: %s\n%s\n%s", f.person, f.name, tag, before, text)
		}
		f.texts[tag] = text
	}
	for _, name := range changes.Gone {
		delete(f.has, name)
	}
	if changes.More && changes.Token == f.token {
		s.t.Fatalf("%s/%s: the list is cut and its token stays", f.person, f.name)
	}
	f.token = changes.Token
	return changes.More
}

// check compares what the client knows with all that there is.
func (f *follower) check(s *site) {
	items, err := s.Items(s.t.Context(), s.person(f.person), f.collection(s), events.ItemQuery{NoOctets: true})
	s.must(err)
	want := map[string]string{}
	for _, it := range items {
		want[it.Name] = it.ETag
	}
	if !maps.Equal(f.has, want) {
		s.t.Fatalf("%s/%s:\nknown %v\nthere %v", f.person, f.name, f.has, want)
	}
	if c := f.collection(s); c.Token != f.token {
		s.t.Fatalf("%s/%s: token %s, ctag %s", f.person, f.name, f.token, c.Token)
	}
}

// Whatever happens, clients that sync by token, in steps of any size, at any time, end with what a full listing has.
func TestSyncConverges(t *testing.T) {
	converges(t, [][2]string{{"marc", ""}, {"marc", "parcours"}, {"rita", "parcours"}, {"emma", "parcours"}, {"guy", "parcours"}, {"rita", "faverges.delegation"},
		{"rita", "faverges.arbitrages"}, {"orga", "programme"}, {"orga", "programme.arbitrages"}, {"marc", "calendar"}, {"marc", "faverges.agenda"}},
		func(string) bool { return true })
}

// The same of calendars that hold what people write.
func TestStoredSyncConverges(t *testing.T) {
	converges(t, [][2]string{{"marc", "calendar"}, {"marc", "faverges.agenda"}, {"rita", "faverges.agenda"}},
		func(happening string) bool { return strings.HasPrefix(happening, "an event is") })
}

func converges(t *testing.T, paths [][2]string, chosen func(happening string) bool) {
	small()
	rapid.Check(t, func(rt *rapid.T) {
		s := openSmallIn(rt, t.TempDir())
		var followers []*follower
		for _, path := range paths {
			followers = append(followers, &follower{person: path[0], name: path[1], has: map[string]string{}})
		}
		happenings := s.happenings()
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
		s.must(s.db.Close())
	})
}

// draw takes one of several.
func draw[T any](rt *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(rt, label)
}

// happenings are all that can change what clients see. What the rules refuse changes nothing.
func (s *site) happenings() map[string]func(*rapid.T) {
	ctx := s.t.Context()
	sessions := []string{"agora", "pairs-techniciens", "pairs-elus", "jour-a", "jour-b", "seule", "appui"}
	session := func(rt *rapid.T) string { return draw(rt, "session", sessions...) }
	status := func(rt *rapid.T) events.Partstat {
		return draw(rt, "status", events.Accepted, events.Declined, events.Tentative, events.NeedsAction)
	}
	orga := func() *events.Person { return s.person("orga") }
	count := 0
	return map[string]func(*rapid.T){
		"answer": func(rt *rapid.T) {
			who := draw(rt, "person", "marc", "rita", "guy", "emma")
			_, _ = s.Respond(ctx, events.Response{Session: session(rt), For: forOneself(who), By: who, Status: status(rt), Sequence: -1})
		},
		"vote": func(rt *rapid.T) {
			x := s.session(session(rt))
			_, _ = s.Respond(ctx, events.Response{Session: x.ID, For: forUsIn("faverges", x.Category), By: "rita", Status: status(rt), Sequence: -1})
		},
		"reschedule": func(rt *rapid.T) {
			day := draw(rt, "day", "2022-04-28", "2022-05-02", "2022-05-03")
			_ = s.Reschedule(ctx, orga(), session(rt), func(p *events.Plan) { p.When = hours(day, "10:00", "12:00") })
		},
		"cancel": func(rt *rapid.T) { _ = s.CancelSession(ctx, orga(), session(rt)) },
		"decide": func(rt *rapid.T) { _ = s.Decide(ctx, orga(), session(rt)) },
		"reopen": func(rt *rapid.T) { _ = s.Reopen(ctx, orga(), session(rt)) },
		"two months pass": func(*rapid.T) {
			s.now = s.now.AddDate(0, 0, 61)
			s.must(s.DropCancelled(ctx))
		},
		"the file asks others": func(rt *rapid.T) {
			id, asked := session(rt), draw(rt, "audience", events.Audience{}, events.Audience{Territories: []string{"annecy"}},
				events.Audience{Categories: []string{"techniciens"}}, events.Audience{Roles: []events.Role{events.Expert, events.Guest}})
			s.change(func(p *events.Programme) { plan(p, id).Audience = asked })
		},
		"the file's title changes": func(rt *rapid.T) {
			id, title := session(rt), fmt.Sprintf("Titre %d", rapid.IntRange(1, 3).Draw(rt, "title"))
			s.change(func(p *events.Programme) { plan(p, id).Title = title })
		},
		"the file loses one": func(rt *rapid.T) {
			id := session(rt)
			all := s.programme
			s.change(func(p *events.Programme) { without(p, id) })
			s.programme = all
		},
		"a person changes": func(rt *rapid.T) {
			p := *s.person("guy")
			p.Category = draw(rt, "category", "elus", "techniciens")
			s.must(s.AddPeople(ctx, []events.Person{p}))
		},
		"an invitation is deleted": func(rt *rapid.T) {
			who := draw(rt, "from", [2]string{"marc", "parcours"}, [2]string{"rita", "parcours"}, [2]string{"rita", "faverges.delegation"})
			_ = s.DeleteItem(ctx, s.person(who[0]), s.collection(who[0], who[1]), session(rt)+".ics", events.Preconditions{})
		},
		"an alarm is set": func(rt *rapid.T) {
			name := session(rt) + ".ics"
			if it, ok := s.items("marc", "parcours")[name]; ok {
				_, err := s.put("marc", "parcours", name, withAlarm(s.text(it)))
				s.must(err)
			}
		},
		"somebody comes unasked": func(rt *rapid.T) {
			s.must(s.RecordPresence(ctx, orga(), draw(rt, "session", "pairs-elus", "pairs-techniciens"), draw(rt, "person", "emma", "guy"), rapid.Bool().Draw(rt, "came")))
		},
		"those who did not come are let go": func(*rapid.T) { _, _ = s.Narrow(ctx, orga(), "agora") },
		"a decision is answered": func(rt *rapid.T) {
			text := draw(rt, "text", "", "Le compost.", "Les haies ?")
			s.must(s.AnswerDecision(ctx, events.DecisionResponse{Decision: rapid.IntRange(1, 3).Draw(rt, "number"), Territory: "faverges", By: "rita", Text: &text}))
		},
		"an event is written": func(rt *rapid.T) {
			in := draw(rt, "in", "calendar", "faverges.agenda")
			count++
			_, err := s.put("marc", in, draw(rt, "name", "a.ics", "b.ics", "c.ics"), event(draw(rt, "uid", "a", "b", "c"), count))
			var taken *events.UIDConflict
			if !errors.As(err, &taken) {
				s.must(err)
			}
		},
		"an event is deleted": func(rt *rapid.T) {
			in := draw(rt, "in", "calendar", "faverges.agenda")
			err := s.DeleteItem(ctx, s.person("marc"), s.collection("marc", in), draw(rt, "name", "a.ics", "b.ics", "c.ics"), events.Preconditions{})
			if !errors.Is(err, events.ErrNotFound) {
				s.must(err)
			}
		},
		"an event is moved": func(rt *rapid.T) {
			from, to := draw(rt, "from", "calendar", "faverges.agenda"), draw(rt, "to", "calendar", "faverges.agenda")
			name, newName := draw(rt, "name", "a.ics", "b.ics", "c.ics"), draw(rt, "new name", "a.ics", "b.ics", "c.ics")
			_, err := s.TransferItem(ctx, s.collection("marc", from), s.collection("marc", to), events.Transfer{
				Move: true, Name: name, NewName: newName, Overwrite: rapid.Bool().Draw(rt, "over"),
			})
			var taken *events.UIDConflict
			itself := errors.Is(err, events.ErrForbidden) && from == to && name == newName
			if !itself && !errors.As(err, &taken) && !errors.Is(err, events.ErrNotFound) && !errors.Is(err, events.ErrPrecondition) {
				s.must(err)
			}
		},
		"the server starts again": func(*rapid.T) { s.reopen() },
	}
}

// event is an object of somebody's own.
func event(uid string, number int) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//FR\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20220201T080000Z\r\n" +
		"DTSTART:20220301T110000Z\r\nDTEND:20220301T120000Z\r\nSUMMARY:" + fmt.Sprint(number) + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}
