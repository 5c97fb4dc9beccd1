package ical

import (
	"testing"
	"time"
)

func TestParseWhen(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	tests := []struct {
		value   string
		zone    *time.Location
		written string // "": an error
		instant string // with floating times in Paris
	}{
		{"20220327", nil, "20220327", "20220326T230000Z"},
		{"20220327", time.UTC, "20220327", "20220326T230000Z"},
		{"20220327T090000", nil, "20220327T090000", "20220327T070000Z"},
		{"20220327T090000Z", nil, "20220327T090000Z", "20220327T090000Z"},
		{"20220327T090000Z", paris, "20220327T090000Z", "20220327T090000Z"},
		{"20220327t090000z", nil, "20220327T090000Z", "20220327T090000Z"},
		{" 20220327T090000 ", paris, "20220327T090000", "20220327T070000Z"},
		{"20220326T090000", paris, "20220326T090000", "20220326T080000Z"},
		{"19970630T235960Z", nil, "19970630T235959Z", "19970630T235959Z"},
		{"00010101", nil, "00010101", "00001231T235039Z"},
		{"99991231T235959Z", nil, "99991231T235959Z", "99991231T235959Z"},
		{"19980119T230000-0800", nil, "", ""}, // RFC 5545 §3.3.5 forbids it by name
		{"20220229", nil, "", ""},
		{"20221327", nil, "", ""},
		{"20220327T250000", nil, "", ""},
		{"20220327T0900", nil, "", ""},
		{"00000101", nil, "", ""},
		{"2022-03-27", nil, "", ""},
		{"", nil, "", ""},
		{"P1D", nil, "", ""},
	}
	for _, test := range tests {
		w, err := ParseWhen(test.value, test.zone)
		if err != nil {
			if test.written != "" {
				t.Errorf("%q: %v", test.value, err)
			}
			continue
		}
		if got := w.String(); got != test.written {
			t.Errorf("%q: %q, want %q", test.value, got, test.written)
		} else if got := w.Instant(paris).Format("20060102T150405Z"); got != test.instant {
			t.Errorf("%q: at %s, want %s", test.value, got, test.instant)
		}
	}
}

// TestResolve has the examples of RFC 5545 §3.3.5, and the nights in Paris.
func TestResolve(t *testing.T) {
	tests := []struct{ zone, value, want, name string }{
		{"America/New_York", "20071104T013000", "20071104T053000Z", "twice: the first, EDT"},
		{"America/New_York", "20070311T023000", "20070311T073000Z", "never: EST, so 3:30 EDT"},
		{"Europe/Paris", "20220327T015959", "20220327T005959Z", "before the gap"},
		{"Europe/Paris", "20220327T020000", "20220327T010000Z", "start of the gap"},
		{"Europe/Paris", "20220327T025959", "20220327T015959Z", "end of the gap"},
		{"Europe/Paris", "20220327T030000", "20220327T010000Z", "after the gap"},
		{"Europe/Paris", "20221030T015959", "20221029T235959Z", "before the fold"},
		{"Europe/Paris", "20221030T020000", "20221030T000000Z", "start of the fold"},
		{"Europe/Paris", "20221030T025959", "20221030T005959Z", "end of the fold"},
		{"Europe/Paris", "20221030T030000", "20221030T020000Z", "after the fold"},
		{"Pacific/Apia", "20111230T120000", "20111230T220000Z", "a day that never was"},
		{"Pacific/Apia", "20111231T120000", "20111230T220000Z", "the day after it"},
		{"Australia/Lord_Howe", "20220403T014500", "20220402T144500Z", "a fold of half an hour"},
	}
	for _, test := range tests {
		w, err := ParseWhen(test.value, zone(t, test.zone))
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Instant(nil); !got.Equal(moment(t, test.want)) {
			t.Errorf("%s %s (%s): %s, want %s", test.zone, test.value, test.name, got.Format("20060102T150405Z"), test.want)
		}
	}
}

// TestResolveEveryHour looks at every quarter of an hour of a year and compares with a search of all instants.
func TestResolveEveryHour(t *testing.T) {
	for _, name := range []string{"Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"} {
		loc, first := zone(t, name), map[clock]int64{}
		from, to := moment(t, "20110101T000000Z").Unix(), moment(t, "20120201T000000Z").Unix()
		for at := from - 2*daySeconds; at < to+2*daySeconds; at += 900 {
			if c := localClock(at, loc); first[c] == 0 {
				first[c] = at
			}
		}
		for c := clock(from); c < clock(to); c += 900 {
			if want, ok := first[c]; ok && resolve(c, loc) != want {
				t.Errorf("%s %v: %v, want %v", name, c.time(), unixUTC(resolve(c, loc)), unixUTC(want))
			}
		}
	}
}

