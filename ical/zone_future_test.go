package ical

import (
	"fmt"
	"testing"
	"time"
)

// Beyond its tables, time.Time.ZoneBounds names an end on the last day of a leap year that does not advance.
func TestTimezoneOfFarYearsEnds(t *testing.T) {
	for _, name := range []string{"Europe/Paris", "America/New_York", "Australia/Sydney", "Europe/Dublin"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zone := Timezone(loc, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2060, 12, 31, 0, 0, 0, 0, time.UTC))
		zones := NewZones(&Component{Name: "VCALENDAR", Components: []*Component{zone}})
		for year := 2026; year < 2060; year += 3 {
			for _, day := range []string{"0115", "0715"} {
				value := fmt.Sprintf("%d%sT120000", year, day)
				want, err := time.ParseInLocation("20060102T150405", value, loc)
				if err != nil {
					t.Fatal(err)
				}
				when, err := zones.When(&Property{Name: "DTSTART", Value: value, Params: []Param{P("TZID", name)}})
				if err != nil {
					t.Fatal(err)
				}
				if got := when.Instant(time.UTC); !got.Equal(want) {
					t.Errorf("%s %s: %s, want %s", name, value, got, want)
				}
			}
		}
	}
}
