package config

import (
	"testing"
	"time"

	"parcours/events"

	"github.com/google/go-cmp/cmp"
)

func day(text string) events.Day {
	d, err := events.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWeeksTo(t *testing.T) {
	example := example(t).Programme // its first session with rooms is on Thursday 10 March 2022, arbitrage 1 due the day before
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
		if got := WeeksTo(c.programme, day(c.date)); got != c.want {
			t.Errorf("%s: %d weeks to %s, want %d", c.name, got, c.date, c.want)
		}
	}
}

func TestShift(t *testing.T) {
	p := example(t).Programme
	Shift(&p, 30)
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
	Shift(&p, -30)
	for i, want := range example(t).Programme.Sessions {
		if !p.Sessions[i].When.Equal(want.When) {
			t.Errorf("%s did not come back: %v", want.ID, p.Sessions[i].When)
		}
	}
}
