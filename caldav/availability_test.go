package caldav

import (
	"net/http/httptest"
	"strings"
	"testing"

	"parcours/busylinks"
)

const officeHours = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VAVAILABILITY\r\nUID:a\r\nDTSTAMP:20220201T080000Z\r\nBEGIN:AVAILABLE\r\nUID:b\r\nDTSTAMP:20220201T080000Z\r\n" +
	"SUMMARY:Bureau\r\nDTSTART:20220201T080000Z\r\nDTEND:20220201T160000Z\r\nRRULE:FREQ=DAILY\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\nEND:VCALENDAR\r\n"

// What somebody says of when they can be had counts in what others are told (RFC 7953 §7.2.4, §7.2.5), and its words are theirs.
func TestAvailability(t *testing.T) {
	s := testSite(t)
	const inbox = "/dav/calendars/mia/inbox/"
	set := func(text string) answer {
		return s.do("mia", "PROPPATCH", inbox, update1("<C:calendar-availability>"+text+"</C:calendar-availability>", "")).want(t, 207)
	}
	ask := func() answer {
		return s.do("rene", "POST", "/dav/calendars/rene/outbox/", freeBusyRequest("mailto:rene@example.org", "20220315T000000Z", "20220316T000000Z", "mailto:mia@example.org"), calendarType).want(t, 200)
	}
	ask().lacks(t, "UNAVAILABLE")
	set("hello").has(t, "403", "<C:valid-calendar-data/>")
	set(event("e", "E", morning, later)).has(t, "403", "<C:valid-calendar-data/>")
	set(officeHours).has(t, "200 OK")
	s.do("mia", "PROPFIND", inbox, prop("C:calendar-availability"), "Depth: 0").has(t, "BEGIN:VAVAILABILITY", "SUMMARY:Bureau")
	s.do("mia", "PROPFIND", inbox, `<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>`, "Depth: 0").want(t, 207).lacks(t, "VAVAILABILITY")
	s.do("rene", "PROPFIND", inbox, prop("C:calendar-availability"), "Depth: 0").want(t, 404)
	ask().has(t, "FBTYPE=BUSY-UNAVAILABLE:20220315T000000Z/20220315T080000Z", "FBTYPE=BUSY-UNAVAILABLE:20220315T160000Z/20220316T000000Z").lacks(t, "Bureau")
	s.do("mia", "PROPPATCH", inbox, update1("", "<C:calendar-availability/>")).want(t, 207).has(t, "200 OK")
	ask().lacks(t, "UNAVAILABLE")

	// One that is kept in a calendar that counts does as well, and is reported and found.
	s.do("mia", "MKCOL", "/dav/calendars/mia/hours/", `<D:mkcol`+declarations+`><D:set><D:prop><D:resourcetype><D:collection/><C:calendar/></D:resourcetype><C:supported-calendar-component-set><C:comp name="VAVAILABILITY"/></C:supported-calendar-component-set></D:prop></D:set></D:mkcol>`).want(t, 201)
	s.do("mia", "PUT", "/dav/calendars/mia/hours/a.ics", officeHours, calendarType).want(t, 201)
	ask().has(t, "FBTYPE=BUSY-UNAVAILABLE:20220315T000000Z/20220315T080000Z")
	s.do("mia", "REPORT", "/dav/calendars/mia/hours/", `<C:free-busy-query`+declarations+`><C:time-range start="20220315T000000Z" end="20220316T000000Z"/></C:free-busy-query>`).want(t, 200).
		has(t, "FBTYPE=BUSY-UNAVAILABLE:20220315T160000Z/20220316T000000Z")
	s.do("mia", "REPORT", "/dav/calendars/mia/hours/", `<C:calendar-query`+declarations+`><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VAVAILABILITY"><C:time-range start="20300315T000000Z" end="20300316T000000Z"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`, "Depth: 1").
		want(t, 207).has(t, "a.ics")
}

// The address that somebody gave of their busy times tells these and nothing else, until it is revoked.
func TestBusyAddress(t *testing.T) {
	s := testSite(t)
	get := func(path string, headers ...string) answer {
		r := httptest.NewRequest("GET", "http://parcours.example.org"+path, nil)
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		s.dav.ServeBusy(w, r)
		return answer{w.Result(), w.Body.String()}
	}
	address := func(who string) string {
		path, err := s.service.Accounts.BusyLink(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	give := func(who string, wanted bool) {
		if err := s.service.Accounts.SetBusyLink(t.Context(), who, wanted); err != nil {
			t.Fatal(err)
		}
	}
	s.do("mia", "PUT", own+"a.ics", event("a", "Geheim", "20220220T180000Z", "20220220T190000Z", "LOCATION:Keller"), calendarType).want(t, 201)
	s.do("mia", "PUT", own+"far.ics", event("far", "F", "20220601T180000Z", "20220601T190000Z"), calendarType).want(t, 201)
	if address("mia") != "" {
		t.Error("an address that nobody asked for")
	}
	give("mia", true)
	path := address("mia")
	a := get(path).want(t, 200).has(t, "BEGIN:VFREEBUSY", "METHOD:PUBLISH", "ORGANIZER:mailto:mia@example.org", "20220220T180000Z/20220220T190000Z", "DTSTART:20220214T230000Z").lacks(t, "Geheim", "Keller", "20220601")
	get(path, "If-None-Match: "+a.Header.Get("ETag")).want(t, 304)
	if got := a.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/calendar") {
		t.Errorf("Content-Type %q", got)
	}
	get(path+"?start=20220601T000000Z&period=P1D").want(t, 200).has(t, "20220601T180000Z/20220601T190000Z").lacks(t, "20220220")
	get(path+"?start=2022-06-01T00:00:00Z&end=2022-06-01T19:00:00Z").want(t, 200).has(t, "20220601T180000Z/20220601T190000Z")
	for _, bad := range []string{"?start=soon", "?end=1", "?period=1", "?period=P900D", "?start=20220601T000000Z&end=20220501T000000Z"} {
		get(path+bad).want(t, 400)
	}
	give("tom", true)
	if other := address("tom"); other == path {
		t.Error("two people have one address")
	}
	get(busylinks.PathStart+"nobody.ifb").want(t, 404)
	get(strings.TrimSuffix(path, ".ifb")).want(t, 404)

	give("mia", true)
	get(path).want(t, 410).lacks(t, "FREEBUSY")
	path = address("mia")
	get(path).want(t, 200)
	give("mia", false)
	get(path).want(t, 410)
	get(address("tom")).want(t, 200)
	if err := s.service.RemovePerson(t.Context(), "tom"); err != nil {
		t.Fatal(err)
	}
	get(address("tom")).want(t, 410)
	give("mia", true)
	path = address("mia")
	if err := s.service.Accounts.RevokeAll(t.Context(), "mia"); err != nil {
		t.Fatal(err)
	}
	get(path).want(t, 410)
}
