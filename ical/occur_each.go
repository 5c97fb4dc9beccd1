package ical

import (
	"slices"
	"time"
)

// The range of instants that are computed: the years 1 to 9999.
var firstInstant, lastInstant = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), Horizon.Unix()

// each gives the instances of the series that may overlap a window, until yield refuses more: those with a component
// of their own, then the others in the order of their original starts. It gives too many rather than too few: the
// caller tests each. At the limits it ends with ErrTooMany.
func (s *series) each(w window, yield func(*instance) bool) error {
	for _, o := range s.overrides {
		if !yield(o.instance(s)) {
			return nil
		}
	}
	return s.eachOfMaster(w, yield)
}

// overlapping gives the instances that overlap the window.
func (s *series) overlapping(w window, yield func(*instance) bool) error {
	var failed error
	err := s.each(w, func(i *instance) bool {
		var in bool
		if in, failed = i.overlaps(s.reader, w); !in || failed != nil {
			return failed == nil
		}
		return yield(i)
	})
	if failed != nil {
		return failed
	}
	return err
}

// eachOf gives only the instances that have the properties of this component.
func (s *series) eachOf(c *Component, w window, yield func(*instance) bool) error {
	if o := s.byComponent[c]; o != nil && (!yield(o.instance(s)) || !o.future) {
		return nil
	}
	return s.eachOfMaster(w, func(i *instance) bool { return i.comp != c || yield(i) })
}

func (o *override) instance(s *series) *instance {
	i := &instance{timing: o.timing, clock: o.start.clock(), at: o.at, id: o.idAt, form: o.id, recurs: true}
	if s.master != nil && s.master.dated {
		i.form = s.master.start
	}
	i.end = o.endOf(i.clock, i.at)
	return i
}

func (s *series) eachOfMaster(w window, yield func(*instance) bool) error {
	t := s.master
	switch {
	case t == nil:
		return nil
	case !t.dated:
		yield(&instance{timing: t})
		return nil
	}
	low, high := s.clocks(w)
	merge := s.merge(low, high, &s.days)
	shifted := map[int64]bool{}
	for n := 0; ; n++ {
		x, ok := merge.next()
		if !ok {
			break
		}
		if n == maxInstances {
			return ErrTooMany
		}
		if s.dense && s.shows(x) {
			if shifted[x.at] {
				continue
			}
		} else if s.dense {
			shifted[x.at] = true
		}
		if s.excluded[key{x.at, false}] || s.replaced[key{x.at, false}] {
			continue
		}
		if day := (key{int64(x.clock.day()), true}); s.excluded[day] || s.replaced[day] {
			continue
		}
		if !yield(s.instance(x)) {
			return nil
		}
	}
	if s.days < 0 {
		return ErrTooMany
	}
	return nil
}

// clocks are the readings of the clock of the series between which the original starts of all instances in a window lie.
func (s *series) clocks(w window) (low, high clock) {
	w = w.widened(s.reach)
	from, to := max(w.from, firstInstant), min(w.to, lastInstant)
	if !s.dense {
		return clock(from - 2*daySeconds), clock(to + 2*daySeconds)
	}
	// Where each second may be an instance, two days are many: the offsets from UTC around both ends tell the rest.
	low, high = endOfTime, startOfTime
	for _, near := range []int64{-2 * daySeconds, 0, 2 * daySeconds} {
		low = min(low, localClock(from+near, s.zone)-clock(near))
		high = max(high, localClock(to+near, s.zone)-clock(near))
	}
	return low, high
}

// shows tells whether the clock of the series ever shows the start of an instance; one that a change of the clock skips
// is read as later (RFC 5545 §3.3.5), when another one may be.
func (s *series) shows(x extra) bool { return localClock(x.at, s.zone) == x.clock }

// instance makes the instance of an original start: as the master says, or as the last override before it that has
// RANGE=THISANDFUTURE.
func (s *series) instance(x extra) *instance {
	i := &instance{timing: s.master, clock: x.clock, at: x.at, id: x.at, form: s.master.start, recurs: s.recurs()}
	n, _ := slices.BinarySearchFunc(s.moved, x.at, func(o *override, at int64) int {
		if o.idAt <= at {
			return -1
		}
		return 1
	})
	if n > 0 {
		o := s.moved[n-1]
		i.timing = o.timing
		c := x.clock + o.shift
		if o.start.Date {
			c = clock(c.day()) * daySeconds
		}
		i.at = resolve(c, s.zone)
		i.clock = localClock(i.at, o.zone)
	}
	if i.end = i.endOf(i.clock, i.at); x.hasEnd && n == 0 {
		i.end, i.ownEnd = max(i.at, x.end), true
	}
	return i
}

// merge gives the original starts of a series in order and each once: of DTSTART, the RDATEs and the rules, without
// those of EXRULEs.
type merge struct {
	zone    *time.Location
	extras  []extra
	rules   []head
	against []head
}

// head is a walk with its next instance, endOfTime after the last.
type head struct {
	*walk
	next clock
}

// upTo goes to the first instance that is not before c.
func (h *head) upTo(c clock) {
	for h.next < c {
		var ok bool
		if c > h.next+1 {
			h.seek(c)
		}
		if h.next, ok = h.walk.next(); !ok {
			h.next = endOfTime
		}
	}
}

func (s *series) merge(low, high clock, days *int) *merge {
	m := &merge{zone: s.zone, extras: s.extras}
	for len(m.extras) > 0 && m.extras[0].clock < low {
		m.extras = m.extras[1:]
	}
	heads := func(rules []*Rule) []head {
		all := make([]head, len(rules))
		for i, rule := range rules {
			last := rule.lastClock(s.master.start, s.floating)
			all[i] = head{rule.newWalk(s.master.start, last, low, high, days), startOfTime}
			all[i].upTo(low)
		}
		return all
	}
	m.rules, m.against = heads(s.rules), heads(s.against)
	return m
}

func (m *merge) next() (extra, bool) {
	for {
		x, ok := m.nextAny()
		excluded := false
		for i := range m.against {
			m.against[i].upTo(x.clock)
			excluded = excluded || m.against[i].next == x.clock
		}
		if !ok || !excluded {
			return x, ok
		}
	}
}

func (m *merge) nextAny() (extra, bool) {
	least := endOfTime
	if len(m.extras) > 0 {
		least = m.extras[0].clock
	}
	for i := range m.rules {
		least = min(least, m.rules[i].next)
	}
	if least == endOfTime {
		return extra{}, false
	}
	x := extra{clock: least}
	if len(m.extras) > 0 && m.extras[0].clock == least {
		x = m.extras[0]
		for len(m.extras) > 0 && m.extras[0].clock == least {
			m.extras = m.extras[1:]
		}
	} else {
		x.at = resolve(least, m.zone)
	}
	for i := range m.rules {
		m.rules[i].upTo(least + 1)
	}
	return x, true
}
