package ical

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// When is the value of a date property: a DATE or one of the three forms of DATE-TIME (RFC 5545 §3.3.4, §3.3.5).
type When struct {
	Clock time.Time      // what calendar and clock show; kept in time.UTC whatever the zone is. 0:00 for a DATE
	Zone  *time.Location // time.UTC for the form with Z, the zone of TZID, nil for a floating time and for a DATE
	Date  bool           // VALUE=DATE
}

// Duration is a length of time (RFC 5545 §3.3.6): Days are calendar days, which a change of the clock makes longer
// or shorter than 24 hours; Time is exact and is added after them. Both have the same sign.
type Duration struct {
	Days int
	Time time.Duration
}

// clock is what a wall clock shows: seconds since its 1970-01-01T00:00:00, whatever zone it hangs in.
type clock int64

const (
	daySeconds = 86400
	// maxDurationDays keeps sums of dates and durations far from overflow: 200 years.
	maxDurationDays = 73050
)

// ParseWhen reads one DATE or DATE-TIME value. zone is that of the TZID parameter and applies to a local time only:
// a value with Z is UTC whatever TZID says (`TZID=UTC:...Z` is common), nil makes it floating. Second 60 is read as 59.
func ParseWhen(value string, zone *time.Location) (When, error) {
	s := strings.ToUpper(strings.TrimSpace(value))
	layout, date := "20060102T150405", len(s) == 8
	switch {
	case date:
		layout, zone = "20060102", nil
	case len(s) == 16 && s[15] == 'Z':
		s, zone = s[:15], time.UTC
	}
	if len(s) == 15 && strings.HasSuffix(s, "60") {
		s = s[:13] + "59"
	}
	t, err := time.Parse(layout, s)
	if err != nil || len(s) != len(layout) || t.Year() < 1 {
		return When{}, fmt.Errorf("ical: %q is neither a DATE nor a DATE-TIME", clip(value))
	}
	return When{Clock: t, Zone: zone, Date: date}, nil
}

// At gives the When of an instant as a zone's clocks show it; nil means UTC.
func At(t time.Time, zone *time.Location) When {
	if zone == nil {
		zone = time.UTC
	}
	return When{Clock: localClock(t.Unix(), zone).time(), Zone: zone}
}

// Instant is the moment that w names, in UTC; a DATE names its midnight. floating is the zone in which DATEs and
// floating times are read (nil: UTC). A local time that a change of the clock skips is read with the offset before the
// gap; one that occurs twice means the first (RFC 5545 §3.3.5).
func (w When) Instant(floating *time.Location) time.Time {
	return time.Unix(resolve(w.clock(), w.zone(floating)), 0).UTC()
}

// String is the value as on the wire, without its parameters.
func (w When) String() string {
	switch {
	case w.Date:
		return w.Clock.Format("20060102")
	case w.Zone == time.UTC:
		return w.Clock.Format("20060102T150405Z")
	}
	return w.Clock.Format("20060102T150405")
}

// Property is a property of that name (upper case) with w as its value, and its VALUE or TZID parameter. TZID is the
// name of the Zone.
func (w When) Property(name string) *Property {
	p := &Property{Name: name, Value: w.String()}
	switch {
	case w.Date:
		p.Params = []Param{{Name: "VALUE", Values: []string{"DATE"}}}
	case w.Zone != nil && w.Zone != time.UTC:
		p.Params = []Param{{Name: "TZID", Values: []string{w.Zone.String()}}}
	}
	return p
}

func (w When) clock() clock { return clock(w.Clock.Unix()) }

func (w When) zone(floating *time.Location) *time.Location {
	if w.Zone != nil {
		return w.Zone
	}
	if floating != nil {
		return floating
	}
	return time.UTC
}

// ParseDuration reads a DURATION (RFC 5545 §3.3.6). Weeks count seven days; a T with nothing after it, as in the P1DT of
// old calendars, says nothing. More than 200 years is an error.
func ParseDuration(value string) (Duration, error) {
	s := strings.ToUpper(strings.TrimSpace(value))
	bad := fmt.Errorf("ical: %q is not a DURATION of at most 200 years", clip(value))
	sign := 1
	if s != "" && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	if !strings.HasPrefix(s, "P") || len(s) < 3 {
		return Duration{}, bad
	}
	date, clocked, _ := strings.Cut(s[1:], "T")
	days, ok := sumUnits(date, "WD", []int64{7, 1}, maxDurationDays)
	seconds, timeOK := sumUnits(clocked, "HMS", []int64{3600, 60, 1}, maxDurationDays*daySeconds)
	if !ok || !timeOK {
		return Duration{}, bad
	}
	return Duration{Days: sign * int(days), Time: time.Duration(sign) * time.Duration(seconds) * time.Second}, nil
}

