package caldav

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
)

// manyOverrides is a daily event with so many days that have a component of their own.
func manyOverrides(n int) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:m\r\nDTSTAMP:20220101T000000Z\r\nDTSTART:20220101T080000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n")
	day := time.Date(2022, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		at := day.AddDate(0, 0, i).Format("20060102T150405Z")
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:m\r\nRECURRENCE-ID:%s\r\nDTSTART:%s\r\nEND:VEVENT\r\n", at, at)
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

// lined is an event of so many lines.
func lined(n int) string {
	plain := event("l", "L", "20220301T080000Z", "20220301T090000Z")
	more := n - strings.Count(plain, "\r\n")
	return strings.Replace(plain, "END:VEVENT", strings.Repeat("X-A:b\r\n", more)+"END:VEVENT", 1)
}

// nested is an XML body whose elements stand in each other.
func nested(n int) string {
	return `<D:propfind xmlns:D="DAV:"><D:prop>` + strings.Repeat("<D:x>", n-2) + strings.Repeat("</D:x>", n-2) + `</D:prop></D:propfind>`
}

// askingFor is a PROPFIND of so many names.
func askingFor(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<D:p%d/>", i)
	}
	return `<D:propfind xmlns:D="DAV:"><D:prop>` + b.String() + `</D:prop></D:propfind>`
}

// filtered is a query with so many conditions.
func filtered(n int) string {
	return `<C:calendar-query` + declarations + `><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">` +
		strings.Repeat(`<C:prop-filter name="UID"/>`, n-2) + `</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`
}

// Each limit of docs/operating.md: what is at it goes through, what is one beyond is refused with its status and precondition.
func TestLimits(t *testing.T) {
	s := testSite(t)
	s.dav.maxSize = 10 << 20
	asked := func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf("ATTENDEE:mailto:p%d@example.org", i)
		}
		return event("a", "A", "20220301T080000Z", "20220301T090000Z", append(all, "ORGANIZER:mailto:mia@example.org")...)
	}
	folded := func(n int) string { return strings.ReplaceAll(asked(n), "ATTENDEE", "ATT\r\n ENDEE") }
	described := func(n int) string {
		return update1("<C:calendar-description>"+strings.Repeat("x", n)+"</C:calendar-description>", "")
	}
	for name, c := range map[string]struct {
		method, path string
		body         func(int) string
		most         int
		beyond       int
		condition    string
		headers      []string
	}{
		"octets of an object":  {"PUT", own + "o.ics", func(n int) string { return sized("o", n) }, 10 << 20, 413, "<C:max-resource-size/>", nil},
		"lines of an object":   {"PUT", own + "l.ics", lined, maxLines, 403, "<C:max-resource-size/>", nil},
		"overrides":            {"PUT", own + "m.ics", manyOverrides, 10_000, 403, "<C:max-instances/>", nil},
		"attendees":            {"PUT", own + "a.ics", asked, maxAttendees, 403, "<C:max-attendees-per-instance/>", nil},
		"attendees, folded":    {"PUT", own + "a.ics", folded, maxAttendees, 403, "<C:max-attendees-per-instance/>", nil},
		"nesting of XML":       {"PROPFIND", own, nested, maxDepth, 413, "", []string{"Depth: 0"}},
		"properties asked for": {"PROPFIND", own, askingFor, maxNames, 400, "", []string{"Depth: 0"}},
		"filters":              {"REPORT", own, filtered, maxConditions, 403, "<C:valid-filter/>", []string{"Depth: 1"}},
		"description":          {"PROPPATCH", own, described, maxText, 207, "507", nil},
	} {
		if a := s.do("mia", c.method, c.path, c.body(c.most), c.headers...); a.StatusCode/100 != 2 || strings.Contains(a.body, "507") {
			t.Errorf("%s, %d: %d %.300s", name, c.most, a.StatusCode, a.body)
		}
		if a := s.do("mia", c.method, c.path, c.body(c.most+1), c.headers...); a.StatusCode != c.beyond || !strings.Contains(a.body, c.condition) {
			t.Errorf("%s, %d: %d %.300s", name, c.most+1, a.StatusCode, a.body)
		}
	}
	for _, depth := range []string{own, "/dav/calendars/mia/"} {
		s.do("mia", "PROPFIND", depth, "", "Depth: infinity").want(t, 403).has(t, "<D:propfind-finite-depth/>")
	}
	entities := `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><D:propfind xmlns:D="DAV:"><D:prop><D:x>&b;</D:x></D:prop></D:propfind>`
	s.do("mia", "PROPFIND", own, entities, "Depth: 0").want(t, 400)
	s.do("mia", "PUT", own+"z.ics", "\x1f\x8b", "Content-Encoding: gzip").want(t, 415)
}

