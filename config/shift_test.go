package config

import (
	"testing"
	"time"

	"parcours/events"
	"parcours/holidays"

	"github.com/google/go-cmp/cmp"
)

func day(text string) events.Day {
	d, err := events.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestDemoFrom(t *testing.T) {
	example := example(t).Programme // its first session with rooms is on Thursday 10 March 2022, arbitrage 1 due the day before
	example.Holidays = events.Holidays{}
	onlyBreak := example
	onlyBreak.Sessions = example.Sessions[:2] // Thursday 20 January
	cases := []struct {
		name      string
		programme events.Programme
		date      string
		want      int
	}{
		{"the day of the first due", example, "2022-03-09", 0},
		{"the day after the first due", example, "2022-03-10", 1},
		{"Monday of that week", example, "2022-03-07", 0},
		{"the day after", example, "2022-03-11", 1},
		{"Sunday of that week", example, "2022-03-13", 1},
		{"Monday after", example, "2022-03-14", 1},
		{"Sunday before", example, "2022-03-06", 0},
		{"over the clocks' change", example, "2022-03-28", 3},
		{"years after", example, "2025-11-27", 195},
		{"years before", example, "2021-01-01", -61},
		{"without rooms", onlyBreak, "2022-01-25", 1},
		{"without sessions", events.Programme{}, "2022-01-25", 0},
	}
	for _, c := range cases {
		if got := DemoFrom(c.programme, day(c.date)); got.Weeks != c.want || got.Skipped != nil {
			t.Errorf("%s: %s weeks to %s, want %d", c.name, got, c.date, c.want)
		}
	}
}

// A demo has sessions on days on which people meet: in no week with a public holiday or without school anywhere. What comes
// after comes later, in the same order, on the same weekdays, and each due date as far before its session as in the file.
func TestDemoSkipsDaysOff(t *testing.T) {
	file := example(t).Programme
	for _, date := range []string{"2023-11-27", "2024-11-27", "2025-11-27", "2026-11-27", "2025-04-14", "2026-07-06", "2026-12-23"} {
		p := example(t).Programme
		demo := DemoFrom(p, day(date))
		Shift(&p, demo)
		for i, s := range p.Sessions {
			on, was := events.DayOf(s.When.Start), events.DayOf(file.Sessions[i].When.Start)
			if note := holidays.On(&p, on); note.Closed() {
				t.Errorf("from %s: %s is on %s: %+v", date, s.ID, on, note)
			}
			if s.When.Start.Weekday() != file.Sessions[i].When.Start.Weekday() {
				t.Errorf("from %s: %s is on a %s", date, s.ID, s.When.Start.Weekday())
			}
			for j, other := range p.Sessions {
				a, b := file.Sessions[j].When.Start.Compare(file.Sessions[i].When.Start), other.When.Start.Compare(s.When.Start)
				if a != b || daysBetween(on, events.DayOf(other.When.Start)) < daysBetween(was, events.DayOf(file.Sessions[j].When.Start)) && a > 0 {
					t.Errorf("from %s: %s and %s are on %s and %s", date, s.ID, other.ID, on, other.When.Start)
				}
			}
		}
		if begins := beginsOn(p); begins.Before(day(date)) {
			t.Errorf("from %s: something is due on %s already", date, begins)
		}
		for i, of := range map[int]string{0: "pairs-1-elus", 1: "agora", 2: "them-1", 4: "gen-1", 7: "prep-cloture"} {
			got := daysBetween(p.Decisions[i].Due, events.DayOf(planOf(t, p, of).When.Start))
			want := daysBetween(file.Decisions[i].Due, events.DayOf(planOf(t, file, of).When.Start))
			if got != want {
				t.Errorf("from %s: arbitrage %d is due %d days before %s, want %d", date, i+1, got, of, want)
			}
		}
	}
	p := example(t).Programme
	Shift(&p, DemoFrom(p, day("2026-11-27")))
	for id, want := range map[string]string{"pairs-1-elus": "2026-12-03", "pairs-2-elus": "2026-12-17", "pairs-3-elus": "2027-01-14"} {
		if got := planOf(t, p, id).When.Start.Format(time.DateOnly); got != want {
			t.Errorf("%s is on %s, want %s", id, got, want)
		}
	}
}

// Where every week is closed, or the programme has more days off than days, it is moved all the same.
func TestDemoWithoutOpenWeeks(t *testing.T) {
	p := example(t).Programme
	p.Holidays.Own = events.DaysOff{School: []events.SchoolHoliday{{Zone: "all", Name: "Relâche", DaySpan: events.DaySpan{First: day("2020-01-01"), End: day("2090-01-01")}}}}
	p.Holidays.Weekdays = []time.Weekday{time.Monday, time.Thursday}
	if got := DemoFrom(p, day("2030-03-06")); got.Skipped != nil || got.Weeks != 417 {
		t.Errorf("%s", got)
	}
}

// What a folder keeps moves the same sessions to the same days again, whatever else the file or the days off say by then.
func TestDemoKept(t *testing.T) {
	p := example(t).Programme
	demo := DemoFrom(p, day("2026-11-27"))
	again, err := ParseDemo(demo.String())
	if err != nil || len(demo.Skipped) == 0 || !cmp.Equal(again, demo) {
		t.Errorf("%s: %s %v", demo, again, err)
	}
	if uniform, err := ParseDemo("195"); err != nil || uniform.Days(day("2022-03-10")) != 7*195 {
		t.Errorf("as folders had it before: %s %v", uniform, err)
	}
	for _, wrong := range []string{"x", "3 x", "3 2026-02-30"} {
		if _, err := ParseDemo(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func TestShift(t *testing.T) {
	p := example(t).Programme
	Shift(&p, Demo{Weeks: 30})
	agora, pairs := planOf(t, p, "agora"), planOf(t, p, "pairs-1-elus")
	if got := agora.When.Start.Format(time.RFC3339); got != "2022-11-24T09:30:00+01:00" {
		t.Errorf("agora begins %s: the hour on the wall must stay", got)
	}
	if got := pairs.When.End.Format(time.RFC3339); got != "2022-10-06T12:00:00+02:00" {
		t.Errorf("pairs-1 ends %s", got)
	}
	theme := planOf(t, p, "them-1")
	if !theme.When.AllDay || theme.When.Start != time.Date(2022, 10, 31, 0, 0, 0, 0, time.UTC) || theme.When.End != time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC) {
		t.Errorf("them-1 is on %v", theme.When)
	}
	dates := map[string]struct{ got, want events.Day }{
		"arbitrage 1":  {p.Decisions[0].Due, day("2022-10-05")},
		"arbitrage 4":  {p.Decisions[3].Due, events.Day{}},
		"dialogue":     {p.Dialogue.Before, day("2023-01-26")},
		"stabilise by": {p.Budget.StabiliseBy, day("2022-10-06")},
	}
	for name, d := range dates {
		if d.got != d.want {
			t.Errorf("%s: %s, want %s", name, d.got, d.want)
		}
	}
	if !cmp.Equal(p.Note, example(t).Programme.Note) || agora.Description != planOf(t, example(t).Programme, "agora").Description {
		t.Error("texts have moved")
	}
	Shift(&p, Demo{Weeks: -30})
	for i, want := range example(t).Programme.Sessions {
		if !p.Sessions[i].When.Equal(want.When) {
			t.Errorf("%s did not come back: %v", want.ID, p.Sessions[i].When)
		}
	}
}
