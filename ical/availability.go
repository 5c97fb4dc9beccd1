package ical

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reach is the time that a VAVAILABILITY speaks of (RFC 7953 §3.1), open where it does not say.
func (r reader) reach(c *Component) (window, error) {
	w := window{firstInstant, lastInstant}
	from, begins, err := r.instant(c, "DTSTART")
	if err != nil {
		return w, err
	}
	if begins {
		w.from = from
	}
	to, ends, err := r.instant(c, "DTEND")
	if err != nil {
		return w, err
	}
	if p := c.Property("DURATION"); ends {
		w.to = to
	} else if p != nil && begins {
		length, err := ParseDuration(p.Value)
		if err != nil {
			return w, err
		}
		start, _, err := r.when(c, "DTSTART")
		if err != nil {
			return w, err
		}
		w.to = length.after(start.clock(), from, start.zone(r.floating))
	}
	return w, nil
}

// availabilityOverlaps tests a VAVAILABILITY against a time range (RFC 7953 §7.2.2).
func (r reader) availabilityOverlaps(c *Component, w window) (bool, error) {
	of, err := r.reach(c)
	return w.from < of.to && w.to > of.from, err
}

// availabilitySpan adds what a VAVAILABILITY can touch.
func (r reader) availabilitySpan(c *Component, e *extent) error {
	of, err := r.reach(c)
	if err != nil {
		return err
	}
	e.add(of.from, of.to)
	e.open = e.open || of.to == lastInstant
	return nil
}

// availability is one VAVAILABILITY within a range: the time that it speaks of, and when somebody can be had in it.
type availability struct {
	busy
	rank int // the higher counts: PRIORITY 1 most, 9, then none (RFC 7953 §4)
	free []busy
}

// strengths order the types of time in which somebody cannot be had: of two of one priority the stronger counts.
var strengths = map[string]int{"BUSY-TENTATIVE": 0, "BUSY-UNAVAILABLE": 1, "BUSY": 2}

// availabilities reads the VAVAILABILITYs of an object. What cannot be read is none.
func availabilities(obj *Component, w window, floating *time.Location) []availability {
	r := newReader(obj, floating)
	var all []availability
	for _, c := range obj.Children("VAVAILABILITY") {
		of, err := r.reach(c)
		if of = (window{max(of.from, w.from), min(of.to, w.to)}); err != nil || of.from >= of.to {
			continue
		}
		a := availability{busy: busy{of.from, of.to, "BUSY-UNAVAILABLE"}}
		if kind := strings.ToUpper(strings.TrimSpace(c.Value("BUSYTYPE"))); kind == "BUSY" || kind == "BUSY-TENTATIVE" {
			a.kind = kind
		}
		if n, err := strconv.Atoi(strings.TrimSpace(c.Value("PRIORITY"))); err == nil && n > 0 && n < 10 {
			a.rank = 10 - n
		}
		found, _ := Occurrences(availableTimes(obj, c), unixUTC(of.from), unixUTC(of.to), floating) // what can be counted is free
		for _, o := range found {
			a.free = append(a.free, busy{max(o.Start.Unix(), of.from), min(o.End.Unix(), of.to), ""})
		}
		all = append(all, a)
	}
	return all
}

// availableTimes are the AVAILABLEs of a component as events, so that they recur as these do.
func availableTimes(obj, c *Component) *Component {
	times := &Component{Name: obj.Name, Components: obj.Children("VTIMEZONE")}
	for _, k := range c.Children("AVAILABLE") {
		times.Components = append(times.Components, &Component{Name: "VEVENT", Properties: k.Properties})
	}
	return times
}

// unavailable is the time in which somebody cannot be had: each priority over those below it takes its time, and gives free what it says is
// (RFC 7953 §4).
func unavailable(all []availability) []busy {
	slices.SortStableFunc(all, func(a, b availability) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(strengths[a.kind], strengths[b.kind]))
	})
	var marks []busy
	for i := 0; i < len(all); {
		rank := all[i].rank
		first := i
		for ; i < len(all) && all[i].rank == rank; i++ {
			marks = append(without(marks, all[i].busy), all[i].busy)
		}
		for _, a := range all[first:i] {
			for _, free := range a.free {
				marks = without(marks, free)
			}
		}
	}
	return marks
}

// without cuts a span of time out of others.
func without(all []busy, cut busy) []busy {
	var left []busy
	for _, b := range all {
		if b.to <= cut.from || b.from >= cut.to {
			left = append(left, b)
			continue
		}
		if b.from < cut.from {
			left = append(left, busy{b.from, cut.from, b.kind})
		}
		if b.to > cut.to {
			left = append(left, busy{cut.to, b.to, b.kind})
		}
	}
	return left
}

// IsAvailability tells whether a text is a VCALENDAR with one VAVAILABILITY that can be read, and time zones beside it (RFC 7953 §7.2.4).
func IsAvailability(text string) bool {
	cal, err := Parse([]byte(text))
	if err != nil || len(cal.Children("VAVAILABILITY")) != 1 || len(cal.Components) != 1+len(cal.Children("VTIMEZONE")) {
		return false
	}
	if _, err := ValidateObject(cal); err != nil {
		return false
	}
	r := newReader(cal, nil)
	c := cal.Children("VAVAILABILITY")[0]
	times := availableTimes(cal, c)
	_, err = r.reach(c)
	_, wrong := seriesOf(times, newReader(times, nil))
	return err == nil && wrong == nil
}
