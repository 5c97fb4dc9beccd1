package events

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed holidays.csv
var holidaysFile string

// vacation is a school holiday of a zone: off from first until the day before back.
type vacation struct {
	zone        string
	first, back Day
}

// schoolYear is a span of days of which the holidays are known.
type schoolYear struct{ first, end Day }

var vacations, schoolYears = readHolidays(holidaysFile)

// readHolidays reads the data file; it is part of the program, so a mistake in it is one of the program.
func readHolidays(file string) (vacations []vacation, years []schoolYear) {
	for line := range strings.Lines(file) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		first, err := ParseDay(f[1])
		until, wrong := ParseDay(f[2])
		if err != nil || wrong != nil {
			panic("holidays.csv: " + line)
		}
		if f[0] == "year" {
			years = append(years, schoolYear{first, until})
			continue
		}
		vacations = append(vacations, vacation{f[0], first, until})
	}
	return vacations, years
}

// SchoolHoliday tells whether a day is off in a zone; known is false for a day of which the file says nothing.
func SchoolHoliday(day Day, zone string) (off, known bool) {
	for _, y := range schoolYears {
		known = known || !day.Before(y.first) && day.Before(y.end)
	}
	for _, v := range vacations {
		if (v.zone == "all" || v.zone == zone) && !day.Before(v.first) && day.Before(v.back) {
			return known, known
		}
	}
	return false, known
}

// Before compares dates.
func (d Day) Before(o Day) bool { return d.In(time.UTC).Before(o.In(time.UTC)) }

// PublicHoliday is the name of a French public holiday (Code du travail, art. L3133-1), "" on other days.
func PublicHoliday(day Day) string {
	fixed := map[string]string{
		"01-01": "jour de l'An", "05-01": "fête du Travail", "05-08": "8 mai", "07-14": "fête nationale", "08-15": "Assomption",
		"11-01": "Toussaint", "11-11": "11 novembre", "12-25": "Noël",
	}
	if name := fixed[fmt.Sprintf("%02d-%02d", int(day.Month), day.Day)]; name != "" {
		return name
	}
	e := easter(day.Year)
	return map[Day]string{e.Add(1): "lundi de Pâques", e.Add(39): "Ascension", e.Add(50): "lundi de Pentecôte"}[day]
}

// easter is Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
func easter(year int) Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Day{year, time.Month(n / 31), n%31 + 1}
}

// DayNote is what should be known of a day before it is chosen.
type DayNote struct {
	PublicHoliday string
	Off, Total    int // territories in school holidays, of those whose zone is known; Total 0 if nothing is known
}

// DayNote looks a day up for the territories of the programme.
func (p *Programme) DayNote(day Day) DayNote {
	n := DayNote{PublicHoliday: PublicHoliday(day)}
	for _, t := range p.Territories {
		if off, known := SchoolHoliday(day, t.SchoolZone); known && t.SchoolZone != "" {
			n.Total++
			if off {
				n.Off++
			}
		}
	}
	return n
}
