package events

import "time"

// Holidays are the days off of a programme: those of a country that the program knows, and those of the organisers. Room
// holidays looks days up in them.
type Holidays struct {
	Country  string         // "FR", or "" where only Own counts
	Weekdays []time.Weekday // days off in every week
	Own      DaysOff
}

// DaysOff is what a file says of days off.
type DaysOff struct {
	Years  []DaySpan // days of which the school holidays are known
	School []SchoolHoliday
	Public []PublicHoliday
}

// DaySpan is the days from First until the day before End.
type DaySpan struct{ First, End Day }

// SchoolHoliday is a school holiday of a zone; of every zone where Zone is "all".
type SchoolHoliday struct {
	Zone, Name string
	DaySpan
}

// PublicHoliday is a day off for all. Day is "MM-DD", "easter+N" or "easter-N" for every year, "YYYY-MM-DD" for one.
type PublicHoliday struct{ Day, Name string }

// Before compares dates.
func (d Day) Before(o Day) bool { return d.In(time.UTC).Before(o.In(time.UTC)) }
