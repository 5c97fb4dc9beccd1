package ical

import (
	"slices"
	"strings"
	"testing"
)

// TestRuleOfWeeksOfTheYear has rules with BYWEEKNO where the year of weeks is not that of the calendar: a week that
// reaches over New Year belongs to one of them, which INTERVAL and BYSETPOS count.
func TestRuleOfWeeksOfTheYear(t *testing.T) {
	tests := []struct{ name, start, rule, want string }{
		{"week 53 of every third year", "20041230", "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=53;BYDAY=TH", "20041230 20371231 20431231"},
		{"week 53 that ends in January", "20050101", "FREQ=YEARLY;INTERVAL=5;BYWEEKNO=53;BYDAY=SA", "20050101 20100102 20550102"},
		{"week 1 from 31 December, every third year", "20031231", "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1;BYDAY=WE", "20031231 20070103 20100106 20130102"},
		{"all of week 1 from 31 December, every third year", "20031231", "FREQ=YEARLY;INTERVAL=3;BYWEEKNO=1;BYDAY=MO,WE,FR", "20031231 20040102 20070101 20070103 20070105 20100104"},
		{"last day of the last week", "20041231", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO,FR;BYSETPOS=-1", "20041231 20051230 20061229 20071228"},
		{"first day of weeks 1 and 53", "20041229", "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=WE;BYSETPOS=1", "20041229 20050105 20060104 20070103"},
		{"weeks that begin on Sunday", "20031228", "FREQ=YEARLY;INTERVAL=2;WKST=SU;BYWEEKNO=53;BYDAY=SU", "20031228 20251228 20311228"},
	}
	for _, test := range tests {
		start, _ := ParseWhen(test.start, nil)
		want := strings.Fields(test.want)
		got := starts(t, start, test.rule, len(want))
		for i := range got {
			got[i] = got[i][:8]
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s\n%s %s:\n got %v\nwant %v", test.name, test.start, test.rule, got, want)
		}
	}
}