func TestParseDuration(t *testing.T) {
	tests := []struct {
		value   string
		want    Duration
		written string // "": an error
	}{
		{"P15DT5H0M20S", Duration{15, 5*time.Hour + 20*time.Second}, "P15DT5H0M20S"},
		{"P7W", Duration{49, 0}, "P49D"},
		{"PT15M", Duration{0, 15 * time.Minute}, "PT15M"},
		{"-PT15M", Duration{0, -15 * time.Minute}, "-PT15M"},
		{"-P1DT2H", Duration{-1, -2 * time.Hour}, "-P1DT2H"},
		{"+P1D", Duration{1, 0}, "P1D"},
		{"PT0S", Duration{}, "PT0S"},
		{"P0D", Duration{}, "PT0S"},
		{"PT36H", Duration{0, 36 * time.Hour}, "PT36H"},
		{"P1W2D", Duration{9, 0}, "P9D"},
		{"pt1h", Duration{0, time.Hour}, "PT1H"},
		{"P1DT", Duration{1, 0}, "P1D"},
		{"-P2WT", Duration{-14, 0}, "-P14D"},
		{value: ""}, {value: "P"}, {value: "PT"}, {value: "-PT"}, {value: "P1DTT"}, {value: "P1DT1"}, {value: "1D"}, {value: "P1"}, {value: "PD"},
		{value: "P1H"}, {value: "PT1D"}, {value: "PT1M1H"}, {value: "P1D1D"}, {value: "P1.5D"}, {value: "--P1D"},
		{value: "P1Y"}, {value: "P99999999D"}, {value: "PT99999999999999999999S"}, {value: "PT9999999999S"},
	}
	for _, test := range tests {
		got, err := ParseDuration(test.value)
		switch {
		case err != nil && test.written != "":
			t.Errorf("%q: %v", test.value, err)
		case err == nil && (got != test.want || got.String() != test.written):
			t.Errorf("%q: %+v written %q, want %+v and %q", test.value, got, got, test.want, test.written)
		}
	}
}

func TestWhenOfProperty(t *testing.T) {
	cal := parsed(t, `
		BEGIN:VCALENDAR
		BEGIN:VEVENT
		DTSTART;TZID=UTC;VALUE=DATE-TIME:20220327T070000Z
		DTSTART;TZID=Europe/Paris:20220327T090000
		DTSTART;TZID=Romance Standard Time:20220327T090000
		DTSTART;TZID=Nowhere:20220327T090000
		DTSTART:20220327T090000
		DTSTART;VALUE=DATE:20220327
		DTSTART;VALUE=DATE;TZID=Europe/Paris:20220327
		DTSTART;VALUE=DATE:20220327T000000
		END:VEVENT
		END:VCALENDAR`)
	want := []struct {
		line, instant string // floating in New York
	}{
		{"DTSTART:20220327T070000Z", "20220327T070000Z"},
		{"DTSTART;TZID=Europe/Paris:20220327T090000", "20220327T070000Z"},
		{"DTSTART;TZID=Europe/Paris:20220327T090000", "20220327T070000Z"},
		{"DTSTART:20220327T090000", "20220327T130000Z"},
		{"DTSTART:20220327T090000", "20220327T130000Z"},
		{"DTSTART;VALUE=DATE:20220327", "20220327T040000Z"},
		{"DTSTART;VALUE=DATE:20220327", "20220327T040000Z"},
		{"DTSTART;VALUE=DATE:20220327", "20220327T040000Z"},
	}
	zones, newYork := NewZones(cal), zone(t, "America/New_York")
	for i, p := range cal.Components[0].Properties {
		w, err := zones.When(p)
		if err != nil {
			t.Fatal(err)
		}
		line := w.Property("DTSTART").Line()
		if line != want[i].line+"\r\n" || !w.Instant(newYork).Equal(moment(t, want[i].instant)) {
			t.Errorf("%d: %q at %v, want %+v", i, line, w.Instant(newYork), want[i])
		}
	}
}

func TestParsePeriod(t *testing.T) {
	paris := zone(t, "Europe/Paris")
	tests := []struct{ value, start, end string }{
		{"19970101T180000Z/19970102T070000Z", "19970101T180000Z", "19970102T070000Z"},
		{"19970101T180000Z/PT5H30M", "19970101T180000Z", "19970101T233000Z"},
		{"20220326T120000/P1D", "20220326T110000Z", "20220327T100000Z"}, // the night of 23 hours
		{"20220301T120000/P1DT", "20220301T110000Z", "20220302T110000Z"},
		{"20220326T120000/PT24H", "20220326T110000Z", "20220327T110000Z"},
		{"19970101T180000Z", "", ""}, {"/", "", ""}, {"19970101T180000Z/soon", "", ""}, {"PT1H/19970101T180000Z", "", ""},
	}
	for _, test := range tests {
		_, from, to, err := parsePeriod(test.value, paris, nil)
		switch {
		case err != nil && test.start != "":
			t.Errorf("%q: %v", test.value, err)
		case err == nil && (from != moment(t, test.start).Unix() || to != moment(t, test.end).Unix()):
			t.Errorf("%q: %v to %v, want %s to %s", test.value, unixUTC(from), unixUTC(to), test.start, test.end)
		}
	}
}
