package ical

import "time"

// parts are the BYxxx parts of a rule as sets of bits, with what DTSTART adds to them (RFC 5545 §3.3.10). Since a
// period is walked day by day, parts that "expand" and parts that "limit" are the same test. Bit 0 of months and of
// the sets below is unused; weekdays count from Monday, 0.
type parts struct {
	months       uint16
	monthDays    signedSet
	yearDays     *[2][367]bool // from the start, from the end
	weeks        signedSet
	weekdays     uint8        // without a number
	nthDays      [7]signedSet // with a number, by weekday
	hasNth       bool
	nthInMonth   bool // numbers count within the month, else within the year
	weekStart    int
	restrictDays bool // BYDAY is there

	times                   times // of the day
	hours, minutes, seconds []int // BYHOUR, BYMINUTE and BYSECOND, for rules within the day
	dates                   bool  // DTSTART is a DATE
	plain                   bool  // nothing but FREQ, INTERVAL, COUNT and UNTIL: each period has one instance
	setPos                  []int
}

// signedSet holds numbers from 1 to 63 counted from the start, and as many from the end.
type signedSet struct{ fromStart, fromEnd uint64 }

func (s *signedSet) add(n int) {
	if n < 0 {
		s.fromEnd |= 1 << -n
	} else {
		s.fromStart |= 1 << n
	}
}

func (s signedSet) empty() bool { return s == signedSet{} }

// has tells whether number n of total is in the set.
func (s signedSet) has(n, total int) bool {
	return s.fromStart>>n&1 != 0 || s.fromEnd>>(total-n+1)&1 != 0
}

// prepare completes the rule from DTSTART: what no part says is DTSTART's month, day, weekday and time.
func (r *Rule) prepare(start When) *parts {
	day := newCivil(start.clock().day())
	p := &parts{weekStart: mondayFirst(r.WeekStart), setPos: r.BySetPos}
	p.nthInMonth = r.Freq == Monthly || len(r.ByMonth) > 0
	for _, m := range r.ByMonth {
		p.months |= 1 << m
	}
	for _, d := range r.ByMonthDay {
		p.monthDays.add(d)
	}
	for _, w := range r.ByWeekNo {
		p.weeks.add(w)
	}
	p.addYearDays(r.ByYearDay)
	p.addWeekdays(r)
	if p.monthDays.empty() && p.yearDays == nil && !p.restrictDays {
		p.addDayOf(r.Freq, day)
	}
	p.times, p.dates = r.times(start), start.Date
	p.hours, p.minutes, p.seconds = r.ByHour, r.ByMinute, r.BySecond
	p.plain = len(r.ByHour)+len(r.ByMinute)+len(r.BySecond)+len(r.BySetPos) == 0 && p.months == 0 && p.weeks.empty() &&
		p.monthDays.empty() && p.yearDays == nil && !p.restrictDays && !p.dates
	return p
}

func (p *parts) addYearDays(days []int) {
	for _, d := range days {
		if p.yearDays == nil {
			p.yearDays = new([2][367]bool)
		}
		if d < 0 {
			p.yearDays[1][-d] = true
		} else {
			p.yearDays[0][d] = true
		}
	}
}

func (p *parts) addWeekdays(r *Rule) {
	p.restrictDays = len(r.ByDay) > 0
	counted := r.Freq == Monthly || r.Freq == Yearly && p.weeks.empty()
	for _, d := range r.ByDay {
		if d.N == 0 || !counted {
			p.weekdays |= 1 << mondayFirst(d.Day)
		} else {
			p.nthDays[mondayFirst(d.Day)].add(d.N)
			p.hasNth = true
		}
	}
}

// addDayOf takes the day from DTSTART where no part names days.
func (p *parts) addDayOf(freq Frequency, day civil) {
	switch {
	case freq >= Daily:
	case freq == Weekly || !p.weeks.empty():
		p.weekdays, p.restrictDays = 1<<day.weekday, true
	default:
		p.monthDays.add(day.day)
		if freq == Yearly && p.months == 0 {
			p.months = 1 << day.month
		}
	}
}

