package caldav

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"parcours/events"
)

// FuzzPath: any path is refused, or names a resource whose href names it again.
func FuzzPath(f *testing.F) {
	for _, path := range []string{
		"/", "/dav/", "/dav", "/dav/principals/rene/", "/dav/principals/elus.category/", "/dav/principals/faverges.territory/",
		"/dav/calendars/rene/inbox/", "/dav/calendars/rene/calendar/a%40b+c.ics", "/dav/programme/elus/agora.ics", "/dav/calendars/%2e%2e/x",
		"/dav/calendars/a%2Fb/", "/dav//x", "/dav/calendars/r/c/%25%00", "http://example.org/dav/calendars/rene/calendar/x.ics?y#z", "%", "é", "/dav/programme/%C3%A9/",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		for _, parse := range []func(string) (resource, error){parsePath, func(s string) (resource, error) { r, _, err := parseHref(s); return r, err }} {
			res, err := parse(path)
			if err != nil {
				if !errors.Is(err, errBadPath) && !errors.Is(err, events.ErrNotFound) {
					t.Fatal(err)
				}
				continue
			}
			href := res.href()
			again, err := parsePath(href)
			if err != nil || again != res {
				t.Fatalf("%q: %+v, by its href %q: %+v %v", path, res, href, again, err)
			}
			if strings.ContainsAny(href, "<>\"& \n\\") || strings.Contains(href, "//") || strings.Contains(href, "/../") {
				t.Fatalf("%q: href %q", path, href)
			}
		}
	})
}

// wellFormed fails the test unless an answer's body is XML where it says so, and no server error.
func wellFormed(t *testing.T, a answer) {
	t.Helper()
	if a.StatusCode >= 500 && a.StatusCode != http.StatusInsufficientStorage {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/xml") {
		return
	}
	d := xml.NewDecoder(strings.NewReader(a.body))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, a.body)
		}
	}
}

// FuzzPropfind: any body of PROPFIND and PROPPATCH is answered in well-formed XML, and what was kept comes back so.
func FuzzPropfind(f *testing.F) {
	for _, body := range []string{
		"", prop("D:displayname", "A:calendar-color", "CS:getctag"), `<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>`,
		`<D:propfind xmlns:D="DAV:"><D:allprop/><D:include><D:acl/></D:include></D:propfind>`,
		`<propfind xmlns="DAV:"><prop><a xmlns=""/><b:c xmlns:b="urn:&quot;&lt;"/></prop></propfind>`,
		update1(`<x xmlns="urn:x" y="&#10;&quot;" xml:lang="fr">é&#13;<z xmlns=""/></x>`, `<D:displayname/>`),
		update1(`<D:displayname>a &lt; b</D:displayname><C:calendar-timezone>x</C:calendar-timezone>`, ""),
		"\xff\xfe<\x00a\x00/\x00>\x00",
	} {
		f.Add(body)
	}
	s := testSite(f)
	f.Fuzz(func(t *testing.T, body string) {
		s.t = t
		for _, path := range []string{"/dav/principals/mia/", "/dav/calendars/mia/", "/dav/calendars/mia/parcours/agora.ics"} {
			wellFormed(t, s.do("mia", "PROPFIND", path, body, "Depth: 1"))
		}
		wellFormed(t, s.do("mia", "PROPPATCH", "/dav/calendars/mia/parcours/", body))
		wellFormed(t, s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/", "", "Depth: 0"))
	})
}

// FuzzReport: any body of REPORT, MKCALENDAR and ACL is answered in well-formed XML.
func FuzzReport(f *testing.F) {
	for _, body := range []string{
		query(inEvent(`<C:time-range start="20220301T000000Z" end="20220401T000000Z"/>`), "<C:calendar-data/>"),
		query(inEvent(`<C:prop-filter name="SUMMARY"><C:text-match negate-condition="yes">x</C:text-match></C:prop-filter>`), `<C:calendar-data><C:expand start="20220301T000000Z" end="20220401T000000Z"/></C:calendar-data>`),
		multiget("/dav/calendars/mia/parcours/agora.ics", "&lt;&amp;", "http://["), syncBody("", "1", 1), syncBody("data:,x/1.2.3", "", 0),
		`<C:free-busy-query` + declarations + `><C:time-range start="20220301T000000Z" end="20220401T000000Z"/></C:free-busy-query>`,
		`<D:expand-property xmlns:D="DAV:"><D:property name="owner"><D:property name="group-membership"/></D:property></D:expand-property>`,
		`<D:principal-property-search` + declarations + `><D:property-search><D:prop><D:displayname/></D:prop><D:match>m</D:match></D:property-search><D:prop><D:acl/></D:prop></D:principal-property-search>`,
		`<D:principal-match xmlns:D="DAV:"><D:self/></D:principal-match>`,
		`<D:acl xmlns:D="DAV:"><D:ace><D:principal><D:href>/dav/principals/tom/</D:href></D:principal><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace></D:acl>`,
		`<C:mkcalendar` + declarations + `><D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set></C:mkcalendar>`,
	} {
		f.Add(body)
	}
	s := testSite(f)
	f.Fuzz(func(t *testing.T, body string) {
		s.t = t
		for _, path := range []string{"/dav/calendars/mia/parcours/", "/dav/calendars/mia/tasks/", "/dav/calendars/mia/", "/dav/principals/"} {
			wellFormed(t, s.do("mia", "REPORT", path, body))
		}
		wellFormed(t, s.do("mia", "ACL", own, body))
		if a := s.do("mia", "MKCALENDAR", "/dav/calendars/mia/fuzz/", body); a.StatusCode == http.StatusCreated {
			wellFormed(t, s.do("mia", "PROPFIND", "/dav/calendars/mia/fuzz/", "", "Depth: 0"))
			s.do("mia", "DELETE", "/dav/calendars/mia/fuzz/", "")
		} else {
			wellFormed(t, a)
		}
	})
}

// FuzzIfHeader: any If header is refused, or evaluated without a panic.
func FuzzIfHeader(f *testing.F) {
	for _, value := range []string{`(["x"])`, `<http://example.org/a> (Not <DAV:no-lock> [W/"x"]) ("y")`, `(<a>)(["`, "(Not)", "()", "([*])"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		lists, err := parseIf(value)
		if err == nil && len(lists) == 0 {
			t.Fatal("no list and no error")
		}
		ifHolds(lists, func(string) state { return state{"x", "DAV:no-lock"} })
		parseETags([]string{value})
	})
}

