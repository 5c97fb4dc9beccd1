package caldav

import (
	"strings"
	"testing"
)

func inviting(uid, who string, lines ...string) string {
	return event(uid, "Réunion", morning, later, append([]string{"ORGANIZER:mailto:olga@example.org", "ATTENDEE:mailto:" + who + "@example.org"}, lines...)...)
}

// What somebody is asked to goes into the calendar that they chose (RFC 6638 §4.3, §9.2), which is not deleted while it is that.
func TestDefaultCalendar(t *testing.T) {
	s := testSite(t)
	const inbox, other = "/dav/calendars/tom/inbox/", "/dav/calendars/tom/b/"
	choose := func(who, href string) answer {
		return s.do(who, "PROPPATCH", "/dav/calendars/"+who+"/inbox/", update1("<C:schedule-default-calendar-URL><D:href>"+href+"</D:href></C:schedule-default-calendar-URL>", "")).want(t, 207)
	}
	now := func(who, want string) {
		t.Helper()
		s.do(who, "PROPFIND", "/dav/calendars/"+who+"/inbox/", prop("C:schedule-default-calendar-URL"), "Depth: 0").
			has(t, "<C:schedule-default-calendar-URL><D:href>"+want+"</D:href></C:schedule-default-calendar-URL>")
	}
	s.do("tom", "MKCALENDAR", other, "").want(t, 201)
	s.do("tom", "MKCOL", "/dav/calendars/tom/todos/", `<D:mkcol`+declarations+`><D:set><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype><C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set></D:prop></D:set></D:mkcol>`).want(t, 201)
	s.do("mia", "MKCALENDAR", "/dav/calendars/mia/b/", "").want(t, 201)
	now("tom", "/dav/calendars/tom/calendar/")

	choose("tom", "http://parcours.example.org"+other).has(t, "200 OK")
	now("tom", other)
	now("mia", "/dav/calendars/mia/calendar/")
	s.do("olga", "PUT", "/dav/calendars/olga/calendar/a.ics", inviting("a", "tom"), calendarType).want(t, 201)
	if got := s.do("tom", "PROPFIND", other, prop("D:getetag"), "Depth: 1").hrefs(t); len(got) != 2 {
		t.Errorf("in the chosen calendar: %v", got)
	}
	todoFor := strings.NewReplacer("VEVENT", "VTODO", "DTEND", "DUE").Replace(inviting("t", "tom"))
	s.do("olga", "PUT", "/dav/calendars/olga/tasks/t.ics", todoFor, calendarType).want(t, 201)
	if got := s.do("tom", "PROPFIND", other, prop("D:getetag"), "Depth: 1").hrefs(t); len(got) != 3 {
		t.Errorf("a task, in a calendar of every kind: %v", got)
	}

	for name, href := range map[string]string{
		"somebody else's": "/dav/calendars/mia/b/", "none": "/dav/calendars/tom/none/", "derived": "/dav/calendars/tom/parcours/", "the inbox": inbox, "of tasks": "/dav/calendars/tom/todos/",
		"elsewhere": "https://elsewhere.example.org" + other, "an object": other + "a.ics", "a delegation's": "/dav/calendars/tom/faverges.agenda/", "nothing": "",
	} {
		if a := choose("tom", href); !strings.Contains(a.body, "<C:valid-schedule-default-calendar-URL/>") || !strings.Contains(a.body, "403") {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	s.do("tom", "PROPPATCH", inbox, update1("", "<C:schedule-default-calendar-URL/>")).want(t, 207).has(t, "403", "<C:default-calendar-needed/>")
	s.do("tom", "PROPPATCH", inbox, update1(`<C:schedule-default-calendar-URL><D:href>/dav/calendars/tom/calendar/</D:href></C:schedule-default-calendar-URL><D:resourcetype/>`, "")).want(t, 207).has(t, "424")
	s.do("mia", "PROPPATCH", inbox, update1("<C:schedule-default-calendar-URL><D:href>"+other+"</D:href></C:schedule-default-calendar-URL>", "")).want(t, 404)
	now("tom", other)

	s.do("tom", "DELETE", other, "").want(t, 403).has(t, "<C:default-calendar-needed/>")
	s.do("tom", "DELETE", "/dav/calendars/tom/calendar/", "").want(t, 403)
	choose("tom", "/dav/calendars/tom/calendar/").has(t, "200 OK")
	s.do("tom", "DELETE", "/dav/calendars/tom/calendar/", "").want(t, 403).has(t, "<C:default-calendar-needed/>")
	s.do("tom", "DELETE", other, "").want(t, 204)
	s.do("olga", "PUT", "/dav/calendars/olga/calendar/c.ics", inviting("c", "tom"), calendarType).want(t, 201)
	if got := s.do("tom", "PROPFIND", "/dav/calendars/tom/calendar/", prop("D:getetag"), "Depth: 1").hrefs(t); len(got) != 2 {
		t.Errorf("in calendar/ again: %v", got)
	}
}
