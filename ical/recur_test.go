package ical

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// starts gives the first n instances of a rule, DTSTART included, each as "19970902T0900" on the clock of DTSTART.
func starts(t testing.TB, start When, rule string, n int) []string {
	t.Helper()
	r, err := ParseRule(rule)
	if err != nil {
		t.Fatalf("%s: %v", rule, err)
	}
	days := maxDays
	walk := r.newWalk(start, r.lastClock(start, nil), startOfTime, endOfTime, &days)
	list := []string{start.Clock.Format("20060102T1504")}
	for len(list) < n {
		c, ok := walk.next()
		if !ok {
			break
		}
		list = append(list, c.time().Format("20060102T1504"))
	}
	return list
}

// spread writes out "199709 2-4,9 199710 1" as days, each with the time at (T0900).
func spread(t testing.TB, list, at string) []string {
	t.Helper()
	var days []string
	month := ""
	for field := range strings.FieldsSeq(list) {
		if len(field) == 6 && !strings.ContainsAny(field, ",-") {
			month = field
			continue
		}
		for item := range strings.SplitSeq(field, ",") {
			var from, to int
			if _, err := fmt.Sscanf(item, "%d-%d", &from, &to); err != nil {
				if _, err := fmt.Sscanf(item, "%d", &from); err != nil {
					t.Fatal(err)
				}
				to = from
			}
			for d := from; d <= to; d++ {
				days = append(days, fmt.Sprintf("%s%02d%s", month, d, at))
			}
		}
	}
	return days
}