// FuzzPut: any calendar object is refused with nothing kept, or comes back octet for octet and is found by the reports.
func FuzzPut(f *testing.F) {
	event := func(lines string) string {
		return strings.ReplaceAll("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:x\nDTSTAMP:20220101T000000Z\n"+lines+"END:VEVENT\nEND:VCALENDAR\n", "\n", "\r\n")
	}
	for _, body := range []string{
		event("DTSTART:20220301T090000Z\nDTEND:20220301T100000Z\nSUMMARY:x\n"), event("DTSTART;VALUE=DATE:20220301\nRRULE:FREQ=YEARLY;BYWEEKNO=9\n"),
		event("DTSTART;TZID=Europe/Paris:20220327T023000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Paris:20220328T023000\nRDATE;VALUE=PERIOD:20220401T000000Z/PT1H\n"),
		event("DTSTART:20220301T090000\nDURATION:-PT1H\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM\n"),
		"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nDUE:20220301T090000Z\nEND:VTODO\nEND:VCALENDAR\n", "\ufeffBEGIN:VCALENDAR", "",
	} {
		f.Add(body)
	}
	s := testSite(f)
	f.Fuzz(func(t *testing.T, body string) {
		s.t = t
		const path = "/dav/calendars/mia/calendar/fuzz.ics"
		put := s.do("mia", "PUT", path, body, "Content-Type: text/calendar")
		wellFormed(t, put)
		got := s.do("mia", "GET", path, "")
		if put.StatusCode/100 != 2 {
			if got.StatusCode != http.StatusNotFound {
				t.Fatalf("refused with %d, then %d", put.StatusCode, got.StatusCode)
			}
			return
		}
		if got.StatusCode != http.StatusOK || put.Header.Get("ETag") != "" && got.body != body {
			t.Fatalf("%d: kept %q\nof %q", got.StatusCode, got.body, body)
		}
		for _, filter := range []string{inEvent(""), inEvent(`<C:time-range start="20220301T000000Z" end="20220401T000000Z"/>`)} {
			wellFormed(t, s.do("mia", "REPORT", "/dav/calendars/mia/calendar/", query(filter, `<C:calendar-data><C:expand start="20220301T000000Z" end="20220401T000000Z"/></C:calendar-data>`)))
		}
		wellFormed(t, s.do("mia", "REPORT", "/dav/calendars/mia/calendar/", `<C:free-busy-query`+declarations+`><C:time-range start="20220301T000000Z" end="20220401T000000Z"/></C:free-busy-query>`))
		if gone := s.do("mia", "DELETE", path, ""); gone.StatusCode != http.StatusNoContent {
			t.Fatalf("%d at the end", gone.StatusCode)
		}
	})
}
