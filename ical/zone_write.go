package ical

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// sampleYears is for how long after the end asked for a zone is looked at, to tell its yearly rules from chance and
// to list the dates that no rule gives.
const sampleYears = 10

type zoneKey struct {
	loc         *time.Location
	first, last int
}

var zonesWritten = struct {
	sync.Mutex
	made map[zoneKey]*Component
}{made: map[zoneKey]*Component{}}

// Timezone writes a VTIMEZONE (RFC 5545 §3.6.5) that is right from one year before from to ten years after to, and for
// as long as the zone keeps its rules of that time; to before from (or zero) means from. TZID is the name of the
// location, which must be one that readers know: not time.Local. A zone whose clocks change by one pair of yearly
// rules is written as from 1970, as real clients do; other zones with each rule and its UNTIL, or date by date; a zone
// whose clocks never change with one observance from 1970. Equal arguments give equal octets. The component is the
// caller's own.
func Timezone(loc *time.Location, from, to time.Time) *Component {
	first := min(max(from.In(loc).Year(), zoneFirstYear), zoneLastYear)
	last := min(max(to.In(loc).Year(), first), zoneLastYear)
	key := zoneKey{loc, first, last}
	zonesWritten.Lock()
	defer zonesWritten.Unlock()
	made := zonesWritten.made[key]
	if made == nil {
		made = writeZone(loc, first-1, last+sampleYears)
		if len(zonesWritten.made) >= 1000 {
			clear(zonesWritten.made)
		}
		zonesWritten.made[key] = made
	}
	return copyOf(made)
}

func writeZone(loc *time.Location, first, last int) *Component {
	zone := New("VTIMEZONE")
	zone.Add(NewText("TZID", loc.String()))
	onsets := onsetsIn(loc, first, last)
	runs := runsOf(onsets[1:], last)
	if !yearly(runs) || first < 1970 {
		zone.AddComponent(writeObservance(run{onsets: onsets[:1]}))
	} else {
		for i := range runs {
			runs[i].since1970()
		}
	}
	for _, r := range runs {
		zone.AddComponent(writeObservance(r))
	}
	return zone
}

// yearly tells whether two rules, open at the end, are all there is.
func yearly(runs []run) bool { return len(runs) == 2 && runs[0].open && runs[1].open }

// onsetsIn lists the changes of the clocks in the years from first to last. The list begins with the observance that
// is in force at the start, as if the zone had had it since 1970 or its own first year.
func onsetsIn(loc *time.Location, first, last int) []onset {
	at := time.Unix(yearStart(first), 0).In(loc)
	name, offset := at.Zone()
	start := time.Date(min(first, 1970), 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	onsets := []onset{{at: start - int64(offset), from: offset, to: offset, daylight: at.IsDST(), name: name}}
	for {
		_, next := at.ZoneBounds()
		if !next.IsZero() && !next.After(at) {
			next = at.Add(24 * time.Hour) // the last day of a leap year, past the zone's table, ends where it begins
		}
		if next.IsZero() || next.Unix() >= yearStart(last+1) {
			return onsets
		}
		before, wasDST := offset, at.IsDST()
		at = next.In(loc)
		name, offset = at.Zone()
		if offset == before {
			continue
		}
		// Where winter time is the exception on paper (Dublin, Casablanca), summer is still what readers call DAYLIGHT.
		daylight := offset > before && (wasDST || at.IsDST())
		onsets = append(onsets, onset{at: at.Unix(), from: before, to: offset, daylight: daylight, name: name})
	}
}

func yearStart(year int) int64 { return int64(dayNumber(year, 1, 1)) * daySeconds }

// run is a series of onsets that differ by their dates only.
type run struct {
	onsets []onset
	rule   string // for dates that a yearly rule gives, else ""
	open   bool   // the rule holds to the end of what was looked at, as all that follow it do
}

// runsOf groups onsets. Onsets a year apart that one rule gives are a run; onsets that no rule gives are joined by
// their offsets.
func runsOf(onsets []onset, last int) []run {
	var runs []run
	for _, o := range onsets {
		grown := false
		for i := range runs {
			if grown = runs[i].add(o); grown {
				break
			}
		}
		if !grown {
			runs = append(runs, run{onsets: []onset{o}})
		}
	}
	var singles []run
	runs = slices.DeleteFunc(runs, func(r run) bool {
		if len(r.onsets) >= 3 {
			return false
		}
		singles = append(singles, r)
		return true
	})
	for i := range runs {
		runs[i].rule = ruleOf(runs[i].onsets)
	}
	goesOn := func(r run) bool { return r.onsets[len(r.onsets)-1].year() >= last-1 }
	dates := slices.ContainsFunc(singles, goesOn) // a rule without its counterpart would never be undone
	for i := range runs {
		runs[i].open = goesOn(runs[i]) && !dates
	}
	runs = append(runs, joined(singles)...)
	slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(a.onsets[0].at, b.onsets[0].at) })
	return runs
}

