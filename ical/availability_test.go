package ical

import (
	"strings"
	"testing"
	"time"
)

const officeWeek = `
BEGIN:VAVAILABILITY
UID:a
DTSTART;TZID=America/Montreal:20111002T000000
BEGIN:AVAILABLE
UID:b
DTSTART;TZID=America/Montreal:20111002T080000
DTEND;TZID=America/Montreal:20111002T180000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
END:AVAILABLE
END:VAVAILABILITY`

const denverWeek = `
BEGIN:VAVAILABILITY
UID:c
DTSTART;TZID=America/Denver:20111023T000000
DTEND;TZID=America/Denver:20111030T000000
PRIORITY:1
BEGIN:AVAILABLE
UID:d
DTSTART;TZID=America/Denver:20111023T080000
DTEND;TZID=America/Denver:20111023T180000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
END:AVAILABLE
END:VAVAILABILITY`

// atNoon is one of two hours at noon, and its zone.
func atNoon(start string) string {
	return "\nBEGIN:VEVENT\nUID:m\nDTSTART;TZID=" + start + "\nDURATION:PT2H\nEND:VEVENT"
}

// The examples of RFC 7953 §5.1 (its Monday is the 7th), and what its §4 says of priorities.
func TestAvailability(t *testing.T) {
	for _, c := range []struct {
		name, body, from, to string
		want                 []string
	}{
		{"5.1.1", officeWeek + atNoon("America/Montreal:20111107T120000"), "20111107T050000Z", "20111108T050000Z", []string{
			"BUSY-UNAVAILABLE:20111107T050000Z/20111107T130000Z", "BUSY:20111107T170000Z/20111107T190000Z", "BUSY-UNAVAILABLE:20111107T230000Z/20111108T050000Z"}},
		{"5.1.2", officeWeek + denverWeek + atNoon("America/Denver:20111024T120000"), "20111024T060000Z", "20111025T060000Z", []string{
			"BUSY-UNAVAILABLE:20111024T060000Z/20111024T140000Z", "BUSY:20111024T180000Z/20111024T200000Z", "BUSY-UNAVAILABLE:20111025T000000Z/20111025T060000Z"}},
		{"before it begins", officeWeek, "20111001T000000Z", "20111001T230000Z", nil},
		{"a day off", officeWeek, "20111008T040000Z", "20111009T040000Z", []string{"BUSY-UNAVAILABLE:20111008T040000Z/20111009T040000Z"}},
		{"two of one priority: the stronger type, and what either gives free", `
BEGIN:VAVAILABILITY
UID:a
BUSYTYPE:BUSY
BEGIN:AVAILABLE
UID:b
DTSTART:20220301T080000Z
DTEND:20220301T100000Z
END:AVAILABLE
END:VAVAILABILITY
BEGIN:VAVAILABILITY
UID:c
BUSYTYPE:BUSY-TENTATIVE
BEGIN:AVAILABLE
UID:d
DTSTART:20220301T120000Z
DURATION:PT1H
END:AVAILABLE
END:VAVAILABILITY`, "20220301T070000Z", "20220301T140000Z", []string{
			"BUSY:20220301T070000Z/20220301T080000Z", "BUSY:20220301T100000Z/20220301T120000Z", "BUSY:20220301T130000Z/20220301T140000Z"}},
		{"a higher priority for a part, by DURATION", `
BEGIN:VAVAILABILITY
UID:a
PRIORITY:5
DTSTART:20220301T100000Z
DURATION:PT2H
BUSYTYPE:BUSY
END:VAVAILABILITY
BEGIN:VAVAILABILITY
UID:c
PRIORITY:9
BEGIN:AVAILABLE
UID:d
DTSTART:20220301T080000Z
DTEND:20220301T130000Z
END:AVAILABLE
END:VAVAILABILITY`, "20220301T070000Z", "20220301T140000Z", []string{
			"BUSY-UNAVAILABLE:20220301T070000Z/20220301T080000Z", "BUSY:20220301T100000Z/20220301T120000Z", "BUSY-UNAVAILABLE:20220301T130000Z/20220301T140000Z"}},
		{"an instance that is another", `
BEGIN:VAVAILABILITY
UID:a
BEGIN:AVAILABLE
UID:b
DTSTART:20220301T080000Z
DTEND:20220301T100000Z
RRULE:FREQ=DAILY
END:AVAILABLE
BEGIN:AVAILABLE
UID:b
RECURRENCE-ID:20220302T080000Z
DTSTART:20220302T090000Z
DTEND:20220302T110000Z
END:AVAILABLE
END:VAVAILABILITY`, "20220302T080000Z", "20220302T120000Z", []string{
			"BUSY-UNAVAILABLE:20220302T080000Z/20220302T090000Z", "BUSY-UNAVAILABLE:20220302T110000Z/20220302T120000Z"}},
		{"one that cannot be read", "BEGIN:VAVAILABILITY\nUID:a\nDTSTART:soon\nEND:VAVAILABILITY", "20220302T080000Z", "20220302T120000Z", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, to := instantOf(t, c.from), instantOf(t, c.to)
			var got []string
			for _, p := range FreeBusy(from, to, BusyObjects{Objects: []*Component{calendarOf(t, c.body)}}).All("FREEBUSY") {
				got = append(got, p.Param("FBTYPE")+":"+p.Value)
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func instantOf(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(utcForm, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Which text can be somebody's availability (RFC 7953 §7.2.4), and where it is found (§7.2.2).
func TestIsAvailability(t *testing.T) {
	of := func(body string) string {
		return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + strings.TrimSpace(body) + "\nEND:VCALENDAR\n"
	}
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"one": {of(officeWeek), true}, "two": {of(officeWeek + denverWeek), false}, "an event beside it": {of(officeWeek + atNoon("UTC:20220301T080000")), false},
		"none": {of(""), false}, "words": {"hello", false}, "a date that is none": {of(strings.Replace(officeWeek, "20111002T000000", "soon", 1)), false},
		"a rule that is none": {of(strings.Replace(officeWeek, "FREQ=WEEKLY", "FREQ=NEVER", 1)), false}, "without UID": {of(strings.Replace(officeWeek, "UID:a\n", "", 1)), false},
	} {
		if got := IsAvailability(c.text); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	cal := calendarOf(t, denverWeek)
	first, last, open, err := Span(cal, nil)
	if err != nil || open || first.Format(utcForm) != "20111023T060000Z" || last.Format(utcForm) != "20111030T060000Z" {
		t.Errorf("span %v %v %v %v", first, last, open, err)
	}
	if _, _, open, err := Span(calendarOf(t, officeWeek), nil); err != nil || !open {
		t.Errorf("without an end: open %v, %v", open, err)
	}
	for at, want := range map[string]bool{"20111022T060000Z": false, "20111025T060000Z": true, "20111101T060000Z": false} {
		from := instantOf(t, at)
		f := &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: "VAVAILABILITY", TimeRange: &TimeRange{Start: from, End: from.Add(time.Hour)}}}}
		if got, err := f.Match(cal, nil); err != nil || got != want {
			t.Errorf("%s: %v, %v", at, got, err)
		}
	}
}
