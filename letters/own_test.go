package letters

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/office/officetest"
)

// Organisers see how many letters of people's own events leave, wait and fail, and nothing of whose they are and what they say.
func TestOwnLettersAreCounted(t *testing.T) {
	d := openDesk(t)
	orga := d.Enter("orga")
	officetest.Has(t, d.Ask(orga, "/organise/mail", nil).Body.String(), []string{"Le courrier"}, "agendas personnels")
	for _, uid := range []string{"un", "deux", "trois"} {
		_, err := d.Put("marc", "calendar", uid+".ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:"+uid+"\r\nDTSTAMP:20220201T070000Z\r\nDTSTART:20220310T080000Z\r\n"+
			"SUMMARY:Secret de famille\r\nORGANIZER:mailto:marc@example.org\r\nATTENDEE:mailto:gaby@ailleurs.example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
		d.Must(err)
	}
	d.Clock = d.Clock.Add(time.Minute)
	due, err := d.Correspondence.Due(t.Context(), 10)
	d.Must(err)
	for i, outcome := range []delivery.MailOutcome{{}, {Err: errors.New("451 4.2.0 gaby@ailleurs.example.net later")}, {Err: errors.New("550 5.1.1 gaby@ailleurs.example.net nobody"), Permanent: true}} {
		if still, err := d.Correspondence.Begin(t.Context(), due[i]); err != nil || !still {
			t.Fatal(still, err)
		}
		d.Must(d.Correspondence.Settle(t.Context(), due[i], outcome))
	}
	w := d.Ask(orga, "/organise/mail", nil)
	officetest.Has(t, w.Body.String(), []string{"Invitations des agendas personnels", "1 message", "n’a pas pu partir et repartira"}, "Secret", "gaby", "451", "550")
	english := d.Ask(orga, "/organise/mail?lang=en", nil).Body.String()
	officetest.Has(t, english, []string{"Invitations from personal calendars", "1 message", "will be tried again"}, "Secret", "gaby")
	for _, person := range []string{"", "rita", "marc", "emma", "paul", "guy"} {
		if w := d.Ask(d.Enter(person), "/organise/mail", nil); w.Code != http.StatusNotFound {
			t.Errorf("%q sees it: %d", person, w.Code)
		}
	}
}
