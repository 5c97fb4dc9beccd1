package caldav

import (
	"strings"
	"testing"
)

// TestMakeCalendarBodies: a body of a type that is not understood is 415 (RFC 4918 §9.3); XML under a wrong name or
// none is read.
func TestMakeCalendarBodies(t *testing.T) {
	s := testSite(t)
	const path = "/dav/calendars/mia/new/"
	empty := `<C:mkcalendar` + declarations + `/>`
	for _, test := range []struct {
		name, method, body, media string
		status                    int
	}{
		{"another type", "MKCOL", "afafafaf", "xzy-foo/bar-512", 415},
		{"another type to MKCALENDAR", "MKCALENDAR", "{}", "application/json", 415},
		{"broken XML", "MKCOL", "<D:mkcol", "application/xml", 400},
		{"broken, without a type", "MKCALENDAR", "<", "", 400},
		{"XML of a wrong name", "MKCALENDAR", empty, "text/plain", 201},
	} {
		t.Run(test.name, func(t *testing.T) {
			var headers []string
			if test.media != "" {
				headers = []string{"Content-Type: " + test.media}
			}
			s.do("mia", test.method, path, test.body, headers...).want(t, test.status)
		})
	}
}

// TestMakeCalendarTooDeep: there is no calendar in a calendar (RFC 4791 §5.3.1.1). The answer is the same in every home,
// whether the calendar is there or not.
func TestMakeCalendarTooDeep(t *testing.T) {
	s := testSite(t)
	s.do("tom", "MKCALENDAR", "/dav/calendars/tom/secret/", "").want(t, 201)
	first := ""
	for _, path := range []string{
		own + "inner/", own + "inner", "/dav/calendars/mia/nothing/inner/", "/dav/calendars/mia/parcours/inner/", "/dav/calendars/mia/inbox/inner/",
		"/dav/calendars/tom/secret/inner/", "/dav/calendars/tom/secret/inner", "/dav/calendars/tom/nothing/inner/", "/dav/calendars/nobody/x/inner/",
		"/dav/programme/elus/inner/", "/dav/programme/nothing/inner",
	} {
		a := s.do("mia", "MKCALENDAR", path, "").want(t, 403).has(t, "<C:calendar-collection-location-ok/>")
		if first == "" {
			first = a.body
		}
		if a.body != first {
			t.Errorf("%s: another answer\n%s", path, a.body)
		}
		if strings.HasSuffix(path, "/") {
			s.do("mia", "MKCOL", path, "").want(t, 403).has(t, "<C:calendar-collection-location-ok/>")
			s.do("mia", "PROPFIND", path, prop("D:displayname"), "Depth: 0").want(t, 404)
			s.do("mia", "PUT", path, event("x", "X", "20220301T080000Z", "20220301T090000Z"), calendarType).want(t, 404)
		}
	}
	for path, status := range map[string]int{
		own + "inner/deeper/": 404, own + "inner/deeper": 404, "/dav/calendars/tom/x/": 404, "/dav/principals/mia/x/": 404, own + "a%2Fb/": 403, own + "..%5C/": 403,
	} {
		s.do("mia", "MKCALENDAR", path, "").want(t, status)
	}
	s.do("", "MKCALENDAR", own+"inner/", "").want(t, 401)
}
