package mail

import (
	"context"
	"slices"
	"testing"
	"time"

	"parcours/events"
)

// Whoever was asked today is not nudged today, nor whoever answered, nor anybody twice in a week.
func TestNudge(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.pass(26 * 24 * time.Hour) // 27 February: the first peers' sessions are on 10 March
	p.remind(context.Background())
	p.deliver()
	for _, m := range box.take() {
		if kind := m.header.Get(fieldKind); kind != "letter" {
			t.Errorf("%s to %s on the first day", kind, m.to)
		}
	}
	_, err := p.Respond(context.Background(), events.Response{
		Session: "pairs-1-techniciens", For: events.Subject{Person: "camille-roux"}, By: "camille-roux", Status: events.Declined, Door: events.DoorWeb, Sequence: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.pass(4 * 24 * time.Hour)
	p.remind(context.Background())
	p.deliver()
	nudges := map[string]int{}
	for _, m := range box.take() {
		if m.header.Get(fieldKind) == "nudge" {
			nudges[m.to]++
			checkCalendar(t, m, "REQUEST", m.to)
		}
	}
	if nudges[pascal] != 1 || nudges[camille] != 0 {
		t.Errorf("%d to who did not answer, %d to who did", nudges[pascal], nudges[camille])
	}
	p.pass(24 * time.Hour)
	p.remind(context.Background())
	p.deliver()
	for _, m := range box.take() {
		if m.to == pascal && m.header.Get(fieldKind) == "nudge" {
			t.Error("nudged again the day after")
		}
	}
}

// A referent is reminded of an arbitrage a week before it is due, and told what the organisers reply.
func TestReminderAndReply(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	found := map[string]*outMail{}
	for range 60 {
		p.pass(24 * time.Hour)
		p.remind(context.Background())
		p.deliver()
		for _, m := range box.take() {
			if m.to == camille && m.header.Get(fieldKind) == "reminder" {
				found[m.subject] = m
			}
			if m.to == ines && m.header.Get(fieldKind) == "reminder" {
				t.Error("a member is reminded of what referents decide")
			}
		}
	}
	if len(found) == 0 {
		t.Fatal("no reminder in sixty days")
	}
	for subject, m := range found {
		wants(t, "reminder", subject, "Arbitrage ", " à rendre pour le ")
		wants(t, "reminder", m.text, "Votre délégation n’a pas encore rendu cet arbitrage", "!BEGIN:VCALENDAR")
	}
	text := "Oui, à deux."
	err := p.AnswerDecision(context.Background(), events.DecisionResponse{
		Decision: 1, Territory: "faverges", By: "agathe-lormeau", Text: &text, Reply: true, Door: events.DoorCommand,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.deliver()
	p.pass(12 * time.Hour) // the sixty deliveries have brought it into the evening
	p.deliver()
	replies := slices.DeleteFunc(box.take(), func(m *outMail) bool { return m.header.Get(fieldKind) != "reply" })
	m := to(t, replies, camille, 1)[0]
	wants(t, "reply", m.subject, "Réponse à propos de l’arbitrage 1")
	wants(t, "reply", m.text, "Oui, à deux.")
}
