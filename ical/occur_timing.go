package ical

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// window is a span of Unix seconds, its end excluded.
type window struct{ from, to int64 }

const (
	longAgo = math.MinInt64 / 4
	farOff  = math.MaxInt64 / 4
)

// windowOf reads a range of time of which a zero end is open (RFC 4791 §9.9).
func windowOf(from, to time.Time) window {
	w := window{longAgo, farOff}
	if !from.IsZero() {
		w.from = from.Unix()
	}
	if !to.IsZero() {
		w.to = to.Unix()
	}
	return w
}

// widened is the window with this much more on both sides.
func (w window) widened(seconds int64) window {
	if w.from > longAgo {
		w.from -= seconds
	}
	if w.to < farOff {
		w.to += seconds
	}
	return w
}

// timing is what a VEVENT, VTODO or VJOURNAL says about when it takes place.
type timing struct {
	comp    *Component
	dated   bool  // there is a start
	dueOnly bool  // the start is the DUE of a to-do without DTSTART
	start   When  // DTSTART
	at      int64 // the instant of start
	zone    *time.Location

	hasEnd bool      // DTEND or DUE, besides DTSTART
	span   int64     // seconds from start to it: exact, or on the calendar if start is a DATE
	length *Duration // DURATION
}

// reader reads the times of one VCALENDAR.
type reader struct {
	zones    *Zones
	floating *time.Location
}

func newReader(cal *Component, floating *time.Location) reader {
	if floating == nil {
		floating = time.UTC
	}
	return reader{NewZones(cal), floating}
}

// when reads a property; false if the component has none of that name.
func (r reader) when(c *Component, name string) (w When, ok bool, err error) {
	p := c.Property(name)
	if p == nil || strings.TrimSpace(p.Value) == "" {
		return When{}, false, nil
	}
	if w, err = r.zones.When(p); err != nil {
		return When{}, false, fmt.Errorf("%w in %s of %s", err, name, c.Name)
	}
	return w, true, nil
}

// instant is the same in Unix seconds.
func (r reader) instant(c *Component, name string) (at int64, ok bool, err error) {
	w, ok, err := r.when(c, name)
	return r.unix(w), ok, err
}

func (r reader) unix(w When) int64 { return resolve(w.clock(), w.zone(r.floating)) }

func (r reader) timing(c *Component) (*timing, error) {
	t := &timing{comp: c}
	var err error
	if t.start, t.dated, err = r.when(c, "DTSTART"); err != nil {
		return nil, err
	}
	end, hasEnd, err := r.end(c)
	if err != nil {
		return nil, err
	}
	if !t.dated && hasEnd && c.Name == "VTODO" {
		t.start, t.dated, t.dueOnly, hasEnd = end, true, true, false
	}
	t.zone = t.start.zone(r.floating)
	t.at = r.unix(t.start)
	if !t.dated {
		return t, nil
	}
	if hasEnd {
		t.setEnd(end, r.unix(end))
	} else if p := c.Property("DURATION"); p != nil && !t.dueOnly && c.Name != "VJOURNAL" {
		length, err := ParseDuration(p.Value)
		if err != nil {
			return nil, err
		}
		t.length = &length
	}
	return t, nil
}

// end reads DTEND or DUE.
func (r reader) end(c *Component) (When, bool, error) {
	switch c.Name {
	case "VEVENT":
		return r.when(c, "DTEND")
	case "VTODO":
		return r.when(c, "DUE")
	}
	return When{}, false, nil
}

func (t *timing) setEnd(end When, at int64) {
	t.hasEnd, t.span = true, at-t.at
	if !t.start.Date {
		return
	}
	endClock := end.clock()
	if end.Zone != nil {
		endClock = localClock(at, t.zone)
	}
	if t.span = int64(endClock - t.start.clock()); t.span == 0 && t.comp.Name == "VEVENT" {
		t.hasEnd = false // DTEND = DTSTART, as some write a single day
	}
}

// endOf is the end of an instance that starts when the clock of t's zone shows c, the instant at (RFC 5545 §3.8.5.3:
// DTEND fixes the exact length, DURATION the nominal one). It is before the start where the component says so.
func (t *timing) endOf(c clock, at int64) int64 {
	switch {
	case t.length != nil:
		return t.length.after(c, at, t.zone)
	case t.hasEnd && t.start.Date:
		return resolve(c+clock(t.span), t.zone)
	case t.hasEnd:
		return at + t.span
	case t.start.Date && t.comp.Name != "VTODO":
		return resolve(c+daySeconds, t.zone)
	}
	return at
}

// most is an upper bound of the distance between start and end of an instance, in seconds.
func (t *timing) most() int64 {
	least, most := t.span, t.span
	if t.length != nil {
		least, most = t.length.bounds()
	}
	if most = max(most, -least); t.start.Date {
		most += 2 * daySeconds
	}
	return most
}

// instance is one occurrence of a component, with the properties of its timing's component.
type instance struct {
	*timing
	clock   clock // its start as the clock of the timing's zone shows it
	at, end int64 // Unix seconds; what ends before it starts lasts no time: see times
	ownEnd  bool  // the end is that of a PERIOD
	recurs  bool  // it is one of a recurrence set, and id and form hold:
	id      int64 // the instant that RECURRENCE-ID names
	form    When  // a value of the type that RECURRENCE-ID has
}

// times are the start and the end of the time that an instance takes. One that ends before it starts takes none: an
// event at its start, a to-do at its DUE.
func (i *instance) times() (start, end int64) {
	switch {
	case i.end >= i.at:
		return i.at, i.end
	case i.comp.Name == "VTODO":
		return i.end, i.end
	}
	return i.at, i.at
}

// overlaps tests an instance against a time range (RFC 4791 §9.9).
func (i *instance) overlaps(r reader, w window) (bool, error) {
	switch {
	case i.comp.Name == "VTODO":
		return i.todoOverlaps(r, w)
	case !i.dated: // a VJOURNAL, or a broken VEVENT
		return false, nil
	case i.end > i.at:
		return w.from < i.end && w.to > i.at, nil
	}
	return w.from <= i.at && w.to > i.at, nil
}

// todoOverlaps is the table for VTODO, in its order.
func (i *instance) todoOverlaps(r reader, w window) (bool, error) {
	from, to := w.from, w.to
	switch {
	case i.dueOnly:
		return from < i.at && to >= i.at, nil
	case i.dated && i.end < i.at: // as if it had its DUE only
		return from < i.end && to >= i.end, nil
	case i.dated && i.length != nil:
		return from <= i.end && (to > i.at || to >= i.end), nil
	case i.dated && i.hasEnd:
		return (from < i.end || from <= i.at) && (to > i.at || to >= i.end), nil
	case i.dated:
		return from <= i.at && to > i.at, nil
	}
	completed, hasCompleted, err := r.instant(i.comp, "COMPLETED")
	if err != nil {
		return false, err
	}
	created, hasCreated, err := r.instant(i.comp, "CREATED")
	switch {
	case err != nil:
		return false, err
	case hasCompleted && hasCreated:
		return (from <= created || from <= completed) && (to >= created || to >= completed), nil
	case hasCompleted:
		return from <= completed && to >= completed, nil
	case hasCreated:
		return to > created, nil
	}
	return true, nil
}