// sumUnits adds up "1H30M": digits and a unit each, the units in their order and each at most once.
func sumUnits(s, units string, worth []int64, most int64) (sum int64, ok bool) {
	for s != "" {
		digits := 0
		for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		if digits == 0 || digits > 10 || digits == len(s) {
			return 0, false
		}
		unit := strings.IndexByte(units, s[digits])
		if unit < 0 {
			return 0, false
		}
		n, err := strconv.ParseInt(s[:digits], 10, 64)
		if sum += n * worth[unit]; err != nil || sum > most {
			return 0, false
		}
		units, worth, s = units[unit+1:], worth[unit+1:], s[digits+1:]
	}
	return sum, true
}

// String is the value as on the wire.
func (d Duration) String() string {
	sign, days, seconds := "", d.Days, int64(d.Time/time.Second)
	if days < 0 || seconds < 0 {
		sign, days, seconds = "-", -days, -seconds
	}
	if days != 0 && seconds == 0 {
		return fmt.Sprintf("%sP%dD", sign, days)
	}
	var b strings.Builder
	b.WriteString(sign + "P")
	if days != 0 {
		fmt.Fprintf(&b, "%dD", days)
	}
	b.WriteByte('T')
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	if h != 0 {
		fmt.Fprintf(&b, "%dH", h)
	}
	if m != 0 || h != 0 && s != 0 { // the grammar has no hours and seconds without minutes
		fmt.Fprintf(&b, "%dM", m)
	}
	if s != 0 || seconds == 0 {
		fmt.Fprintf(&b, "%dS", s)
	}
	return b.String()
}

// after is the instant at the end of the duration that starts when a clock in zone shows c, the instant at.
func (d Duration) after(c clock, at int64, zone *time.Location) int64 {
	if d.Days != 0 {
		at = resolve(c+clock(d.Days)*daySeconds, zone)
	}
	return at + int64(d.Time/time.Second)
}

// bounds are the least and the most seconds that it can take, whatever the clocks do meanwhile.
func (d Duration) bounds() (least, most int64) {
	seconds := int64(d.Days)*daySeconds + int64(d.Time/time.Second)
	if d.Days == 0 {
		return seconds, seconds
	}
	return seconds - daySeconds, seconds + daySeconds
}

// parsePeriod reads one PERIOD (RFC 5545 §3.3.9), start/end or start/duration: from and to in Unix seconds, and the
// start as it was written.
func parsePeriod(value string, zone, floating *time.Location) (start When, from, to int64, err error) {
	first, second, ok := strings.Cut(value, "/")
	if start, err = ParseWhen(first, zone); err != nil || !ok {
		return start, 0, 0, fmt.Errorf("ical: %q is not a PERIOD", clip(value))
	}
	from = resolve(start.clock(), start.zone(floating))
	if end, err := ParseWhen(second, zone); err == nil {
		return start, from, resolve(end.clock(), end.zone(floating)), nil
	}
	length, err := ParseDuration(second)
	if err != nil {
		return start, 0, 0, fmt.Errorf("ical: %q is not a PERIOD", clip(value))
	}
	return start, from, length.after(start.clock(), from, start.zone(floating)), nil
}

// resolve is the instant (Unix seconds) at which a clock in zone shows c: the first of two; the offset before a gap.
func resolve(c clock, zone *time.Location) int64 {
	if zone == time.UTC {
		return int64(c)
	}
	guess := time.Unix(int64(c), 0).In(zone)
	_, offset := guess.Zone()
	guess = guess.Add(-time.Duration(offset) * time.Second)
	_, offset = guess.Zone()
	at := int64(c) - int64(offset)
	start, end := guess.ZoneBounds()
	if !start.IsZero() {
		_, before := start.Add(-time.Second).Zone()
		if early := int64(c) - int64(before); early < start.Unix() || at < start.Unix() {
			return early
		}
	}
	if !end.IsZero() && at >= end.Unix() {
		_, after := end.Zone()
		if late := int64(c) - int64(after); late >= end.Unix() {
			return late
		}
	}
	return at
}

// localClock is what a clock in zone shows at an instant given in Unix seconds.
func localClock(at int64, zone *time.Location) clock {
	if zone == time.UTC {
		return clock(at)
	}
	_, offset := time.Unix(at, 0).In(zone).Zone()
	return clock(at + int64(offset))
}

func (c clock) time() time.Time { return time.Unix(int64(c), 0).UTC() }

// day is the number of the day since 1970-01-01.
func (c clock) day() int { return int(floorDiv(int64(c), daySeconds)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// clip keeps an error message readable whatever it quotes.
func clip(s string) string {
	if len(s) > 64 {
		return s[:64] + "..."
	}
	return s
}
