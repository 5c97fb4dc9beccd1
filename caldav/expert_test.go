package caldav

import (
	"strings"
	"testing"

	"parcours/events"
)

const days = "/dav/calendars/eva/faverges.accompagnement/"

// expertSite has an expert of Faverges, eva, and an expert day that its referent entered.
func expertSite(t *testing.T) *site {
	s := testSite(t)
	eva := *s.service.Programme().Person("eva")
	eva.Territories = []string{"faverges"}
	other := events.Person{ID: "xena", Email: "xena@example.org", Name: "Xéna", Role: events.Expert, Territories: []string{"argentan"}}
	if err := s.service.AddPeople(t.Context(), []events.Person{eva, other}); err != nil {
		t.Fatal(err)
	}
	if err := s.service.Accounts.SetPassword(t.Context(), "xena", testPassword); err != nil {
		t.Fatal(err)
	}
	s.do("rene", "PUT", "/dav/calendars/rene/faverges.accompagnement/d.ics", event("d", "Appui", morning, later), calendarType).want(t, 201)
	return s
}

// An expert accepts a day in their client like any invitation (RFC 6638 §3.2.2), and is busy then.
func TestExpertDay(t *testing.T) {
	s := expertSite(t)
	got := s.do("eva", "GET", days+"d.ics", "").want(t, 200).has(t, "ORGANIZER;CN=")
	served := strings.ReplaceAll(got.body, "\r\n ", "")
	tag := got.Header.Get("Schedule-Tag")
	if tag == "" {
		t.Error("an invitation without Schedule-Tag")
	}
	s.do("eva", "PROPFIND", days, prop("D:current-user-privilege-set"), "Depth: 0").want(t, 207).has(t, "<D:bind/>", "<D:write-content/>")
	if !strings.Contains(served, "PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:eva@example.org") {
		t.Errorf("not asked:\n%s", served)
	}
	yes := strings.Replace(served, "NEEDS-ACTION", "ACCEPTED", 1)
	put := s.do("eva", "PUT", days+"d.ics", yes, calendarType, "If-Schedule-Tag-Match: "+tag).want(t, 204)
	if put.Header.Get("ETag") != "" || put.Header.Get("Schedule-Tag") == "" || put.Header.Get("Schedule-Tag") == tag {
		t.Errorf("the answer says %v", put.Header)
	}
	s.do("eva", "PUT", days+"d.ics", yes, calendarType, "If-Schedule-Tag-Match: "+tag).want(t, 412)
	s.do("rene", "GET", "/dav/calendars/rene/faverges.accompagnement/d.ics", "").want(t, 200).has(t, "Eva Experte (accompagnement) : accept").lacks(t, "ATTENDEE")
	s.do("olga", "GET", "/dav/calendars/olga/programme.accompagnements/faverges.d.ics", "").want(t, 200).has(t, "accept").lacks(t, "ATTENDEE")
	s.do("eva", "PUT", days+"d.ics", strings.Replace(yes, "Appui", "Repos", 1), calendarType).want(t, 403).has(t, "<C:allowed-attendee-scheduling-object-change/>")
	s.do("eva", "MOVE", days+"d.ics", "", "Destination: /dav/calendars/eva/calendar/d.ics").want(t, 403)
	s.do("eva", "DELETE", days+"d.ics", "").want(t, 204)
	s.do("eva", "GET", days+"d.ics", "").want(t, 404)
	s.do("rene", "GET", "/dav/calendars/rene/faverges.accompagnement/d.ics", "").want(t, 200).has(t, "(accompagnement) : d")
}

// An expert's client proposes a day; the referent's confirms it.
func TestExpertProposesByClient(t *testing.T) {
	s := expertSite(t)
	s.do("eva", "PUT", days+"p.ics", event("p", "Atelier", morning, later), calendarType, "If-None-Match: *").want(t, 201)
	held := s.do("rene", "GET", "/dav/calendars/rene/faverges.accompagnement/p.ics", "").want(t, 200).has(t, "SUMMARY:À valider · Atelier", "STATUS:TENTATIVE", "Eva Experte")
	s.do("rene", "PUT", "/dav/calendars/rene/faverges.accompagnement/p.ics", strings.Replace(held.body, "STATUS:TENTATIVE", "STATUS:CONFIRMED", 1), calendarType).want(t, 204)
	s.do("eva", "GET", days+"p.ics", "").want(t, 200).has(t, "SUMMARY:Atelier", "la délégation").lacks(t, "STATUS:TENTATIVE")
}

// For an expert of another territory and for strangers there is no such calendar; a member reads it and answers nothing.
func TestExpertDayOfOthers(t *testing.T) {
	s := expertSite(t)
	for _, who := range []string{"xena", "tom", "gus", "paul"} {
		own := "/dav/calendars/" + who + "/faverges.accompagnement/"
		s.do(who, "PROPFIND", own, prop("D:resourcetype"), "Depth: 1").want(t, 404)
		s.do(who, "GET", own+"d.ics", "").want(t, 404)
		s.do(who, "GET", days+"d.ics", "").want(t, 404)
		s.do(who, "PUT", days+"d.ics", event("d", "Appui", morning, later), calendarType).want(t, 404)
	}
	s.do("mia", "PUT", "/dav/calendars/mia/faverges.accompagnement/d.ics", event("d", "Appui", morning, later), calendarType).want(t, 403)
	s.do("", "GET", days+"d.ics", "").want(t, 401)
}