// TestRuleExamples has all examples of RFC 5545 §3.8.5.3 but those that repeat within the day, see TestRuleWithinDay.
// "..." at the end: the rule goes on.
func TestRuleExamples(t *testing.T) {
	newYork := zone(t, "America/New_York")
	all31 := "01 1-31"
	tests := []struct{ start, rule, want string }{
		{"19970902", "FREQ=DAILY;COUNT=10", "199709 2-11"},
		{"19970902", "FREQ=DAILY;UNTIL=19971224T000000Z", "199709 2-30 199710 1-31 199711 1-30 199712 1-23"},
		{"19970902", "FREQ=DAILY;INTERVAL=2", "199709 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 199710 2,4,6,8,10,12,14,16,18,20,22,24,26,28,30 199711 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29 199712 1,3 ..."},
		{"19970902", "FREQ=DAILY;INTERVAL=10;COUNT=5", "199709 2,12,22 199710 2,12"},
		{"19980101", "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998" + all31 + " 1999" + all31 + " 2000" + all31},
		{"19980101", "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998" + all31 + " 1999" + all31 + " 2000" + all31},
		{"19970902", "FREQ=WEEKLY;COUNT=10", "199709 2,9,16,23,30 199710 7,14,21,28 199711 4"},
		{"19970902", "FREQ=WEEKLY;UNTIL=19971224T000000Z", "199709 2,9,16,23,30 199710 7,14,21,28 199711 4,11,18,25 199712 2,9,16,23"},
		{"19970902", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "199709 2,16,30 199710 14,28 199711 11,25 199712 9,23 199801 6,20 199802 3,17 ..."},
		{"19970902", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "199709 2,4,9,11,16,18,23,25,30 199710 2"},
		{"19970902", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "199709 2,4,9,11,16,18,23,25,30 199710 2"},
		{"19970901", "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "199709 1,3,5,15,17,19,29 199710 1,3,13,15,17,27,29,31 199711 10,12,14,24,26,28 199712 8,10,12,22"},
		{"19970902", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "199709 2,4,16,18,30 199710 2,14,16"},
		{"19970905", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "199709 5 199710 3 199711 7 199712 5 199801 2 199802 6 199803 6 199804 3 199805 1 199806 5"},
		{"19970905", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "199709 5 199710 3 199711 7 199712 5"},
		{"19970907", "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "199709 7,28 199711 2,30 199801 4,25 199803 1,29 199805 3,31"},
		{"19970922", "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "199709 22 199710 20 199711 17 199712 22 199801 19 199802 16"},
		{"19970928", "FREQ=MONTHLY;BYMONTHDAY=-3", "199709 28 199710 29 199711 28 199712 29 199801 29 199802 26 ..."},
		{"19970902", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "199709 2,15 199710 2,15 199711 2,15 199712 2,15 199801 2,15"},
		{"19970930", "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "199709 30 199710 1,31 199711 1,30 199712 1,31 199801 1,31 199802 1"},
		{"19970910", "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "199709 10-15 199903 10-13"},
		{"19970902", "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "199709 2,9,16,23,30 199711 4,11,18,25 199801 6,13,20,27 199803 3,10,17,24,31 ..."},
		{"19970610", "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "199706 10 199707 10 199806 10 199807 10 199906 10 199907 10 200006 10 200007 10 200106 10 200107 10"},
		{"19970310", "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "199703 10 199901 10 199902 10 199903 10 200101 10 200102 10 200103 10 200301 10 200302 10 200303 10"},
		{"19970101", "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "199701 1 199704 10 199707 19 200001 1 200004 9 200007 18 200301 1 200304 10 200307 19 200601 1"},
		{"19970519", "FREQ=YEARLY;BYDAY=20MO", "199705 19 199805 18 199905 17 ..."},
		{"19970512", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "199705 12 199805 11 199905 17 ..."},
		{"19970313", "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "199703 13,20,27 199803 5,12,19,26 199903 4,11,18,25 ..."},
		{"19970605", "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "199706 5,12,19,26 199707 3,10,17,24,31 199708 7,14,21,28 199806 4,11,18,25 199807 2,9,16,23,30 199808 6,13,20,27 199906 3,10,17,24 199907 1,8,15,22,29 199908 5,12,19,26 ..."},
		{"19970902", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "199709 2 199802 13 199803 13 199811 13 199908 13 200010 13 ..."}, // with DTSTART, which its EXDATE takes out
		{"19970913", "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "199709 13 199710 11 199711 8 199712 13 199801 10 199802 7 199803 7 199804 11 199805 9 199806 13 ..."},
		{"19961105", "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "199611 5 200011 7 200411 2 ..."},
		{"19970904", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "199709 4 199710 7 199711 6"},
		{"19970929", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "199709 29 199710 30 199711 27 199712 30 199801 29 199802 26 199803 30 ..."},
		{"19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "199708 5,10,19,24"},
		{"19970805", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "199708 5,17,19,31"},
		{"20070115", "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "200701 15,30 200702 15 200703 15,30"},
	}
	for _, test := range tests {
		start, err := ParseWhen(test.start+"T090000", newYork)
		if err != nil {
			t.Fatal(err)
		}
		list, goesOn := strings.CutSuffix(test.want, " ...")
		want := spread(t, list, "T0900")
		most := len(want)
		if !goesOn {
			most++
		}
		if got := starts(t, start, test.rule, most); !slices.Equal(got, want) {
			t.Errorf("%s %s:\n got %v\nwant %v", test.start, test.rule, got, want)
		}
	}
}

// TestRuleTimes has the examples of RFC 5545 with several times a day (§3.3.10, §3.8.5.3).
func TestRuleTimes(t *testing.T) {
	start, _ := ParseWhen("19970105T083000", nil)
	got := starts(t, start, "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30", 10)
	want := []string{"19970105T0830", "19970105T0930", "19970112T0830", "19970112T0930", "19970119T0830", "19970119T0930",
		"19970126T0830", "19970126T0930", "19990103T0830", "19990103T0930"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	start, _ = ParseWhen("19970902T090000", nil)
	got = starts(t, start, "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", 26)
	want = nil
	for i := range 26 {
		want = append(want, time.Date(1997, 9, 2+i/24, 9, i%24*20, 0, 0, time.UTC).Format("20060102T1504"))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

// TestRuleOdd has what is legal and rarely right, with the reasons.
func TestRuleOdd(t *testing.T) {
	tests := []struct{ name, start, rule, want string }{
		{"weeks without BYDAY: the weekday of DTSTART", "19970512", "FREQ=YEARLY;BYWEEKNO=20", "199705 12 199805 11 199905 17 ..."},
		{"week 1 begins in December", "19971229", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "199712 29 199901 4 200001 3 200101 1 200112 31 200212 30 ..."},
		{"last week, 52 or 53", "19971222", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", "199712 22 199812 28 199912 27 200012 25 ..."},
		{"week 53 in some years only", "19981228", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "199812 28 200412 27 200912 28 201512 28 ..."},
		{"weeks from Sunday", "19970511", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=SU;WKST=SU", "199705 11 199805 17 199905 16 ..."},
		{"weekdays with and without a number", "20220307", "FREQ=MONTHLY;BYDAY=MO,2TU", "202203 7,8,14,21,28 202204 4,11,12,18,25 ..."},
		{"53rd weekday of a month never comes", "20220307", "FREQ=MONTHLY;BYDAY=53MO", "202203 7"},
		{"53rd weekday of the year in some years", "20180101", "FREQ=YEARLY;BYDAY=53MO", "201801 1 201812 31 202412 30 202912 31 ..."},
		{"first weekday of the year, in its months", "20220101", "FREQ=YEARLY;BYMONTH=1,2;BYDAY=1SA", "202201 1 202202 5 202301 7 202302 4 ..."},
		{"number in a weekly rule is ignored", "20220301", "FREQ=WEEKLY;BYDAY=2TU", "202203 1,8,15 ..."},
		{"BYSETPOS counts from the start of the week, before DTSTART", "20220304", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", "202203 4,7,14 ..."},
		{"BYSETPOS of the last in the week of DTSTART", "20220302", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1", "202203 2,4,11,18 ..."},
		{"BYSETPOS counts the days of the month before DTSTART", "20220310", "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=2", "202203 10 202204 14 202205 12 ..."},
		{"BYSETPOS in a year", "20220131", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=5,-1", "202201 31 202212 26 202301 30 202312 25 ..."},
		{"BYSETPOS beyond the set", "20220310", "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=5", "202203 10,31 202206 30 202209 29 ..."},
		{"days of all months", "20220113", "FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR", "202201 13 202205 13 202301 13 202310 13 ..."},
		{"29 February", "20200229", "FREQ=YEARLY", "202002 29 202402 29 202802 29 ..."},
		{"29 February over 2100", "20960229", "FREQ=YEARLY;COUNT=3", "209602 29 210402 29 210802 29"},
		{"31st of each month", "20220131", "FREQ=MONTHLY;COUNT=4", "202201 31 202203 31 202205 31 202207 31"},
		{"months of one year", "20220131", "FREQ=MONTHLY;BYMONTH=2,3;COUNT=3", "202201 31 202203 31 202303 31"},
		{"day 366", "20201231", "FREQ=YEARLY;BYYEARDAY=366", "202012 31 202412 31 ..."},
		{"from the end of the year", "20220101", "FREQ=YEARLY;BYYEARDAY=-365,-1;COUNT=5", "202201 1 202212 31 202301 1 202312 31 202401 2"},
		{"daily, on some weekdays of some months", "20220307", "FREQ=DAILY;BYMONTH=3;BYDAY=MO;BYMONTHDAY=7,14", "202203 7,14 203303 7,14 ..."},
		{"DTSTART counts, even out of the pattern", "20220301", "FREQ=WEEKLY;BYDAY=WE;COUNT=3", "202203 1,2,9"},
		{"UNTIL before DTSTART", "20220301", "FREQ=WEEKLY;UNTIL=20210101T000000Z", "202203 1"},
		{"UNTIL is a date: all of that day", "20220301", "FREQ=DAILY;UNTIL=20220303", "202203 1-3"},
		{"UNTIL without zone, on the clock of DTSTART", "20220301", "FREQ=DAILY;UNTIL=20220303T090000", "202203 1-3"},
		{"UNTIL a second too early", "20220301", "FREQ=DAILY;UNTIL=20220303T085959", "202203 1-2"},
		{"COUNT with UNTIL: what ends first", "20220301", "FREQ=DAILY;COUNT=9;UNTIL=20220303", "202203 1-3"},
		{"a date that never comes", "20220301", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "202203 1"},
		{"a date that never comes, daily", "20220301", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "202203 1"},
		{"a date that never comes, with COUNT", "20220301", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "202203 1"},
		{"letters and order", "20220301", "count=2;wkst=su;freq=daily;", "202203 1-2"},
		{"unknown parts", "20220301", "FREQ=DAILY;X-COLOUR=blue;COUNT=2", "202203 1-2"},
		{"Gregorian by name", "20220301", "RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2;SKIP=OMIT", "202203 1-2"},
	}
	for _, test := range tests {
		start, _ := ParseWhen(test.start+"T090000", nil)
		list, goesOn := strings.CutSuffix(test.want, " ...")
		want := spread(t, list, "T0900")
		most := len(want)
		if !goesOn {
			most++
		}
		if got := starts(t, start, test.rule, most); !slices.Equal(got, want) {
			t.Errorf("%s\n%s %s:\n got %v\nwant %v", test.name, test.start, test.rule, got, want)
		}
	}
}

func TestRuleOfDates(t *testing.T) {
	start, _ := ParseWhen("20220330", nil)
	got := starts(t, start, "FREQ=DAILY;BYHOUR=9,10;BYMINUTE=30;UNTIL=20220401T000000Z", 9)
	if want := []string{"20220330T0000", "20220331T0000", "20220401T0000"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: the parts of the time are ignored, midnight UTC means its date", got, want)
	}
}

func TestParseRuleErrors(t *testing.T) {
	for _, rule := range []string{"", "FREQ=", "COUNT=3", "FREQ=OFTEN", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1",
		"FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;UNTIL=", "FREQ=WEEKLY;BYDAY=XX",
		"FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;BYDAY=0MO", "FREQ=WEEKLY;BYDAY=54MO", "FREQ=WEEKLY;BYDAY=MO,,TU", "FREQ=WEEKLY;WKST=M",
		"FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=--1", "FREQ=YEARLY;BYMONTH=13",
		"FREQ=YEARLY;BYMONTH=-1", "FREQ=YEARLY;BYYEARDAY=367", "FREQ=YEARLY;BYWEEKNO=54", "FREQ=DAILY;BYHOUR=24",
		"FREQ=DAILY;BYMINUTE=60", "FREQ=DAILY;BYSECOND=61", "FREQ=MONTHLY;BYSETPOS=0", "RSCALE=HEBREW;FREQ=YEARLY",
		"RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", "FREQ=DAILY;INTERVAL=99999999999999999999"} {
		if r, err := ParseRule(rule); err == nil {
			t.Errorf("%q: %+v, %v", rule, r, err)
		}
	}
}

// TestWalkSkips compares a walk that begins late with one from the start.
func TestWalkSkips(t *testing.T) {
	start, _ := ParseWhen("19900131T090000", nil)
	for _, rule := range []string{"FREQ=DAILY", "FREQ=DAILY;INTERVAL=7", "FREQ=DAILY;BYMONTH=2", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU",
		"FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1", "FREQ=YEARLY;INTERVAL=4;BYDAY=53MO", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO",
		"FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1,53", "FREQ=HOURLY;INTERVAL=7", "FREQ=MINUTELY;INTERVAL=1447;BYDAY=MO,FR", "FREQ=SECONDLY;INTERVAL=54321",
		"FREQ=DAILY;BYHOUR=0,9,17;BYMINUTE=0,59", "FREQ=HOURLY;INTERVAL=5;BYMINUTE=0,20,40;BYSETPOS=-1"} {
		r, err := ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		days := 1 << 40 // the slow one looks at all
		for _, at := range []string{"19900201", "20000101", "20251229", "20260101"} {
			from, _ := ParseWhen(at, nil)
			slow := r.newWalk(start, endOfTime, startOfTime, endOfTime, &days)
			want, _ := slow.next()
			for ok := true; ok && want < from.clock(); {
				want, ok = slow.next()
			}
			fast := r.newWalk(start, endOfTime, from.clock(), endOfTime, &days)
			got, _ := fast.next()
			for steps := 0; got < from.clock() && steps < 400; steps++ {
				got, _ = fast.next()
			}
			if got != want {
				t.Errorf("%s from %s: %v, want %v", rule, at, got.time(), want.time())
			}
		}
	}
}

// TestRuleAgainstPeer compares random rules with rrule-go, leaving out those on which it departs from the RFC: DTSTART
// out of the pattern, numbered and plain weekdays in one list, weeks without weekdays, positions in part of a week.
func TestRuleAgainstPeer(t *testing.T) {
	random := rand.New(rand.NewPCG(5545, 2009))
	compared := 0
	for range 1500 {
		rule := randomRule(random)
		start := time.Date(1995+random.IntN(20), time.Month(1+random.IntN(12)), 1+random.IntN(28), 9, 30, 0, 0, time.UTC)
		option, err := rrule.StrToROption(rule)
		if err != nil {
			t.Fatal(err)
		}
		option.Dtstart, option.Until = start, start.AddDate(12, 0, 0)
		got := starts(t, At(start, time.UTC), rule+";UNTIL="+At(option.Until, time.UTC).String(), 60)
		if len(got) < 12 {
			continue // the peer would look for more until the year 9999
		}
		peer, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		next := peer.Iterator()
		for at, ok := next(); ok && len(want) < 60; at, ok = next() {
			want = append(want, at.Format("20060102T1504"))
		}
		if len(want) == 0 || want[0] != got[0] {
			continue
		}
		if compared++; !slices.Equal(got, want) {
			t.Fatalf("%v %s:\n got %v\nwant %v", start, rule, got, want)
		}
	}
	if compared < 200 {
		t.Errorf("only %d rules compared", compared)
	}
}

func randomRule(random *rand.Rand) string {
	some := func(from, to int) string {
		list := []string{}
		for range 1 + random.IntN(4) {
			list = append(list, fmt.Sprint(from+random.IntN(to-from+1)))
		}
		return strings.Join(list, ",")
	}
	weekday := func() string { return []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}[random.IntN(7)] }
	freq := []string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}[random.IntN(4)]
	rule := fmt.Sprintf("FREQ=%s;INTERVAL=%d;WKST=%s", freq, 1+random.IntN(3), weekday())
	if random.IntN(3) == 0 {
		rule += ";BYMONTH=" + some(1, 12)
	}
	if random.IntN(3) == 0 && freq != "WEEKLY" {
		rule += ";BYMONTHDAY=" + some(1, 31)
	}
	if random.IntN(6) == 0 && freq == "YEARLY" {
		rule += ";BYYEARDAY=" + some(1, 366) + ",-1"
	}
	weeks := random.IntN(4) == 0 && freq == "YEARLY"
	if weeks {
		rule += ";BYWEEKNO=" + some(1, 53)
	}
	nth := ""
	if random.IntN(2) == 0 && (freq == "YEARLY" || freq == "MONTHLY") && !weeks {
		nth = []string{"1", "2", "-1", "4"}[random.IntN(4)]
	}
	if weeks || random.IntN(2) == 0 {
		rule += ";BYDAY=" + nth + weekday() + "," + nth + weekday()
	}
	if random.IntN(3) == 0 && freq != "WEEKLY" {
		rule += ";BYSETPOS=" + []string{"1", "2", "-1", "1,-1"}[random.IntN(4)]
	}
	return rule
}

func FuzzRecur(f *testing.F) {
	for _, rule := range []string{"FREQ=DAILY;COUNT=10", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=53MO,-53SU;BYSETPOS=-366",
		"FREQ=YEARLY;BYWEEKNO=-53,1,53;WKST=SU", "FREQ=WEEKLY;INTERVAL=10000;UNTIL=99991231", "FREQ=YEARLY;BYYEARDAY=-366,366;BYHOUR=0,23;BYSECOND=60",
		"FREQ=DAILY;UNTIL=20220327T010000Z;BYDAY=1MO", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=1000000000;COUNT=1000000000", "FREQ=YEARLY;INTERVAL=1000000000",
		"FREQ=MINUTELY;BYHOUR=23;BYSETPOS=-1;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=3;BYHOUR=0,1,2;BYMINUTE=0,1,2;BYSECOND=0,1,2"} {
		f.Add(rule, "20220131T090000", "20260101T000000")
	}
	f.Add("FREQ=MONTHLY;INTERVAL=9999", "00010101", "99991231")
	f.Fuzz(func(t *testing.T, rule, start, from string) {
		r, err := ParseRule(rule)
		s, startErr := ParseWhen(start, nil)
		w, fromErr := ParseWhen(from, nil)
		if err != nil || startErr != nil || fromErr != nil {
			return
		}
		days := maxDays
		walk := r.newWalk(s, r.lastClock(s, nil), w.clock(), clock(lastInstant), &days)
		last := s.clock()
		for range 500 {
			c, ok := walk.next()
			if !ok {
				break
			}
			if c <= last {
				t.Fatalf("%v after %v", c.time(), last.time())
			}
			last = c
		}
	})
}
