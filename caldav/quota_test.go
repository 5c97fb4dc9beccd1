package caldav

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
)

// text gives one property of a resource, "" where it is missing.
func (s *site) text(who, path, name string) string {
	s.t.Helper()
	return s.do(who, "PROPFIND", path, prop("D:"+name), "Depth: 0").responses(s.t)[0].props["200"][dav(name)].text()
}

// sized is an event of so many octets.
func sized(uid string, octets int) string {
	return event(uid, strings.Repeat("x", octets-len(event(uid, "", "20220301T080000Z", "20220301T090000Z"))), "20220301T080000Z", "20220301T090000Z")
}

// The time of creation survives a change and a move, not a copy (RFC 4918 §15.1).
func TestCreationDate(t *testing.T) {
	s := testSite(t)
	const home = "/dav/calendars/mia/"
	later := func() { s.now.Add(3600) }
	expect := func(path, want string) {
		t.Helper()
		if got := s.text("mia", path, "creationdate"); got != want {
			t.Errorf("%s: created %q, want %q", path, got, want)
		}
	}
	const nine, ten, eleven, noon = "2022-02-15T09:00:00Z", "2022-02-15T10:00:00Z", "2022-02-15T11:00:00Z", "2022-02-15T12:00:00Z"
	s.do("mia", "PUT", own+"a.ics", sized("a", 300)).want(t, 201)
	later()
	s.do("mia", "MKCALENDAR", home+"b/", "").want(t, 201)
	s.do("mia", "PUT", own+"a.ics", sized("a", 301)).want(t, 204)
	expect(own+"a.ics", nine)
	later()
	s.do("mia", "COPY", own+"a.ics", "", "Destination: "+home+"b/copy.ics").want(t, 201)
	expect(home+"b/copy.ics", eleven)
	later()
	s.do("mia", "PROPPATCH", home+"b/", update1("<D:displayname>B</D:displayname>", "")).want(t, 207)
	s.do("mia", "COPY", own+"a.ics", "", "Destination: "+home+"b/copy.ics").want(t, 204)
	expect(home+"b/copy.ics", eleven) // overwritten in place (§9.8.4)
	s.do("mia", "MOVE", own+"a.ics", "", "Destination: "+home+"b/copy.ics").want(t, 204)
	expect(home+"b/copy.ics", nine)
	s.do("mia", "MOVE", home+"b/copy.ics", "", "Destination: "+home+"b/named.ics").want(t, 201)
	expect(home+"b/named.ics", nine)
	s.do("mia", "PUT", home+"b/new.ics", sized("new", 300)).want(t, 201)
	expect(home+"b/new.ics", noon)
	expect(own, nine)
	expect(home+"b/", ten)
	for _, path := range []string{home, home + "inbox/", home + "parcours/", home + "parcours/agora.ics", "/dav/programme/elus/", "/dav/principals/mia/"} {
		s.do("mia", "PROPFIND", path, prop("D:creationdate"), "Depth: 0").has(t, "HTTP/1.1 404 Not Found").lacks(t, "200 OK")
	}
	r := s.do("mia", "PROPPATCH", own, update1("<D:creationdate>2000-01-01T00:00:00Z</D:creationdate>", "")).responses(t)[0]
	if len(r.props["403"]) != 1 {
		t.Errorf("%v", r.props)
	}
}

// A home's used octets are those of its objects, and all its calendars share the room (RFC 4331 §3 and §4).
func TestQuotaProperties(t *testing.T) {
	s := testSite(t)
	const home = "/dav/calendars/mia/"
	if err := s.service.Calendars.SetHomeSize(t.Context(), 2000); err != nil {
		t.Fatal(err)
	}
	used := int64(len(todo("own", "Own")))
	expect := func(used int64) {
		t.Helper()
		for _, path := range []string{home, own, home + "tasks/"} {
			got := s.text("mia", path, "quota-used-bytes") + " " + s.text("mia", path, "quota-available-bytes")
			if want := fmt.Sprint(used, 2000-used); got != want {
				t.Errorf("%s: used and available %q, want %q", path, got, want)
			}
		}
	}
	expect(used)
	s.do("mia", "PUT", own+"a.ics", sized("a", 500)).want(t, 201)
	expect(used + 500)
	s.do("mia", "PUT", own+"a.ics", sized("a", 400)).want(t, 204)
	expect(used + 400)
	s.do("mia", "MKCALENDAR", home+"b/", "").want(t, 201)
	s.do("mia", "COPY", own+"a.ics", "", "Destination: "+home+"b/a.ics").want(t, 201)
	expect(used + 800)
	s.do("mia", "MOVE", own+"a.ics", "", "Destination: "+home+"b/a.ics").want(t, 204)
	expect(used + 400)
	s.do("mia", "PUT", own+"c.ics", sized("c", 300)).want(t, 201)
	s.do("mia", "DELETE", home+"b/", "").want(t, 204)
	expect(used + 300)
	s.do("mia", "DELETE", own+"c.ics", "").want(t, 204)
	expect(used)

	for _, path := range []string{home + "inbox/", home + "parcours/", home + "faverges.agenda/", home + "tasks/own.ics", "/dav/programme/elus/", "/dav/"} {
		s.do("mia", "PROPFIND", path, prop("D:quota-used-bytes", "D:quota-available-bytes"), "Depth: 0").has(t, "404 Not Found").lacks(t, "200 OK")
	}
	s.do("mia", "PROPFIND", home, `<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>`, "Depth: 1").want(t, 207).lacks(t, "quota")
	s.do("mia", "PROPFIND", home, `<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>`, "Depth: 0").want(t, 207).has(t, "<D:quota-used-bytes/>")
	r := s.do("mia", "PROPPATCH", home, update1("<D:quota-available-bytes>1</D:quota-available-bytes>", "")).responses(t)[0]
	if len(r.props["403"]) != 1 {
		t.Errorf("%v", r.props)
	}
}

