package events_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/events"
)

func TestApplyFirst(t *testing.T) {
	s := open(t)
	report := s.apply(smallProgramme())
	want := []string{"orga", "rita", "rene", "marc", "anne", "guy", "emma", "paul", "agora", "pairs-techniciens", "pairs-elus", "jour-a", "jour-b", "seule", "prepa", "appui"}
	if !slices.Equal(report.Added, want) || report.Changed != nil || report.Removed != nil || report.Warnings != nil {
		t.Errorf("report %+v", report)
	}
	for _, x := range s.Programme().All() {
		if x.UID != x.ID+"@programme.example.org" || x.Sequence != 0 || x.AskedAt != 0 || !x.Created.Equal(s.now) || !x.Modified.Equal(s.now) || x.Born != x.Change {
			t.Errorf("%s: %+v", x.ID, x)
		}
	}
	for _, p := range s.Programme().People() {
		if p.Epoch != 1 || len(p.FeedToken) < 20 || !p.InFile {
			t.Errorf("%+v", p)
		}
	}
}

// state is everything that clients could see moving: tokens and items of all, and the programme's revision.
func (s *site) state() map[string]string {
	s.t.Helper()
	snap := s.Programme()
	state := map[string]string{"epoch": snap.Epoch, "modified": snap.Modified.UTC().String(), "change": time.Duration(snap.Change).String()}
	for _, p := range snap.People() {
		all, err := s.Collections(s.t.Context(), p, p.ID)
		s.must(err)
		for _, c := range all {
			state[p.ID+"/"+c.Name] = c.Token
			for name, it := range s.items(p.ID, c.Name) {
				state[p.ID+"/"+c.Name+"/"+name] = it.ETag
			}
		}
		revision, err := s.PersonalFeedRevision(s.t.Context(), p.FeedToken)
		s.must(err)
		state["feed of "+p.ID] = revision
	}
	for _, f := range s.Feeds() {
		feed, err := s.Feed(f.Scope)
		s.must(err)
		state["feed "+f.Scope] = feed.Revision
	}
	return state
}

// differences names what differs between two states.
func differences(before, after map[string]string) (names []string) {
	for name := range maps.Keys(after) {
		if before[name] != after[name] {
			names = append(names, name)
		}
	}
	for name := range maps.Keys(before) {
		if _, ok := after[name]; !ok {
			names = append(names, "-"+name)
		}
	}
	slices.Sort(names)
	return names
}

// The same file again moves no change number, no token, no ETag.
func TestApplyAgain(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *site{"small": openSmall, "example": openExample} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			before := s.state()
			s.now = s.now.AddDate(0, 0, 1)
			if report := s.apply(s.programme); !reflect.DeepEqual(report, events.ApplyReport{}) {
				t.Errorf("report %+v", report)
			}
			if d := differences(before, s.state()); d != nil {
				t.Errorf("moved: %v", d)
			}
			s.reopen()
			s.apply(s.programme)
			if d := differences(before, s.state()); d != nil {
				t.Errorf("moved after the server was started again: %v", d)
			}
		})
	}
}

