package config

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/events"
	"parcours/holidays"
)

// Demo is where a programme was moved to, to be tried: by whole weeks, then past weeks in which nobody should be asked. It
// says both itself, so that neither another edition of the file nor newer days off move what people have answered. The zero
// Demo moves nothing.
type Demo struct {
	Weeks   int
	Skipped []events.Day // their Mondays, ascending: a session that would fall into one of these weeks, and what follows, comes a week later
}

// String is what ParseDemo reads: "39", or "39 2026-12-21 2026-12-28".
func (d Demo) String() string {
	text := strconv.Itoa(d.Weeks)
	for _, monday := range d.Skipped {
		text += " " + monday.String()
	}
	return text
}

// ParseDemo reads where a programme was moved to; "" is nowhere.
func ParseDemo(text string) (d Demo, err error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return d, nil
	}
	if d.Weeks, err = strconv.Atoi(words[0]); err != nil {
		return Demo{}, fmt.Errorf("weeks moved %q: %w", text, err)
	}
	for _, word := range words[1:] {
		monday, err := events.ParseDay(word)
		if err != nil {
			return Demo{}, fmt.Errorf("weeks skipped %q: %w", text, err)
		}
		d.Skipped = append(d.Skipped, monday)
	}
	return d, nil
}

// Days is by how many days what is on a day moves: whole weeks.
func (d Demo) Days(day events.Day) int {
	from := mondayOf(day)
	to := from.Add(7 * d.Weeks)
	for _, skipped := range d.Skipped {
		if !to.Before(skipped) {
			to = to.Add(7)
		}
	}
	return daysBetween(from, to)
}

// Shift moves a programme in place: sessions, and what is due before one as far as that one; other due dates, the last day
// for dialogue days and the date by which budgets are stable. Hours stay what they are on the wall of the programme's zone.
func Shift(p *events.Programme, demo Demo) {
	loc := zoneOf(p)
	for i := range p.Decisions {
		d := &p.Decisions[i]
		from := d.Due
		if first := firstOf(p, d, loc); first != nil {
			from = dayOf(first, loc)
		}
		d.Due = moved(d.Due, from, demo)
	}
	for i := range p.Sessions {
		s := &p.Sessions[i]
		s.When = s.When.Shift(demo.Days(dayOf(s, loc)), loc)
	}
	for i := range p.Polls {
		p.Polls[i].Until = moved(p.Polls[i].Until, p.Polls[i].Until, demo)
	}
	p.Dialogue.Before = moved(p.Dialogue.Before, p.Dialogue.Before, demo)
	p.Budget.StabiliseBy = moved(p.Budget.StabiliseBy, p.Budget.StabiliseBy, demo)
}

// moved moves a day as far as another one moves.
func moved(day, with events.Day, demo Demo) events.Day {
	if day.IsZero() {
		return day
	}
	return day.Add(demo.Days(with))
}

// firstOf is the first session that an arbitrage is about, else the first date of its poll; nil without any.
func firstOf(p *events.Programme, d *events.Decision, loc *time.Location) *events.Plan {
	named, voted := (*events.Plan)(nil), (*events.Plan)(nil)
	for i := range p.Sessions {
		s := &p.Sessions[i]
		if slices.Contains(d.Sessions, s.ID) || s.Group != "" && slices.Contains(d.Sessions, s.Group) {
			named = sooner(named, s, loc)
		}
		if d.Poll != "" && s.Poll == d.Poll {
			voted = sooner(voted, s, loc)
		}
	}
	if named != nil {
		return named
	}
	return voted
}

func sooner(a, b *events.Plan, loc *time.Location) *events.Plan {
	if a == nil || dayOf(b, loc).Before(dayOf(a, loc)) {
		return b
	}
	return a
}

