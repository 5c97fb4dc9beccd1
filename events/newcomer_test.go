package events_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parcours/events"
)

// Whoever writes from another address than was invited changes nobody's answer, whatever the message says and whatever
// it knows; it waits, and says who it is about.
func TestNobodyAnswersForAnother(t *testing.T) {
	s := openSmall(t)
	s.now = s.now.Add(time.Hour)
	for more := true; more; {
		var err error
		more, err = s.ExpandNotices(t.Context())
		s.must(err)
	}
	marc := s.person("marc")
	s.answer("marc", "agora", events.Accepted)
	mails, err := s.Mails(t.Context(), events.MailQuery{Person: "marc"})
	if err != nil || len(mails) == 0 {
		t.Fatal(err, mails)
	}
	count := 0
	rapid.Check(t, func(rt *rapid.T) {
		count++
		others := []string{"voisin@example.net", s.person("rita").Email, "", "marc@example.net", strings.Replace(marc.Email, "@", "+x@", 1)}
		in := events.Incoming{
			ID: fmt.Sprint("m", count), From: rapid.SampledFrom(others).Draw(rt, "from"), ReplyTo: rapid.SampledFrom(others).Draw(rt, "reply to"),
			Method: rapid.SampledFrom([]string{"", "REPLY", "COUNTER", "REFRESH"}).Draw(rt, "method"), Text: "Je ne viens pas",
			UID: s.session("agora").UID, Sequence: rapid.IntRange(-1, 3).Draw(rt, "sequence"), Trusted: rapid.Bool().Draw(rt, "trusted"),
		}
		if rapid.Bool().Draw(rt, "knows the reply address") {
			in.Token = mails[0].Token
		}
		if rapid.Bool().Draw(rt, "answers the mail") {
			in.Thread = mails[0].MessageID()
		}
		for _, address := range append(others, marc.Email) {
			if rapid.Bool().Draw(rt, "names "+address) {
				in.Attendees = append(in.Attendees, events.Attendee{Address: address, Partstat: "DECLINED"})
			}
		}
		before := len(s.history())
		r, err := s.Receive(t.Context(), in)
		if err != nil || r.Outcome == events.ReceiptApplied && r.Person == "marc" {
			rt.Errorf("%+v, %v", r, err)
		}
		for _, a := range s.history()[before:] {
			if a.For.Person == "marc" {
				rt.Errorf("%+v answered for marc: %+v", in, a)
			}
		}
	})
}

// The Message-ID of a mail does not give away its reply address.
func TestMessageIDIsNoToken(t *testing.T) {
	m := events.Mail{Token: "k7q2m4zt6xw3"}
	if id := m.MessageID(); strings.Contains(id, m.Token) || id != m.MessageID() || id == (&events.Mail{Token: "k7q2m4zt6xw4"}).MessageID() {
		t.Error(id)
	}
}