// Each case: an edit of the file, and what it does to the session and to a yes given before.
func TestApplyEdit(t *testing.T) {
	for _, c := range []struct {
		name            string
		edit            func(*events.Plan)
		sequence, asked int
		status          events.Partstat // of the earlier yes
	}{
		{"moved", func(p *events.Plan) { p.When = hours("2022-04-29", "09:30", "17:30") }, 1, 1, events.NeedsAction},
		{"a later end", func(p *events.Plan) { p.When = hours("2022-04-28", "09:30", "18:30") }, 1, 1, events.NeedsAction},
		{"whole day", func(p *events.Plan) { p.When = allDay("2022-04-28") }, 1, 1, events.NeedsAction},
		{"the same instant in another zone", func(p *events.Plan) { p.When.Start = p.When.Start.UTC() }, 0, 0, events.Accepted},
		{"another title", func(p *events.Plan) { p.Title = "AGORA" }, 1, 0, events.Accepted},
		{"another description", func(p *events.Plan) { p.Description = "Apportez vos idées." }, 1, 0, events.Accepted},
		{"another place", func(p *events.Plan) { p.Place.Where = "Paris" }, 1, 0, events.Accepted},
		{"another link", func(p *events.Plan) { p.Place.Link = "https://visio.example.org/autre" }, 1, 0, events.Accepted},
		{"optional", func(p *events.Plan) { p.Optional = true }, 1, 0, events.Accepted},
		{"estimated", func(p *events.Plan) { p.Status = events.Estimated }, 1, 0, events.Accepted},
		{"cancelled", func(p *events.Plan) { p.Status = events.Cancelled }, 1, 0, events.Accepted},
		{"a wider audience", func(p *events.Plan) { p.Audience = events.Audience{} }, 0, 0, events.Accepted},
		{"moved and renamed", func(p *events.Plan) { p.Title, p.When = "AGORA", allDay("2022-04-29") }, 1, 1, events.NeedsAction},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openSmall(t)
			s.answer("marc", "agora", events.Accepted)
			rows, change := s.history(), s.Programme().Change
			untouched := *s.session("seule")
			s.now = s.now.AddDate(0, 0, 3)
			report := s.change(func(p *events.Programme) { c.edit(plan(p, "agora")) })
			x := s.session("agora")
			if x.UID != "agora@programme.example.org" || x.Sequence != c.sequence || x.AskedAt != c.asked {
				t.Errorf("UID %s, SEQUENCE %d, asked at %d", x.UID, x.Sequence, x.AskedAt)
			}
			if moved := c.sequence > 0 || c.name == "a wider audience"; moved != (x.Change > change) || moved != slices.Equal(report.Changed, []string{"agora"}) {
				t.Errorf("change %d after %d, report %+v", x.Change, change, report)
			}
			if got := x.Modified.Equal(s.now); got != (c.sequence > 0) {
				t.Errorf("modified %s at %s", x.Modified, s.now)
			}
			if got := s.items("marc", "parcours")["agora.ics"].Invitation.Status; got != c.status {
				t.Errorf("the yes is shown as %s", got)
			}
			if after := s.history(); !reflect.DeepEqual(after, rows) {
				t.Errorf("rows were rewritten: %+v", after)
			}
			if got := *s.session("seule"); !reflect.DeepEqual(got, untouched) {
				t.Errorf("another session changed: %+v", got)
			}
		})
	}
}

// A session that the file no longer has is cancelled; 60 days later it leaves calendars and feeds, by a job only; it
// comes back with the file, and is asked again.
func TestApplyRemoved(t *testing.T) {
	s := openSmall(t)
	s.answer("marc", "agora", events.Accepted)
	report := s.change(func(p *events.Programme) { without(p, "agora") })
	if !slices.Equal(report.Removed, []string{"agora"}) || report.Changed != nil {
		t.Errorf("report %+v", report)
	}
	x := s.session("agora")
	if x.Status != events.Cancelled || x.Sequence != 1 || !x.Removed || !x.Cancelled.Equal(s.now) {
		t.Errorf("%+v", x)
	}
	if again := s.apply(s.programme); !reflect.DeepEqual(again, events.ApplyReport{}) {
		t.Errorf("again: %+v", again)
	}
	listed := func() bool { _, ok := s.items("marc", "parcours")["agora.ics"]; return ok }
	published := func() bool {
		f, err := s.Feed("all")
		s.must(err)
		return slices.ContainsFunc(f.Invitations, func(i events.Invitation) bool { return i.Session.ID == "agora" })
	}
	s.now = s.now.Add(60 * 24 * time.Hour)
	s.must(s.DropCancelled(t.Context()))
	if !listed() || !published() {
		t.Errorf("after 60 days: listed %v, published %v", listed(), published())
	}
	s.now = s.now.Add(time.Second)
	if !listed() || !published() {
		t.Errorf("time alone: listed %v, published %v", listed(), published())
	}
	before, token := s.Programme().Change, s.collection("marc", "parcours").Token
	s.must(s.DropCancelled(t.Context()))
	if listed() || published() || s.Programme().Change != before+1 {
		t.Errorf("after the job: listed %v, published %v, change %d after %d", listed(), published(), s.Programme().Change, before)
	}
	changes, err := s.Changes(t.Context(), s.person("marc"), s.collection("marc", "parcours"), token, 0)
	if err != nil || len(changes.Changed) != 0 || !slices.Equal(changes.Gone, []string{"agora.ics"}) {
		t.Errorf("sync: %+v, %v", changes, err)
	}
	s.must(s.DropCancelled(t.Context()))
	if s.Programme().Change != before+1 {
		t.Error("the job again changes something")
	}
	s.apply(smallProgramme())
	x = s.session("agora")
	if x.Status != events.Fixed || x.Sequence != 2 || x.AskedAt != 0 || x.Removed || x.Dropped || !x.Cancelled.IsZero() || !listed() || !published() {
		t.Errorf("back: %+v, listed %v, published %v", x, listed(), published())
	}
	if got := s.items("marc", "parcours")["agora.ics"].Invitation.Status; got != events.Accepted {
		t.Errorf("the yes before the cancellation, at the same time, is shown as %s", got)
	}
}

