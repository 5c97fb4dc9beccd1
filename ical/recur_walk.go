package ical

import (
	"math"
	"slices"
)

const (
	startOfTime clock = math.MinInt64 / 4
	endOfTime   clock = math.MaxInt64 / 4
	// maxEmptyYears ends the search of a rule that never matches. The calendar repeats after 400 years, but the
	// rarest date that people use (a weekday on a 29th of February) comes back within 40.
	maxEmptyYears = 200
	// maxDays is how many days the rules of one component may look at in one evaluation: some 1,400 years of
	// one rule, a few hundredths of a second.
	maxDays = 1 << 19
)

// walk gives the instances of one rule in order, as a clock in the zone of DTSTART shows them.
type walk struct {
	rule   *Rule
	parts  *parts
	start  clock
	last   clock // of UNTIL, or the end of the range asked for
	left   int   // instances that COUNT still allows, negative without COUNT
	day0   civil // first day of the period of DTSTART
	period int   // number of the next period, that of DTSTART being 0
	limit  int   // year after which it is given up, moved on by each instance
	near   civil // the last day asked for
	days   *int  // days that may still be looked at; negative: it ended for that

	pending []clock // what is left of buffer, the instances of the period
	buffer  []clock
	chosen  []int
}

// newWalk starts at DTSTART, which counts as an instance but is not given. With from, instances before it may be left
// out, and are where that saves time; none after to is given. days is the budget, shared between the rules of a component.
func (r *Rule) newWalk(start When, last, from, to clock, days *int) *walk {
	w := &walk{rule: r, parts: r.prepare(start), start: start.clock(), last: min(last, to), left: r.Count - 1, days: days}
	day := newCivil(w.start.day())
	switch r.Freq {
	case Yearly:
		w.day0 = newCivil(day.number - day.yearDay + 1)
	case Monthly:
		w.day0 = newCivil(day.number - day.day + 1)
	case Weekly:
		w.day0 = newCivil(day.number - (day.weekday-w.parts.weekStart+7)%7)
	case Daily:
		w.day0 = day
	}
	first := max(w.start, min(from, w.last))
	w.limit = newCivil(first.day()).year + maxEmptyYears
	if r.Count == 0 {
		w.left = math.MinInt
		w.period = w.periodBefore(newCivil(first.day()))
	}
	return w
}

// periodBefore is the number of a period that begins on that day or before it, the last such one.
func (w *walk) periodBefore(day civil) int {
	var passed int
	switch w.rule.Freq {
	case Yearly:
		passed = day.year - w.day0.year
	case Monthly:
		passed = (day.year-w.day0.year)*12 + day.month - w.day0.month
	case Weekly:
		passed = (day.number - w.day0.number) / 7
	case Daily:
		passed = day.number - w.day0.number
	}
	return max(0, passed/w.rule.Interval)
}

// next gives the next instance after DTSTART; false at the end, or when the budget of days is used up.
func (w *walk) next() (clock, bool) {
	for {
		for len(w.pending) > 0 {
			c := w.pending[0]
			w.pending = w.pending[1:]
			if c <= w.start {
				continue
			}
			if c > w.last || w.left == 0 {
				w.left = 0
				return 0, false
			}
			w.left--
			return c, true
		}
		if w.left == 0 || !w.fill() {
			return 0, false
		}
	}
}

// fill computes the instances of the next period. False: there are no more periods.
func (w *walk) fill() bool {
	first, length := w.bounds()
	if first.year > w.limit || clock(first.number)*daySeconds > w.last {
		return false
	}
	if *w.days -= length; *w.days < 0 {
		return false
	}
	w.period++
	w.chosen = w.chosen[:0]
	for day, end := first, first.number+length; day.number < end; {
		if !w.parts.inMonth(day) {
			day.skipMonth()
			continue
		}
		if w.parts.match(day) {
			w.chosen = append(w.chosen, day.number)
		}
		day.advance()
	}
	if len(w.chosen) > 0 {
		w.limit = max(w.limit, first.year+maxEmptyYears)
	}
	w.buffer = w.parts.instances(w.chosen, w.buffer[:0])
	w.pending = w.buffer
	return true
}

// bounds gives the first day of the next period and its length in days.
func (w *walk) bounds() (civil, int) {
	step := w.period * w.rule.Interval
	switch w.rule.Freq {
	case Yearly:
		first := newCivil(dayNumber(w.day0.year+step, 1, 1))
		return first, first.yearLength
	case Monthly:
		month := w.day0.month - 1 + step
		first := newCivil(dayNumber(w.day0.year+month/12, month%12+1, 1))
		return first, first.monthLength
	case Weekly:
		return w.day(w.day0.number + 7*step), 7
	}
	return w.day(w.day0.number + step), 1
}

// day gives a day by its number, quickly if it comes soon after the last one asked for.
func (w *walk) day(number int) civil {
	if ahead := number - w.near.number; w.near.year != 0 && ahead >= 0 && ahead <= 31 {
		for range ahead {
			w.near.advance()
		}
	} else {
		w.near = newCivil(number)
	}
	return w.near
}

// instances gives the instances of the days chosen in one period: BYHOUR, BYMINUTE, BYSECOND, then BYSETPOS.
func (p *parts) instances(days []int, to []clock) []clock {
	times := len(p.times)
	at := func(i int) clock { return clock(days[i/times])*daySeconds + p.times[i%times] }
	total := len(days) * times
	if len(p.setPos) == 0 {
		for i := range total {
			to = append(to, at(i))
		}
		return to
	}
	for _, pos := range p.setPos {
		i := pos - 1
		if pos < 0 {
			i = total + pos
		}
		if i >= 0 && i < total {
			to = append(to, at(i))
		}
	}
	slices.Sort(to)
	return slices.Compact(to)
}
