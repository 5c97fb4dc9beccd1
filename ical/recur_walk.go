package ical

import "math"

const (
	startOfTime clock = math.MinInt64 / 4
	endOfTime   clock = math.MaxInt64 / 4
	// maxEmptyYears ends the search of a rule that never matches. The calendar repeats after 400 years, but the
	// rarest date that people use (a weekday on a 29th of February) comes back within 40.
	maxEmptyYears = 200
	// maxDays is how much the rules of one component may look at in one evaluation: days and instances, some 700 years
	// of one daily rule, a few hundredths of a second.
	maxDays = 1 << 19
	// periodCost is what an hour, minute or second of a rule that repeats by them costs of that: as much time.
	periodCost = 8
)

// walk gives the instances of one rule in order, as a clock in the zone of DTSTART shows them.
type walk struct {
	rule  *Rule
	parts *parts
	start clock
	from  clock // instances before it are left out
	last  clock // of UNTIL, or the end of the range asked for
	left  int   // instances that COUNT still allows
	limit int   // year after which it is given up, moved on by each instance
	near  civil // the last day asked for
	days  *int  // what may still be looked at; negative: it ended for that

	day0   civil // first day of the period of DTSTART
	period int   // number of the next period, that of DTSTART being 0
	at     clock // where the next period begins, of a rule within the day

	set instants // those of the period
	pos int      // of the next one in set
}

// newWalk starts at DTSTART, which counts as an instance but is not given. None before from and none after to is given.
// days is the budget, shared between the rules of a component.
func (r *Rule) newWalk(start When, last, from, to clock, days *int) *walk {
	w := &walk{rule: r, parts: r.prepare(start), start: start.clock(), from: from, last: min(last, to), left: math.MaxInt, days: days}
	if r.Count > 0 {
		w.left = r.Count - 1
	}
	day := newCivil(w.start.day())
	switch r.Freq {
	case Yearly:
		w.day0 = w.firstOfYear(day)
	case Monthly:
		w.day0 = newCivil(day.number - day.day + 1)
	case Weekly:
		w.day0 = newCivil(day.number - (day.weekday-w.parts.weekStart+7)%7)
	case Daily:
		w.day0 = day
	default:
		unit := int64(r.Freq.unit())
		w.at = clock(floorDiv(int64(w.start), unit) * unit)
	}
	w.limit = newCivil(max(w.start, min(from, w.last)).day()).year + maxEmptyYears
	w.jump()
	return w
}

// firstOfYear is the first day of the year that a day is in; where weeks are counted, of the year of weeks, which
// begins with its first week: a week that reaches over New Year is in one year only.
func (w *walk) firstOfYear(day civil) civil {
	if w.parts.weeks.empty() {
		return newCivil(day.number - day.yearDay + 1)
	}
	week, _ := day.week(w.parts.weekStart)
	return newCivil(day.number - (day.weekday-w.parts.weekStart+7)%7 - 7*(week-1))
}

// seek leaves out all instances before c.
func (w *walk) seek(c clock) {
	if c <= w.from {
		return
	}
	w.from = c
	if n := w.set.len(); w.pos == n || w.set.at(n-1) < c {
		w.jump()
	}
}

// jump leaves out periods that lie before from as a whole, where that saves time.
func (w *walk) jump() {
	to := min(w.from, w.last)
	switch {
	case to <= w.start:
	case w.rule.Freq > Daily:
		w.jumpWithin(to)
	case w.rule.Count == 0:
		w.period = max(w.period, w.periodBefore(newCivil(to.day())))
	}
}

// periodBefore is the number of a period that begins on that day or before it, the last such one.
func (w *walk) periodBefore(day civil) int {
	var passed int
	switch w.rule.Freq {
	case Yearly:
		passed = w.yearOf(day) - w.yearOf(w.day0)
	case Monthly:
		passed = (day.year-w.day0.year)*12 + day.month - w.day0.month
	case Weekly:
		passed = (day.number - w.day0.number) / 7
	case Daily:
		passed = day.number - w.day0.number
	}
	return max(0, passed/w.rule.Interval)
}

// yearOf is the year that a day is in, of weeks where they are counted.
func (w *walk) yearOf(day civil) int {
	if w.parts.weeks.empty() {
		return day.year
	}
	return newCivil(day.number - (day.weekday-w.parts.weekStart+7)%7 + 3).year
}

// next gives the next instance after DTSTART; false at the end, or when the budget is used up.
func (w *walk) next() (clock, bool) {
	for {
		w.skip()
		if w.left <= 0 {
			return 0, false
		}
		if w.pos < w.set.len() {
			c := w.set.at(w.pos)
			if *w.days--; c > w.last || *w.days < 0 {
				w.left = 0
				return 0, false
			}
			w.pos++
			w.left--
			return c, true
		}
		if !w.fill() {
			return 0, false
		}
	}
}

// skip passes by what is not given: DTSTART and what is before it, which count for nothing, and what is before from.
func (w *walk) skip() {
	n := w.set.len()
	if w.pos == n || w.set.at(w.pos) > w.start && w.set.at(w.pos) >= w.from {
		return
	}
	counted := max(w.pos, w.set.search(w.start+1))
	w.pos = max(counted, w.set.search(w.from))
	if w.rule.Count > 0 {
		w.left -= w.pos - counted
	}
}

// fill computes the instances of the next period. False: there are no more periods.
func (w *walk) fill() bool {
	if w.rule.Freq > Daily {
		return w.fillWithin()
	}
	first, length := w.bounds()
	if first.year > w.limit || clock(first.number)*daySeconds > w.last {
		return false
	}
	if *w.days -= length; *w.days < 0 {
		return false
	}
	w.period++
	w.set.days = w.set.days[:0]
	for day, end := first, first.number+length; day.number < end; {
		if !w.parts.inMonth(day) {
			day.skipMonth()
			continue
		}
		if w.parts.match(day) {
			w.set.days = append(w.set.days, day.number)
		}
		day.advance()
	}
	if len(w.set.days) > 0 {
		w.limit = max(w.limit, first.year+maxEmptyYears)
	}
	w.set.times = w.parts.times
	w.set.choose(w.parts.setPos)
	w.pos = 0
	return true
}

// bounds gives the first day of the next period and its length in days.
func (w *walk) bounds() (civil, int) {
	step := w.period * w.rule.Interval
	switch w.rule.Freq {
	case Yearly:
		return w.year(w.yearOf(w.day0) + step)
	case Monthly:
		month := w.day0.month - 1 + step
		first := newCivil(dayNumber(w.day0.year+month/12, month%12+1, 1))
		return first, first.monthLength
	case Weekly:
		return w.day(w.day0.number + 7*step), 7
	}
	return w.day(w.day0.number + step), 1
}

// year gives the first day of a year and its length, of weeks where they are counted.
func (w *walk) year(year int) (civil, int) {
	if w.parts.weeks.empty() {
		first := newCivil(dayNumber(year, 1, 1))
		return first, first.yearLength
	}
	first := w.firstOfYear(newCivil(dayNumber(year, 1, 4))) // which is always in the first week
	return first, w.firstOfYear(newCivil(dayNumber(year+1, 1, 4))).number - first.number
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
