package config

import (
	"fmt"
	"strings"
	"time"

	"parcours/events"
)

// moment is a wall time of the file, in the programme's zone.
type moment struct {
	time.Time
	at position
}

func (m moment) given() bool { return m.at.known() }

// date is a calendar date of the file.
type date struct {
	events.Day
	at position
}

func (d date) given() bool { return d.at.known() }

// half is a part of a day, between two wall times.
type half struct{ from, to time.Duration }

// moment reads a date and time, with or without seconds.
func (t *table) moment(key string, loc *time.Location) moment {
	const example = " = 2022-03-10T09:00:00"
	n := t.get(key)
	switch {
	case n == nil:
		return moment{}
	case n.kind == anOffsetStamp:
		if at, ok := secondHour(n.text, loc); ok {
			return moment{at, n.at}
		}
		t.add(n.at, "Leave the offset out: "+key+example+".", "%q has an offset from UTC: times are wall times of the programme's zone", key)
		return moment{}
	case n.kind == aDate:
		t.add(n.at, "Add the hour: "+key+example+"; or write date = ... for a whole day.", "%q has no hour", key)
		return moment{}
	case n.kind != aMoment:
		t.mistyped(n, aMoment, key, key+example)
		return moment{}
	}
	text := strings.ToUpper(strings.Replace(n.text, " ", "T", 1))
	wall, err := time.Parse("2006-01-02T15:04:05", text)
	if err != nil {
		wall, err = time.Parse("2006-01-02T15:04", text)
	}
	if err != nil {
		t.add(n.at, "Write a day and an hour that exist: "+key+example+".", "%q is no date and time that exists: %s", key, n.text)
		return moment{}
	}
	at := firstHour(time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, loc))
	if at.Format(time.DateTime) != wall.Format(time.DateTime) {
		t.add(n.at, "Take another hour.", "%q falls into the hour that clocks skip in %s: %s", key, loc, n.text)
		return moment{}
	}
	return moment{at, n.at}
}

// secondHour reads an hour that comes twice, when clocks go back: alone it is the first one, with its offset the second.
func secondHour(text string, loc *time.Location) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, strings.ToUpper(strings.Replace(text, " ", "T", 1)))
	if err != nil {
		return at, false
	}
	here := at.In(loc)
	return here, here.Format(time.RFC3339) == at.Format(time.RFC3339) && !firstHour(here).Equal(here)
}

// firstHour is the hour of the clock on the wall, the first one where it comes twice.
func firstHour(at time.Time) time.Time {
	for _, back := range []time.Duration{time.Hour, time.Hour / 2} { // by which clocks go back, on Lord Howe by the half
		if before := at.Add(-back); before.Format(time.DateTime) == at.Format(time.DateTime) {
			return before
		}
	}
	return at
}

// day reads a date.
func (t *table) day(key string) date {
	const example = " = 2022-03-10"
	n := t.of(aDate, key, key+example)
	if n == nil {
		return date{}
	}
	day, err := events.ParseDay(n.text)
	if err != nil {
		t.add(n.at, "Write a day that exists: "+key+example+".", "%q is no date that exists: %s", key, n.text)
		return date{}
	}
	return date{day, n.at}
}

// halves reads the parts of a day: [["09:00", "12:00"], ["14:00", "17:00"]].
func (t *table) halves(key string) []half {
	const example = ` = [["09:00", "12:00"], ["14:00", "17:00"]]`
	list := t.of(aList, key, key+example)
	if list == nil {
		return nil
	}
	var halves []half
	for _, n := range list.items {
		if n.kind != aList || len(n.items) != 2 {
			t.add(n.at, "Write it like this: "+key+example+".", "each of %q must be a list of two times", key)
			return nil
		}
		from, ok := t.hour(n.items[0], key)
		to, also := t.hour(n.items[1], key)
		if !ok || !also {
			return nil
		}
		halves = append(halves, half{from, to})
		if to <= from {
			t.add(n.items[1].at, "Put the end after the start.", "end is before start: %s to %s", clock(from), clock(to))
		}
		if i := len(halves) - 2; i >= 0 && from < halves[i].to {
			t.add(n.items[0].at, "Write them in the order of the day.", "a part of the day starts at %s, before the one before it ends at %s", clock(from), clock(halves[i].to))
		}
	}
	if len(halves) == 0 {
		t.add(list.at, "Write it like this: "+key+example+".", "%q is empty", key)
	}
	return halves
}

