package views

import (
	"strconv"
	"time"

	"parcours/events"
	"parcours/messages"
)

// Line is all items on one line of time, a row each, from the first day of the first month to the last of the last one. Places on it
// are parts of its width, as SVG takes them: "12.50%".
type Line[T any] struct {
	From, To string // its months, in words
	Months   []Tick
	Today    string // "" where it is before or after
	Rows     []Row[T]
}

// Tick is where a month begins.
type Tick struct {
	At, Name string // Name is short; "" where there would be no room
	Between  bool   // its name needs a wide screen
}

// Row is an item with its days.
type Row[T any] struct {
	Of    T
	Marks []Mark
}

// Mark is a span on the line: one day, of which Middle is the noon, or several from At on.
type Mark struct {
	Middle   string // "" for several days
	At, Wide string
}

// names is how many months have their name on the line: of more, each second, third ... has.
const names = 14

// LineOf lays out the items in their order; nil without any.
func LineOf[T any](all []Item[T], words *messages.Printer, now time.Time) *Line[T] {
	first, last := bounds(all)
	if first.IsZero() {
		return nil
	}
	scale := scale{monthOf(first, now.Location()), monthOf(last, now.Location()).AddDate(0, 1, 0)}
	l := &Line[T]{From: words.Month(scale.from), To: words.Month(scale.to.AddDate(0, 0, -1))}
	if !now.Before(scale.from) && now.Before(scale.to) {
		l.Today = scale.at(now)
	}
	each := 1 + (12*(scale.to.Year()-scale.from.Year())+int(scale.to.Month())-int(scale.from.Month())-1)/names
	for i, month := 0, scale.from; month.Before(scale.to); i, month = i+1, month.AddDate(0, 1, 0) {
		tick := Tick{At: scale.at(month)}
		if i%each == 0 {
			tick.Name, tick.Between = words.MonthShort(month), i/each%2 == 1
		}
		l.Months = append(l.Months, tick)
	}
	for _, item := range all {
		row := Row[T]{Of: item.Of}
		for _, s := range item.Spans {
			row.Marks = append(row.Marks, scale.mark(s))
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// scale is a line of time.
type scale struct{ from, to time.Time }

func (s scale) at(t time.Time) string { return percent(t.Sub(s.from), s.to.Sub(s.from)) }

func (s scale) mark(span Span) Mark {
	loc := s.from.Location()
	if span.First == span.Last {
		return Mark{Middle: s.at(noon(span.First, loc))}
	}
	start, end := span.First.In(loc), span.Last.Add(1).In(loc)
	return Mark{At: s.at(start), Wide: percent(end.Sub(start), s.to.Sub(s.from))}
}

func noon(d events.Day, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, loc)
}

func percent(part, of time.Duration) string {
	return strconv.FormatFloat(100*float64(part)/float64(of), 'f', 2, 64) + "%"
}
