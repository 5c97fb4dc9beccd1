package caldav

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

// Every DAV path, whether it is there or not, asks for credentials, and says nothing more.
func TestNoAnonymousAnswer(t *testing.T) {
	s := testSite(t)
	paths := []string{
		"/dav/", "/dav", "/dav/principals/", "/dav/principals/rene/", "/dav/principals/nobody/", "/dav/calendars/", "/dav/calendars/rene/",
		"/dav/calendars/rene/calendar/", "/dav/calendars/rene/nothing/", "/dav/calendars/rene/calendar/x.ics", "/dav/programme/",
		"/dav/programme/elus/", "/dav/no/such/path", "/dav/calendars/a%2Fb/", "/dav/../etc",
	}
	body := ""
	for _, path := range paths {
		for _, method := range []string{"PROPFIND", "GET", "HEAD", "PUT", "REPORT", "PROPPATCH", "MKCALENDAR", "DELETE", "LOCK", "POST"} {
			a := s.do("", method, path, "")
			a.want(t, http.StatusUnauthorized)
			if got := a.Header.Get("WWW-Authenticate"); got != `Basic realm="Parcours", charset="UTF-8"` {
				t.Errorf("%s %s: WWW-Authenticate %q", method, path, got)
			}
			if method == "HEAD" {
				continue
			}
			if body == "" {
				body = a.body
			}
			if a.body != body {
				t.Errorf("%s %s: another body: %q", method, path, a.body)
			}
		}
	}
	s.do("", "PROPFIND", "/", prop("D:current-user-principal")).want(t, http.StatusUnauthorized)
	for name, authorization := range map[string]string{
		"wrong password": "Basic cmVuZUBleGFtcGxlLm9yZzp3cm9uZw==", "unknown login": "Basic eEBleGFtcGxlLm9yZzp3cm9uZw==",
		"not base64": "Basic ***", "another scheme": "Bearer abc",
	} {
		if a := s.do("", "PROPFIND", "/dav/", "", "Authorization: "+authorization); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
}

func TestOptionsAnswersEverybody(t *testing.T) {
	s := testSite(t)
	for path, allowed := range map[string]string{
		"/":                                "OPTIONS, GET, HEAD, PROPFIND",
		"/dav/":                            "OPTIONS, PROPFIND, REPORT",
		"/dav/principals/rene/":            "OPTIONS, PROPFIND, PROPPATCH, REPORT",
		"/dav/calendars/rene/":             "OPTIONS, PROPFIND, PROPPATCH, REPORT",
		"/dav/calendars/rene/calendar/":    "OPTIONS, GET, HEAD, POST, DELETE, COPY, MOVE, MKCALENDAR, MKCOL, ACL, PROPFIND, PROPPATCH, REPORT",
		"/dav/calendars/rene/calendar/x":   "OPTIONS, GET, HEAD, POST, PUT, DELETE, COPY, MOVE, PROPFIND, PROPPATCH, REPORT",
		"/dav/calendars/rene/outbox/":      "OPTIONS, POST, PROPFIND, PROPPATCH, REPORT",
		"/dav/calendars/nobody/no-such/":   "OPTIONS, GET, HEAD, POST, DELETE, COPY, MOVE, MKCALENDAR, MKCOL, ACL, PROPFIND, PROPPATCH, REPORT",
		"/dav/programme/elus/":             "OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, REPORT",
		"/dav/this/is/no/path/of/anything": "OPTIONS, PROPFIND, REPORT",
	} {
		for _, who := range []string{"", "rene", "wrong"} {
			a := s.do(who, "OPTIONS", path, "").want(t, http.StatusOK)
			if got := a.Header.Get("Allow"); got != allowed {
				t.Errorf("%s: Allow: %s", path, got)
			}
			classes := strings.Split(a.Header.Get("DAV"), ", ")
			if classes[0] != "1" { // Thunderbird drops the first token unread
				t.Errorf("%s: DAV: %v", path, classes)
			}
			for _, class := range []string{"3", "access-control", "calendar-access", "calendar-auto-schedule", "calendar-availability", "calendar-managed-attachments", "extended-mkcol"} {
				if !strings.Contains(a.Header.Get("DAV"), class) {
					t.Errorf("%s: DAV has no %s", path, class)
				}
			}
		}
	}
}

func TestWellKnownRedirectsAnyMethod(t *testing.T) {
	s := testSite(t)
	for _, method := range []string{"GET", "HEAD", "PROPFIND", "OPTIONS", "POST", "PROPPATCH", "REPORT", "PUT", "MKCALENDAR"} {
		for _, path := range []string{"/.well-known/caldav", "/.well-known/caldav/"} {
			a := s.do("", method, path, "").want(t, http.StatusMovedPermanently)
			if got := a.Header.Get("Location"); got != "/dav/" {
				t.Errorf("%s %s: Location %q", method, path, got)
			}
		}
	}
	s.do("", "GET", "/.well-known/caldavs", "").want(t, http.StatusNotFound)
}

// What belongs to somebody else is not there, word for word as what nobody has.
func TestForeignIsAsMissing(t *testing.T) {
	s := testSite(t)
	s.do("rene", "PUT", "/dav/calendars/rene/calendar/a.ics", event("a", "A", "20220301T080000Z", "20220301T090000Z")).want(t, http.StatusCreated)
	for _, pair := range [][2]string{
		{"/dav/principals/tom/", "/dav/principals/nobody/"},
		{"/dav/calendars/rene/", "/dav/calendars/nobody/"},
		{"/dav/calendars/rene/calendar/", "/dav/calendars/nobody/calendar/"},
		{"/dav/calendars/rene/calendar/", "/dav/calendars/rene/nothing/"},
		{"/dav/calendars/rene/faverges.delegation/", "/dav/calendars/rene/nowhere.delegation/"},
		{"/dav/calendars/rene/calendar/a.ics", "/dav/calendars/rene/calendar/b.ics"},
		{"/dav/calendars/rene/inbox/", "/dav/calendars/nobody/inbox/"},
		{"/dav/calendars/mia/faverges.delegation/", "/dav/calendars/mia/nothing/"},
		{"/dav/calendars/mia/programme/", "/dav/calendars/mia/nothing/"},
		{"/dav/calendars/mia/parcours/pairs-1-techniciens.ics", "/dav/calendars/mia/parcours/nothing.ics"},
	} {
		for _, method := range []string{"PROPFIND", "GET", "HEAD", "DELETE", "PROPPATCH", "REPORT", "LOCK"} {
			body := map[string]string{
				"PROPFIND":  prop("D:resourcetype"),
				"PROPPATCH": `<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set></D:propertyupdate>`,
				"REPORT":    `<D:principal-search-property-set xmlns:D="DAV:"/>`,
			}[method]
			there, missing := s.do("mia", method, pair[0], body, "Depth: 0"), s.do("mia", method, pair[1], body, "Depth: 0")
			if there.StatusCode != missing.StatusCode || there.body != missing.body || there.StatusCode < 400 {
				t.Errorf("%s %s: %d %q, %s: %d %q", method, pair[0], there.StatusCode, there.body, pair[1], missing.StatusCode, missing.body)
			}
		}
	}
}

func TestPathsThatNoClientWritesInGoodFaith(t *testing.T) {
	s := testSite(t)
	for path, status := range map[string]int{
		"/dav/calendars/rene%2Fcalendar/":           400,
		"/dav/calendars/rene%2fcalendar/":           400,
		"/dav/calendars/rene/../mia/":               400,
		"/dav/calendars/rene/%2e%2e/mia/":           400,
		"/dav/calendars/rene/./calendar/":           400,
		"/dav/calendars/rene/calendar/%00.ics":      400,
		"/dav/calendars/rene/calendar/a%0D%0Ab.ics": 400,
		"/dav/calendars/rene/calendar/%ff.ics":      400,
		"/dav/calendars/rene/calen%5Cdar/a.ics":     400,
		"/dav/calendars/rene/calen%2Fdar/a.ics":     400,
		"/dav/calendars/re%2fne/calendar/a.ics":     400,
		"/dav/programme/el%2Fus/agora.ics":          400,
		"/dav%2Fcalendars/rene/":                    404, // no path of this handler
		"/dav/calendars/rene/calendar/a%5Cb.ics":    404,
		"/dav/calendars/rene/calendar/a%2Fb.ics":    404,
		"/dav//calendars/rene/":                     404,
		"/dav/calendars//rene/":                     404,
		"/dav/calendars/rene/calendar//":            404,
		"/dav/calendars/rene/calendar/a.ics/":       404,
		"/dav/calendars/rene/calendar":              207, // without its slash, as clients type it
		"/dav":                                      207,
	} {
		if a := s.do("rene", "PROPFIND", path, prop("D:resourcetype"), "Depth: 0"); a.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, a.StatusCode, status)
		}
	}
}

func TestPanicIsAnsweredAndLogged(t *testing.T) {
	s := testSite(t)
	h := New(Rooms{}, nil, Options{Logger: slog.New(slog.NewTextHandler(&s.log, nil))})
	s.handler = http.HandlerFunc(h.ServeHTTP)
	a := s.do("rene", "PROPFIND", "/dav/", prop("D:resourcetype")).want(t, http.StatusInternalServerError)
	a.lacks(t, "nil", "panic", "goroutine", ".go")
	if !strings.Contains(s.log.String(), "goroutine") {
		t.Error("the log does not say where the panic was")
	}
}
