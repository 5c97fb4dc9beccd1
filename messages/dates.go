package messages

import (
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

// Capital is a part of a sentence as its beginning.
func Capital(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// Date is a day in words, in the location of t: "jeudi 10 mars 2022", "Thursday 10 March 2022".
func (p *Printer) Date(t time.Time) string {
	return p.T("date.day", "Day", p.DayMonth(t), "Year", t.Year())
}

// DayMonth is a day without its year: "vendredi 1er avril".
func (p *Printer) DayMonth(t time.Time) string {
	return p.T("date.day_month", "Day", p.dayName(t), "Month", p.MonthName(t))
}

// dayName is a day of the week and its number: "vendredi 1er".
func (p *Printer) dayName(t time.Time) string { return p.Weekday(t) + " " + p.dayNumber(t) }

// dayNumber is the day of the month: "1er".
func (p *Printer) dayNumber(t time.Time) string {
	if t.Day() == 1 {
		return p.T("date.first")
	}
	return strconv.Itoa(t.Day())
}

// Dates says days within a sentence. form is "date" ("20 et 21 janvier": a month that several share is said once), "day",
// "weekday", "month" or "year".
func (p *Printer) Dates(form string, days []time.Time) string {
	said := make([]string, 0, len(days))
	for i, t := range days {
		switch form {
		case "day":
			said = append(said, p.dayNumber(t))
		case "weekday":
			said = append(said, p.Weekday(t))
		case "month":
			said = append(said, p.MonthName(t))
		case "year":
			said = append(said, strconv.Itoa(t.Year()))
		default:
			if i+1 < len(days) && days[i+1].Month() == t.Month() {
				said = append(said, p.dayNumber(t))
				continue
			}
			said = append(said, p.T("date.in_sentence", "Day", p.dayNumber(t), "Month", p.MonthName(t)))
		}
	}
	return p.List(slices.Compact(said))
}

// Weekday is the name of the day of the week: "jeudi".
func (p *Printer) Weekday(t time.Time) string {
	return p.T("date.weekday." + strconv.Itoa(int(t.Weekday())))
}

// MonthName is the name of the month: "mars".
func (p *Printer) MonthName(t time.Time) string {
	return p.T("date.month." + strconv.Itoa(int(t.Month())))
}

// MonthShort is the name of the month where there is little room: "sept.".
func (p *Printer) MonthShort(t time.Time) string {
	return p.T("date.short." + strconv.Itoa(int(t.Month())))
}

// Month is a month with its year: "mars 2022".
func (p *Printer) Month(t time.Time) string { return p.MonthName(t) + " " + strconv.Itoa(t.Year()) }

// Clock is a time of day in the location of t: "9 h 30", "9:30".
func (p *Printer) Clock(t time.Time) string {
	hour := strconv.Itoa(t.Hour())
	switch {
	case p.lang == "en":
		return hour + ":" + t.Format("04")
	case t.Minute() == 0:
		return hour + " h"
	}
	return hour + " h " + t.Format("04")
}

// When is a time in words, in the location of start: "jeudi 10 mars 2022, de 9 h à 12 h". The end is exclusive;
// whole days are given without hours: "du jeudi 20 au vendredi 21 janvier 2022".
func (p *Printer) When(start, end time.Time, allDay bool) string {
	end = end.In(start.Location())
	if allDay {
		return p.days(start, end)
	}
	sameDay := start.YearDay() == end.YearDay() && start.Year() == end.Year()
	switch {
	case !end.After(start):
		return p.T("date.at", "Date", p.Date(start), "Time", p.Clock(start))
	case sameDay:
		return p.T("date.hours", "Date", p.Date(start), "From", p.Clock(start), "To", p.Clock(end))
	}
	return p.T("date.instants", "From", p.at(start), "To", p.at(end))
}

// at is a moment: "jeudi 10 mars 2022 à 22 h".
func (p *Printer) at(t time.Time) string {
	return p.T("date.moment", "Date", p.Date(t), "Time", p.Clock(t))
}

// days are whole days up to the one before end. What both days share is said once.
func (p *Printer) days(start, end time.Time) string {
	last := end.AddDate(0, 0, -1)
	if !last.After(start) {
		return p.Date(start)
	}
	from := p.Date(start)
	switch {
	case start.Year() == last.Year() && start.Month() == last.Month():
		from = p.dayName(start)
	case start.Year() == last.Year():
		from = p.DayMonth(start)
	}
	return p.T("date.days", "From", from, "To", p.Date(last))
}

// WhenInParts is When for a day that has several parts: "vendredi 18 mars 2022, de 9 h à 12 h, puis de 14 h à 17 h".
// Without parts it is When.
func (p *Printer) WhenInParts(start, end time.Time, allDay bool, parts [][2]time.Time) string {
	if len(parts) == 0 {
		return p.When(start, end, allDay)
	}
	return p.T("date.parts", "Date", p.Date(start), "Parts", p.Hours(parts))
}

// Hours are the parts of a day in words: "de 9 h à 12 h, puis de 14 h à 17 h"; "" without any.
func (p *Printer) Hours(parts [][2]time.Time) string {
	said := ""
	for i, part := range parts {
		one := p.T("date.part", "From", p.Clock(part[0]), "To", p.Clock(part[1]))
		if said = p.T("date.then", "First", said, "Second", one); i == 0 {
			said = one
		}
	}
	return said
}
