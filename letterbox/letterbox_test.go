package letterbox_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"parcours/correspondence"
	"parcours/delivery"
	"parcours/letterbox"
	"parcours/office/officetest"
	"parcours/scheduling"
	"parcours/store"
)

const elsewhere = "gaby@ailleurs.example.net"

// people are everybody who may come with a link: "" is nobody that the server knows.
var people = []string{"", "orga", "rita", "marc", "anne", "guy", "emma", "paul"}

type box struct {
	*officetest.Desk
	came int
}

func open(t *testing.T) *box {
	t.Helper()
	b := &box{Desk: officetest.Open(t)}
	letterbox.New(letterbox.Rooms{Events: b.Service, Correspondence: b.Correspondence, Render: b.Render}, b.Shared).Register(b.Router)
	return b
}

// message is one of somebody elsewhere about an event.
func (b *box) message(method, uid string, lines ...string) string {
	return strings.Join(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "METHOD:" + method, "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220201T0700" + fmt.Sprintf("%02dZ", b.came),
		"DTSTART:20220310T080000Z", "DTEND:20220310T090000Z", "SUMMARY:Visite <b>de la ferme</b>", "LOCATION:Le Grand-Bornand"}, append(lines, "END:VEVENT", "END:VCALENDAR", "")...), "\r\n")
}

// waits lets a message come for which nobody vouches, and gives the path of its page.
func (b *box) waits(person string, in delivery.Incoming, message string) string {
	b.T.Helper()
	b.came++
	in.ID, in.Sequence, in.Itip.Octets = fmt.Sprint("in-", b.came), -1, []byte(message)
	r, ours, err := b.Correspondence.Receive(b.T.Context(), in)
	if b.Must(err); !ours {
		b.T.Fatal("nobody takes it")
	}
	var all []correspondence.Held
	b.Must(b.DB.View(b.T.Context(), func(tx store.Tx) (err error) {
		all, err = tx.HeldOf("", person)
		return err
	}))
	for _, h := range all {
		if h.Settled == "" {
			return "/letterbox/" + h.ID
		}
	}
	b.T.Fatalf("nothing waits for %s: %+v", person, r)
	return ""
}

// invitation asks marc to an event, from an address for which nobody vouches.
func (b *box) invitation(method, uid string) string {
	lines := []string{"ORGANIZER;CN=Gaby Tremblay:mailto:" + elsewhere, "ATTENDEE:mailto:marc@example.org", "DESCRIPTION:<script>alert(1)</script>"}
	if method == "CANCEL" {
		lines = append(lines, "SEQUENCE:1", "STATUS:CANCELLED")
	}
	return b.waits("marc", delivery.Incoming{From: elsewhere, Itip: delivery.Itip{Method: method, UID: uid, Organiser: elsewhere, Attendees: []string{"marc@example.org"}}}, b.message(method, uid, lines...))
}

// calendar is what marc has.
func (b *box) calendar() string {
	var all strings.Builder
	for _, it := range b.Items("marc", "calendar") {
		all.WriteString(b.Text(it))
	}
	return all.String()
}

// The link lets in whoever has it, a stranger too, and nobody without it; a look changes nothing, and what somebody elsewhere wrote is text.
func TestWhoSeesWhatWaits(t *testing.T) {
	b := open(t)
	path := b.invitation("REQUEST", "ferme")
	for _, person := range people {
		cookie := b.Enter(person)
		w := b.Ask(cookie, path, nil)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "same-origin" || w.Header().Get("X-Robots-Tag") != "noindex, nofollow" {
			t.Errorf("%q: %d %v", person, w.Code, w.Header())
		}
		if page := w.Body.String(); strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>de la") || strings.Count(page, "<h1") != 1 {
			t.Errorf("%q sees\n%s", person, page)
		}
		officetest.Has(t, w.Body.String(), []string{"Un message en attente", elsewhere + " a envoyé une invitation pour votre agenda", "Gaby Tremblay", "Visite", "jeudi 10 mars 2022, de 9 h à 10 h", "Le Grand-Bornand", "Mettre dans mon agenda", "Laisser de côté"})
		officetest.Has(t, b.Ask(cookie, path+"?lang=en", nil).Body.String(), []string{"A message that waits", "sent an invitation to your calendar", "Put it into my calendar", "Leave it aside"})
		for _, wrong := range []string{"/letterbox/wrong", path + "x", "/letterbox/"} {
			for _, form := range []url.Values{nil, {"answer": {"take"}}} {
				if w := b.Ask(cookie, wrong, form); w.Code != http.StatusNotFound {
					t.Errorf("%q at %s: %d", person, wrong, w.Code)
				}
			}
		}
		for _, form := range []url.Values{{}, {"answer": {"perhaps"}}} {
			w := b.Ask(cookie, path, form)
			if w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%q says %v: %d", person, form, w.Code)
			}
			officetest.Has(t, w.Body.String(), []string{"Choisissez l’un des deux boutons.", "Mettre dans mon agenda"})
		}
	}
	if got := b.calendar(); got != "" {
		t.Errorf("before marc decides he has\n%s", got)
	}
}

