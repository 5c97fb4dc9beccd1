package caldav

import (
	"fmt"
	"strings"
	"testing"
)

// An escaped slash is a letter of an object's name (RFC 3986 §2.2): clients name objects by their UIDs, and Outlook's have
// slashes.
func TestNamesWithSlashes(t *testing.T) {
	s := testSite(t)
	text := event("222Oy/zI==", "Slash", "20220301T080000Z", "20220301T090000Z")
	as, written := own+"222Oy%2FzI%3D%3D.ics", own+"222Oy%2fzI==.ics"
	tag := s.do("mia", "PUT", as, text, calendarType, "If-None-Match: *").want(t, 201).Header.Get("ETag")
	for _, path := range []string{as, written} {
		if got := s.do("mia", "GET", path, "").want(t, 200); got.body != text || got.Header.Get("ETag") != tag {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	s.do("mia", "GET", own+"222Oy/zI==.ics", "").want(t, 404)
	multiget := `<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop><D:href>` + written + `</D:href></C:calendar-multiget>`
	s.do("mia", "REPORT", own, multiget).want(t, 207).has(t, "<D:href>"+as+"</D:href>", tag).lacks(t, "404")
	s.do("mia", "PROPFIND", own, prop("D:getetag"), "Depth: 1").want(t, 207).has(t, "<D:href>"+as+"</D:href>")
	s.do("mia", "PROPFIND", as, prop("D:getetag"), "Depth: 0").want(t, 207).has(t, "<D:href>"+as+"</D:href>", tag)
	s.do("mia", "PUT", own+"other.ics", text, calendarType).want(t, 403).has(t, "<C:no-uid-conflict><D:href>"+as+"</D:href>")

	moved := own + "b%5Cc%2Fd.ics"
	got := s.do("mia", "MOVE", as, "", "Destination: http://parcours.example.org"+moved).want(t, 201)
	if got.Header.Get("Location") != moved {
		t.Errorf("Location %q", got.Header.Get("Location"))
	}
	s.do("mia", "GET", as, "").want(t, 404)
	s.do("mia", "GET", moved, "").want(t, 200)
	sync := `<D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`
	s.do("mia", "REPORT", own, sync).want(t, 207).has(t, "<D:href>"+moved+"</D:href>")
	s.do("mia", "DELETE", moved, "").want(t, 204)

	s.do("olga", "PUT", "/dav/calendars/olga/programme/a%2Fb.ics", strings.Replace(text, "Slash", "Réunion", 1), calendarType).want(t, 201)
	s.do("olga", "GET", "/dav/calendars/olga/programme/a%2Fb.ics", "").want(t, 200)
}

// A request names a bounded number of properties: the answer has each of them for each object.
func TestPropertiesAreBounded(t *testing.T) {
	s := testSite(t)
	var many strings.Builder
	for i := range maxNames + 1 {
		fmt.Fprintf(&many, "<D:x%d/>", i)
	}
	named := `<D:propfind xmlns:D="DAV:"><D:prop>%s</D:prop></D:propfind>`
	s.do("mia", "PROPFIND", own, fmt.Sprintf(named, &many), "Depth: 1").want(t, 400).has(t, "500 properties")
	include := `<D:propfind xmlns:D="DAV:"><D:allprop/><D:include>` + many.String() + `</D:include></D:propfind>`
	s.do("mia", "PROPFIND", own, include, "Depth: 1").want(t, 400)
	properties := strings.ReplaceAll(many.String(), "<D:x", `<D:property name="x`)
	expand := `<D:expand-property xmlns:D="DAV:"><D:property name="owner">` + strings.ReplaceAll(properties, "/>", `"/>`) + `</D:property></D:expand-property>`
	s.do("mia", "REPORT", own, expand, "Depth: 1").want(t, 400).has(t, "500 properties")
	s.do("mia", "PROPFIND", own, fmt.Sprintf(named, strings.Repeat("<D:getetag/>", 2*maxNames)), "Depth: 1").want(t, 207)
}

// Whether there is a person with an id is told to nobody, not by an access control list either.
func TestACLDoesNotTellWhoIsThere(t *testing.T) {
	s := testSite(t)
	give := func(id string) (answer, string) {
		t.Helper()
		a := s.do("mia", "ACL", own, `<D:acl xmlns:D="DAV:"><D:ace><D:principal><D:href>/dav/principals/`+id+
			`/</D:href></D:principal><D:grant><D:privilege><D:read/></D:privilege></D:grant></D:ace></D:acl>`)
		seen := s.do("mia", "PROPFIND", own, prop("D:acl"), "Depth: 0").want(t, 207).body
		report := `<D:acl-principal-prop-set xmlns:D="DAV:"><D:prop><D:displayname/></D:prop></D:acl-principal-prop-set>`
		return a, strings.ReplaceAll(seen+s.do("mia", "REPORT", own, report, "Depth: 0").want(t, 207).body, id, "ID")
	}
	there, seen := give("tom")
	none, without := give("tim")
	if there.StatusCode != none.StatusCode || there.body != none.body || seen != without {
		t.Errorf("there %d %s\n%s\nnot there %d %s\n%s", there.StatusCode, there.body, seen, none.StatusCode, none.body, without)
	}
	odd, _ := give("no.one")
	odd.want(t, 403).has(t, "<D:recognized-principal/>")
}