func (t *table) hour(n *node, key string) (time.Duration, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if at, err := time.Parse(layout, n.text); err == nil && (n.kind == aText || n.kind == aTime) {
			return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, true
		}
	}
	t.add(n.at, `Write hours and minutes between quotes: "09:00".`, "%q has no time that exists: %s", key, n.text)
	return 0, false
}

// timed reads the time of a session, a room or an option, and the parts of its day. halves_before are the parts that its day had
// before somebody moved it to other hours: they are said again where it goes back.
func (l *loader) timed(t *table, usual []half) (events.When, []events.Part) {
	w, halves, _ := t.when(l.loc, usual)
	if before := t.halves("halves_before"); before != nil {
		if t.has("halves") {
			t.add(t.at("halves_before"), "Keep halves alone.", "%s has halves, and others that it had before", t.name)
		}
		halves = before
	}
	return w, partsOf(halves)
}

// when reads the time of a session or of an option: start and end, or date, with until or with the parts of the
// day. usual are the parts of the day that the session gives its options. ok is false after a report.
func (t *table) when(loc *time.Location, usual []half) (w events.When, halves []half, ok bool) {
	start, end := t.moment("start", loc), t.moment("end", loc)
	first, last := t.day("date"), t.day("until")
	if halves = t.halves("halves"); !t.has("halves") && !t.has("until") {
		halves = usual
	}
	timed, dated := t.has("start") || t.has("end"), t.has("date")
	switch {
	case timed && (dated || t.has("until") || t.has("halves")):
		t.add(t.at("start"), "Keep start and end for hours, or date for whole days and halves.", "%s has its time twice", t.name)
	case timed && !t.has("start"):
		t.missing("start", "start = 2022-03-10T09:00:00")
	case timed && !t.has("end"):
		t.missing("end", "end = 2022-03-10T12:00:00")
	case timed:
		return t.hours(start, end)
	case dated && t.has("until") && t.has("halves"):
		t.add(t.at("until"), "Leave until out: a session of several days has no hours.", "%s has several days and parts of a day", t.name)
	case dated:
		return t.days(first, last, halves, loc)
	default:
		t.add(t.node.at, "Add start and end, or date for a whole day.", "%s has no date", t.name)
	}
	return events.When{}, nil, false
}

func (t *table) hours(start, end moment) (events.When, []half, bool) {
	if !start.given() || !end.given() {
		return events.When{}, nil, false
	}
	if end.Before(start.Time) {
		until := end.Format("2006-01-02 15:04")
		if events.DayOf(start.Time) == events.DayOf(end.Time) {
			until = end.Format("15:04")
		}
		t.add(end.at, "Put the end after the start.", "end is before start: %s to %s", start.Format("2006-01-02 15:04"), until)
		return events.When{}, nil, false
	}
	return events.When{Start: start.Time, End: end.Time}, nil, true
}

func (t *table) days(first, last date, halves []half, loc *time.Location) (events.When, []half, bool) {
	if !first.given() || t.has("until") && !last.given() {
		return events.When{}, nil, false
	}
	if !last.given() {
		last.Day = first.Day
	}
	start, end := first.In(time.UTC), last.In(time.UTC)
	if end.Before(start) {
		t.add(last.at, "Put until on the date or after it.", "until is before date: %s to %s", first, last)
		return events.When{}, nil, false
	}
	if len(halves) > 0 {
		return events.When{Start: onDay(first.Day, halves[0].from, loc), End: onDay(first.Day, halves[len(halves)-1].to, loc)}, halves, true
	}
	return events.When{Start: start, End: end.AddDate(0, 0, 1), AllDay: true}, nil, true
}

func onDay(day events.Day, clock time.Duration, loc *time.Location) time.Time {
	return time.Date(day.Year, day.Month, day.Day, 0, int(clock.Minutes()), 0, 0, loc)
}

func clock(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