// joined makes one run of all onsets with the same offsets and name.
func joined(singles []run) []run {
	var runs []run
	for _, s := range singles {
		i := slices.IndexFunc(runs, func(r run) bool { return r.onsets[0].like(s.onsets[0]) })
		if i < 0 {
			runs = append(runs, s)
			continue
		}
		runs[i].onsets = append(runs[i].onsets, s.onsets...)
		slices.SortFunc(runs[i].onsets, func(a, b onset) int { return cmp.Compare(a.at, b.at) })
	}
	return runs
}

// add takes an onset that comes one year after the last and fits a rule with all of the run.
func (r *run) add(o onset) bool {
	last := r.onsets[len(r.onsets)-1]
	if !last.like(o) || o.year() != last.year()+1 || o.local()%daySeconds != last.local()%daySeconds {
		return false
	}
	grown := append(slices.Clip(r.onsets), o)
	if ruleOf(grown) == "" {
		return false
	}
	r.onsets = grown
	return true
}

func (o onset) like(p onset) bool {
	return o.from == p.from && o.to == p.to && o.daylight == p.daylight && o.name == p.name
}

// local is what the clock shows when it is changed.
func (o onset) local() clock { return clock(o.at + int64(o.from)) }

func (o onset) year() int { return o.local().time().Year() }

// ruleOf finds the yearly rule of some dates: the last or nth weekday of a month, the weekday within seven given days
// of a month, or a fixed date; "" if there is none.
func ruleOf(onsets []onset) string {
	first := newCivil(onsets[0].local().day())
	low, high, fromEnd := first.day, first.day, true
	sameDay := true
	for _, o := range onsets {
		d := newCivil(o.local().day())
		if d.month != first.month {
			return ""
		}
		sameDay = sameDay && d.weekday == first.weekday
		low, high = min(low, d.day), max(high, d.day)
		fromEnd = fromEnd && d.monthLength-d.day < 7
	}
	day := [7]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}[first.weekday]
	switch {
	case sameDay && fromEnd:
		return fmt.Sprintf("FREQ=YEARLY;BYDAY=-1%s;BYMONTH=%d", day, first.month)
	case sameDay && (low-1)/7 == (high-1)/7:
		return fmt.Sprintf("FREQ=YEARLY;BYDAY=%d%s;BYMONTH=%d", (low-1)/7+1, day, first.month)
	case low == high:
		return fmt.Sprintf("FREQ=YEARLY;BYMONTHDAY=%d;BYMONTH=%d", low, first.month)
	case sameDay && high-low < 7:
		days := make([]string, 7)
		for i := range days {
			days[i] = fmt.Sprint(max(1, high-6) + i)
		}
		return fmt.Sprintf("FREQ=YEARLY;BYDAY=%s;BYMONTHDAY=%s;BYMONTH=%d", day, strings.Join(days, ","), first.month)
	}
	return ""
}

// since1970 moves the start of a rule to 1970.
func (r *run) since1970() {
	rule, err := ParseRule(r.rule)
	if err != nil {
		return
	}
	first := r.onsets[0]
	time70 := clock(yearStart(1970)) + first.local()%daySeconds
	days := maxDays
	walk := rule.newWalk(When{Clock: (time70 - daySeconds).time()}, endOfTime, startOfTime, endOfTime, &days)
	if c, ok := walk.next(); ok {
		first.at = int64(c) - int64(first.from)
		r.onsets = []onset{first}
	}
}

// writeObservance writes a STANDARD or DAYLIGHT.
func writeObservance(r run) *Component {
	first := r.onsets[0]
	c := New("STANDARD")
	if first.daylight {
		c.Name = "DAYLIGHT"
	}
	c.Add(NewValue("DTSTART", When{Clock: first.local().time()}.String()))
	c.Add(NewValue("TZOFFSETFROM", offsetText(first.from)))
	c.Add(NewValue("TZOFFSETTO", offsetText(first.to)))
	if r.rule != "" {
		rule := r.rule
		if !r.open {
			rule += ";UNTIL=" + At(time.Unix(r.onsets[len(r.onsets)-1].at, 0), time.UTC).String()
		}
		c.Add(NewValue("RRULE", rule))
	} else {
		for _, o := range r.onsets[1:] {
			c.Add(NewValue("RDATE", When{Clock: o.local().time()}.String()))
		}
	}
	if first.name != "" {
		c.Add(NewValue("TZNAME", first.name))
	}
	return c
}

// offsetText writes a UTC-OFFSET (RFC 5545 §3.3.14), with seconds only where there are some.
func offsetText(offset int) string {
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	text := fmt.Sprintf("%c%02d%02d", sign, offset/3600, offset/60%60)
	if s := offset % 60; s != 0 {
		text += fmt.Sprintf("%02d", s)
	}
	return text
}
