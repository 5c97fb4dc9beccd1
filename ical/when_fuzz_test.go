package ical

import (
	"regexp"
	"testing"
	"time"
)

// writtenDuration is the grammar of RFC 5545 §3.3.6.
var writtenDuration = regexp.MustCompile(`^-?P([0-9]+W|[0-9]+D(T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S))?|` +
	`T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S))$`)

// FuzzParseDuration: any text is refused, or a length within 200 years that is written by the grammar and read again as
// the same.
func FuzzParseDuration(f *testing.F) {
	for _, value := range []string{"P1D", "P1DT", "-P2WT", "PT1H1S", "-P1DT2H", "P7W", "P0D", "+PT0S", " pt15m ", "P73050DT1753200H", "PT", "P1H", ""} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		d, err := ParseDuration(value)
		if err != nil {
			return
		}
		text := d.String()
		if again, err := ParseDuration(text); err != nil || again != d || !writtenDuration.MatchString(text) {
			t.Fatalf("%q is %+v, written %q, which is %+v, %v", value, d, text, again, err)
		}
		most := maxDurationDays * 24 * time.Hour
		if d.Days > maxDurationDays || d.Days < -maxDurationDays || d.Time > most || d.Time < -most || d.Days < 0 && d.Time > 0 || d.Days > 0 && d.Time < 0 {
			t.Fatalf("%q is %+v", value, d)
		}
	})
}
