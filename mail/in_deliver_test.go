package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

// received is a service on a real store to which mails come: camille was sent the mail ourToken about the agora, at
// 9:00 UTC on 1 March 2026; karim is asked too.
type received struct {
	*house.House
	t     *testing.T
	db    *store.DB
	inbox *Inbox
}

// unhashed keeps chosen passwords, of which these tests have none.
type unhashed struct{}

func (unhashed) Hash(password string) string { return password }

func (unhashed) Verify(_ context.Context, hash, password string) (bool, error) {
	return hash == password, nil
}

func openInbox(t *testing.T) *received {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	now := time.Date(2026, 3, 1, 9, 10, 0, 0, time.UTC)
	s, err := house.Open(t.Context(), house.Parts{
		Store: db, Text: ical.NewRenderer("https://parcours.example.org"), Passwords: unhashed{},
		Now: func() time.Time { return now }, NewID: func() string { return strings.ToLower(rand.Text()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 4, 28, 7, 30, 0, 0, time.UTC)
	report, err := s.Apply(t.Context(), events.Programme{
		ID: "parcours.example.org", Title: "Parcours", Language: "fr", TimeZone: "Europe/Paris",
		Categories:  []events.Category{{ID: "elus", Label: "Élus"}},
		Territories: []events.Territory{{ID: "faverges", Name: "Faverges"}, {ID: "lomme", Name: "Lomme"}},
		People: []events.Person{
			{ID: "camille-roux", Name: "Camille Roux", Email: "camille.roux@example.org", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"},
			{ID: "karim-deswarte", Name: "Karim Deswarte", Email: "karim.deswarte@example.org", Role: events.Member, Territories: []string{"lomme"}, Category: "elus"},
		},
		Sessions: []events.Plan{{ID: "agora", Title: "Agora", When: events.When{Start: at, End: at.Add(8 * time.Hour)}, Status: events.Fixed, Audience: events.Audience{Categories: []string{"elus"}}}},
	}, events.ApplyOptions{})
	if err != nil {
		t.Fatalf("%v %+v", err, report)
	}
	err = db.Update(t.Context(), func(tx store.Tx) error {
		return tx.AddMail(delivery.Mail{
			Notice: 1, Person: "camille-roux", Kind: delivery.MailRequest, Session: "agora", Token: ourToken,
			State: delivery.MailSent, Created: now.Add(-10 * time.Minute), Sent: now.Add(-10 * time.Minute),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return &received{s, t, db, NewInbox(roomsOf(s), ours, slog.New(slog.NewTextHandler(io.Discard, nil)))}
}

func roomsOf(h *house.House) Rooms {
	return Rooms{Events: h.Service, Asked: h.Asked, Delivery: h.Delivery, Correspondence: h.Correspondence}
}

func (s *received) deliver(octets []byte) delivery.Receipt {
	s.t.Helper()
	r, err := s.inbox.Deliver(s.t.Context(), octets)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// answers are "person status comment door" of every answer.
func (s *received) answers() (all []string) {
	s.t.Helper()
	history, err := s.Record.History(s.t.Context(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range history {
		all = append(all, strings.TrimSpace(strings.Join([]string{a.For.Person, string(a.Status), string(a.Door), a.Comment}, " ")))
	}
	return all
}

func (s *received) receipts() []delivery.Receipt {
	s.t.Helper()
	all, err := s.Delivery.Receipts(context.WithoutCancel(s.t.Context()), "", 100)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s *received) mail() delivery.Mail {
	s.t.Helper()
	all, err := s.Delivery.Mails(s.t.Context(), delivery.MailQuery{Token: ourToken})
	if err != nil || len(all) != 1 {
		s.t.Fatal(all, err)
	}
	return all[0]
}

func TestEveryMailEndsAsAReceipt(t *testing.T) {
	for _, c := range []struct {
		file    string
		outcome delivery.Outcome
		reason  string // contained
		answer  string // the only one there is after it, "" for none
	}{
		{"apple-mail-decline", delivery.ReceiptApplied, "DECLINED", "camille-roux DECLINED mail En congé ce jour"},
		{"bounce-delayed", delivery.ReceiptKept, "automatic", ""},
		{"bounce-postfix", delivery.ReceiptApplied, "did not arrive: 5.1.1", ""},
		{"bounce-unknown-mail", delivery.ReceiptKept, "not known here", ""},
		{"delegated", delivery.ReceiptWaiting, "delegated to remplacante@example.org", ""},
		{"exchange-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"exchange-counter", delivery.ReceiptWaiting, "2026-04-28 11:00 Pas avant 11 h", ""},
		{"exchange-decline-comment", delivery.ReceiptApplied, "DECLINED", "camille-roux DECLINED mail Désolé, conseil municipal ce jour-là."},
		{"exchange-out-of-office", delivery.ReceiptKept, "automatic", ""},
		{"fairemail-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"gmail-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail J'arriverai a 10 h"},
		{"gmail-propose-time", delivery.ReceiptWaiting, "2026-04-28 14:00 Plutôt l'après-midi ?", ""},
		{"gmail-text-html-only", delivery.ReceiptWaiting, "without an answer: Bonjour,\nJe viendrai à deux <si possible>.", ""},
		{"icloud-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"k9-text", delivery.ReceiptWaiting, "without an answer: Oui, mais je partirai à 16 h.", ""},
		{"nextcloud-tentative", delivery.ReceiptApplied, "TENTATIVE", "camille-roux TENTATIVE mail"},
		{"no-token-forged", delivery.ReceiptWaiting, "is not known here", ""},
		{"no-token-trusted", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"octet-stream-ics", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"outlook-com-accept", delivery.ReceiptWaiting, "c.roux.perso@example.org is not the address of Camille Roux", ""},
		{"outlook-desktop-tentative", delivery.ReceiptApplied, "TENTATIVE", "camille-roux TENTATIVE mail"},
		{"outlook-old-counter-as-reply", delivery.ReceiptWaiting, "2026-04-28 11:00", ""},
		{"outlook-text-french", delivery.ReceiptWaiting, "without an answer: Merci, c’est noté.", ""},
		{"outlook-winmail", delivery.ReceiptRefused, "winmail.dat", ""},
		{"refresh", delivery.ReceiptApplied, "sent again", ""},
		{"several-attendees", delivery.ReceiptWaiting, "c.roux.perso@example.org is not the address of Camille Roux", ""},
		{"text-with-invitation-attached", delivery.ReceiptWaiting, "without an answer: I will be late.", ""},
		{"thunderbird-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"thunderbird-old-single-part", delivery.ReceiptApplied, "DECLINED", "camille-roux DECLINED mail"},
		{"thunderbird-text-below-quote", delivery.ReceiptWaiting, "without an answer: Faut-il apporter l'ordinateur ?", ""},
		{"unreadable-calendar", delivery.ReceiptRefused, "line 5", ""},
		{"unsubscribe", delivery.ReceiptApplied, "no mails leave", ""},
		{"yahoo-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
		{"zimbra-accept", delivery.ReceiptApplied, "ACCEPTED", "camille-roux ACCEPTED mail"},
	} {
		t.Run(c.file, func(t *testing.T) {
			s := openInbox(t)
			r := s.deliver(corpus(t, c.file))
			if r.Outcome != c.outcome || !strings.Contains(r.Reason, c.reason) {
				t.Errorf("%s: %s", r.Outcome, r.Reason)
			}
			all := s.answers()
			if len(all) > 1 || strings.Join(all, "") != c.answer {
				t.Errorf("answers %q, want %q", all, c.answer)
			}
			again := s.deliver(crlf(corpus(t, c.file)))
			if again.ID != r.ID || len(s.answers()) != len(all) || len(s.receipts()) != 1 {
				t.Errorf("the same again: %+v, %d answers, %d receipts", again, len(s.answers()), len(s.receipts()))
			}
		})
	}
}

func TestTextIsTheCommentOfAnAnswer(t *testing.T) {
	s := openInbox(t)
	s.deliver(corpus(t, "exchange-accept"))
	if r := s.deliver(corpus(t, "k9-text")); r.Outcome != delivery.ReceiptWaiting { // "oui, mais": it may mean another answer
		t.Errorf("%s: %s", r.Outcome, r.Reason)
	}
	want := []string{"camille-roux ACCEPTED mail", "camille-roux ACCEPTED mail Oui, mais je partirai à 16 h."}
	if got := s.answers(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestBounceMarksTheMailOnce(t *testing.T) {
	s := openInbox(t)
	s.deliver(corpus(t, "bounce-delayed"))
	if m := s.mail(); m.State != delivery.MailSent {
		t.Errorf("delayed: %s", m.State)
	}
	s.deliver(corpus(t, "bounce-postfix"))
	if m := s.mail(); m.State != delivery.MailBounced || !strings.Contains(m.Error, "User unknown") {
		t.Errorf("failed: %s, %s", m.State, m.Error)
	}
	if err := s.Delivery.Retry(t.Context(), ourToken); err != nil {
		t.Fatal(err)
	}
	s.deliver(corpus(t, "bounce-postfix"))
	if m := s.mail(); m.State != delivery.MailQueued {
		t.Errorf("the old report again, after a retry: %s", m.State)
	}
}

func TestSomebodyElseOfTheProgrammeIsNoAlias(t *testing.T) {
	s := openInbox(t)
	forwarded := bytes.ReplaceAll(corpus(t, "thunderbird-accept"), []byte("mailto:camille.roux@example\n .org"), []byte("mailto:karim.deswarte@example.org"))
	r := s.deliver(forwarded)
	if r.Outcome != delivery.ReceiptWaiting || len(s.answers()) != 0 {
		t.Errorf("%s: %s, %q", r.Outcome, r.Reason, s.answers())
	}
}

func TestNoiseIsRefusedWithAReason(t *testing.T) {
	s := openInbox(t)
	for _, octets := range []string{"", "\x00\xff", "no header at all", "Subject: x\n\nhello\n"} {
		if r := s.deliver([]byte(octets)); r.Outcome != delivery.ReceiptRefused || r.Reason == "" {
			t.Errorf("%q: %+v", octets, r)
		}
	}
	if n := len(s.receipts()); n != 4 {
		t.Errorf("%d receipts of 4", n)
	}
}

func TestAStoreThatFailsIsNoReceipt(t *testing.T) {
	s := openInbox(t)
	s.db.Close()
	if _, err := s.inbox.Deliver(t.Context(), corpus(t, "gmail-accept")); err == nil {
		t.Error("a mail that was not stored is said to be")
	}
	if _, err := s.inbox.Deliver(t.Context(), []byte("noise")); err == nil {
		t.Error("a mail that cannot be read and was not stored is said to be")
	}
}
