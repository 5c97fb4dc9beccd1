package ical

import (
	"slices"
	"sort"
)

// unit is the length in seconds of the period of a rule that repeats within the day, 0 for one that does not.
func (f Frequency) unit() int { return [...]int{Hourly: 3600, Minutely: 60, Secondly: 1}[f] }

// fillWithin computes the next period, an hour, a minute or a second, that has instances. Such rules run on the wall
// clock as all others do (RFC 5545 §3.3.10). On DATEs, which have no hours, each day that has a period is an instance.
func (w *walk) fillWithin() bool {
	for {
		day := w.day(w.at.day())
		begins := w.at
		if w.parts.dates {
			begins = clock(day.number) * daySeconds
		}
		if begins > w.last || day.year > w.limit {
			return false
		}
		if *w.days -= periodCost; *w.days < 0 {
			return false
		}
		to, passed := w.parts.passes(w.rule.Freq, day, w.at)
		if passed {
			w.advance(to)
			continue
		}
		w.limit = max(w.limit, day.year+maxEmptyYears)
		w.set.days = append(w.set.days[:0], day.number)
		w.set.times = w.parts.timesIn(w.rule.Freq, w.at)
		w.set.choose(w.parts.setPos)
		w.pos = 0
		if w.advance(w.at + 1); w.parts.dates {
			w.advance(begins + daySeconds)
		}
		return true
	}
}

func (w *walk) step() int64 { return int64(w.rule.Freq.unit()) * int64(w.rule.Interval) }

// advance goes to the first period that does not begin before c.
func (w *walk) advance(c clock) {
	if periods := -floorDiv(-int64(c-w.at), w.step()); periods > 0 {
		w.at += clock(periods * w.step())
	}
}

// jumpWithin leaves out the periods of which nothing can lie at or after c. With COUNT it can where each has one instance.
func (w *walk) jumpWithin(c clock) {
	if w.parts.dates {
		c = clock(c.day()) * daySeconds
	}
	passed := floorDiv(int64(c-w.at), w.step())
	if passed <= 0 || w.rule.Count > 0 && !w.parts.plain {
		return
	}
	if w.rule.Count > 0 {
		counted := passed
		if w.at <= w.start {
			counted-- // the first is DTSTART
		}
		w.left -= int(min(counted, int64(w.left)))
	}
	w.at += clock(passed * w.step())
}

// passes tells whether no instance is in the period that begins at c, and where the search goes on.
func (p *parts) passes(freq Frequency, day civil, c clock) (to clock, passed bool) {
	midnight := clock(day.number) * daySeconds
	switch {
	case !p.inMonth(day):
		day.skipMonth()
		return clock(day.number) * daySeconds, true
	case !p.match(day):
		return midnight + daySeconds, true
	case p.dates:
		return 0, false
	}
	second := int64(c - midnight)
	switch hour, minute := second/3600, second/60%60; {
	case !among(p.hours, hour):
		return midnight + clock(hour+1)*3600, true
	case freq > Hourly && !among(p.minutes, minute):
		return midnight + clock(second/60+1)*60, true
	case freq > Minutely && !among(p.seconds, second%60):
		return c + 1, true
	}
	return 0, false
}

// among tells whether a part names a number; one that is not there names all.
func among(list []int, n int64) bool { return len(list) == 0 || slices.Contains(list, int(n)) }

// timesIn gives the times in the hour, minute or second that begins at c.
func (p *parts) timesIn(freq Frequency, c clock) times {
	if p.dates {
		return p.times
	}
	second := int(c) - c.day()*daySeconds
	t := p.times
	t.hours = []int{second / 3600}
	if freq > Hourly {
		t.minutes = []int{second / 60 % 60}
	}
	if freq > Minutely {
		t.seconds = []int{second % 60}
	}
	return t
}

// times are all combinations of hours, minutes and seconds of a day, each list sorted.
type times struct{ hours, minutes, seconds []int }

func (t times) len() int { return len(t.hours) * len(t.minutes) * len(t.seconds) }

// at is one of them, in their order.
func (t times) at(i int) clock {
	m, s := len(t.minutes), len(t.seconds)
	return clock(t.hours[i/(m*s)]*3600 + t.minutes[i/s%m]*60 + t.seconds[i%s])
}

// instants are the instances of one period, in order: BYHOUR, BYMINUTE and BYSECOND of its days, then BYSETPOS. They
// are not written out: a year of seconds has 31 million.
type instants struct {
	days   []int
	times  times
	chosen []int // places among all, where BYSETPOS is there
	some   bool  // it is
}

// choose takes those at BYSETPOS.
func (s *instants) choose(positions []int) {
	s.chosen, s.some = s.chosen[:0], len(positions) > 0
	total := len(s.days) * s.times.len()
	for _, pos := range positions {
		i := pos - 1
		if pos < 0 {
			i = total + pos
		}
		if i >= 0 && i < total {
			s.chosen = append(s.chosen, i)
		}
	}
	slices.Sort(s.chosen)
	s.chosen = slices.Compact(s.chosen)
}

func (s *instants) len() int {
	if s.some {
		return len(s.chosen)
	}
	return len(s.days) * s.times.len()
}

func (s *instants) at(i int) clock {
	if s.some {
		i = s.chosen[i]
	}
	n := s.times.len()
	return clock(s.days[i/n])*daySeconds + s.times.at(i%n)
}

// search is the place of the first that is not before c.
func (s *instants) search(c clock) int {
	return sort.Search(s.len(), func(i int) bool { return s.at(i) >= c })
}
