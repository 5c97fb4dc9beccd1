package ical

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// busy is a span of Unix seconds with its FBTYPE (RFC 5545 §3.2.9).
type busy struct {
	from, to int64
	kind     string
}

// BusyObjects are the objects of one calendar, whose dates and floating times are in the zone Floating (nil: UTC).
type BusyObjects struct {
	Objects  []*Component
	Floating *time.Location
	Own      []string // calendar user addresses of whose time it is: what they declined takes none, what they did not answer is tentative
}

// FreeBusy gives the VFREEBUSY of a range of time (RFC 4791 §7.10): the opaque events that are not cancelled, by their
// instances, the FREEBUSY values of VFREEBUSYs, and the time in which VAVAILABILITYs say that somebody cannot be had (RFC 7953 §5); STATUS TENTATIVE
// makes them BUSY-TENTATIVE. Periods are cut to the
// range, in UTC, in order, and those of one type that touch or overlap are one. A DATE is busy for the whole day.
// DTSTAMP, UID, ORGANIZER and ATTENDEE are left to the caller. Of an object whose rules cannot be evaluated, what can be
// counts.
func FreeBusy(from, to time.Time, calendars ...BusyObjects) *Component {
	w := window{from.Unix(), to.Unix()}
	var all []busy
	var available []availability
	for _, c := range calendars {
		for _, obj := range c.Objects {
			all = append(all, busyIn(obj, w, c.Floating, c.Own)...)
			available = append(available, availabilities(obj, w, c.Floating)...)
		}
	}
	all = append(all, unavailable(available)...)
	fb := New("VFREEBUSY")
	fb.Add(At(from, time.UTC).Property("DTSTART"), At(to, time.UTC).Property("DTEND"))
	for _, b := range coalesced(all) {
		value := At(unixUTC(b.from), time.UTC).String() + "/" + At(unixUTC(b.to), time.UTC).String()
		fb.Add(NewValue("FREEBUSY", value, P("FBTYPE", b.kind)))
	}
	return fb
}

// busyIn gives the busy time of one VCALENDAR, cut to the window.
func busyIn(obj *Component, w window, floating *time.Location, own []string) []busy {
	var all []busy
	add := func(from, to int64, kind string) {
		if from, to = max(from, w.from), min(to, w.to); from < to && kind != "FREE" {
			all = append(all, busy{from, to, kind})
		}
	}
	occurrences, err := Occurrences(onlyEvents(obj), unixUTC(w.from), unixUTC(w.to), floating)
	if err != nil && len(occurrences) == 0 {
		occurrences = withoutRules(obj, w, floating)
	}
	for _, o := range occurrences {
		add(o.Start.Unix(), o.End.Unix(), busyType(o.Component, own))
	}
	r := newReader(obj, floating)
	for _, c := range obj.Components {
		if c.Name != "VFREEBUSY" {
			continue
		}
		periods, _ := r.busyPeriods(c) // those that can be read
		for _, b := range periods {
			add(b.from, b.to, b.kind)
		}
	}
	return all
}

// onlyEvents leaves out the to-dos and journal entries, so that a broken one does not hide an event.
func onlyEvents(obj *Component) *Component {
	events := &Component{Name: obj.Name}
	for _, c := range obj.Components {
		if c.Name == "VTIMEZONE" || c.Name == "VEVENT" {
			events.Components = append(events.Components, c)
		}
	}
	return events
}

// withoutRules gives the instances of the components that can be read, each as if it did not recur.
func withoutRules(obj *Component, w window, floating *time.Location) []Occurrence {
	var all []Occurrence
	r := newReader(obj, floating)
	for _, c := range obj.Components {
		if c.Name != "VEVENT" {
			continue
		}
		t, err := r.timing(c)
		if err != nil || !t.dated {
			continue
		}
		i := instance{timing: t, at: t.at, end: t.endOf(t.start.clock(), t.at)}
		if i.at < w.to && i.end > w.from {
			all = append(all, i.occurrence())
		}
	}
	return all
}