// Each kind of message says what it is, and what comes of it; it is decided once.
func TestDecideOnWhatWaits(t *testing.T) {
	b := open(t)
	decide := func(path, answer string, says ...string) {
		t.Helper()
		w := b.Ask(nil, path+"?lang=fr", url.Values{"answer": {answer}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"?lang=fr" {
			t.Errorf("%s: %d %v", answer, w.Code, w.Header())
		}
		page := b.Ask(nil, w.Header().Get("Location"), nil).Body.String()
		officetest.Has(t, page, says, "Visite", "Mettre dans mon agenda", "Laisser de côté")
	}
	path := b.invitation("REQUEST", "ferme")
	decide(path, "take", "C’est fait : votre agenda le montre.")
	decide(path, "leave", "C’est fait : votre agenda le montre.") // twice: the first counts
	if got := b.calendar(); strings.Count(got, "UID:ferme") != 1 {
		t.Errorf("marc has\n%s", got)
	}
	decide(b.invitation("REQUEST", "marche"), "leave", "Elle est laissée de côté : rien n’a changé.")

	path = b.invitation("CANCEL", "ferme")
	officetest.Has(t, b.Ask(nil, path, nil).Body.String(), []string{elsewhere + " annule un rendez-vous qui est dans votre agenda", "Annuler dans mon agenda"}, "a envoyé une invitation")
	officetest.Has(t, b.Ask(nil, path+"?lang=en", nil).Body.String(), []string{"cancels an event that stands in your calendar", "Cancel it in my calendar"})
	decide(path, "take", "C’est fait")
	if got := b.calendar(); !strings.Contains(got, "STATUS:CANCELLED") || strings.Contains(got, "UID:marche") {
		t.Errorf("marc has\n%s", got)
	}

	// An answer from an address that was not asked.
	_, err := b.Put("marc", "calendar", "a.ics", strings.Replace(b.message("", "repas", "ORGANIZER:mailto:marc@example.org", "ATTENDEE:mailto:"+elsewhere), "METHOD:\r\n", "", 1))
	b.Must(err)
	letters, err := b.Correspondence.Letters(t.Context(), scheduling.LetterQuery{Person: "marc", UID: "repas"})
	b.Must(err)
	b.Clock = b.Clock.Add(time.Minute)
	b.Must(b.Correspondence.Settle(t.Context(), letters[0], delivery.MailOutcome{}))
	other := "chez-moi@perso.example.net"
	path = b.waits("marc", delivery.Incoming{From: other, Token: letters[0].Token, Method: "REPLY", UID: "repas", Itip: delivery.Itip{Method: "REPLY", UID: "repas", Attendees: []string{other}}},
		b.message("REPLY", "repas", "ORGANIZER:mailto:x@example.org", "ATTENDEE;PARTSTAT=DECLINED:mailto:"+other))
	officetest.Has(t, b.Ask(nil, path, nil).Body.String(), []string{other + " a répondu à une invitation que vous avez envoyée : Non", "Compter cette réponse"})
	officetest.Has(t, b.Ask(nil, path+"?lang=en", nil).Body.String(), []string{other + " answered an invitation: No", "Count this answer"})
	decide(path, "take", "C’est fait")
	if got := b.calendar(); !strings.Contains(got, "PARTSTAT=DECLINED") {
		t.Errorf("marc has\n%s", got)
	}

	// What became stale, and what was lost with a key.
	stale := b.invitation("REQUEST", "ferme")
	decide(stale, "take", "Elle est venue trop tard")
	path = b.invitation("REQUEST", "foire")
	b.Must(b.DB.Update(t.Context(), func(tx store.Tx) error {
		return tx.SetHeld(correspondence.Held{ID: strings.TrimPrefix(path, "/letterbox/"), Settled: "lost"})
	}))
	officetest.Has(t, b.Ask(nil, path, nil).Body.String(), []string{"Ce message ne peut plus être lu"}, "letterbox.lost")

	// Who is gone has no letterbox any more.
	path = b.invitation("REQUEST", "bal")
	b.Must(b.RemovePerson(t.Context(), "marc"))
	if w := b.Ask(nil, path, nil); w.Code != http.StatusNotFound {
		t.Errorf("of somebody who is gone: %d", w.Code)
	}
}