// times gives the times of a day. A DATE has none: the parts below a day are ignored.
func (r *Rule) times(start When) times {
	or := func(list []int, fallback int) []int {
		if len(list) == 0 || start.Date {
			return []int{fallback}
		}
		return list
	}
	return times{or(r.ByHour, start.Clock.Hour()), or(r.ByMinute, start.Clock.Minute()), or(r.BySecond, start.Clock.Second())}
}

// inMonth tells whether BYMONTH holds for a day.
func (p *parts) inMonth(d civil) bool { return p.months == 0 || p.months>>d.month&1 != 0 }

// match tells whether all other parts that name days hold for this one.
func (p *parts) match(d civil) bool {
	if p.restrictDays && p.weekdays>>d.weekday&1 == 0 && !(p.hasNth && p.matchNth(d)) {
		return false
	}
	if !p.monthDays.empty() && !p.monthDays.has(d.day, d.monthLength) {
		return false
	}
	if p.yearDays != nil && !p.yearDays[0][d.yearDay] && !p.yearDays[1][d.yearLength-d.yearDay+1] {
		return false
	}
	if p.weeks.empty() {
		return true
	}
	week, of := d.week(p.weekStart)
	return p.weeks.has(week, of)
}

func (p *parts) matchNth(d civil) bool {
	at, length := d.yearDay, d.yearLength
	if p.nthInMonth {
		at, length = d.day, d.monthLength
	}
	nth := (at-1)/7 + 1
	return p.nthDays[d.weekday].has(nth, nth+(length-at)/7)
}

// civil is a day of the Gregorian calendar with what rules ask of it. Its month runs from 1 to 12, its weekday from
// Monday, 0, its yearDay from 1.
type civil struct {
	number                  int // days since 1970-01-01
	year, month, day        int
	weekday, yearDay        int
	monthLength, yearLength int
}

func newCivil(number int) civil {
	t := clock(number * daySeconds).time()
	d := civil{number: number, year: t.Year(), month: int(t.Month()), day: t.Day(), weekday: mondayFirst(t.Weekday()), yearDay: t.YearDay()}
	d.measure()
	return d
}

func (d *civil) measure() {
	d.yearLength = yearLength(d.year)
	d.monthLength = 31
	switch d.month {
	case 4, 6, 9, 11:
		d.monthLength = 30
	case 2:
		d.monthLength = d.yearLength - 337
	}
}

// advance goes to the next day.
func (d *civil) advance() {
	if d.day == d.monthLength {
		d.skipMonth()
		return
	}
	d.number++
	d.day++
	d.yearDay++
	if d.weekday++; d.weekday == 7 {
		d.weekday = 0
	}
}

// skipMonth goes to the first day of the next month.
func (d *civil) skipMonth() {
	rest := d.monthLength - d.day + 1
	d.number += rest
	d.yearDay += rest
	d.weekday = (d.weekday + rest) % 7
	d.day = 1
	if d.month++; d.month > 12 {
		d.year, d.month, d.yearDay = d.year+1, 1, 1
	}
	d.measure()
}

// week is the number of the day's week and of the last week in the same year of weeks (ISO 8601 with any first day):
// a week belongs to the year in which most of it, and so its fourth day, lies.
func (d civil) week(start int) (week, of int) {
	middle := d.yearDay - (d.weekday-start+7)%7 + 3
	length := d.yearLength
	if middle < 1 {
		length = yearLength(d.year - 1)
		middle += length
	} else if middle > length {
		middle -= length
		length = yearLength(d.year + 1)
	}
	week = (middle-1)/7 + 1
	return week, week + (length-middle)/7
}

func dayNumber(year, month, day int) int {
	return clock(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix()).day()
}

func yearLength(year int) int {
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 366
	}
	return 365
}

func mondayFirst(d time.Weekday) int { return (int(d) + 6) % 7 }
