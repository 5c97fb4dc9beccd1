package config

import (
	"math"
	"time"

	"parcours/events"
)

// Shift moves a programme by whole weeks, in place: sessions, due dates, the last day for dialogue days and the
// date by which budgets are stable. Hours stay what they are on the wall of the programme's zone; texts stay.
func Shift(p *events.Programme, weeks int) {
	loc, days := zoneOf(p), 7*weeks
	for i := range p.Sessions {
		p.Sessions[i].When = p.Sessions[i].When.Shift(days, loc)
	}
	for i := range p.Decisions {
		p.Decisions[i].Due = moved(p.Decisions[i].Due, days)
	}
	p.Dialogue.Before = moved(p.Dialogue.Before, days)
	p.Budget.StabiliseBy = moved(p.Budget.StabiliseBy, days)
}

func moved(day events.Day, days int) events.Day {
	if day.IsZero() {
		return day
	}
	return day.Add(days)
}

// WeeksTo is by how many weeks a programme moves for its first session with rooms, or what is due before it, to fall on a
// date or within the six days after it: neither lies before. Without rooms the first session counts; without sessions it
// is 0.
func WeeksTo(p events.Programme, date events.Day) int {
	loc := zoneOf(&p)
	var first *events.Plan
	for i := range p.Sessions {
		if s := &p.Sessions[i]; first == nil || earlier(s, first, loc) {
			first = s
		}
	}
	if first == nil {
		return 0
	}
	start, _ := first.When.Span(loc)
	begins := events.DayOf(start.In(loc))
	for _, d := range p.Decisions {
		if !d.Due.IsZero() && d.Due.Before(begins) {
			begins = d.Due
		}
	}
	days := int(date.In(time.UTC).Sub(begins.In(time.UTC)).Hours()) / 24
	return int(math.Ceil(float64(days) / 7))
}

// earlier puts sessions with rooms before the others, then by start.
func earlier(a, b *events.Plan, loc *time.Location) bool {
	if (a.Category != "") != (b.Category != "") {
		return a.Category != ""
	}
	x, _ := a.When.Span(loc)
	y, _ := b.When.Span(loc)
	return x.Before(y)
}

func zoneOf(p *events.Programme) *time.Location {
	loc, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}
