package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/signin"
)

// Whoever has several calendars chooses the one that invitations go into; it is nobody else's to choose, and goes on where it is gone.
func TestWhereInvitationsGo(t *testing.T) {
	d := open(t, signin.Options{})
	d.Must(d.Accounts.SetPassword(t.Context(), "rita", right))
	rita, marc := d.browser(""), d.browser("")
	rita.goes(rita.ask("/me/access", url.Values{"into": {"work"}}), "/sign-in?ended")
	rita.goes(rita.ask("/sign-in", url.Values{"login": {"rita"}, "password": {right}}), "/me")
	marc.goes(marc.ask("/sign-in", url.Values{"login": {"marc"}, "password": {right}}), "/me")
	const section = "Où vont les invitations"
	if page := rita.ask("/me/access", nil).Body.String(); strings.Contains(page, section) {
		t.Error("who has one calendar is asked which")
	}
	for _, c := range []calendars.StoredCollection{{Name: "work", DisplayName: "Travail"}, {Name: "jobs", DisplayName: "Choses à faire", Components: []string{"VTODO"}}} {
		d.Must(d.Calendars.CreateCollection(t.Context(), d.Person("rita"), "rita", c))
	}
	reads(t, rita.ask("/me/access", nil), http.StatusOK, section, "Travail")
	page := rita.ask("/me/access", nil).Body.String()
	if strings.Contains(page, "jobs") || !strings.Contains(page, `<option value="calendar" selected="selected">`) {
		t.Errorf("not the calendars that take invitations, or another is chosen\n%s", page)
	}
	invited := func() string {
		uid := "r" + d.Clock.Format("150405")
		d.Clock = d.Clock.Add(1)
		_, err := d.Put("orga", "calendar", uid+".ics", strings.Join([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Essai//FR", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220101T000000Z",
			"DTSTART:20220510T080000Z", "DTEND:20220510T090000Z", "SUMMARY:Point", "ORGANIZER:mailto:orga@example.org", "ATTENDEE:mailto:rita@example.org", "END:VEVENT", "END:VCALENDAR", ""}, "\r\n"))
		d.Must(err)
		for _, name := range []string{"calendar", "work"} {
			for _, it := range d.Items("rita", name) {
				if it.UID == uid {
					return name
				}
			}
		}
		return ""
	}
	rita.goes(rita.ask("/me/access", url.Values{"into": {"work"}}), "/me/access?into=#into")
	reads(t, rita.ask("/me/access?into=", nil), http.StatusOK, "Les invitations arrivent désormais dans ce calendrier.")
	if got := invited(); got != "work" {
		t.Errorf("it came into %q", got)
	}
	for _, name := range []string{"jobs", "inbox", "programme", "nowhere"} {
		reads(t, rita.ask("/me/access", url.Values{"into": {name}}), http.StatusUnprocessableEntity, "Ce calendrier n’est plus là")
	}
	if page := rita.ask("/me/access", nil).Body.String(); !strings.Contains(page, `<option value="work" selected="selected">`) {
		t.Errorf("another one is chosen\n%s", page)
	}
	if w := rita.ask("/me/access", url.Values{"into": {""}}); w.Code != http.StatusNotFound {
		t.Errorf("none: %d", w.Code)
	}
	reads(t, marc.ask("/me/access", url.Values{"into": {"work"}}), http.StatusUnprocessableEntity)
}
