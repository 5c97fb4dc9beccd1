package caldav

import (
	"strings"
	"testing"
)

const (
	people  = "ORGANIZER:mailto:mia@example.org\x00ATTENDEE;PARTSTAT=ACCEPTED:mailto:mia@example.org\x00ATTENDEE;PARTSTAT=ACCEPTED:mailto:tom@example.org"
	morning = "20220301T080000Z"
	later   = "20220301T090000Z"
)

func gathering(uid, start, end string, lines ...string) string {
	return event(uid, "Réunion", start, end, append(strings.Split(people, "\x00"), lines...)...)
}

// sent is how an invitation of somebody whom one may not invite stands after it was written: nobody's client says what another answers.
func sent(text string) string {
	return strings.Replace(text, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:tom@example.org", "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;SCHEDULE-STATUS=1.0:mailto:tom@exa\r\n mple.org", 1)
}

// An event with people asked has a Schedule-Tag (RFC 6638 §3.2.10), and an ordinary one has none.
func TestScheduleTags(t *testing.T) {
	s := testSite(t)
	put := s.do("mia", "PUT", own+"m.ics", gathering("m", morning, later), calendarType).want(t, 201)
	tag := put.Header.Get("Schedule-Tag")
	if len(tag) < 10 || put.Header.Get("ETag") != "" { // the server wrote into it how the invitation left
		t.Fatalf("Schedule-Tag %q, ETag %q", tag, put.Header.Get("ETag"))
	}
	if got := s.do("mia", "GET", own+"m.ics", "").want(t, 200); got.Header.Get("Schedule-Tag") != tag || got.body != sent(gathering("m", morning, later)) {
		t.Errorf("Schedule-Tag %q\n%s", got.Header.Get("Schedule-Tag"), got.body)
	}
	s.do("mia", "PROPFIND", own+"m.ics", prop("C:schedule-tag"), "Depth: 0").want(t, 207).has(t, strings.Trim(tag, `"`))
	s.do("mia", "PUT", own+"m.ics", gathering("m", morning, later, "LOCATION:A"), calendarType, `If-Schedule-Tag-Match: "other"`).want(t, 412)
	next := s.do("mia", "PUT", own+"m.ics", gathering("m", morning, later, "LOCATION:A"), calendarType, "If-Schedule-Tag-Match: "+tag).want(t, 204).Header.Get("Schedule-Tag")
	if next == "" || next == tag {
		t.Errorf("Schedule-Tag %q after a change, before it %q", next, tag)
	}
	s.do("mia", "DELETE", own+"m.ics", "", "If-Schedule-Tag-Match: "+tag).want(t, 412)
	plain := s.do("mia", "PUT", own+"plain.ics", event("plain", "P", morning, later), calendarType).want(t, 201)
	if plain.Header.Get("Schedule-Tag") != "" {
		t.Error("an ordinary event has a Schedule-Tag")
	}
	alone := s.do("mia", "PUT", own+"m.ics", event("m", "Réunion", morning, later), calendarType).want(t, 204)
	if alone.Header.Get("Schedule-Tag") != "" {
		t.Error("an event without people keeps its Schedule-Tag")
	}
}

// An organiser's client that sends what it knew last does not wipe answers; a move asks them again (RFC 6638 §3.2.8).
func TestStaleOrganiser(t *testing.T) {
	s := testSite(t)
	s.do("olga", "PUT", olgas+"o.ics", meeting("o", toTom), calendarType).want(t, 201)
	path, text := s.copyOf("tom", "o")
	s.do("tom", "PUT", path, strings.Replace(text, "ATTENDEE:", "ATTENDEE;PARTSTAT=ACCEPTED:", 1), calendarType).want(t, 204)
	tag := s.do("olga", "GET", olgas+"o.ics", "").Header.Get("ETag")
	blank := meeting("o", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:tom@example.org", "LOCATION:A")
	if a := s.do("olga", "PUT", olgas+"o.ics", blank, calendarType).want(t, 204); a.Header.Get("ETag") != "" || a.Header.Get("Schedule-Tag") == "" {
		t.Errorf("headers %v", a.Header)
	}
	s.do("olga", "GET", olgas+"o.ics", "").has(t, "PARTSTAT=ACCEPTED", "LOCATION:A")
	s.do("olga", "PUT", olgas+"o.ics", blank, calendarType, "If-Match: "+tag).want(t, 412)
	tag = s.do("olga", "GET", olgas+"o.ics", "").Header.Get("ETag")
	s.do("olga", "PUT", olgas+"o.ics", strings.Replace(blank, "NEEDS-ACTION", "DECLINED", 1), calendarType, "If-Match: "+tag).want(t, 204)
	s.do("olga", "GET", olgas+"o.ics", "").has(t, "PARTSTAT=ACCEPTED")
	tag = s.do("olga", "GET", olgas+"o.ics", "").Header.Get("ETag")
	s.do("olga", "PUT", olgas+"o.ics", blank, calendarType, "If-Match: "+tag).want(t, 204) // who saw the answer may ask again
	s.do("olga", "GET", olgas+"o.ics", "").has(t, "PARTSTAT=NEEDS-ACTION")

	s.do("mia", "PUT", own+"m.ics", gathering("m", morning, later), calendarType).want(t, 201)
	s.do("mia", "PUT", own+"m.ics", gathering("m", morning, "20220301T100000Z"), calendarType).want(t, 204)
	if _, text := s.copyOf("mia", "m"); !strings.Contains(text, "PARTSTAT=NEEDS-ACTION;RSVP=TRUE;SCHEDULE-STATUS=1.0:mailto:tom") || !strings.Contains(text, "PARTSTAT=ACCEPTED:mailto:mia") {
		t.Errorf("moved:\n%s", text)
	}
	given := strings.ReplaceAll(gathering("m", morning, "20220301T100000Z"), "mailto:mia", "mailto:rene")
	for _, others := range []string{strings.Replace(given, "mailto:tom", "mailto:mia", 1), given} { // with and without who organised it
		s.do("mia", "PUT", own+"m.ics", others, calendarType).want(t, 403).has(t, "<C:allowed-organizer-scheduling-object-change/>")
	}
	s.do("mia", "GET", own+"m.ics", "").has(t, "ORGANIZER:mailto:mia")
}

// A scheduling object is there once for a person, and its occurrences have one organiser (RFC 6638 §3.2.4).
func TestSchedulingPreconditions(t *testing.T) {
	s := testSite(t)
	s.do("mia", "MKCALENDAR", "/dav/calendars/mia/b/", "").want(t, 201)
	text := gathering("m", morning, later)
	s.do("mia", "PUT", own+"m.ics", text, calendarType).want(t, 201)
	twice := "<C:unique-scheduling-object-resource><D:href>" + own + "m.ics</D:href></C:unique-scheduling-object-resource>"
	s.do("mia", "PUT", "/dav/calendars/mia/b/m.ics", text, calendarType).want(t, 403).has(t, twice)
	s.do("mia", "COPY", own+"m.ics", "", "Destination: /dav/calendars/mia/b/m.ics").want(t, 403).has(t, twice)
	s.do("mia", "MOVE", own+"m.ics", "", "Destination: /dav/calendars/mia/b/m.ics").want(t, 201)
	s.do("mia", "GET", "/dav/calendars/mia/b/m.ics", "").want(t, 200)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/m.ics", text, calendarType).want(t, 201)

	plain := event("p", "P", morning, later)
	s.do("mia", "PUT", own+"p.ics", plain, calendarType).want(t, 201)
	s.do("mia", "PUT", "/dav/calendars/mia/b/p.ics", plain, calendarType).want(t, 201)

	two := strings.Replace(gathering("o", morning, later, "RRULE:FREQ=DAILY;COUNT=3"), "END:VCALENDAR",
		"BEGIN:VEVENT\r\nUID:o\r\nRECURRENCE-ID:20220302T080000Z\r\nDTSTART:20220302T080000Z\r\nORGANIZER:mailto:tom@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR", 1)
	s.do("mia", "PUT", own+"o.ics", two, calendarType).want(t, 403).has(t, "<C:same-organizer-in-all-components/>")
}

// What belongs to the organiser stays in an attendee's copy, unless the organiser said so meanwhile.
func TestAttendeesCopy(t *testing.T) {
	s := testSite(t)
	const copied = "/dav/calendars/tom/calendar/m.ics"
	text := gathering("m", morning, later)
	s.do("mia", "PUT", own+"m.ics", text, calendarType).want(t, 201)
	tag := s.do("tom", "PUT", copied, text, calendarType).want(t, 201).Header.Get("Schedule-Tag")
	if tag == "" {
		t.Error("no Schedule-Tag")
	}
	moved := gathering("m", morning, "20220301T100000Z", "SEQUENCE:1")
	s.do("tom", "PUT", copied, moved, calendarType).want(t, 403).has(t, "<C:allowed-attendee-scheduling-object-change/>")
	s.do("tom", "PUT", copied, strings.Replace(text, "ACCEPTED:mailto:tom", "DECLINED:mailto:tom", 1), calendarType, "If-Schedule-Tag-Match: "+tag).want(t, 204)
	s.do("tom", "PUT", copied, strings.ReplaceAll(text, "ACCEPTED", "TENTATIVE"), calendarType).want(t, 204)
	s.do("tom", "GET", copied, "").has(t, "PARTSTAT=TENTATIVE:mailto:tom", "PARTSTAT=ACCEPTED:mailto:mia")
	s.do("mia", "PUT", own+"m.ics", moved, calendarType).want(t, 204)
	s.do("tom", "PUT", copied, moved, calendarType).want(t, 204)

	outside := strings.ReplaceAll(gathering("o", morning, later), "mailto:mia@", "mailto:out@")
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/o.ics", outside, calendarType).want(t, 201)
	change := strings.Replace(outside, later, "20220301T110000Z", 1)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/o.ics", change, calendarType).want(t, 403)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/o.ics", strings.Replace(change, "SUMMARY", "SEQUENCE:1\r\nSUMMARY", 1), calendarType).want(t, 204)
	s.do("tom", "DELETE", "/dav/calendars/tom/calendar/o.ics", "").want(t, 204)
}
