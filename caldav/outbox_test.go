package caldav

import (
	"strings"
	"testing"
)

func freeBusyRequest(organizer, from, to string, attendees ...string) string {
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nMETHOD:REQUEST\r\nBEGIN:VFREEBUSY\r\nUID:fb\r\nDTSTAMP:20220201T080000Z\r\nDTSTART:" + from +
		"\r\nDTEND:" + to + "\r\nORGANIZER:" + organizer + "\r\n"
	for _, a := range attendees {
		text += "ATTENDEE:" + a + "\r\n"
	}
	return text + "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
}

func TestOutbox(t *testing.T) {
	s := testSite(t)
	const outbox = "/dav/calendars/olga/outbox/"
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/a.ics", event("a", "Geheim", "20220310T180000Z", "20220310T190000Z")).want(t, 201)
	s.do("tom", "MKCALENDAR", "/dav/calendars/tom/free/", "").want(t, 201)
	s.do("tom", "PUT", "/dav/calendars/tom/free/b.ics", event("b", "B", "20220310T200000Z", "20220310T210000Z")).want(t, 201)
	s.do("tom", "PROPPATCH", "/dav/calendars/tom/free/", update1("<C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp>", "")).want(t, 207)
	day := func(organizer string, attendees ...string) string {
		return freeBusyRequest(organizer, "20220310T000000Z", "20220311T000000Z", attendees...)
	}
	a := s.do("olga", "POST", outbox, day("mailto:olga@example.org", "MAILTO:Tom@Example.org", "/dav/principals/olga/", "mailto:x@elsewhere.example.org", "urn:uuid:1"), calendarType).want(t, 200)
	a.has(t, "<D:href>MAILTO:Tom@Example.org</D:href></C:recipient><C:request-status>2.0;Success", "20220310T180000Z/20220310T190000Z", "20220310T080000Z/20220310T160000Z",
		"METHOD:REPLY", "UID:fb", "ORGANIZER:mailto:olga@example.org", "ATTENDEE:MAILTO:Tom@Example.org",
		"<D:href>/dav/principals/olga/</D:href></C:recipient><C:request-status>2.0;Success",
		"<D:href>mailto:x@elsewhere.example.org</D:href></C:recipient><C:request-status>5.3;", "<D:href>urn:uuid:1</D:href></C:recipient><C:request-status>3.7;")
	a.lacks(t, "Geheim", "20220310T200000Z", "Agora")

	// Whom one has nothing to do with is as unknown as a stranger.
	s.do("mia", "POST", "/dav/calendars/mia/outbox/", day("mailto:mia@example.org", "mailto:tom@example.org"), calendarType).want(t, 200).
		has(t, "<C:request-status>5.3;").lacks(t, "FREEBUSY")

	// A session that was declined takes no time.
	s.do("tom", "DELETE", "/dav/calendars/tom/parcours/agora.ics", "").want(t, 204)
	s.do("olga", "POST", outbox, day("mailto:olga@example.org", "mailto:tom@example.org"), calendarType).lacks(t, "20220310T080000Z/20220310T160000Z")

	for name, test := range map[string]struct {
		body      string
		status    int
		condition string
	}{
		"another organizer": {day("mailto:tom@example.org", "mailto:tom@example.org"), 403, "<C:valid-organizer/>"},
		"an invitation":     {strings.Replace(event("e", "E", "20220310T180000Z", "20220310T190000Z"), "VERSION", "METHOD:REQUEST\r\nVERSION", 1), 400, "<C:valid-scheduling-message/>"},
		"no method":         {strings.Replace(day("mailto:olga@example.org", "mailto:tom@example.org"), "METHOD:REQUEST\r\n", "", 1), 400, "<C:valid-scheduling-message/>"},
		"nobody asked":      {day("mailto:olga@example.org"), 400, "<C:valid-scheduling-message/>"},
		"ends first":        {freeBusyRequest("mailto:olga@example.org", "20220311T000000Z", "20220310T000000Z", "mailto:tom@example.org"), 400, "<C:valid-scheduling-message/>"},
		"for ever":          {freeBusyRequest("mailto:olga@example.org", "20220311T000000Z", "20990310T000000Z", "mailto:tom@example.org"), 400, "<C:valid-scheduling-message/>"},
		"no date":           {freeBusyRequest("mailto:olga@example.org", "soon", "20220310T000000Z", "mailto:tom@example.org"), 400, "<C:valid-scheduling-message/>"},
		"no calendar":       {"hello", 403, "<C:valid-calendar-data/>"},
	} {
		t.Run(name, func(t *testing.T) {
			s.do("olga", "POST", outbox, test.body, calendarType).want(t, test.status).has(t, test.condition)
		})
	}
	s.do("olga", "POST", outbox, day("mailto:olga@example.org", "mailto:tom@example.org"), "Content-Type: text/plain").want(t, 403)
	s.do("olga", "POST", "/dav/calendars/tom/outbox/", day("mailto:olga@example.org", "mailto:tom@example.org"), calendarType).want(t, 404)
}

// Inbox and outbox hold no calendar objects of a kind: clients that find calendars by their components list neither.
func TestInboxAndOutboxAreNoCalendars(t *testing.T) {
	s := testSite(t)
	for _, name := range []string{"inbox", "outbox"} {
		s.do("mia", "PROPFIND", "/dav/calendars/mia/"+name+"/", prop("C:supported-calendar-component-set"), "Depth: 0").want(t, 207).
			has(t, "404 Not Found").lacks(t, "<C:comp ")
	}
	s.do("mia", "PROPFIND", own, prop("C:supported-calendar-component-set"), "Depth: 0").want(t, 207).has(t, `<C:comp name="VEVENT"/>`)
}