// busyType is the table of RFC 4791 §7.10, with the answer of whose time it is.
func busyType(c *Component, own []string) string {
	status := strings.ToUpper(strings.TrimSpace(c.Value("STATUS")))
	switch {
	case c.Name != "VEVENT", strings.EqualFold(strings.TrimSpace(c.Value("TRANSP")), "TRANSPARENT"), status == "CANCELLED":
		return "FREE"
	}
	answer := ""
	if p := c.Attendee(own...); p != nil && len(own) > 0 {
		answer = strings.ToUpper(p.Param("PARTSTAT"))
		if answer == "" {
			answer = needsAction
		}
		if o := c.Property("ORGANIZER"); o != nil && o.HasAddress(own...) { // who organises it comes
			answer = ""
		}
	}
	switch {
	case answer == declined:
		return "FREE"
	case status == "TENTATIVE", answer == "TENTATIVE", answer == needsAction:
		return "BUSY-TENTATIVE"
	}
	return "BUSY"
}

// coalesced sorts by start, then type, and joins what touches or overlaps within one type.
func coalesced(all []busy) []busy {
	byKind := func(a, b busy) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	}
	slices.SortFunc(all, byKind)
	joined := all[:0]
	for _, b := range all {
		if n := len(joined); n > 0 && joined[n-1].kind == b.kind && b.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, b.to)
		} else {
			joined = append(joined, b)
		}
	}
	slices.SortFunc(joined, func(a, b busy) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.kind, b.kind))
	})
	return joined
}

// busyPeriods reads the FREEBUSY values of a VFREEBUSY (RFC 5545 §3.8.2.6). Values that make no sense are left out and
// the first is the error. A type that no RFC names counts as BUSY.
func (r reader) busyPeriods(c *Component) ([]busy, error) {
	var all []busy
	var failed error
	for _, p := range c.Properties {
		if p.Name != "FREEBUSY" {
			continue
		}
		kind := strings.ToUpper(p.Param("FBTYPE"))
		switch kind {
		case "FREE", "BUSY-UNAVAILABLE", "BUSY-TENTATIVE":
		default:
			kind = "BUSY"
		}
		for item := range strings.SplitSeq(p.Value, ",") {
			if strings.TrimSpace(item) == "" {
				continue
			}
			_, from, to, err := parsePeriod(item, r.zones.of(p), r.floating)
			if err != nil {
				if failed == nil {
					failed = fmt.Errorf("%w in FREEBUSY", err)
				}
				continue
			}
			all = append(all, busy{from, to, kind})
		}
	}
	return all, failed
}

// busyOverlaps tests a VFREEBUSY against a time range: DTSTART and DTEND if it has both, else each of its periods,
// free ones too (RFC 4791 §9.9).
func (r reader) busyOverlaps(c *Component, w window) (bool, error) {
	start, hasStart, err := r.instant(c, "DTSTART")
	if err != nil {
		return false, err
	}
	end, hasEnd, err := r.instant(c, "DTEND")
	if err != nil {
		return false, err
	}
	if hasStart && hasEnd {
		return w.from <= end && w.to > start, nil
	}
	periods, err := r.busyPeriods(c)
	for _, b := range periods {
		if w.from < b.to && w.to > b.from {
			return true, nil
		}
	}
	return false, err
}

// busySpan adds what a VFREEBUSY can touch.
func (r reader) busySpan(c *Component, e *extent) error {
	start, hasStart, err := r.instant(c, "DTSTART")
	if err != nil {
		return err
	}
	end, hasEnd, err := r.instant(c, "DTEND")
	if err != nil {
		return err
	}
	if hasStart && hasEnd {
		e.add(start, end)
		return nil
	}
	periods, err := r.busyPeriods(c)
	for _, b := range periods {
		e.add(b.from, b.to)
	}
	return err
}