// Three ways: what the file said, what it says, what the database has.
func TestApplyThreeWays(t *testing.T) {
	reschedule := func(s *site) {
		s.must(s.Reschedule(s.t.Context(), s.person("orga"), "agora", func(p *events.Plan) { p.When = hours("2022-05-05", "10:00", "17:00") }))
	}
	fileMoves := func(p *events.Programme) { plan(p, "agora").When = hours("2022-05-06", "10:00", "17:00") }
	for _, c := range []struct {
		name     string
		database func(*site)
		file     func(*events.Programme)
		day      string
		sequence int
		warns    bool
	}{
		{"nothing changed", func(*site) {}, func(*events.Programme) {}, "2022-04-28", 0, false},
		{"the file", func(*site) {}, fileMoves, "2022-05-06", 1, false},
		{"the database", reschedule, func(*events.Programme) {}, "2022-05-05", 1, false},
		{"both, apart", reschedule, fileMoves, "2022-05-05", 1, true},
		{"both, alike", reschedule, func(p *events.Programme) { plan(p, "agora").When = hours("2022-05-05", "10:00", "17:00") }, "2022-05-05", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openSmall(t)
			c.database(s)
			report := s.change(c.file)
			check := func(report events.ApplyReport) {
				t.Helper()
				x := s.session("agora")
				if got := x.When.Start.Format(time.DateOnly); got != c.day || x.Sequence != c.sequence {
					t.Errorf("on %s, SEQUENCE %d", got, x.Sequence)
				}
				warned := len(report.Warnings) == 1 && strings.HasPrefix(report.Warnings[0], "agora: ") &&
					strings.Contains(report.Warnings[0], "2022-05-06 10:00") && strings.Contains(report.Warnings[0], "2022-05-05 10:00")
				if warned != c.warns || !c.warns && len(report.Warnings) > 0 {
					t.Errorf("warnings %q", report.Warnings)
				}
			}
			check(report)
			s.reopen()
			check(s.apply(s.programme)) // not settled by being said once
			if !c.warns {
				return
			}
			report = s.change(func(p *events.Programme) { plan(p, "agora").When = hours("2022-05-05", "10:00", "17:00") })
			if len(report.Warnings) > 0 {
				t.Errorf("settled by the file: %q", report.Warnings)
			}
			s.change(fileMoves)
			if x := s.session("agora"); x.When.Start.Format(time.DateOnly) != "2022-05-06" || x.Sequence != 2 {
				t.Errorf("after it was settled, the file moves it: %+v", x.When)
			}
		})
	}
}

