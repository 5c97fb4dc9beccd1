package ical

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// TestRuleWithinDay has the examples of RFC 5545 §3.8.5.3 that repeat within the day, and others.
func TestRuleWithinDay(t *testing.T) {
	tests := []struct{ name, start, rule, want string }{
		{"every three hours of one day", "19970902T090000", "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z", "2T0900 2T1200 2T1500"},
		{"a quarter of an hour, six times", "19970902T090000", "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "2T0900 2T0915 2T0930 2T0945 2T1000 2T1015"},
		{"an hour and a half, four times", "19970902T090000", "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "2T0900 2T1030 2T1200 2T1330"},
		{"each day by the minute", "19970902T160000", "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,16", "2T1600 2T1620 2T1640 3T0900 3T0920 3T0940 3T1000 ..."},
		{"each day by its times", "19970902T160000", "FREQ=DAILY;BYHOUR=9,10,16;BYMINUTE=0,20,40", "2T1600 2T1620 2T1640 3T0900 3T0920 3T0940 3T1000 ..."},
		{"medicine every six hours", "19970902T100000", "FREQ=HOURLY;INTERVAL=6;COUNT=5", "2T1000 2T1600 2T2200 3T0400 3T1000"},
		{"a step longer than a day", "19970902T100000", "FREQ=HOURLY;INTERVAL=25", "2T1000 3T1100 4T1200 5T1300 ..."},
		{"minutes expand an hour", "19970902T090000", "FREQ=HOURLY;INTERVAL=2;BYMINUTE=0,30", "2T0900 2T0930 2T1100 2T1130 ..."},
		{"a position among the minutes of an hour", "19970902T090500", "FREQ=HOURLY;BYMINUTE=5,25,45;BYSETPOS=-1", "2T0905 2T0945 2T1045 2T1145 ..."},
		{"minutes limit minutes", "19970902T090000", "FREQ=MINUTELY;BYMINUTE=0,59;BYHOUR=9", "2T0900 2T0959 3T0900 3T0959 ..."},
		{"seconds limit seconds", "19970902T090000", "FREQ=SECONDLY;BYSECOND=0;BYMINUTE=0;BYHOUR=9,10", "2T0900 2T1000 3T0900 3T1000 ..."},
		{"seconds as minutes", "19970902T090000", "FREQ=SECONDLY;INTERVAL=1800;COUNT=3", "2T0900 2T0930 2T1000"},
		{"weekdays limit hours", "19970905T220000", "FREQ=HOURLY;INTERVAL=2;BYDAY=FR,MO;BYHOUR=0,22", "5T2200 8T0000 8T2200 12T0000 ..."},
		{"months limit minutes", "19970930T235800", "FREQ=MINUTELY;BYMONTH=9", "30T2358 30T2359 1T0000 1T0001 ..."},
		{"days of the month", "19970902T230000", "FREQ=HOURLY;BYMONTHDAY=5;BYHOUR=1,2", "2T2300 5T0100 5T0200 5T0100 ..."},
		{"DTSTART counts, even out of the pattern", "19970902T093000", "FREQ=HOURLY;BYMINUTE=0;COUNT=3", "2T0930 2T1000 2T1100"},
		{"what ends first", "19970902T090000", "FREQ=HOURLY;COUNT=9;UNTIL=19970902T103000", "2T0900 2T1000"},
		{"a time that never comes", "19970902T090000", "FREQ=HOURLY;INTERVAL=24;BYHOUR=10", "2T0900"},
		{"midnight", "19970902T233000", "FREQ=MINUTELY;INTERVAL=30", "2T2330 3T0000 3T0030 ..."},
	}
	for _, test := range tests {
		start, _ := ParseWhen(test.start, nil)
		list, goesOn := strings.CutSuffix(test.want, " ...")
		want := strings.Fields(list)
		most := len(want)
		if !goesOn {
			most++
		}
		got := starts(t, start, test.rule, most)
		for i := range got {
			got[i] = strings.TrimPrefix(got[i][6:], "0")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s\n%s %s:\n got %v\nwant %v", test.name, test.start, test.rule, got, want)
		}
	}
}

func TestRuleWithinDayOfDates(t *testing.T) {
	start, _ := ParseWhen("20220330", nil)
	for rule, want := range map[string]string{
		"FREQ=HOURLY;INTERVAL=6;COUNT=3":                "20220330 20220331 20220401",
		"FREQ=HOURLY;INTERVAL=36;COUNT=4":               "20220330 20220331 20220402 20220403",
		"FREQ=SECONDLY;BYDAY=MO;UNTIL=20220411":         "20220330 20220404 20220411",
		"FREQ=MINUTELY;BYHOUR=9;UNTIL=20220401T000000Z": "20220330 20220331 20220401",
	} {
		got := starts(t, start, rule, 9)
		for i := range got {
			got[i] = got[i][:8]
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s: the days that have one of its hours, each once", rule, got, want)
		}
	}
}

// TestOccurrencesWithinDay evaluates rules within the day far from their start and at the limits.
func TestOccurrencesWithinDay(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	count := func(name, body, from, to, first string, most int, limit error) {
		t.Helper()
		all, err := Occurrences(calendarOf(t, body), moment(t, from), moment(t, to), paris)
		if !errors.Is(err, limit) || len(all) != most || most > 0 && all[0].Start.Format(utcForm) != first {
			t.Errorf("%s: %d, %v, want %d from %s, %v", name, len(all), err, most, first, limit)
		}
	}
	const from1990 = "DTSTART;TZID=Europe/Paris:19900101T000000\nDURATION:PT5M\nRRULE:FREQ="
	count("a day of hours", from1990+"HOURLY", "20260706T000000Z", "20260707T000000Z", "20260706T000000Z", 24, nil)
	count("an hour of seconds", "DTSTART:19900101T000000Z\nRRULE:FREQ=SECONDLY", "20260706T080000Z", "20260706T090000Z", "20260706T080000Z", 3600, nil)
	count("those that last into the range", from1990+"MINUTELY", "20260706T080000Z", "20260706T080100Z", "20260706T075600Z", 5, nil)
	count("COUNT, ended", from1990+"MINUTELY;COUNT=1000000", "20260706T000000Z", "20260707T000000Z", "", 0, nil)
	count("COUNT, its last day", "DTSTART:20260101T000000Z\nRRULE:FREQ=MINUTELY;COUNT=525600", "20261231T230000Z", "20280101T000000Z", "20261231T230000Z", 60, nil)
	count("all times of each day", from1990+"DAILY;BYHOUR=8,9;BYMINUTE=0,30;BYSECOND=0,15,30,45", "20260706T060000Z", "20260706T063000Z", "20260706T060000Z", 4, nil)
	count("a year of seconds", "DTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY", "20260101T000000Z", "20270101T000000Z", "20260101T000000Z", maxOccurrences, ErrTooMany)
	count("a time that never comes", from1990+"SECONDLY;INTERVAL=60;BYSECOND=30", "20260101T000000Z", "", "", 0, ErrTooMany)
	count("taken out by a rule within the day", "DTSTART:20220301T090000Z\nRRULE:FREQ=YEARLY;COUNT=5\nEXRULE:FREQ=SECONDLY;BYMINUTE=0", "", "", "20220301T090000Z", 1, nil) // DTSTART, which no rule gives
}

// TestOccurrencesWithinDayAcrossChange has the days of 23 and 25 hours: the clock is what such rules run on, and each
// instant is there once.
func TestOccurrencesWithinDayAcrossChange(t *testing.T) {
	for name, test := range map[string]struct{ body, from, to, want string }{
		"hour that is skipped": {"DTSTART;TZID=Europe/Paris:20220327T003000\nRRULE:FREQ=HOURLY;COUNT=5", "", "",
			"20220326T233000Z 20220327T003000Z 20220327T013000Z 20220327T023000Z"},
		"hour that is skipped, every sixth": {"DTSTART;TZID=Europe/Paris:20220326T203000\nRRULE:FREQ=HOURLY;INTERVAL=6;COUNT=3", "", "",
			"20220326T193000Z 20220327T013000Z 20220327T063000Z"},
		"hour that comes twice": {"DTSTART;TZID=Europe/Paris:20221030T013000\nRRULE:FREQ=HOURLY;COUNT=3", "", "",
			"20221029T233000Z 20221030T003000Z 20221030T023000Z"},
		"range that begins in it": {"DTSTART;TZID=Europe/Paris:20220101T000000\nRRULE:FREQ=MINUTELY;INTERVAL=30", "20221030T003000Z", "20221030T023000Z",
			"20221030T003000Z 20221030T020000Z"},
	} {
		all, err := Occurrences(calendarOf(t, test.body), moment(t, test.from), moment(t, test.to), nil)
		var got []string
		for _, o := range all {
			got = append(got, o.Start.Format(utcForm))
		}
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %v, %v, want %s", name, got, err, test.want)
		}
	}
}

// TestRuleWithinDayAgainstPeer compares random rules within the day with rrule-go, where DTSTART is in the pattern.
func TestRuleWithinDayAgainstPeer(t *testing.T) {
	random := rand.New(rand.NewPCG(24, 3600))
	compared := 0
	for range 1500 {
		rule := randomRuleWithinDay(random)
		start := time.Date(1995+random.IntN(20), time.Month(1+random.IntN(12)), 1+random.IntN(28), random.IntN(24), random.IntN(60), 0, 0, time.UTC)
		option, err := rrule.StrToROption(rule)
		if err != nil {
			t.Fatal(err)
		}
		option.Dtstart, option.Until = start, start.AddDate(0, 2, 0)
		got := starts(t, At(start, time.UTC), rule+";UNTIL="+At(option.Until, time.UTC).String(), 40)
		if len(got) < 12 {
			continue // the peer would look for more for ever
		}
		peer, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		next := peer.Iterator()
		for at, ok := next(); ok && len(want) < len(got); at, ok = next() {
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

func randomRuleWithinDay(random *rand.Rand) string {
	some := func(n, most int) string {
		list := []string{}
		for _, x := range random.Perm(most)[:1+random.IntN(n)] {
			list = append(list, fmt.Sprint(x)) // each once: the peer gives doubles twice
		}
		return strings.Join(list, ",")
	}
	freq := []string{"HOURLY", "MINUTELY"}[random.IntN(2)]
	rule := fmt.Sprintf("FREQ=%s;INTERVAL=%d", freq, 1+random.IntN(100))
	if random.IntN(3) == 0 {
		rule += ";BYHOUR=" + some(12, 24)
	}
	if random.IntN(3) == 0 {
		rule += ";BYMINUTE=" + some(20, 60)
	}
	if random.IntN(4) == 0 {
		rule += ";BYDAY=MO,WE,SA"
	}
	if random.IntN(6) == 0 {
		rule += ";BYMONTHDAY=1,5,9,-1"
	}
	return rule
}
