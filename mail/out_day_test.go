package mail

import (
	"context"
	"slices"
	"testing"
	"time"

	"parcours/delegation"
	"parcours/events"
)

// An expert day that a referent enters is asked of its expert, one that the expert proposes of the referents; nobody else is told.
func TestExpertDayByMail(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	enter := func(person, title string, day int) []*outMail {
		t.Helper()
		start := time.Date(2022, 3, day, 8, 0, 0, 0, time.UTC)
		err := p.Delegation.Enter(context.Background(), p.Programme().Person(person), "faverges", delegation.Draft{
			Kind: delegation.ExpertDay, Title: title, When: events.When{Start: start, End: start.Add(3 * time.Hour)},
		})
		if err != nil {
			t.Fatal(err)
		}
		p.pass(time.Hour)
		p.deliver()
		return slices.DeleteFunc(box.take(), func(m *outMail) bool { return m.header.Get(fieldKind) != "day" })
	}
	mails := enter("camille-roux", "Atelier", 15)
	if len(mails) != 1 {
		t.Errorf("%d mails", len(mails))
	}
	m := to(t, mails, "irene.castaing@example.org", 1)[0]
	wants(t, "asked", m.subject, "Un jour d’expert vous est proposé", "Faverges, mardi 15 mars 2022")
	wants(t, "asked", m.text, "Atelier", "de 9 h à 12 h", outURL+"/me/days", "!BEGIN:VCALENDAR")
	mails = enter("irene-castaing", "Diagnostic", 22)
	if len(mails) != 2 {
		t.Errorf("%d mails", len(mails))
	}
	m = to(t, mails, camille, 1)[0]
	wants(t, "proposed", m.subject, "Un jour d’expert est proposé à Faverges", "22 mars")
	wants(t, "proposed", m.text, "Diagnostic", outURL+"/d/faverges/agenda")
	if mails = enter("camille-roux", "Passé", 1); len(mails) != 1 {
		t.Errorf("%d mails", len(mails))
	}
	p.pass(60 * 24 * time.Hour)
	if mails = enter("camille-roux", "Trop tard", 2); len(mails) != 0 {
		t.Errorf("a day that is over is asked: %d mails", len(mails))
	}
}