// A preference settles what both changed: afterwards nothing warns. Where the database was preferred it still differs
// from the file, so that the next change of the file is said again, and not lost.
func TestApplyPreferring(t *testing.T) {
	for prefer, day := range map[events.Preference]string{events.PreferFile: "2022-05-06", events.PreferDatabase: "2022-05-05"} {
		t.Run(string(prefer), func(t *testing.T) {
			s := openSmall(t)
			s.must(s.Reschedule(t.Context(), s.person("orga"), "agora", func(p *events.Plan) { p.When = hours("2022-05-05", "10:00", "17:00") }))
			s.change(func(p *events.Programme) { plan(p, "agora").When = hours("2022-05-06", "10:00", "17:00") })
			report, err := s.ApplyWith(t.Context(), s.programme, events.ApplyOptions{Prefer: prefer})
			if err != nil || len(report.Warnings) > 0 {
				t.Fatalf("%v, %q", err, report.Warnings)
			}
			if got := s.session("agora").When.Start.Format(time.DateOnly); got != day {
				t.Errorf("on %s, want %s", got, day)
			}
			if report := s.apply(s.programme); len(report.Warnings) > 0 {
				t.Errorf("still open: %q", report.Warnings)
			}
			report = s.change(func(p *events.Programme) { plan(p, "agora").When = hours("2022-05-09", "10:00", "17:00") })
			moved := s.session("agora").When.Start.Format(time.DateOnly) == "2022-05-09"
			if moved != (prefer == events.PreferFile) || len(report.Warnings) == 0 != moved {
				t.Errorf("the file's next change: moved %t, warnings %q", moved, report.Warnings)
			}
		})
	}
}

// The database's value stands against a file that takes another session away or brings one in.
func TestApplyKeepsDecisions(t *testing.T) {
	s := openSmall(t)
	s.must(s.Decide(t.Context(), s.person("orga"), "jour-b"))
	report := s.change(func(p *events.Programme) {
		without(p, "appui")
		p.Sessions = append(p.Sessions, events.Plan{ID: "nouvelle", Title: "Nouvelle", Status: events.Fixed, When: allDay("2022-05-01")})
	})
	if len(report.Warnings) > 0 || !slices.Equal(report.Added, []string{"nouvelle"}) || !slices.Equal(report.Removed, []string{"appui"}) || report.Changed != nil {
		t.Errorf("report %+v", report)
	}
	if a, b := s.session("jour-a"), s.session("jour-b"); !a.Lost || a.Status != events.Cancelled || b.Status != events.Fixed || b.Decided.IsZero() {
		t.Errorf("the decision did not stand: %+v %+v", a, b)
	}
}

// Whoever is no longer asked is told by sync that it is gone; a stranger is told nothing.
func TestApplyAudience(t *testing.T) {
	s := openSmall(t)
	tokens := map[string]string{}
	for _, id := range []string{"marc", "rita", "anne", "rene", "emma"} {
		tokens[id] = s.collection(id, "parcours").Token
	}
	delegation := s.collection("rita", "faverges.delegation").Token
	s.change(func(p *events.Programme) {
		plan(p, "agora").Audience = events.Audience{Territories: []string{"annecy"}}
	})
	for _, c := range []struct {
		person, collection, token, changed, gone string
	}{
		{"marc", "parcours", tokens["marc"], "", "agora.ics"},
		{"rita", "parcours", tokens["rita"], "", "agora.ics"},
		{"rita", "faverges.delegation", delegation, "", "agora.ics"},
		{"anne", "parcours", tokens["anne"], "agora.ics", ""},
		{"rene", "parcours", tokens["rene"], "agora.ics", ""},
		{"emma", "parcours", tokens["emma"], "", ""},
	} {
		changes, err := s.Changes(t.Context(), s.person(c.person), s.collection(c.person, c.collection), c.token, 0)
		if err != nil || names(changes.Changed) != c.changed || strings.Join(changes.Gone, " ") != c.gone {
			t.Errorf("%s/%s: changed %q, gone %q, %v", c.person, c.collection, names(changes.Changed), changes.Gone, err)
		}
	}
	if got := s.collection("emma", "parcours").Token; got != tokens["emma"] {
		t.Error("a stranger's ctag moved")
	}
}