// DemoFrom is where a programme moves to for its first session with rooms, or what is due before it, to fall on a date or as
// soon after it as may be: neither lies before. Weeks are skipped that have a public holiday, or that are in the school
// holidays of all territories on a weekday on which the programme has sessions. Without rooms the first session counts;
// without sessions nothing moves, and where that date needs no move neither.
func DemoFrom(p events.Programme, date events.Day) Demo {
	begins := beginsOn(p)
	if begins.IsZero() {
		return Demo{}
	}
	weeks := int(math.Ceil(float64(daysBetween(begins, date)) / 7))
	if weeks == 0 {
		return Demo{}
	}
	c := calendar{p: &p, loc: zoneOf(&p), closed: map[events.Day]bool{}}
	for {
		less := Demo{Weeks: weeks - 1, Skipped: c.skipped(weeks - 1)}
		if begins.Add(less.Days(begins)).Before(date) {
			return Demo{Weeks: weeks, Skipped: c.skipped(weeks)}
		}
		weeks--
	}
}

// beginsOn is the day of the first session with rooms, without any of the first session, or of what is due before it.
func beginsOn(p events.Programme) events.Day {
	loc := zoneOf(&p)
	var first *events.Plan
	for i := range p.Sessions {
		if s := &p.Sessions[i]; first == nil || earlier(s, first, loc) {
			first = s
		}
	}
	if first == nil {
		return events.Day{}
	}
	begins := dayOf(first, loc)
	for _, d := range p.Decisions {
		if !d.Due.IsZero() && d.Due.Before(begins) {
			begins = d.Due
		}
	}
	return begins
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

// calendar knows the weeks in which sessions of a programme should not fall.
type calendar struct {
	p      *events.Programme
	loc    *time.Location
	closed map[events.Day]bool // by Monday
}

// skipped are the closed weeks of a programme moved by weeks, from its first session on. Where more than a year is closed
// at a stretch there is nothing to skip to, and where a programme goes on for more than ten years it is no demo: no week is.
func (c *calendar) skipped(weeks int) (all []events.Day) {
	var first, last events.Day
	for i := range c.p.Sessions {
		day := dayOf(&c.p.Sessions[i], c.loc)
		if first.IsZero() || day.Before(first) {
			first = day
		}
		if last.Before(day) {
			last = day
		}
	}
	if daysBetween(first, last) > 366*10 {
		return nil
	}
	run := 0
	for monday := mondayOf(first).Add(7 * weeks); !last.Add(7 * (weeks + len(all))).Before(monday); monday = monday.Add(7) {
		if !c.isClosed(monday) {
			run = 0
			continue
		}
		if run++; run > 53 {
			return nil
		}
		all = append(all, monday)
	}
	return all
}

func (c *calendar) isClosed(monday events.Day) bool {
	closed, known := c.closed[monday]
	if !known {
		meets := c.weekdays()
		for i := range 7 {
			note := holidays.On(c.p, monday.Add(i))
			note.Weekday = false // of every week: there is no week without it
			closed = closed || note.PublicHoliday != "" || meets[i] && note.Closed()
		}
		c.closed[monday] = closed
	}
	return closed
}

// weekdays are those on which the programme has sessions, from Monday.
func (c *calendar) weekdays() (meets [7]bool) {
	for i := range c.p.Sessions {
		start, end := c.p.Sessions[i].When.Span(c.loc)
		last := events.DayOf(end.Add(-time.Nanosecond).In(c.loc))
		day := events.DayOf(start.In(c.loc))
		for range 7 {
			meets[daysBetween(mondayOf(day), day)] = true
			if day = day.Add(1); last.Before(day) {
				break
			}
		}
	}
	return meets
}

func dayOf(s *events.Plan, loc *time.Location) events.Day {
	start, _ := s.When.Span(loc)
	return events.DayOf(start.In(loc))
}

func mondayOf(day events.Day) events.Day { return day.Add(-(int(day.In(time.UTC).Weekday()) + 6) % 7) }

func daysBetween(from, to events.Day) int {
	const day = 24 * 60 * 60
	return int((to.In(time.UTC).Unix() - from.In(time.UTC).Unix()) / day)
}

func zoneOf(p *events.Programme) *time.Location {
	loc, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Move moves the programme of a file as Shift does, unless the file has its dates where a demonstration was moved to.
func (f *File) Move(demo Demo) {
	if f.HasProgramme && !f.Moved {
		Shift(&f.Programme, demo)
	}
}
