package holidays

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"parcours/events"
)

//go:embed holidays.csv
var frenchDays string

// France is the country (events.Holidays) of which the days off come with the program.
const France = "FR"

var french = mustRead(frenchDays)

func mustRead(file string) events.DaysOff {
	d, err := Read(file)
	if err != nil {
		panic(fmt.Errorf("holidays.csv: %w", err)) // it is part of the program
	}
	return d
}

func has(s events.DaySpan, day events.Day) bool { return !day.Before(s.First) && day.Before(s.End) }

// Read reads a file of days off, whose form the head of holidays.csv tells. An error names the line.
func Read(file string) (events.DaysOff, error) {
	var d events.DaysOff
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(file, "\ufeff")) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "zone,") {
			continue
		}
		if err := add(&d, line); err != nil {
			return events.DaysOff{}, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return d, nil
}

func add(d *events.DaysOff, line string) error {
	f := strings.SplitN(line, ",", 4)
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	switch {
	case f[0] == "public" && len(f) == 3 && f[2] != "":
		p := events.PublicHoliday{Day: f[1], Name: f[2]}
		if _, err := on(p, 2000); err != nil {
			return err
		}
		d.Public = append(d.Public, p)
		return nil
	case f[0] == "public":
		return fmt.Errorf(`write public,12-25,Name of the day, not %q`, line)
	case len(f) < 3 || f[0] == "":
		return fmt.Errorf(`write A,2027-02-13,2027-03-01,Name (zone, first day off, first day of school again), not %q`, line)
	}
	first, err := events.ParseDay(f[1])
	end, wrong := events.ParseDay(f[2])
	if err != nil || wrong != nil || !first.Before(end) {
		return fmt.Errorf("write two days that exist, the first before the second: 2027-02-13,2027-03-01, not %s,%s", f[1], f[2])
	}
	span := events.DaySpan{First: first, End: end}
	if f[0] == "year" {
		d.Years = append(d.Years, span)
		return nil
	}
	d.School = append(d.School, events.SchoolHoliday{Zone: f[0], Name: strings.Join(f[3:], ""), DaySpan: span})
	return nil
}

// on gives the day in a year; the zero day where it is not in that year.
func on(p events.PublicHoliday, year int) (events.Day, error) {
	if offset, ok := strings.CutPrefix(p.Day, "easter"); ok {
		n, err := strconv.Atoi(offset)
		if err == nil || offset == "" {
			return easter(year).Add(n), nil
		}
	}
	if t, err := time.Parse("01-02", p.Day); err == nil {
		return events.DayOf(t.AddDate(year-t.Year(), 0, 0)), nil
	}
	day, err := events.ParseDay(p.Day)
	if err != nil {
		return events.Day{}, fmt.Errorf("write the day as 12-25, easter+1 or 2027-05-03, not %q", p.Day)
	}
	if day.Year != year {
		return events.Day{}, nil
	}
	return day, nil
}

// sources are the files of days off that count, those of the organisers first.
func sources(h *events.Holidays) []*events.DaysOff {
	if strings.EqualFold(h.Country, France) {
		return []*events.DaysOff{&h.Own, &french}
	}
	return []*events.DaysOff{&h.Own}
}

// school tells whether a day is off in the schools of a zone; known is false for a day of which nothing is said.
func school(h *events.Holidays, day events.Day, zone string) (off, known bool) {
	for _, d := range sources(h) {
		for _, y := range d.Years {
			known = known || has(y, day)
		}
		for _, v := range d.School {
			if (v.Zone == "all" || v.Zone == zone) && has(v.DaySpan, day) {
				return true, true
			}
		}
	}
	return false, known
}

// public is the name of a public holiday, "" on other days.
func public(h *events.Holidays, day events.Day) string {
	for _, d := range sources(h) {
		for _, p := range d.Public {
			if at, err := on(p, day.Year); err == nil && at == day {
				return p.Name
			}
		}
	}
	return ""
}

// Note is what should be known of a day before it is chosen.
type Note struct {
	PublicHoliday string
	Weekday       bool // it is off in every week
	Off, Total    int  // territories in school holidays, of those whose holidays are known; Total 0 if nothing is known
	Unknown       int  // territories with a zone of whose holidays that day nothing is known
}

// On looks a day up for the territories of the programme.
func On(p *events.Programme, day events.Day) Note {
	n := Note{PublicHoliday: public(&p.Holidays, day)}
	for _, w := range p.Holidays.Weekdays {
		n.Weekday = n.Weekday || day.In(time.UTC).Weekday() == w
	}
	for _, t := range p.Territories {
		if t.SchoolZone == "" {
			continue
		}
		off, known := school(&p.Holidays, day, t.SchoolZone)
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
func (n Note) Closed() bool {
	return n.PublicHoliday != "" || n.Weekday || n.Total > 0 && n.Off == n.Total
}