func names(items []events.Item) string {
	var all []string
	for _, it := range items {
		all = append(all, it.Name)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// A person who is moved to another category starts afresh: older tokens are refused, in all derived collections.
func TestApplyPersonMoves(t *testing.T) {
	s := openSmall(t)
	person := func(p *events.Programme, id string) *events.Person {
		return &p.People[slices.IndexFunc(p.People, func(x events.Person) bool { return x.ID == id })]
	}
	before, others, own := s.collection("rita", "parcours").Token, s.collection("marc", "parcours").Token, s.collection("rita", "calendar").Token
	delegation := s.collection("rita", "faverges.delegation").Token
	feed := s.person("rita").FeedToken
	report := s.change(func(p *events.Programme) { person(p, "rita").Category = "elus" })
	if !slices.Equal(report.Changed, []string{"rita"}) || s.person("rita").Epoch != 2 || s.person("rita").FeedToken != feed {
		t.Errorf("report %+v, person %+v", report, s.person("rita"))
	}
	for name, token := range map[string]string{"parcours": before, "faverges.delegation": delegation} {
		if _, err := s.Changes(t.Context(), s.person("rita"), s.collection("rita", name), token, 0); !errors.Is(err, events.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Changes(t.Context(), s.person("rita"), s.collection("rita", "calendar"), own, 0); err != nil {
		t.Errorf("a calendar of her own: %v", err)
	}
	if _, err := s.Changes(t.Context(), s.person("marc"), s.collection("marc", "parcours"), others, 0); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	if _, asked := s.items("rita", "parcours")["pairs-elus.ics"]; !asked {
		t.Error("not asked to the new category's session")
	}
	report = s.change(func(p *events.Programme) {
		p.People = slices.DeleteFunc(p.People, func(x events.Person) bool { return x.ID == "marc" })
	})
	if !slices.Equal(report.Removed, []string{"marc"}) || s.Programme().Person("marc") != nil {
		t.Errorf("report %+v", report)
	}
	s.apply(smallProgramme())
	if marc := s.person("marc"); marc.Epoch != 3 || marc.Removed {
		t.Errorf("back: %+v", marc)
	}
}

// An address that somebody else has is a warning, as long as it lasts; the person stays as they were.
func TestApplyAddressTaken(t *testing.T) {
	s := openSmall(t)
	s.must(s.AddPeople(t.Context(), []events.Person{{ID: "lea", Email: "lea@example.org", Name: "Léa"}}))
	withLea := func(p *events.Programme) {
		p.People = append(p.People, events.Person{ID: "leo", Email: "Lea@example.org", Name: "Léo"})
		p.People[3].Email = "lea@example.org" // marc
	}
	for range 2 {
		report := s.apply(func() events.Programme { p := smallProgramme(); withLea(&p); return p }())
		if len(report.Warnings) != 2 || !strings.HasPrefix(report.Warnings[0], "marc: ") || !strings.HasPrefix(report.Warnings[1], "leo: ") {
			t.Errorf("warnings %q", report.Warnings)
		}
		if s.Programme().Person("leo") != nil || s.person("marc").Email != "marc@example.org" {
			t.Error("a taken address was given away")
		}
	}
	s.must(s.AddPeople(t.Context(), []events.Person{{ID: "lea", Email: "lea.new@example.org", Name: "Léa"}}))
	if report := s.apply(s.programme); len(report.Warnings) != 1 || s.person("marc").Email != "lea@example.org" {
		t.Errorf("the address is free: %q, %+v", report.Warnings, s.person("marc"))
	}
	report := s.apply(smallProgramme())
	if len(report.Warnings) != 0 || s.person("marc").Email != "marc@example.org" {
		t.Errorf("taken back: %+v", report)
	}
}
