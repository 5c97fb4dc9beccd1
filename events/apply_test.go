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
	"parcours/site"
)

func TestApplyFirst(t *testing.T) {
	s := site.Open(t)
	report := s.Take(site.SmallProgramme())
	want := []string{"orga", "rita", "rene", "marc", "anne", "guy", "emma", "paul", "agora", "pairs-techniciens", "pairs-elus", "jour-a", "jour-b", "seule", "prepa", "appui"}
	if !slices.Equal(report.Added, want) || report.Changed != nil || report.Removed != nil || report.Warnings != nil {
		t.Errorf("report %+v", report)
	}
	for _, x := range s.Programme().All() {
		if x.UID != x.ID+"@programme.example.org" || x.Sequence != 0 || x.AskedAt != 0 || !x.Created.Equal(s.Clock) || !x.Modified.Equal(s.Clock) || x.Born != x.Change {
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
func state(s *site.Site) map[string]string {
	s.T.Helper()
	snap := s.Programme()
	state := map[string]string{"epoch": snap.Epoch, "modified": snap.Modified.UTC().String(), "change": time.Duration(snap.Change).String()}
	for _, p := range snap.People() {
		all, err := s.Calendars.Collections(s.T.Context(), p, p.ID)
		s.Must(err)
		for _, c := range all {
			state[p.ID+"/"+c.Name] = c.Token
			for name, it := range s.Items(p.ID, c.Name) {
				state[p.ID+"/"+c.Name+"/"+name] = it.ETag
			}
		}
		revision, err := s.PersonalFeedRevision(p.FeedToken)
		s.Must(err)
		state["feed of "+p.ID] = revision
	}
	for _, f := range s.Programme().Feeds() {
		feed, err := s.Feeds.Feed(f.Scope)
		s.Must(err)
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
	for name, open := range map[string]func(testing.TB) *site.Site{"small": site.OpenSmall, "example": site.OpenExample} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			before := state(s)
			s.Clock = s.Clock.AddDate(0, 0, 1)
			if report := s.Take(s.File); !reflect.DeepEqual(report, events.ApplyReport{}) {
				t.Errorf("report %+v", report)
			}
			if d := differences(before, state(s)); d != nil {
				t.Errorf("moved: %v", d)
			}
			s.Restart()
			s.Take(s.File)
			if d := differences(before, state(s)); d != nil {
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
		{"moved", func(p *events.Plan) { p.When = site.Hours("2022-04-29", "09:30", "17:30") }, 1, 1, events.NeedsAction},
		{"a later end", func(p *events.Plan) { p.When = site.Hours("2022-04-28", "09:30", "18:30") }, 1, 1, events.NeedsAction},
		{"whole day", func(p *events.Plan) { p.When = site.AllDay("2022-04-28") }, 1, 1, events.NeedsAction},
		{"the same instant in another zone", func(p *events.Plan) { p.When.Start = p.When.Start.UTC() }, 0, 0, events.Accepted},
		{"another title", func(p *events.Plan) { p.Title = "AGORA" }, 1, 0, events.Accepted},
		{"another description", func(p *events.Plan) { p.Description = "Apportez vos idées." }, 1, 0, events.Accepted},
		{"another place", func(p *events.Plan) { p.Place.Where = "Paris" }, 1, 0, events.Accepted},
		{"another link", func(p *events.Plan) { p.Place.Link = "https://visio.example.org/autre" }, 1, 0, events.Accepted},
		{"optional", func(p *events.Plan) { p.Optional = true }, 1, 0, events.Accepted},
		{"estimated", func(p *events.Plan) { p.Status = events.Estimated }, 1, 0, events.Accepted},
		{"cancelled", func(p *events.Plan) { p.Status = events.Cancelled }, 1, 0, events.Accepted},
		{"a wider audience", func(p *events.Plan) { p.Audience = events.Audience{} }, 0, 0, events.Accepted},
		{"moved and renamed", func(p *events.Plan) { p.Title, p.When = "AGORA", site.AllDay("2022-04-29") }, 1, 1, events.NeedsAction},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			s.Answer("marc", "agora", events.Accepted)
			rows, change := s.AllAnswers(), s.Programme().Change
			untouched := *s.Session("seule")
			s.Clock = s.Clock.AddDate(0, 0, 3)
			report := s.Change(func(p *events.Programme) { c.edit(site.Plan(p, "agora")) })
			x := s.Session("agora")
			if x.UID != "agora@programme.example.org" || x.Sequence != c.sequence || x.AskedAt != c.asked {
				t.Errorf("UID %s, SEQUENCE %d, asked at %d", x.UID, x.Sequence, x.AskedAt)
			}
			if moved := c.sequence > 0 || c.name == "a wider audience"; moved != (x.Change > change) || moved != slices.Equal(report.Changed, []string{"agora"}) {
				t.Errorf("change %d after %d, report %+v", x.Change, change, report)
			}
			if got := x.Modified.Equal(s.Clock); got != (c.sequence > 0) {
				t.Errorf("modified %s at %s", x.Modified, s.Clock)
			}
			if got := s.Items("marc", "parcours")["agora.ics"].Invitation.Status; got != c.status {
				t.Errorf("the yes is shown as %s", got)
			}
			if after := s.AllAnswers(); !reflect.DeepEqual(after, rows) {
				t.Errorf("rows were rewritten: %+v", after)
			}
			if got := *s.Session("seule"); !reflect.DeepEqual(got, untouched) {
				t.Errorf("another session changed: %+v", got)
			}
		})
	}
}

// A session that the file no longer has is cancelled; 60 days later it leaves calendars and feeds, by a job only; it
// comes back with the file, and is asked again.
func TestApplyRemoved(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	report := s.Change(func(p *events.Programme) { site.Without(p, "agora") })
	if !slices.Equal(report.Removed, []string{"agora"}) || report.Changed != nil {
		t.Errorf("report %+v", report)
	}
	x := s.Session("agora")
	if x.Status != events.Cancelled || x.Sequence != 1 || !x.Removed || !x.Cancelled.Equal(s.Clock) {
		t.Errorf("%+v", x)
	}
	if again := s.Take(s.File); !reflect.DeepEqual(again, events.ApplyReport{}) {
		t.Errorf("again: %+v", again)
	}
	listed := func() bool { _, ok := s.Items("marc", "parcours")["agora.ics"]; return ok }
	published := func() bool {
		f, err := s.Feeds.Feed("all")
		s.Must(err)
		return slices.ContainsFunc(f.Invitations, func(i events.Invitation) bool { return i.Session.ID == "agora" })
	}
	s.Clock = s.Clock.Add(60 * 24 * time.Hour)
	s.Must(s.DropCancelled(t.Context()))
	if !listed() || !published() {
		t.Errorf("after 60 days: listed %v, published %v", listed(), published())
	}
	s.Clock = s.Clock.Add(time.Second)
	if !listed() || !published() {
		t.Errorf("time alone: listed %v, published %v", listed(), published())
	}
	before, token := s.Programme().Change, s.Collection("marc", "parcours").Token
	s.Must(s.DropCancelled(t.Context()))
	if listed() || published() || s.Programme().Change != before+1 {
		t.Errorf("after the job: listed %v, published %v, change %d after %d", listed(), published(), s.Programme().Change, before)
	}
	changes, err := s.Calendars.Changes(t.Context(), s.Person("marc"), s.Collection("marc", "parcours"), token, 0)
	if err != nil || len(changes.Changed) != 0 || !slices.Equal(changes.Gone, []string{"agora.ics"}) {
		t.Errorf("sync: %+v, %v", changes, err)
	}
	s.Must(s.DropCancelled(t.Context()))
	if s.Programme().Change != before+1 {
		t.Error("the job again changes something")
	}
	s.Take(site.SmallProgramme())
	x = s.Session("agora")
	if x.Status != events.Fixed || x.Sequence != 2 || x.AskedAt != 0 || x.Removed || x.Dropped || !x.Cancelled.IsZero() || !listed() || !published() {
		t.Errorf("back: %+v, listed %v, published %v", x, listed(), published())
	}
	if got := s.Items("marc", "parcours")["agora.ics"].Invitation.Status; got != events.Accepted {
		t.Errorf("the yes before the cancellation, at the same time, is shown as %s", got)
	}
}

// Three ways: what the file said, what it says, what the database has.
func TestApplyThreeWays(t *testing.T) {
	reschedule := func(s *site.Site) {
		s.Must(s.Reschedule(s.T.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-05-05", "10:00", "17:00") }))
	}
	fileMoves := func(p *events.Programme) { site.Plan(p, "agora").When = site.Hours("2022-05-06", "10:00", "17:00") }
	for _, c := range []struct {
		name     string
		database func(*site.Site)
		file     func(*events.Programme)
		day      string
		sequence int
		warns    bool
	}{
		{"nothing changed", func(*site.Site) {}, func(*events.Programme) {}, "2022-04-28", 0, false},
		{"the file", func(*site.Site) {}, fileMoves, "2022-05-06", 1, false},
		{"the database", reschedule, func(*events.Programme) {}, "2022-05-05", 1, false},
		{"both, apart", reschedule, fileMoves, "2022-05-05", 1, true},
		{"both, alike", reschedule, func(p *events.Programme) { site.Plan(p, "agora").When = site.Hours("2022-05-05", "10:00", "17:00") }, "2022-05-05", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := site.OpenSmall(t)
			c.database(s)
			report := s.Change(c.file)
			check := func(report events.ApplyReport) {
				t.Helper()
				x := s.Session("agora")
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
			s.Restart()
			check(s.Take(s.File)) // not settled by being said once
			if !c.warns {
				return
			}
			report = s.Change(func(p *events.Programme) { site.Plan(p, "agora").When = site.Hours("2022-05-05", "10:00", "17:00") })
			if len(report.Warnings) > 0 {
				t.Errorf("settled by the file: %q", report.Warnings)
			}
			s.Change(fileMoves)
			if x := s.Session("agora"); x.When.Start.Format(time.DateOnly) != "2022-05-06" || x.Sequence != 2 {
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
			s := site.OpenSmall(t)
			s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-05-05", "10:00", "17:00") }))
			s.Change(func(p *events.Programme) { site.Plan(p, "agora").When = site.Hours("2022-05-06", "10:00", "17:00") })
			report, err := s.Apply(t.Context(), s.File, events.ApplyOptions{Prefer: prefer})
			if err != nil || len(report.Warnings) > 0 {
				t.Fatalf("%v, %q", err, report.Warnings)
			}
			if got := s.Session("agora").When.Start.Format(time.DateOnly); got != day {
				t.Errorf("on %s, want %s", got, day)
			}
			if report := s.Take(s.File); len(report.Warnings) > 0 {
				t.Errorf("still open: %q", report.Warnings)
			}
			report = s.Change(func(p *events.Programme) { site.Plan(p, "agora").When = site.Hours("2022-05-09", "10:00", "17:00") })
			moved := s.Session("agora").When.Start.Format(time.DateOnly) == "2022-05-09"
			if moved != (prefer == events.PreferFile) || len(report.Warnings) == 0 != moved {
				t.Errorf("the file's next change: moved %t, warnings %q", moved, report.Warnings)
			}
		})
	}
}

// The database's value stands against a file that takes another session away or brings one in.
func TestApplyKeepsDecisions(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Decide(t.Context(), s.Person("orga"), "jour-b"))
	report := s.Change(func(p *events.Programme) {
		site.Without(p, "appui")
		p.Sessions = append(p.Sessions, events.Plan{ID: "nouvelle", Title: "Nouvelle", Status: events.Fixed, When: site.AllDay("2022-05-01")})
	})
	if len(report.Warnings) > 0 || !slices.Equal(report.Added, []string{"nouvelle"}) || !slices.Equal(report.Removed, []string{"appui"}) || report.Changed != nil {
		t.Errorf("report %+v", report)
	}
	if a, b := s.Session("jour-a"), s.Session("jour-b"); !a.Lost || a.Status != events.Cancelled || b.Status != events.Fixed || b.Decided.IsZero() {
		t.Errorf("the decision did not stand: %+v %+v", a, b)
	}
}

// Whoever is no longer asked is told by sync that it is gone; a stranger is told nothing.
func TestApplyAudience(t *testing.T) {
	s := site.OpenSmall(t)
	tokens := map[string]string{}
	for _, id := range []string{"marc", "rita", "anne", "rene", "emma"} {
		tokens[id] = s.Collection(id, "parcours").Token
	}
	delegation := s.Collection("rita", "faverges.delegation").Token
	s.Change(func(p *events.Programme) {
		site.Plan(p, "agora").Audience = events.Audience{Territories: []string{"annecy"}}
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
		changes, err := s.Calendars.Changes(t.Context(), s.Person(c.person), s.Collection(c.person, c.collection), c.token, 0)
		if err != nil || site.ItemNames(changes.Changed) != c.changed || strings.Join(changes.Gone, " ") != c.gone {
			t.Errorf("%s/%s: changed %q, gone %q, %v", c.person, c.collection, site.ItemNames(changes.Changed), changes.Gone, err)
		}
	}
	if got := s.Collection("emma", "parcours").Token; got != tokens["emma"] {
		t.Error("a stranger's ctag moved")
	}
}

// A person who is moved to another category starts afresh: older tokens are refused, in all derived collections.
func TestApplyPersonMoves(t *testing.T) {
	s := site.OpenSmall(t)
	person := func(p *events.Programme, id string) *events.Person {
		return &p.People[slices.IndexFunc(p.People, func(x events.Person) bool { return x.ID == id })]
	}
	before, others, own := s.Collection("rita", "parcours").Token, s.Collection("marc", "parcours").Token, s.Collection("rita", "calendar").Token
	delegation := s.Collection("rita", "faverges.delegation").Token
	feed := s.Person("rita").FeedToken
	report := s.Change(func(p *events.Programme) { person(p, "rita").Category = "elus" })
	if !slices.Equal(report.Changed, []string{"rita"}) || s.Person("rita").Epoch != 2 || s.Person("rita").FeedToken != feed {
		t.Errorf("report %+v, person %+v", report, s.Person("rita"))
	}
	for name, token := range map[string]string{"parcours": before, "faverges.delegation": delegation} {
		if _, err := s.Calendars.Changes(t.Context(), s.Person("rita"), s.Collection("rita", name), token, 0); !errors.Is(err, events.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Calendars.Changes(t.Context(), s.Person("rita"), s.Collection("rita", "calendar"), own, 0); err != nil {
		t.Errorf("a calendar of her own: %v", err)
	}
	if _, err := s.Calendars.Changes(t.Context(), s.Person("marc"), s.Collection("marc", "parcours"), others, 0); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	if _, asked := s.Items("rita", "parcours")["pairs-elus.ics"]; !asked {
		t.Error("not asked to the new category's session")
	}
	report = s.Change(func(p *events.Programme) {
		p.People = slices.DeleteFunc(p.People, func(x events.Person) bool { return x.ID == "marc" })
	})
	if !slices.Equal(report.Removed, []string{"marc"}) || s.Programme().Person("marc") != nil {
		t.Errorf("report %+v", report)
	}
	s.Take(site.SmallProgramme())
	if marc := s.Person("marc"); marc.Epoch != 3 || marc.Removed {
		t.Errorf("back: %+v", marc)
	}
}

// An address that somebody else has is a warning, as long as it lasts; the person stays as they were.
func TestApplyAddressTaken(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "lea", Email: "lea@example.org", Name: "Léa"}}))
	withLea := func(p *events.Programme) {
		p.People = append(p.People, events.Person{ID: "leo", Email: "Lea@example.org", Name: "Léo"})
		p.People[3].Email = "lea@example.org" // marc
	}
	for range 2 {
		report := s.Take(func() events.Programme { p := site.SmallProgramme(); withLea(&p); return p }())
		if len(report.Warnings) != 2 || !strings.HasPrefix(report.Warnings[0], "marc: ") || !strings.HasPrefix(report.Warnings[1], "leo: ") {
			t.Errorf("warnings %q", report.Warnings)
		}
		if s.Programme().Person("leo") != nil || s.Person("marc").Email != "marc@example.org" {
			t.Error("a taken address was given away")
		}
	}
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "lea", Email: "lea.new@example.org", Name: "Léa"}}))
	if report := s.Take(s.File); len(report.Warnings) != 1 || s.Person("marc").Email != "lea@example.org" {
		t.Errorf("the address is free: %q, %+v", report.Warnings, s.Person("marc"))
	}
	report := s.Take(site.SmallProgramme())
	if len(report.Warnings) != 0 || s.Person("marc").Email != "marc@example.org" {
		t.Errorf("taken back: %+v", report)
	}
}
