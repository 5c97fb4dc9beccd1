package delivery_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// Whoever writes from another address than was invited changes nobody's answer, whatever the message says and whatever
// it knows; it waits, and says who it is about.
func TestNobodyAnswersForAnother(t *testing.T) {
	s := site.OpenSmall(t)
	s.Clock = s.Clock.Add(time.Hour)
	for more := true; more; {
		var err error
		more, err = s.Delivery.ExpandNotices(t.Context())
		s.Must(err)
	}
	marc := s.Person("marc")
	s.Answer("marc", "agora", events.Accepted)
	mails, err := s.Delivery.Mails(t.Context(), delivery.MailQuery{Person: "marc"})
	if err != nil || len(mails) == 0 {
		t.Fatal(err, mails)
	}
	count := 0
	rapid.Check(t, func(rt *rapid.T) {
		count++
		others := []string{"voisin@example.net", s.Person("rita").Email, "", "marc@example.net", strings.Replace(marc.Email, "@", "+x@", 1)}
		in := delivery.Incoming{
			ID: fmt.Sprint("m", count), From: rapid.SampledFrom(others).Draw(rt, "from"), ReplyTo: rapid.SampledFrom(others).Draw(rt, "reply to"),
			Method: rapid.SampledFrom([]string{"", "REPLY", "COUNTER", "REFRESH"}).Draw(rt, "method"), Text: "Je ne viens pas",
			UID: s.Session("agora").UID, Sequence: rapid.IntRange(-1, 3).Draw(rt, "sequence"), Trusted: rapid.Bool().Draw(rt, "trusted"),
		}
		if rapid.Bool().Draw(rt, "knows the reply address") {
			in.Token = mails[0].Token
		}
		if rapid.Bool().Draw(rt, "answers the mail") {
			in.Thread = mails[0].MessageID()
		}
		for _, address := range append(others, marc.Email) {
			if rapid.Bool().Draw(rt, "names "+address) {
				in.Attendees = append(in.Attendees, delivery.Attendee{Address: address, Partstat: "DECLINED"})
			}
		}
		before := len(s.AllAnswers())
		r, err := s.Delivery.Receive(t.Context(), in)
		if err != nil || r.Outcome == delivery.ReceiptApplied && r.Person == "marc" {
			rt.Errorf("%+v, %v", r, err)
		}
		for _, a := range s.AllAnswers()[before:] {
			if a.For.Person == "marc" {
				rt.Errorf("%+v answered for marc: %+v", in, a)
			}
		}
	})
}

// Anybody can write a From. Where no trusted server says that it is genuine, it answers for nobody, though it names the mail that
// it answers, which an answer to all shows to everybody, and the invitation.
func TestForgedFromChangesNothing(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	mails, err := s.Delivery.Mails(t.Context(), delivery.MailQuery{Person: "marc"})
	if err != nil || len(mails) == 0 {
		t.Fatal(err, mails)
	}
	for _, in := range []delivery.Incoming{
		{ID: "thread", Thread: mails[0].MessageID()}, {ID: "uid"}, {ID: "trusted thread", Thread: mails[0].MessageID(), Trusted: true}, {ID: "trusted uid", Trusted: true},
	} {
		before := len(s.AllAnswers())
		in.From, in.Method, in.UID = s.Person("marc").Email, "REPLY", s.Session("agora").UID
		in.Attendees = []delivery.Attendee{{Address: in.From, Partstat: "DECLINED"}}
		if in.Trusted {
			in.Attendees[0].Partstat = "ACCEPTED"
		}
		if in.ID == "trusted uid" {
			in.Attendees[0].Partstat = "TENTATIVE"
		}
		r, err := s.Delivery.Receive(t.Context(), in)
		if answered := len(s.AllAnswers()) > before; err != nil || answered != in.Trusted || (r.Outcome == delivery.ReceiptApplied) != in.Trusted {
			t.Errorf("%s: %+v, %v", in.ID, r, err)
		}
	}
}

// The Message-ID of a mail does not give away its reply address.
func TestMessageIDIsNoToken(t *testing.T) {
	m := delivery.Mail{Token: "k7q2m4zt6xw3"}
	if id := m.MessageID(); strings.Contains(id, m.Token) || id != m.MessageID() || id == (&delivery.Mail{Token: "k7q2m4zt6xw4"}).MessageID() {
		t.Error(id)
	}
}
