package organise

import (
	"strconv"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/record"
	"parcours/report"
)

// share is how a group answered, as a bar of a picture and in numbers.
type share struct {
	Label                       string
	Parts                       []part
	Yes, Maybe, No, None, Blank int
}

// part is a stretch of a bar, in hundredths of it.
type part struct {
	Class string // of its colour: yes, maybe, no, none, blank
	X, W  string
}

// newShare makes a bar of numbers.
func newShare(label string, yes, maybe, no, none, blank int) share {
	s := share{Label: label, Yes: yes, Maybe: maybe, No: no, None: none, Blank: blank}
	all, x := yes+maybe+no+none+blank, 0.0
	for _, one := range []struct {
		class  string
		number int
	}{{"yes", yes}, {"maybe", maybe}, {"no", no}, {"none", none}, {"blank", blank}} {
		if one.number > 0 {
			w := 100 * float64(one.number) / float64(all)
			s.Parts = append(s.Parts, part{one.class, decimal(x), decimal(w)})
			x += w
		}
	}
	return s
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

// sharesOf are bars of people's own answers by category.
func sharesOf(words *messages.Printer, snap *events.Snapshot, counts []record.Counts) (all []share) {
	for _, c := range counts {
		label := report.Category(snap, c.Category)
		if c.Category == "" {
			label = words.T("answers.no_category")
		}
		all = append(all, newShare(label, c.Accepted, c.Tentative, c.Declined+c.Deleted, 0, c.Blank))
	}
	return all
}

// courseView is how answers came over time: columns of a picture, and a table.
type courseView struct {
	Step          string // in words
	Width         int
	Columns       []column
	Rows          []courseRow
	First, Latest string // dates below the picture
	Most          int    // answers of the highest column
}

// column is a column of the picture, 100 high.
type column struct{ X, Y, H, Class string }

type courseRow struct {
	When                  string
	Yes, Maybe, No, Other int
}

func describeCourse(words *messages.Printer, c record.Course) courseView {
	view := courseView{Step: words.T("answers.step." + string(c.Step)), Width: max(1, len(c.Spans))}
	for _, s := range c.Spans {
		view.Most = max(view.Most, s.All())
	}
	for i, s := range c.Spans {
		day := s.From.In(time.UTC)
		when := words.Date(day)
		if c.Step == record.Monthly {
			when = words.Month(day)
		}
		if i == 0 {
			view.First = when
		}
		view.Latest = when
		if s.All() == 0 {
			continue
		}
		view.Rows = append(view.Rows, courseRow{when, s.Yes, s.Maybe, s.No, s.Other})
		y := 100.0
		for _, one := range []struct {
			class  string
			number int
		}{{"yes", s.Yes}, {"maybe", s.Maybe}, {"no", s.No}, {"none", s.Other}} {
			if one.number > 0 {
				h := 100 * float64(one.number) / float64(view.Most)
				y -= h
				view.Columns = append(view.Columns, column{decimal(float64(i) + 0.1), decimal(max(0, y)), decimal(h), one.class})
			}
		}
	}
	return view
}
