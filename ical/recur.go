package ical

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrTooMany says that a recurrence set has more instances, or costs more to compute, than the limits allow.
var ErrTooMany = errors.New("ical: too many recurrence instances")

// maxNumber is the largest INTERVAL and COUNT that is read.
const maxNumber = 1_000_000_000

// Frequency is the FREQ of a rule (RFC 5545 §3.3.10).
type Frequency int

// The frequencies, the rarest first.
const (
	Yearly Frequency = iota
	Monthly
	Weekly
	Daily
	Hourly
	Minutely
	Secondly
)

// Rule is a RECUR value (RFC 5545 §3.3.10), its lists sorted and without doubles.
//
// Rules are expanded here rather than by rrule-go, which differs from the RFC for BYWEEKNO without BYDAY, lists such
// as BYDAY=MO,2TU and BYSETPOS in the week of DTSTART, panics on FREQ=MONTHLY;BYDAY=53MO, and can neither skip to a
// far range nor be stopped while it looks for a date that never comes. A test compares the two where they must agree.
type Rule struct {
	Freq     Frequency
	Interval int   // 1 or more
	Count    int   // 0: without COUNT
	Until    *When // nil: without UNTIL

	BySecond, ByMinute, ByHour                []int
	ByDay                                     []WeekdayNum
	ByMonthDay, ByYearDay, ByWeekNo, BySetPos []int // negative: from the end
	ByMonth                                   []int
	WeekStart                                 time.Weekday
}

// WeekdayNum is one BYDAY value: the Nth such weekday of the month or year, from the end when negative; 0: every one.
type WeekdayNum struct {
	N   int
	Day time.Weekday
}

var weekdays = map[string]time.Weekday{"SU": time.Sunday, "MO": time.Monday, "TU": time.Tuesday, "WE": time.Wednesday,
	"TH": time.Thursday, "FR": time.Friday, "SA": time.Saturday}

// ParseRule reads a RECUR value. Unknown parts are ignored; COUNT together with UNTIL is read as whichever ends first;
// a number before a weekday counts only where the frequency is MONTHLY or YEARLY. RSCALE other than GREGORIAN and
// SKIP other than OMIT (RFC 7529) are errors.
func ParseRule(value string) (*Rule, error) {
	r := &Rule{Freq: -1, Interval: 1, WeekStart: time.Monday}
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(value)), ";") {
		if part == "" {
			continue
		}
		name, val, _ := strings.Cut(part, "=")
		if err := r.set(name, val); err != nil {
			return nil, fmt.Errorf("ical: RRULE %s=%s: %w", clip(name), clip(val), err)
		}
	}
	if r.Freq < 0 {
		return nil, fmt.Errorf("ical: RRULE %q has no FREQ", clip(value))
	}
	return r, nil
}

func (r *Rule) set(name, val string) (err error) {
	switch name {
	case "FREQ":
		return r.setFrequency(val)
	case "INTERVAL":
		r.Interval, err = number(val, 1, maxNumber)
	case "COUNT":
		r.Count, err = number(val, 1, maxNumber)
	case "UNTIL":
		var until When
		until, err = ParseWhen(val, nil)
		r.Until = &until
	case "BYSECOND":
		r.BySecond, err = numbers(val, 0, 60, false)
		for i, s := range r.BySecond {
			r.BySecond[i] = min(s, 59)
		}
		r.BySecond = slices.Compact(r.BySecond)
	case "BYMINUTE":
		r.ByMinute, err = numbers(val, 0, 59, false)
	case "BYHOUR":
		r.ByHour, err = numbers(val, 0, 23, false)
	case "BYDAY":
		err = r.setByDay(val)
	case "BYMONTHDAY":
		r.ByMonthDay, err = numbers(val, 1, 31, true)
	case "BYYEARDAY":
		r.ByYearDay, err = numbers(val, 1, 366, true)
	case "BYWEEKNO":
		r.ByWeekNo, err = numbers(val, 1, 53, true)
	case "BYSETPOS":
		r.BySetPos, err = numbers(val, 1, 366, true)
	case "BYMONTH":
		r.ByMonth, err = numbers(val, 1, 12, false)
	case "WKST":
		var ok bool
		if r.WeekStart, ok = weekdays[val]; !ok {
			err = errors.New("not a weekday")
		}
	case "RSCALE":
		if val != "GREGORIAN" {
			err = errors.New("only the Gregorian calendar is supported")
		}
	case "SKIP":
		if val != "OMIT" {
			err = errors.New("only OMIT is supported")
		}
	}
	return err
}

func (r *Rule) setFrequency(val string) error {
	freq, known := frequencies[val]
	if !known {
		return errors.New("unknown frequency")
	}
	r.Freq = freq
	return nil
}

var frequencies = map[string]Frequency{"YEARLY": Yearly, "MONTHLY": Monthly, "WEEKLY": Weekly, "DAILY": Daily,
	"HOURLY": Hourly, "MINUTELY": Minutely, "SECONDLY": Secondly}

func (r *Rule) setByDay(val string) error {
	r.ByDay = nil
	for item := range strings.SplitSeq(val, ",") {
		item = strings.TrimSpace(item)
		if len(item) < 2 {
			return errors.New("not a weekday")
		}
		day, ok := weekdays[item[len(item)-2:]]
		if !ok {
			return errors.New("not a weekday")
		}
		n := 0
		if digits := item[:len(item)-2]; digits != "" {
			var err error
			if n, err = signed(digits, 1, 53); err != nil {
				return err
			}
		}
		if d := (WeekdayNum{n, day}); !slices.Contains(r.ByDay, d) {
			r.ByDay = append(r.ByDay, d)
		}
	}
	return nil
}

// numbers reads a list, sorted and without doubles.
func numbers(val string, least, most int, negative bool) ([]int, error) {
	var list []int
	for item := range strings.SplitSeq(val, ",") {
		read := number
		if negative {
			read = signed
		}
		n, err := read(strings.TrimSpace(item), least, most)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// signed reads a number that may be positive or negative, its amount between least and most.
func signed(s string, least, most int) (int, error) {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		n, err := number(rest, least, most)
		return -n, err
	}
	return number(strings.TrimPrefix(s, "+"), least, most)
}

func number(s string, least, most int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most || s[0] == '+' || s[0] == '-' {
		return 0, fmt.Errorf("a number from %d to %d is expected", least, most)
	}
	return n, nil
}

// withinDay tells whether there may be more than one instance a day.
func (r *Rule) withinDay() bool {
	return r.Freq > Daily || max(1, len(r.ByHour))*max(1, len(r.ByMinute))*max(1, len(r.BySecond)) > 1
}

// ends tells whether the rule has a last instance.
func (r *Rule) ends() bool { return r.Count > 0 || r.Until != nil }

// lastClock is the last moment that UNTIL allows, as a clock in the zone of DTSTART shows it (RFC 5545 §3.3.10).
// An UNTIL without Z is read on that clock; a DATE means that whole day; midnight UTC in a rule on days means its date.
func (r *Rule) lastClock(start When, floating *time.Location) clock {
	if r.Until == nil {
		return endOfTime
	}
	u := *r.Until
	switch {
	case u.Date:
		return u.clock() + daySeconds - 1
	case u.Zone == nil || start.Date && u.clock()%daySeconds == 0:
		return u.clock()
	}
	return localClock(u.Instant(nil).Unix(), start.zone(floating))
}
