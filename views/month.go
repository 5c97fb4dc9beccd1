package views

import (
	"strconv"
	"time"

	"parcours/events"
	"parcours/messages"
)

// Item is something that stands on days.
type Item[T any] struct {
	Of    T
	Spans []Span
}

// Span is from one day to another, both included.
type Span struct{ First, Last events.Day }

// SpanOf are the days of a time, whose end is exclusive, in the location of start.
func SpanOf(start, end time.Time) Span {
	s := Span{First: events.DayOf(start), Last: events.DayOf(start)}
	if end.After(start) {
		s.Last = events.DayOf(end.In(start.Location()).Add(-1))
	}
	return s
}

// In tells whether an item has a day in the month that begins then.
func (i Item[T]) In(month time.Time) bool {
	first, last := events.DayOf(month), events.DayOf(month.AddDate(0, 1, -1))
	for _, s := range i.Spans {
		if !s.First.Before(first) && !last.Before(s.First) || s.First.Before(first) && !s.Last.Before(first) {
			return true
		}
	}
	return false
}

// Month is a month as a table of its days.
type Month[T any] struct {
	Name             string
	Previous, Follow time.Time   // the months beside; zero where there is nothing more
	Weekdays         [][2]string // three letters, and the rest of the word
	Weeks            [][]Day[T]
}

// Day is a day of the table.
type Day[T any] struct {
	Number string // "" for a day of another month
	Start  string // machine-readable
	Today  bool
	Here   []On[T]
}

// On is an item on a day. Until is the last day of its span, machine-readable, on the first of the days that the table has of
// that span; "" on those after.
type On[T any] struct {
	Of    T
	Until string
}

// MonthOf lays out the month that begins then, weeks from Monday on (ISO 8601).
func MonthOf[T any](month time.Time, all []Item[T], words *messages.Printer, now time.Time) Month[T] {
	m := Month[T]{Name: words.Month(month)}
	m.Previous, m.Follow = beside(month, all)
	on := onDays(month, all)
	day := month.AddDate(0, 0, -(int(month.Weekday())+6)%7)
	for i := range 7 {
		name := []rune(words.Weekday(day.AddDate(0, 0, i)))
		m.Weekdays = append(m.Weekdays, [2]string{string(name[:3]), string(name[3:])})
	}
	for end := month.AddDate(0, 1, 0); day.Before(end); {
		var week []Day[T]
		for range 7 {
			one := Day[T]{}
			if day.Month() == month.Month() {
				d := events.DayOf(day)
				one = Day[T]{Number: strconv.Itoa(day.Day()), Start: d.String(), Today: d == events.DayOf(now), Here: on[day.Day()]}
			}
			week, day = append(week, one), day.AddDate(0, 0, 1)
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

// onDays are the items by the day of the month.
func onDays[T any](month time.Time, all []Item[T]) map[int][]On[T] {
	on := map[int][]On[T]{}
	first, last := events.DayOf(month), events.DayOf(month.AddDate(0, 1, -1))
	for _, item := range all {
		for _, s := range item.Spans {
			until := s.Last.String()
			for d := latest(s.First, first); !s.Last.Before(d) && !last.Before(d); d = d.Add(1) {
				on[d.Day] = append(on[d.Day], On[T]{item.Of, until})
				until = ""
			}
		}
	}
	return on
}

// beside are the months before and after that one to which somebody goes on: the nearest between the first and the last day.
func beside[T any](month time.Time, all []Item[T]) (previous, follow time.Time) {
	from, to := bounds(all)
	if from.IsZero() {
		return previous, follow
	}
	first, last := monthOf(from, month.Location()), monthOf(to, month.Location())
	if month.After(first) {
		if previous = month.AddDate(0, -1, 0); last.Before(previous) {
			previous = last
		}
	}
	if month.Before(last) {
		if follow = month.AddDate(0, 1, 0); follow.Before(first) {
			follow = first
		}
	}
	return previous, follow
}

// bounds are the first and the last day of all items; zero without any.
func bounds[T any](all []Item[T]) (from, to events.Day) {
	for _, item := range all {
		for _, s := range item.Spans {
			if from.IsZero() || s.First.Before(from) {
				from = s.First
			}
			to = latest(to, s.Last)
		}
	}
	return from, to
}

func latest(a, b events.Day) events.Day {
	if a.IsZero() || a.Before(b) {
		return b
	}
	return a
}

func monthOf(d events.Day, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, 1, 0, 0, 0, 0, loc)
}
