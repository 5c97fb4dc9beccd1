package ical

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkStrict: UTF-8 in lines of at most 75 octets that end with CRLF, no control character, no blank line, names in
// upper case (RFC 5545 §3.1).
func checkStrict(t interface{ Errorf(string, ...any) }, octets []byte) {
	if !utf8.Valid(octets) || !bytes.HasSuffix(octets, []byte("\r\n")) {
		t.Errorf("not UTF-8 with a line end: %.200q", octets)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(octets), "\r\n"), "\r\n") {
		if len(line) > 75 || line == "" || strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
		name := line[:max(0, strings.IndexAny(line, ":;"))]
		if line != "" && line[0] != ' ' && name != strings.ToUpper(name) {
			t.Errorf("name %q", name)
		}
	}
}

func TestNormalize(t *testing.T) {
	c := mustParse(t, "\ufeffbegin:vcalendar\n\nBegin:vevent\nsummary:caf\xe9\n s\n\nBEGIN:VALARM\nTRIGGER:-PT5M\nDURATION:p1dt\nX-B:T\nEND:VALARM\n"+
		"DTSTART;TZID=UTC;VALUE=DATE-TIME:20220310T090000Z\nDTEND;TZID=Europe/Paris:20220310T110000\nEXDATE;TZID=UTC:20220311T090000Z,20220312T090000\n"+
		"ATTENDEE;CN=\"Jean\":MAILTO: a@example.org\nGEO:45.1\\;6.2\nEND:VEVENT\nX-A:1\nEND:VCALENDAR")
	Normalize(c, "-//example.org//FR")
	want := strings.ReplaceAll("BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//example.org//FR|X-A:1|BEGIN:VEVENT|SUMMARY:cafés|DTSTART:20220310T090000Z|"+
		"DTEND;TZID=Europe/Paris:20220310T110000|EXDATE;TZID=UTC:20220311T090000Z,20220312T090000|ATTENDEE;CN=Jean:mailto:a@example.org|"+
		"GEO:45.1;6.2|BEGIN:VALARM|TRIGGER:-PT5M|DURATION:p1d|X-B:T|END:VALARM|END:VEVENT|END:VCALENDAR|", "|", "\r\n")
	if got := string(c.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	Normalize(c, "other")
	if got := string(c.Bytes()); got != want {
		t.Errorf("the second time\n%s", got)
	}
}

func TestUTF8(t *testing.T) {
	for in, want := range map[string]string{
		"BEGIN:VCALENDAR\nX:é\nEND:VCALENDAR":          "BEGIN:VCALENDAR\nX:é\nEND:VCALENDAR",
		"\ufeff\n\nX:caf\xe9\nY:é\n \xc3\r\n \xa9\n\n": "\ufeff\n\nX:café\r\nY:éé\r\n\n",
		"X:\x80 1\nY:a\n b\n":                          "X:€ 1\r\nY:a\n b\n",
	} {
		if got := string(UTF8([]byte(in))); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	same := []byte("X:é")
	if got := UTF8(same); &got[0] != &same[0] {
		t.Error("UTF-8 is copied")
	}
}

func TestSplit(t *testing.T) {
	c := mustParse(t, stored("METHOD:PUBLISH|X-WR-CALNAME:x|CALSCALE:GREGORIAN",
		"BEGIN:VTIMEZONE|TZID:A|END:VTIMEZONE", "BEGIN:VTIMEZONE|TZID:B\\, C|END:VTIMEZONE",
		"BEGIN:VEVENT|UID:1|DTSTART;TZID=\"B, C\":20220310T090000|DTEND;TZID=A:20220310T090000|END:VEVENT",
		"BEGIN:VTODO|UID:1|END:VTODO",
		"BEGIN:VTODO|X-A:1|END:VTODO", "BEGIN:VTODO|X-A:2|END:VTODO",
		"BEGIN:VEVENT|UID:1|RECURRENCE-ID;TZID=A:20220311T090000|BEGIN:VALARM|END:VALARM|END:VEVENT"))
	before := string(c.Bytes())
	const head = "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//example.org//FR|CALSCALE:GREGORIAN|"
	want := []string{
		head + "BEGIN:VTIMEZONE|TZID:B\\, C|END:VTIMEZONE|BEGIN:VTIMEZONE|TZID:A|END:VTIMEZONE|" +
			"BEGIN:VEVENT|UID:1|DTSTART;TZID=\"B, C\":20220310T090000|DTEND;TZID=A:20220310T090000|END:VEVENT|" +
			"BEGIN:VEVENT|UID:1|RECURRENCE-ID;TZID=A:20220311T090000|BEGIN:VALARM|END:VALARM|END:VEVENT|END:VCALENDAR|",
		head + "BEGIN:VTODO|UID:1|END:VTODO|END:VCALENDAR|",
		head + "BEGIN:VTODO|X-A:1|END:VTODO|END:VCALENDAR|",
		head + "BEGIN:VTODO|X-A:2|END:VTODO|END:VCALENDAR|",
	}
	objects := Split(c)
	if len(objects) != len(want) {
		t.Fatalf("%d objects", len(objects))
	}
	for i, object := range objects {
		if got := strings.ReplaceAll(string(object.Bytes()), "\r\n", "|"); got != want[i] {
			t.Errorf("object %d\n%s\nwant\n%s", i, got, want[i])
		}
	}
	if string(c.Bytes()) != before {
		t.Error("the calendar changed")
	}
}