// What no longer fits is refused with 507 and quota-not-exceeded (RFC 4331 §6), and nothing of it is kept.
func TestQuotaIsEnforced(t *testing.T) {
	s := testSite(t)
	const home = "/dav/calendars/mia/"
	s.do("mia", "MKCALENDAR", home+"b/", "").want(t, 201)
	s.do("mia", "PUT", own+"a.ics", sized("a", 400)).want(t, 201)
	used, err := strconv.ParseInt(s.text("mia", home, "quota-used-bytes"), 10, 64)
	if err == nil {
		err = s.service.Calendars.SetHomeSize(t.Context(), used+300)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
	}{
		{"a new one", "PUT", own + "n.ics", sized("n", 301), nil, 507},
		{"a member", "POST", own + "?add-member", sized("n", 301), nil, 507},
		{"a larger one", "PUT", own + "a.ics", sized("a", 701), nil, 507},
		{"a copy", "COPY", own + "a.ics", "", []string{"Destination: " + home + "b/a.ics"}, 507},
		{"to a derived calendar", "PUT", home + "parcours/n.ics", sized("n", 301), nil, 403},
		{"a move in the home", "MOVE", own + "a.ics", "", []string{"Destination: " + home + "b/a.ics"}, 201},
		{"another name", "MOVE", home + "b/a.ics", "", []string{"Destination: " + home + "b/m.ics"}, 201},
		{"as large as can be", "PUT", home + "b/m.ics", sized("a", 700), nil, 204},
		{"one octet more", "PUT", home + "b/m.ics", sized("a", 701), nil, 507},
		{"smaller", "PUT", home + "b/m.ics", sized("a", 699), nil, 204},
		{"a calendar", "MKCALENDAR", home + "c/", "", nil, 201},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := s.text("mia", home, "quota-used-bytes") + s.text("mia", home, "sync-token")
			a := s.do("mia", test.method, test.path, test.body, append(test.headers, calendarType)...).want(t, test.status)
			if test.status != 507 {
				return
			}
			a.has(t, "<D:error", "<D:quota-not-exceeded/>", "delete what is no longer needed").lacks(t, "need-privileges")
			if after := s.text("mia", home, "quota-used-bytes") + s.text("mia", home, "sync-token"); after != before {
				t.Errorf("%s became %s", before, after)
			}
		})
	}
	// A home that has more than it may, because the limit was lowered, keeps it all and can be emptied.
	if err := s.service.Calendars.SetHomeSize(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s.do("mia", "PUT", home+"b/m.ics", sized("a", 698)).want(t, 204)
	s.do("mia", "PUT", home+"b/m.ics", sized("a", 699)).want(t, 507)
	s.do("mia", "MOVE", home+"b/m.ics", "", "Destination: "+own+"a.ics").want(t, 201)
	if got := s.text("mia", home, "quota-available-bytes"); got != "0" {
		t.Errorf("available: %s", got)
	}
	s.do("mia", "DELETE", own+"a.ics", "").want(t, 204)
}

// Who writes to a calendar that somebody shares fills the owner's home, and is not told how full it is.
func TestQuotaOfASharedCalendar(t *testing.T) {
	s := testSite(t)
	const shared = "/dav/calendars/rene/mia~calendar/"
	mia := s.service.Programme().Person("mia")
	c, err := s.service.Calendars.Collection(t.Context(), mia, "mia", "calendar")
	if err == nil {
		err = s.service.Calendars.ShareCollection(t.Context(), mia, c, "rene", calendars.ReadWrite)
	}
	if err == nil {
		err = s.service.Calendars.SetHomeSize(t.Context(), 1000)
	}
	if err != nil {
		t.Fatal(err)
	}
	own := int64(len(todo("own", "Own")))
	s.do("rene", "PUT", "/dav/calendars/rene/calendar/r.ics", sized("r", 800)).want(t, 201)
	s.do("rene", "PUT", shared+"a.ics", sized("a", 600)).want(t, 201)
	for who, want := range map[string]int64{"mia": own + 600, "rene": own + 800} {
		if got := s.text(who, "/dav/calendars/"+who+"/", "quota-used-bytes"); got != fmt.Sprint(want) {
			t.Errorf("%s: %s octets, want %d", who, got, want)
		}
	}
	s.do("rene", "PROPFIND", shared, prop("D:quota-used-bytes", "D:quota-available-bytes"), "Depth: 0").has(t, "404 Not Found").lacks(t, "200 OK")
	s.do("rene", "PUT", shared+"b.ics", sized("b", 400)).want(t, 507).has(t, "<D:quota-not-exceeded/>")
	s.do("rene", "MOVE", "/dav/calendars/rene/calendar/r.ics", "", "Destination: "+shared+"r.ics").want(t, 507).has(t, "<D:quota-not-exceeded/>")
	s.do("rene", "GET", "/dav/calendars/rene/calendar/r.ics", "").want(t, 200)
	s.do("mia", "DELETE", "/dav/calendars/mia/calendar/a.ics", "").want(t, 204)
	s.now.Add(int64(time.Hour / time.Second))
	s.do("rene", "MOVE", "/dav/calendars/rene/calendar/r.ics", "", "Destination: "+shared+"r.ics").want(t, 201)
	if got := s.text("mia", "/dav/calendars/mia/calendar/r.ics", "creationdate"); got != "2022-02-15T09:00:00Z" {
		t.Errorf("created %s", got)
	}
	if got := s.text("rene", "/dav/calendars/rene/", "quota-used-bytes"); got != fmt.Sprint(own) {
		t.Errorf("%s octets, want %d", got, own)
	}
}
