package events

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"
)

//go:embed holidays.csv
var frenchDays string

// France is the Holidays.Country of which the days off come with the program.
const France = "FR"

var french = mustReadDaysOff(frenchDays)

func mustReadDaysOff(file string) DaysOff {
	d, err := ReadDaysOff(file)
	if err != nil {
		panic(fmt.Errorf("holidays.csv: %w", err)) // it is part of the program
	}
	return d
}

// Holidays are the days off of a programme: those of a country that the program knows, and those of the organisers.
type Holidays struct {
	Country  string         // France, or "" where only Own counts
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

func (s DaySpan) has(day Day) bool { return !day.Before(s.First) && day.Before(s.End) }

// SchoolHoliday is a school holiday of a zone; of every zone where Zone is "all".
type SchoolHoliday struct {
	Zone, Name string
	DaySpan
}

// PublicHoliday is a day off for all. Day is "MM-DD", "easter+N" or "easter-N" for every year, "YYYY-MM-DD" for one.
type PublicHoliday struct{ Day, Name string }

// ReadDaysOff reads a file of days off, whose form the head of holidays.csv tells. An error names the line.
func ReadDaysOff(file string) (DaysOff, error) {
	var d DaysOff
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(file, "\ufeff")) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "zone,") {
			continue
		}
		if err := d.add(line); err != nil {
			return DaysOff{}, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return d, nil
}

func (d *DaysOff) add(line string) error {
	f := strings.SplitN(line, ",", 4)
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	switch {
	case f[0] == "public" && len(f) == 3 && f[2] != "":
		p := PublicHoliday{Day: f[1], Name: f[2]}
		if _, err := p.in(2000); err != nil {
			return err
		}
		d.Public = append(d.Public, p)
		return nil
	case f[0] == "public":
		return fmt.Errorf(`write public,12-25,Name of the day, not %q`, line)
	case len(f) < 3 || f[0] == "":
		return fmt.Errorf(`write A,2027-02-13,2027-03-01,Name (zone, first day off, first day of school again), not %q`, line)
	}
	first, err := ParseDay(f[1])
	end, wrong := ParseDay(f[2])
	if err != nil || wrong != nil || !first.Before(end) {
		return fmt.Errorf("write two days that exist, the first before the second: 2027-02-13,2027-03-01, not %s,%s", f[1], f[2])
	}
	span := DaySpan{first, end}
	if f[0] == "year" {
		d.Years = append(d.Years, span)
		return nil
	}
	d.School = append(d.School, SchoolHoliday{Zone: f[0], Name: strings.Join(f[3:], ""), DaySpan: span})
	return nil
}

// in gives the day in a year; the zero day where it is not in that year.
func (p PublicHoliday) in(year int) (Day, error) {
	if offset, ok := strings.CutPrefix(p.Day, "easter"); ok {
		n, err := strconv.Atoi(offset)
		if err == nil || offset == "" {
			return easter(year).Add(n), nil
		}
	}
	if t, err := time.Parse("01-02", p.Day); err == nil {
		return DayOf(t.AddDate(year-t.Year(), 0, 0)), nil
	}
	day, err := ParseDay(p.Day)
	if err != nil {
		return Day{}, fmt.Errorf("write the day as 12-25, easter+1 or 2027-05-03, not %q", p.Day)
	}
	if day.Year != year {
		return Day{}, nil
	}
	return day, nil
}

// Before compares dates.
func (d Day) Before(o Day) bool { return d.In(time.UTC).Before(o.In(time.UTC)) }

// sources are the files of days off that count, those of the organisers first.
func (h *Holidays) sources() []*DaysOff {
	if strings.EqualFold(h.Country, France) {
		return []*DaysOff{&h.Own, &french}
	}
	return []*DaysOff{&h.Own}
}

// School tells whether a day is off in the schools of a zone; known is false for a day of which nothing is said.
func (h *Holidays) School(day Day, zone string) (off, known bool) {
	for _, d := range h.sources() {
		for _, y := range d.Years {
			known = known || y.has(day)
		}
		for _, v := range d.School {
			if (v.Zone == "all" || v.Zone == zone) && v.has(day) {
				return true, true
			}
		}
	}
	return false, known
}

// Public is the name of a public holiday, "" on other days.
func (h *Holidays) Public(day Day) string {
	for _, d := range h.sources() {
		for _, p := range d.Public {
			if on, err := p.in(day.Year); err == nil && on == day {
				return p.Name
			}
		}
	}
	return ""
}

// DayNote is what should be known of a day before it is chosen.
type DayNote struct {
	PublicHoliday string
	Weekday       bool // it is off in every week
	Off, Total    int  // territories in school holidays, of those whose holidays are known; Total 0 if nothing is known
	Unknown       int  // territories with a zone of whose holidays that day nothing is known
}

// DayNote looks a day up for the territories of the programme.
func (p *Programme) DayNote(day Day) DayNote {
	n := DayNote{PublicHoliday: p.Holidays.Public(day)}
	for _, w := range p.Holidays.Weekdays {
		n.Weekday = n.Weekday || day.In(time.UTC).Weekday() == w
	}
	for _, t := range p.Territories {
		if t.SchoolZone == "" {
			continue
		}
		off, known := p.Holidays.School(day, t.SchoolZone)
		if !known {
			n.Unknown++
			continue
		}
		n.Total++
		if off {
			n.Off++
		}
	}
	return n
}

// Closed tells whether a day is no day to meet on: a public holiday, off in every week, or in the school holidays of
// every territory of which they are known.
func (n DayNote) Closed() bool {
	return n.PublicHoliday != "" || n.Weekday || n.Total > 0 && n.Off == n.Total
}
