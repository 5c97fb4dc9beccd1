package mail

import (
	"context"
	"strings"
	"testing"

	"parcours/delivery"
	"parcours/messages"
)

// Who proposes another time is told that it waits, and not that somebody read it.
func TestCounterWaits(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	mails := p.mails(delivery.MailQuery{Person: personOf(t, p, camille).ID})
	agora := p.Programme().Session("agora")
	r, err := p.Delivery.Receive(context.Background(), delivery.Incoming{ID: "counter", From: camille, Token: mails[0].Token, Method: "COUNTER", UID: agora.UID, Sequence: 0})
	if err != nil || r.Outcome != delivery.ReceiptWaiting {
		t.Fatalf("%+v, %v", r, err)
	}
	p.deliver()
	told := 0
	for _, m := range box.take() {
		if m.to != camille || m.header.Get(fieldKind) != string(delivery.MailCounter) {
			continue
		}
		told++
		if want := messages.Typeset("Elle attend l’équipe d’organisation ; d’ici là, la session reste à sa date."); !strings.Contains(flowed(m.text), want) {
			t.Errorf("no %q in\n%s", want, m.text)
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// flowed is a text without the ends of its lines.
func flowed(text string) string {
	return strings.Join(strings.Split(strings.ReplaceAll(text, "\r", ""), "\n"), " ")
}
