package holidays

import (
	"time"

	"parcours/events"
)

// easter is Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
func easter(year int) events.Day {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return events.Day{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}
