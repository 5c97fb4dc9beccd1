package ical

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// lines makes wire text of a literal: CRLF, without the tabs that indent it.
func lines(s string) []byte {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		b.WriteString(strings.TrimLeft(line, "\t") + "\r\n")
	}
	return []byte(b.String())
}

func parsed(t testing.TB, s string) *Component {
	t.Helper()
	obj, err := Parse(lines(s))
	if err != nil {
		t.Fatal(err)
	}
	return obj
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	w, err := ParseWhen(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return w.Instant(nil)
}

func TestTimezoneParis(t *testing.T) {
	got := Timezone(zone(t, "Europe/Paris"), moment(t, "20220301T000000Z"), moment(t, "20220331T000000Z")).Bytes()
	want := lines(`
		BEGIN:VTIMEZONE
		TZID:Europe/Paris
		BEGIN:DAYLIGHT
		DTSTART:19700329T020000
		TZOFFSETFROM:+0100
		TZOFFSETTO:+0200
		RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
		TZNAME:CEST
		END:DAYLIGHT
		BEGIN:STANDARD
		DTSTART:19701025T030000
		TZOFFSETFROM:+0200
		TZOFFSETTO:+0100
		RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
		TZNAME:CET
		END:STANDARD
		END:VTIMEZONE`)
	if string(got) != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTimezoneFixed(t *testing.T) {
	got := Timezone(zone(t, "Asia/Tokyo"), moment(t, "20220301T000000Z"), time.Time{}).Bytes()
	want := lines(`
		BEGIN:VTIMEZONE
		TZID:Asia/Tokyo
		BEGIN:STANDARD
		DTSTART:19700101T000000
		TZOFFSETFROM:+0900
		TZOFFSETTO:+0900
		TZNAME:JST
		END:STANDARD
		END:VTIMEZONE`)
	if string(got) != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestTimezoneOldRules has the end of summer time in France move from September to October in 1996.
func TestTimezoneOldRules(t *testing.T) {
	got := string(Timezone(zone(t, "Europe/Paris"), moment(t, "19900301T000000Z"), moment(t, "20220301T000000Z")).Bytes())
	for _, want := range []string{
		"DTSTART:19890924T030000\r\n", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=9;UNTIL=19950924T010000Z\r\n",
		"DTSTART:19961027T030000\r\n", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestTimezoneDates has zones that no yearly rule gives: dates follow the moon, a rule crosses into the next month,
// summer time is abolished.
func TestTimezoneDates(t *testing.T) {
	tests := []struct{ zone, from, want string }{
		{"Africa/Casablanca", "20220301T000000Z", "RDATE:20230319T030000"},
		{"Africa/Cairo", "20240301T000000Z", "RDATE:20241101T000000"},
		{"America/Santiago", "20250301T000000Z", "RRULE:FREQ=YEARLY;BYDAY=SU;BYMONTHDAY=2,3,4,5,6,7,8;BYMONTH=4"},
		{"Europe/Istanbul", "20150301T000000Z", "RDATE:20160327T030000"},
	}
	for _, test := range tests {
		got := strings.ReplaceAll(string(Timezone(zone(t, test.zone), moment(t, test.from), time.Time{}).Bytes()), "\r\n ", "")
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: no %q in\n%s", test.zone, test.want, got)
		}
	}
}

// TestTimezoneHolds reads each zone that was written by its own rules and compares clocks through its years.
func TestTimezoneHolds(t *testing.T) {
	names := []string{"Europe/Paris", "Africa/Casablanca", "America/Nuuk", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Tehran", "America/Sao_Paulo"}
	for _, name := range windowsZones {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		for _, years := range [][2]string{{"20220101T000000Z", "20230101T000000Z"}, {"19680701T000000Z", "20140601T000000Z"}} {
			loc, from, to := zone(t, name), moment(t, years[0]), moment(t, years[1])
			text := Timezone(loc, from, to).Bytes()
			if loc == time.UTC {
				continue
			}
			vcalendar, err := Parse([]byte("BEGIN:VCALENDAR\r\n" + string(text) + "END:VCALENDAR\r\n"))
			if err != nil {
				t.Fatal(err)
			}
			read := zoneByRules(vcalendar.Components[0])
			if read == nil {
				t.Fatalf("%s: not understood:\n%s", name, text)
			}
			for at := from.AddDate(-1, 0, 0); at.Before(to.AddDate(1, 0, 0)); at = at.Add(3 * time.Hour) {
				if _, want := at.In(loc).Zone(); offsetAt(at, read) != want {
					t.Fatalf("%s at %v: offset %d, want %d, by\n%s", name, at, offsetAt(at, read), want, text)
				}
			}
		}
	}
}

func offsetAt(at time.Time, loc *time.Location) int {
	_, offset := at.In(loc).Zone()
	return offset
}

func TestTimezoneOwnCopy(t *testing.T) {
	paris, at := zone(t, "Europe/Paris"), moment(t, "20220301T000000Z")
	first := Timezone(paris, at, at)
	want := string(first.Bytes())
	first.Components[0].Properties[0].Value = "20000101T000000"
	first.Remove("TZID")
	if got := string(Timezone(paris, at, at).Bytes()); got != want {
		t.Errorf("a change of one component changed the next:\n%s", got)
	}
}

func TestZonesLocation(t *testing.T) {
	own := parsed(t, `
		BEGIN:VCALENDAR
		BEGIN:VTIMEZONE
		TZID:Pacific Time (US & Canada)\, Tijuana
		BEGIN:STANDARD
		DTSTART:20041031T020000
		RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
		TZOFFSETFROM:-0700
		TZOFFSETTO:-0800
		END:STANDARD
		BEGIN:DAYLIGHT
		DTSTART:20040404T020000
		RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4
		TZOFFSETFROM:-0800
		TZOFFSETTO:-0700
		END:DAYLIGHT
		END:VTIMEZONE
		BEGIN:VTIMEZONE
		TZID:Europe/Paris
		BEGIN:STANDARD
		DTSTART:19700101T000000
		TZOFFSETFROM:+0500
		TZOFFSETTO:+0500
		END:STANDARD
		END:VTIMEZONE
		BEGIN:VTIMEZONE
		TZID:Bureau
		X-LIC-LOCATION:Europe/Paris
		END:VTIMEZONE
		BEGIN:VTIMEZONE
		TZID:Nothing in it
		END:VTIMEZONE
		END:VCALENDAR`)
	tests := []struct{ tzid, name, at, want string }{
		{"Europe/Paris", "IANA name, its own VTIMEZONE being wrong", "20220701T000000Z", "20220701T020000"},
		{"/mozilla.org/20050126_1/Europe/Paris", "prefix", "20220701T000000Z", "20220701T020000"},
		{"/freeassociation.sourceforge.net/Europe/Paris", "prefix", "20220701T000000Z", "20220701T020000"},
		{"/citadel.org/20250101_1/America/Argentina/Buenos_Aires", "prefix, three parts", "20220701T000000Z", "20220630T210000"},
		{"Romance Standard Time", "Windows", "20220701T000000Z", "20220701T020000"},
		{"romance standard time", "Windows, in lower case", "20220701T000000Z", "20220701T020000"},
		{`"Romance Standard Time"`, "quotes kept", "20220701T000000Z", "20220701T020000"},
		{"UTC", "UTC", "20220701T000000Z", "20220701T000000"},
		{"utc", "UTC", "20220701T000000Z", "20220701T000000"},
		{"Etc/GMT-2", "fixed", "20220701T000000Z", "20220701T020000"},
		{"Pacific Time (US & Canada), Tijuana", "own rules, summer", "20220701T000000Z", "20220630T170000"},
		{"Pacific Time (US & Canada), Tijuana", "own rules, winter", "20221231T000000Z", "20221230T160000"},
		{"Pacific Time (US & Canada), Tijuana", "before the rules", "20010701T000000Z", "20010630T160000"},
		{"Bureau", "X-LIC-LOCATION", "20220701T000000Z", "20220701T020000"},
		{"Nothing in it", "no rules", "", ""},
		{"Nowhere", "unknown", "", ""},
		{"Local", "the machine's own", "", ""},
		{"posixrules", "a file that is no zone", "", ""},
		{"right/Europe/Paris", "the zone without its leap seconds", "20220701T000000Z", "20220701T020000"},
		{"../../etc/passwd", "a path", "", ""},
		{"", "empty", "", ""},
	}
	for _, test := range tests {
		loc := NewZones(own).Location(test.tzid)
		if test.want == "" {
			if loc != nil {
				t.Errorf("%q (%s): %v, want no zone", test.tzid, test.name, loc)
			}
			continue
		}
		if loc == nil {
			t.Errorf("%q (%s): no zone", test.tzid, test.name)
		} else if got := moment(t, test.at).In(loc).Format("20060102T150405"); got != test.want {
			t.Errorf("%q (%s): %s, want %s", test.tzid, test.name, got, test.want)
		}
	}
}

// TestZonesOfTheVTimezone: a name that is none of the IANA database means the VTIMEZONE beside it, whatever Windows calls
// so; the zone of that name is taken where both say the same.
func TestZonesOfTheVTimezone(t *testing.T) {
	fixed := func(offset string) string {
		return "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:" + offset + "\nTZOFFSETTO:" + offset + "\nEND:STANDARD"
	}
	changing := func(winter, summer, years string) string {
		return "BEGIN:STANDARD\nDTSTART:" + years + "1025T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nTZOFFSETFROM:" + summer + "\nTZOFFSETTO:" + winter + "\nEND:STANDARD\n" +
			"BEGIN:DAYLIGHT\nDTSTART:" + years + "0329T010000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nTZOFFSETFROM:" + winter + "\nTZOFFSETTO:" + summer + "\nEND:DAYLIGHT"
	}
	once := "BEGIN:DAYLIGHT\nDTSTART:20220327T010000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nEND:DAYLIGHT\n" +
		"BEGIN:STANDARD\nDTSTART:20221030T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\nEND:STANDARD"
	for _, test := range []struct{ name, tzid, zone, summer, winter, is string }{
		{"says another time", "GMT Standard Time", fixed("+0100"), "20270701T010000", "20270101T010000", "GMT Standard Time"},
		{"says the same", "GMT Standard Time", changing("+0000", "+0100", "1601"), "20270701T010000", "20270101T000000", "Europe/London"},
		{"says the same of one year, cut", "GMT Standard Time", once, "20270701T010000", "20270101T000000", "Europe/London"},
		{"says no summer time", "GMT Standard Time", fixed("+0000"), "20270701T000000", "20270101T000000", "GMT Standard Time"},
		{"says nothing that can be read", "GMT Standard Time", "", "20270701T010000", "20270101T000000", "Europe/London"},
		{"names a zone that it is not", "Bureau", "X-LIC-LOCATION:Europe/London\n" + fixed("+0100"), "20270701T010000", "20270101T010000", "Bureau"},
		{"names the zone that it is", "Bureau", "X-LIC-LOCATION:Europe/London\n" + changing("+0000", "+0100", "1970"), "20270701T010000", "20270101T000000", "Europe/London"},
		{"a name of Windows that is wrong, a place that is right", "Romance Standard Time", "X-LIC-LOCATION:Europe/London\n" + changing("+0000", "+0100", "1970"), "20270701T010000", "20270101T000000", "Europe/London"},
		{"universal time, an hour off", "Coordinated Universal Time", fixed("+0100"), "20270701T010000", "20270101T010000", "Coordinated Universal Time"},
		{"an IANA name, whatever is beside it", "Europe/London", fixed("+0500"), "20270701T010000", "20270101T000000", "Europe/London"},
	} {
		cal := parsed(t, "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:"+test.tzid+"\n"+test.zone+"\nEND:VTIMEZONE\nEND:VCALENDAR")
		loc := NewZones(cal).Location(test.tzid)
		if loc == nil || loc.String() != test.is {
			t.Errorf("%s: it is %v, want %s", test.name, loc, test.is)
			continue
		}
		for at, want := range map[string]string{"20270701T000000Z": test.summer, "20270101T000000Z": test.winter} {
			if got := moment(t, at).In(loc).Format("20060102T150405"); got != want {
				t.Errorf("%s: %s, want %s", test.name, got, want)
			}
		}
	}
}

func TestWindowsNames(t *testing.T) {
	for name, iana := range windowsZones {
		if name != strings.ToLower(name) || zoneIANA(iana) == nil {
			t.Errorf("%q: %q", name, iana)
		}
	}
	if len(windowsZones) < 140 {
		t.Errorf("%d names", len(windowsZones))
	}
}

// TestZoneNewYork evaluates the example of RFC 5545 §3.6.5 with all rules since 1967, under a name that is not known.
func TestZoneNewYork(t *testing.T) {
	cal := parsed(t, `
		BEGIN:VCALENDAR
		BEGIN:VTIMEZONE
		TZID:Big Apple
		LAST-MODIFIED:20050809T050000Z
		BEGIN:DAYLIGHT
		DTSTART:19670430T020000
		RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19730429T070000Z
		TZOFFSETFROM:-0500
		TZOFFSETTO:-0400
		TZNAME:EDT
		END:DAYLIGHT
		BEGIN:STANDARD
		DTSTART:19671029T020000
		RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z
		TZOFFSETFROM:-0400
		TZOFFSETTO:-0500
		TZNAME:EST
		END:STANDARD
		BEGIN:DAYLIGHT
		DTSTART:19740106T020000
		RDATE:19750223T020000
		TZOFFSETFROM:-0500
		TZOFFSETTO:-0400
		TZNAME:EDT
		END:DAYLIGHT
		BEGIN:DAYLIGHT
		DTSTART:19760425T020000
		RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19860427T070000Z
		TZOFFSETFROM:-0500
		TZOFFSETTO:-0400
		TZNAME:EDT
		END:DAYLIGHT
		BEGIN:DAYLIGHT
		DTSTART:19870405T020000
		RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z
		TZOFFSETFROM:-0500
		TZOFFSETTO:-0400
		TZNAME:EDT
		END:DAYLIGHT
		BEGIN:DAYLIGHT
		DTSTART:20070311T020000
		RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
		TZOFFSETFROM:-0500
		TZOFFSETTO:-0400
		TZNAME:EDT
		END:DAYLIGHT
		BEGIN:STANDARD
		DTSTART:20071104T020000
		RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
		TZOFFSETFROM:-0400
		TZOFFSETTO:-0500
		TZNAME:EST
		END:STANDARD
		END:VTIMEZONE
		END:VCALENDAR`)
	got, want := NewZones(cal).Location("Big Apple"), zone(t, "America/New_York")
	if got == nil {
		t.Fatal("no zone")
	}
	for at := moment(t, "19670501T000000Z"); at.Year() < 2100; at = at.Add(time.Hour) {
		if offsetAt(at, got) != offsetAt(at, want) {
			t.Fatalf("%v: %d, want %d", at, offsetAt(at, got), offsetAt(at, want))
		}
	}
	if name, _ := moment(t, "20220701T000000Z").In(got).Zone(); name != "EDT" {
		t.Errorf("name %q", name)
	}
}

// TestZoneOutlook has the rules that Outlook writes: from 1601, without BYMONTH order, in one year each.
func TestZoneOutlook(t *testing.T) {
	cal := parsed(t, `
		BEGIN:VCALENDAR
		BEGIN:VTIMEZONE
		TZID:Customized Time Zone
		BEGIN:STANDARD
		DTSTART:16010101T030000
		TZOFFSETFROM:+0200
		TZOFFSETTO:+0100
		RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
		END:STANDARD
		BEGIN:DAYLIGHT
		DTSTART:16010101T020000
		TZOFFSETFROM:+0100
		TZOFFSETTO:+0200
		RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
		END:DAYLIGHT
		END:VTIMEZONE
		END:VCALENDAR`)
	got, want := NewZones(cal).Location("Customized Time Zone"), zone(t, "Europe/Paris")
	for at := moment(t, "20200101T000000Z"); at.Year() < 2080; at = at.Add(time.Hour) {
		if offsetAt(at, got) != offsetAt(at, want) {
			t.Fatalf("%v: %d, want %d", at, offsetAt(at, got), offsetAt(at, want))
		}
	}
}

func TestZoneByRulesRefuses(t *testing.T) {
	tests := map[string]string{
		"no offset":    "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETTO:+0100\nEND:STANDARD",
		"bad offset":   "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+01:00\nTZOFFSETTO:+0100\nEND:STANDARD",
		"far offset":   "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+4800\nTZOFFSETTO:+0100\nEND:STANDARD",
		"no start":     "BEGIN:STANDARD\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD",
		"bad rule":     "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY\nEND:STANDARD",
		"bad date":     "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nRDATE:soon\nEND:STANDARD",
		"daily onsets": "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nRRULE:FREQ=DAILY\nEND:STANDARD",
	}
	for name, rules := range tests {
		cal := parsed(t, "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\n"+rules+"\nEND:VTIMEZONE\nEND:VCALENDAR")
		if loc := NewZones(cal).Location("X"); loc != nil {
			t.Errorf("%s: a zone was made", name)
		}
	}
}

func FuzzZone(f *testing.F) {
	f.Add("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "16010101T030000", "+0200", "+0100", "19750223T020000", "CET")
	f.Add("FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19730429T070000Z", "19670430T020000", "-0500", "-045959", "", "")
	f.Add("FREQ=MONTHLY;BYDAY=53MO", "00010101T000000", "+0000", "-1800", "99991231T235959,20200101", "a\x00b")
	f.Add("FREQ=DAILY;COUNT=3000", "20000101T000000", "+0000", "+0100", "20000101", "LONGERTHANANYNAMEOUGHTTOBE")
	f.Fuzz(func(t *testing.T, rule, start, from, to, rdate, name string) {
		o := New("STANDARD")
		o.Add(NewValue("DTSTART", start), NewValue("TZOFFSETFROM", from), NewValue("TZOFFSETTO", to),
			NewValue("RDATE", rdate), NewValue("RRULE", rule), NewValue("TZNAME", name))
		v := New("VTIMEZONE")
		v.Add(NewText("TZID", "Fuzz"))
		v.AddComponent(o, Timezone(time.UTC, time.Time{}, time.Time{}).Components[0])
		loc := zoneByRules(v)
		if loc == nil {
			return
		}
		for _, at := range []int64{-1 << 36, 0, 1648342800, 1 << 36} {
			if c := localClock(at, loc); resolve(c, loc) > at {
				t.Errorf("%d is %d on the clock, which comes first at %d", at, c, resolve(c, loc))
			}
		}
		Timezone(loc, time.Unix(1648342800, 0), time.Unix(1748342800, 0))
	})
}