// A home keeps so many calendars (RFC 4331 §6), and a calendar is shared with so many (RFC 3744 §8.1.1).
func TestCalendarsOfAHome(t *testing.T) {
	s := testSite(t)
	mia := s.service.Programme().Person("mia")
	made := 0
	for ; made < 2*calendars.MaxCalendars; made++ {
		if err := s.service.Calendars.CreateCollection(t.Context(), mia, "mia", calendars.StoredCollection{Name: fmt.Sprint("c", made)}); err != nil {
			break
		}
	}
	if made >= calendars.MaxCalendars || made < calendars.MaxCalendars-5 {
		t.Errorf("%d calendars were made beside the first ones", made)
	}
	s.do("mia", "MKCALENDAR", "/dav/calendars/mia/more/", "").want(t, 507).has(t, "<D:quota-not-exceeded/>")
	s.do("mia", "DELETE", "/dav/calendars/mia/c0/", "").want(t, 204)
	s.do("mia", "MKCALENDAR", "/dav/calendars/mia/more/", "").want(t, 201)
	shared := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<D:ace><D:principal><D:href>/dav/principals/p%d/</D:href></D:principal><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace>", i)
		}
		return `<D:acl xmlns:D="DAV:">` + b.String() + `</D:acl>`
	}
	s.do("mia", "ACL", own, shared(calendars.MaxShares)).want(t, 200)
	s.do("mia", "ACL", own, shared(calendars.MaxShares+1)).want(t, 403).has(t, "<D:limited-number-of-aces/>")
}

// What clients keep on resources fills the home as objects do, and is bounded on each resource.
func TestPropertiesFillTheHome(t *testing.T) {
	s := testSite(t)
	kept := func(name string, octets int) string {
		return update1(`<x:`+name+` xmlns:x="urn:x">`+strings.Repeat("x", octets)+`</x:`+name+`>`, "")
	}
	before, err := s.service.Calendars.Usage(t.Context(), s.service.Programme().Person("mia"))
	if err != nil {
		t.Fatal(err)
	}
	s.do("mia", "PROPPATCH", own, kept("a", 20<<10)).want(t, 207).lacks(t, "507")
	after, err := s.service.Calendars.Usage(t.Context(), s.service.Programme().Person("mia"))
	if grown := after.Used - before.Used; err != nil || grown < 20<<10 || grown > 21<<10 {
		t.Errorf("grown by %d, %v", grown, err)
	}
	if err := s.service.Calendars.SetHomeSize(t.Context(), after.Used+1<<10); err != nil {
		t.Fatal(err)
	}
	s.do("mia", "PROPPATCH", own, kept("b", 2<<10)).want(t, 507).has(t, "<D:quota-not-exceeded/>")
	s.do("mia", "PROPPATCH", own, kept("a", 10)).want(t, 207)
	s.do("mia", "PROPPATCH", own, kept("b", 2<<10)).want(t, 207).lacks(t, "507")
	if err := s.service.Calendars.SetHomeSize(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; n < maxKept && !strings.Contains(s.do("mia", "PROPPATCH", own, kept(fmt.Sprint("c", n), 30<<10)).body, "507"); n++ {
	}
	if octets := n * 30 << 10; octets > maxKeptAll || octets < maxKeptAll-(60<<10) {
		t.Errorf("%d properties of 30 KiB are kept on one calendar", n)
	}
}
