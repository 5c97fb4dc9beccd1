package caldav

import "testing"

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
