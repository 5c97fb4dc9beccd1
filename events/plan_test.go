package events

import (
	"testing"
	"time"
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

func TestWhen(t *testing.T) {
	day := func(month time.Month, d int) time.Time { return time.Date(2022, month, d, 0, 0, 0, 0, time.UTC) }
	nine := time.Date(2022, 3, 26, 9, 0, 0, 0, paris)
	hours := When{Start: nine, End: nine.Add(3 * time.Hour)}
	if !hours.Equal(When{Start: nine.UTC(), End: hours.End.UTC()}) || hours.Equal(When{Start: nine, End: hours.End.Add(1)}) {
		t.Error("hours are compared as instants")
	}
	days := When{Start: day(3, 26), End: day(3, 28), AllDay: true}
	if hours.Equal(When{Start: nine, End: hours.End, AllDay: true}) || !days.Equal(When{Start: day(3, 26), End: day(3, 28), AllDay: true}) {
		t.Error("whole days are none of the hours")
	}
	if start, end := days.Span(paris); !start.Equal(time.Date(2022, 3, 26, 0, 0, 0, 0, paris)) || end.Sub(start) != 47*time.Hour {
		t.Errorf("two days with the clocks put forward: %s to %s", start, end)
	}
	if next := hours.Shift(1, paris); next.Start.Format("2006-01-02 15:04") != "2022-03-27 09:00" || next.Start.Sub(nine) != 23*time.Hour {
		t.Errorf("the day after on the wall: %s", next.Start)
	}
	if next := (When{Start: nine.UTC(), End: nine.UTC()}).Shift(7, paris); next.Start.Format("2006-01-02 15:04") != "2022-04-02 09:00" {
		t.Errorf("a week after on the wall: %s", next.Start)
	}
	if next := days.Shift(-1, paris); !next.Equal(When{Start: day(3, 25), End: day(3, 27), AllDay: true}) {
		t.Errorf("the day before: %+v", next)
	}
}

func TestPast(t *testing.T) {
	x := Session{Plan: Plan{When: When{Start: time.Date(2022, 3, 10, 0, 0, 0, 0, time.UTC), End: time.Date(2022, 3, 11, 0, 0, 0, 0, time.UTC), AllDay: true}}}
	midnight := time.Date(2022, 3, 11, 0, 0, 0, 0, paris)
	if x.Past(midnight.Add(-1), paris) || !x.Past(midnight, paris) {
		t.Error("a whole day ends at midnight in the programme's zone")
	}
}

func TestDay(t *testing.T) {
	for text, want := range map[string]Day{"2022-03-10": {2022, 3, 10}, "2024-02-29": {2024, 2, 29}} {
		d, err := ParseDay(text)
		if err != nil || d != want || d.String() != text {
			t.Errorf("%s: %+v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "2022-02-29", "2022-13-01", "10/03/2022", "2022-3-1", "2022-03-10T09:00"} {
		if d, err := ParseDay(text); err == nil {
			t.Errorf("%q: %+v", text, d)
		}
	}
	if d := (Day{2022, 2, 28}).Add(1); d != (Day{2022, 3, 1}) {
		t.Errorf("the day after: %s", d)
	}
	if (Day{}).String() != "" || !(Day{}).IsZero() || !(Day{2022, 3, 1}).Before(Day{2022, 3, 2}) || (Day{2022, 3, 1}).Before(Day{2022, 3, 1}) {
		t.Error("no day, and one before another")
	}
}

// fullPlan has every field set.
func fullPlan() Plan {
	return Plan{
		ID: "pairs-elus", Group: "pairs", GroupTitle: "Entre pairs", Category: "elus", Kind: "Session", Title: "Élus", Description: "Deux heures",
		When: When{Start: noon(8), End: noon(9)}, Status: Fixed, Place: Place{Mode: Online, Where: "en ligne", Link: "https://example.org/tous"},
		Room:     Room{Link: "https://example.org/elus", Description: "Salle"},
		Audience: Audience{Categories: []string{"elus"}, Territories: []string{"faverges"}, Roles: []Role{Member}, AskedTo: []string{"agora"}},
		Optional: true, Poll: "dates", Option: 1, Options: 2,
		Resources: []Resource{{ID: "guide", Title: "Guide", URL: "https://example.org/guide", Sessions: []string{"pairs"}}},
	}
}

// differences are plans that each say one thing else than fullPlan, with what SEQUENCE and AskedAt become of it.
func differences() map[string]struct {
	plan              Plan
	sequence, askedAt int
} {
	all := map[string]struct {
		plan              Plan
		sequence, askedAt int
	}{}
	add := func(name string, sequence, askedAt int, change func(*Plan)) {
		p := fullPlan()
		change(&p)
		all[name] = struct {
			plan              Plan
			sequence, askedAt int
		}{p, sequence, askedAt}
	}
	add("group", 4, 1, func(p *Plan) { p.Group = "autre" })
	add("group title", 4, 1, func(p *Plan) { p.GroupTitle = "Autre" })
	add("kind", 4, 1, func(p *Plan) { p.Kind = "Autre" })
	add("title", 4, 1, func(p *Plan) { p.Title = "Autre" })
	add("description", 4, 1, func(p *Plan) { p.Description = "Autre" })
	add("start", 4, 4, func(p *Plan) { p.When.Start = noon(7) })
	add("end", 4, 4, func(p *Plan) { p.When.End = noon(10) })
	add("status", 4, 1, func(p *Plan) { p.Status = Estimated })
	add("cancelled", 4, 1, func(p *Plan) { p.Status = Cancelled })
	add("mode", 4, 1, func(p *Plan) { p.Place.Mode = OnSite })
	add("place", 4, 1, func(p *Plan) { p.Place.Where = "Paris" })
	add("link", 4, 1, func(p *Plan) { p.Place.Link = "" })
	add("room", 4, 1, func(p *Plan) { p.Room.Description = "Autre salle" })
	add("optional", 4, 1, func(p *Plan) { p.Optional = false })
	add("poll", 4, 1, func(p *Plan) { p.Poll = "" })
	add("resources", 4, 1, func(p *Plan) { p.Resources = nil })
	add("categories", 3, 1, func(p *Plan) { p.Audience.Categories = nil })
	add("roles", 3, 1, func(p *Plan) { p.Audience.Roles = []Role{Guest} })
	return all
}

func TestSamePlan(t *testing.T) {
	full, utc, zoned := fullPlan(), fullPlan(), fullPlan()
	zoned.When.Start, zoned.When.End = zoned.When.Start.In(paris), zoned.When.End.In(paris)
	if !samePlan(&full, &utc) || !samePlan(&full, &zoned) {
		t.Error("the same plan is another")
	}
	for name, d := range differences() {
		if samePlan(&full, &d.plan) || samePlan(&d.plan, &full) {
			t.Errorf("%s does not tell plans apart", name)
		}
	}
}

// The third change of a session: what people see raises SEQUENCE, another time asks answers again.
func TestChanged(t *testing.T) {
	was := Session{Plan: fullPlan(), UID: "u", Asked: []Audience{{Categories: []string{"elus"}}}, Sequence: 3, AskedAt: 1, Created: noon(1), Modified: noon(2), Born: 1, Change: 8,
		Was: []PastAudience{{Asked: []Audience{{}}, Until: 4}}}
	for name, d := range differences() {
		got := was.changed(d.plan, was.Asked, 9, noon(3))
		if got.Sequence != d.sequence || got.AskedAt != d.askedAt || got.Change != 9 || got.UID != "u" || !got.Created.Equal(noon(1)) || got.Born != 1 || len(got.Was) != 1 {
			t.Errorf("%s: SEQUENCE %d, asked at %d", name, got.Sequence, got.AskedAt)
		}
		if seen := d.sequence > 3; got.Modified.Equal(noon(3)) != seen {
			t.Errorf("%s: modified %s", name, got.Modified)
		}
		if got.Cancelled.Equal(noon(3)) != (name == "cancelled") {
			t.Errorf("%s: cancelled at %s", name, got.Cancelled)
		}
		if was.Sequence != 3 || len(was.Was) != 1 {
			t.Fatalf("%s changed the session before", name)
		}
	}
	got := was.changed(fullPlan(), []Audience{{}}, 9, noon(3))
	if got.Sequence != 3 || len(got.Was) != 2 || got.Was[1].Until != 9 || !EqualRules(got.Was[1].Asked, was.Asked) || !EqualRules(got.Asked, []Audience{{}}) || len(was.Was) != 1 {
		t.Errorf("another audience: %+v", got)
	}
	gone := was
	gone.Status, gone.Cancelled, gone.Dropped, gone.Lost, gone.Decided, gone.VotedAt, gone.Removed = Cancelled, noon(2), true, true, noon(1), 1, true
	got = gone.changed(fullPlan(), was.Asked, 9, noon(3))
	if got.Sequence != 4 || got.AskedAt != 1 || !got.Cancelled.IsZero() || got.Dropped || got.Lost || !got.Decided.Equal(noon(1)) || got.VotedAt != 1 || got.Removed {
		t.Errorf("back: %+v", got)
	}
	chosen := was
	chosen.Decided, chosen.VotedAt = noon(1), 1
	moved := fullPlan()
	moved.When.End = noon(12)
	got = chosen.changed(moved, was.Asked, 9, noon(3))
	if !got.Decided.Equal(noon(1)) || got.VotedAt != 4 || got.AskedAt != 4 {
		t.Errorf("a chosen option is moved: %+v", got)
	}
}

// Three ways: the file as last applied, the file now, and the database's plan.
func TestMerge(t *testing.T) {
	titled := func(title string) Plan {
		p := fullPlan()
		p.Title = title
		return p
	}
	for _, c := range []struct {
		name                 string
		filed, file, current string // "" for a session that is not there
		removed              bool
		want                 string
		warns, files         bool
	}{
		{name: "new", file: "a", want: "a", files: true},
		{name: "nothing", filed: "a", file: "a", current: "a", want: "a", files: true},
		{name: "the file", filed: "a", file: "b", current: "a", want: "b", files: true},
		{name: "the database", filed: "a", file: "a", current: "b", want: "b", files: true},
		{name: "both, alike", filed: "a", file: "b", current: "b", want: "b", files: true},
		{name: "both, apart", filed: "a", file: "b", current: "c", want: "c", warns: true},
		{name: "back in the file", filed: "a", file: "b", current: "c", removed: true, want: "b", files: true},
	} {
		p := Programme{TimeZone: "Europe/Paris", Sessions: []Plan{titled(c.file)}}
		filed, known := map[string]Plan{}, map[string]*Session{}
		if c.filed != "" {
			filed["pairs-elus"] = titled(c.filed)
		}
		if c.current != "" {
			known["pairs-elus"] = &Session{Plan: titled(c.current), Removed: c.removed}
		}
		a := &application{report: &ApplyReport{}}
		got := a.merge(p, filed, known)
		if len(got) != 1 || got[0].Title != c.want || len(a.report.Warnings) > 0 != c.warns {
			t.Errorf("%s: %+v, warnings %q", c.name, got, a.report.Warnings)
		}
		if files := a.filing(&got[0], &p.Sessions[0], filed) != nil; files != c.files && !c.removed {
			t.Errorf("%s: noted %v", c.name, files)
		}
	}
}

func TestBrief(t *testing.T) {
	p := fullPlan()
	days := Plan{Title: "Clôture", Status: Candidate, When: When{Start: time.Date(2022, 9, 12, 0, 0, 0, 0, time.UTC), End: time.Date(2022, 9, 13, 0, 0, 0, 0, time.UTC), AllDay: true}}
	for want, got := range map[string]string{`"Élus" 2022-03-08 13:00 (fixed)`: p.brief(paris), `"Clôture" 2022-09-12 (candidate)`: days.brief(paris)} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
