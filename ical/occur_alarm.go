package ical

import "strings"

// maxRepeat is how many repetitions of an alarm are believed.
const maxRepeat = 100_000

// alarm is when a VALARM goes off (RFC 5545 §3.8.6).
type alarm struct {
	absolute bool
	at       int64    // of an absolute one
	offset   Duration // of a relative one
	fromEnd  bool     // RELATED=END
	repeat   int64    // how many times more
	gap      int64    // seconds between
}

// alarm reads a VALARM; false if it says nothing that can be understood.
func (r reader) alarm(c *Component) (a alarm, ok bool) {
	p := c.Property("TRIGGER")
	if p == nil {
		return a, false
	}
	if w, err := r.zones.When(p); err == nil {
		a.absolute, a.at = true, r.unix(w)
	} else if a.offset, err = ParseDuration(p.Value); err != nil {
		return a, false
	}
	a.fromEnd = p.Is("RELATED", "END")
	n, err := number(strings.TrimSpace(c.Value("REPEAT")), 1, maxRepeat)
	gap, gapErr := ParseDuration(c.Value("DURATION"))
	if err == nil && gapErr == nil {
		a.repeat, a.gap = int64(n), int64(gap.Days)*daySeconds+int64(gap.Time.Seconds())
	}
	return a, true
}

// first is when it goes off first for an instance.
func (a alarm) first(i *instance) int64 {
	switch {
	case a.absolute:
		return a.at
	case a.fromEnd:
		return a.offset.after(localClock(i.end, i.zone), i.end, i.zone)
	}
	return a.offset.after(i.clock, i.at, i.zone)
}

// overlaps tests an alarm that goes off first at this moment (RFC 4791 §9.9).
func (a alarm) overlaps(first int64, w window) bool {
	if first >= w.from || a.repeat == 0 || a.gap <= 0 {
		return w.from <= first && first < w.to
	}
	n := -floorDiv(first-w.from, a.gap)
	return n <= a.repeat && first+n*a.gap < w.to
}

// bounds are the earliest and the latest moment of a relative alarm, in seconds from the start or end it relates to.
func (a alarm) bounds() (early, late int64) {
	early, late = a.offset.bounds()
	return early, late + a.repeat*max(0, a.gap)
}
