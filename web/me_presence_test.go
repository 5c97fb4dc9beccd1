package web

import (
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/events"
)

// On the day of a session one's own page has the code by which an organiser records one as present, and only then.
func TestPresenceCodeOnOnesPage(t *testing.T) {
	s := openSite(t, "2022-03-10 08:00", exampleProgramme(t))
	marc := s.person(events.Member, "", "elus")
	page := func() string { return s.as(s.signIn(marc), "/me", nil).Body.String() }
	snap := s.service.Programme()
	code := accounts.PresenceCode(snap, marc, snap.Session("pairs-1-elus"), events.Day{Year: 2022, Month: 3, Day: 10})
	body := page()
	if !strings.Contains(body, ">"+code+"<") || !strings.Contains(body, "data:image/svg") {
		t.Errorf("the page lacks %s", code)
	}
	parsePage(t, body)
	if byLink := s.get("/m/"+snap.PageToken(marc), "fr").Body.String(); strings.Contains(byLink, code) {
		t.Error("the page of a link has the code")
	}
	s.setClock("2022-03-11 08:00")
	if strings.Contains(page(), code) {
		t.Error("the code stands on another day")
	}
}
