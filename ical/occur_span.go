package ical

import "time"

// extent grows over all that is put into it.
type extent struct {
	from, to int64
	any      bool
	open     bool
}

func (e *extent) add(from, to int64) {
	if !e.any {
		e.from, e.to, e.any = from, from, true
	}
	e.from, e.to = min(e.from, from, to), max(e.to, from, to)
}

// Span gives the first and the last instant that any occurrence of a VCALENDAR's components, or any of their alarms,
// can touch: what an index keeps so that a time range (RFC 4791 §9.9) reads few objects. An object can match a range
// only if first <= end and last >= start, both inclusive; some that are found so do not match. openEnded: there is no
// last occurrence, last is Horizon. A to-do without dates begins in the year 1. An object that can match no range at all
// has two zero times. floating is the zone of DATEs and floating times, nil for UTC; under another zone the span is
// another.
func Span(obj *Component, floating *time.Location) (first, last time.Time, openEnded bool, err error) {
	r := newReader(obj, floating)
	all, err := seriesOf(obj, r)
	if err != nil {
		return first, last, false, err
	}
	var e extent
	for _, s := range all {
		if err := s.span(&e); err != nil {
			return first, last, false, err
		}
	}
	for _, c := range obj.Components {
		var err error
		switch c.Name {
		case "VFREEBUSY":
			err = r.busySpan(c, &e)
		case "VAVAILABILITY":
			err = r.availabilitySpan(c, &e)
		}
		if err != nil {
			return first, last, false, err
		}
	}
	if !e.any {
		return first, last, false, nil
	}
	if e.open {
		e.to = lastInstant
	}
	return unixUTC(max(e.from, firstInstant)), unixUTC(min(e.to, lastInstant)), e.open, nil
}

func (s *series) span(e *extent) error {
	for _, o := range s.overrides {
		s.spanOf(o.comp, o.at, o.endOf(o.start.clock(), o.at), e)
	}
	t := s.master
	if t == nil {
		return nil
	}
	if !t.dated {
		return s.undatedSpan(t.comp, e)
	}
	from, to := t.at, t.at
	for _, x := range s.extras {
		i := s.instance(x)
		from, to = min(from, x.at, i.at, i.end), max(to, i.at, i.end)
	}
	for _, rule := range s.rules {
		last, found := s.lastOf(rule)
		if !found {
			e.open = true
			continue
		}
		at := resolve(last, s.zone)
		to = max(to, at, t.endOf(last, at))
	}
	if len(s.moved) > 0 {
		from, to = from-s.reach, to+s.reach
	}
	s.spanOf(t.comp, from, to, e)
	for _, o := range s.moved {
		s.spanOf(o.comp, from, to, e)
	}
	return nil
}

// lastOf is the last start that a rule gives, or a later one; false if there is none or it takes too long to find.
func (s *series) lastOf(rule *Rule) (clock, bool) {
	start := s.master.start
	last := rule.lastClock(start, s.floating)
	if rule.Count == 0 {
		return min(last, clock(lastInstant)), rule.ends()
	}
	days := maxDays
	walk := rule.newWalk(start, last, startOfTime, clock(lastInstant), &days)
	if walk.parts.plain && rule.Freq > Daily {
		periods := min(int64(rule.Count-1), (lastInstant-int64(walk.start))/walk.step())
		return min(last, walk.start+clock(max(0, periods)*walk.step())), true
	}
	last = start.clock()
	for c, ok := walk.next(); ok; c, ok = walk.next() {
		last = c
	}
	return last, days >= 0
}

// spanOf adds instances between two moments, with the alarms of their component.
func (s *series) spanOf(c *Component, from, to int64, e *extent) {
	e.add(from, to)
	for _, k := range c.Components {
		if k.Name != "VALARM" {
			continue
		}
		a, ok := s.alarm(k)
		switch {
		case !ok:
		case a.absolute:
			e.add(a.at, a.at+a.repeat*max(0, a.gap))
		default:
			early, late := a.bounds()
			e.add(from+early, to+late)
		}
	}
}

// undatedSpan is that of a to-do without dates: it overlaps by when it was created and completed (RFC 4791 §9.9).
func (s *series) undatedSpan(c *Component, e *extent) error {
	if c.Name != "VTODO" {
		return nil
	}
	completed, hasCompleted, err := s.instant(c, "COMPLETED")
	if err != nil {
		return err
	}
	created, hasCreated, err := s.instant(c, "CREATED")
	if err != nil {
		return err
	}
	from, to := firstInstant, lastInstant
	switch {
	case hasCompleted && hasCreated:
		from, to = min(completed, created), max(completed, created)
	case hasCompleted:
		from, to = completed, completed
	case hasCreated:
		from, e.open = created, true
	default:
		e.open = true
	}
	s.spanOf(c, from, to, e)
	return nil
}
