package mail

import (
	"context"
	"slices"
	"testing"
	"time"

	"parcours/delegation"
	"parcours/events"
	"parcours/expertdays"
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

// The referents are told that an expert declines a day to come, once, and that they take it up again.
func TestExpertDeclinesByMail(t *testing.T) {
	box := &letters{}
	p := openPost(t, exampleProgramme(t), box)
	p.deliver()
	box.take()
	by := func(id string) *events.Person { return p.Programme().Person(id) }
	start := time.Date(2022, 3, 15, 8, 0, 0, 0, time.UTC)
	err := p.Delegation.Enter(t.Context(), by("camille-roux"), "faverges", delegation.Draft{Kind: delegation.ExpertDay, Title: "Atelier", When: events.When{Start: start, End: start.Add(3 * time.Hour)}})
	if err != nil {
		t.Fatal(err)
	}
	all, err := p.Calendars.Ledgers(t.Context(), "faverges")
	if err != nil || len(all[0].Entries) != 1 {
		t.Fatal(err, all)
	}
	says := func(status events.Partstat, comment string) []*outMail {
		t.Helper()
		r := expertdays.Response{Territory: "faverges", UID: all[0].Entries[0].UID, Status: status, Comment: comment, Door: events.DoorWeb}
		if err := p.Calendars.AnswerDay(t.Context(), by("irene-castaing"), r); err != nil {
			t.Fatal(err)
		}
		p.pass(time.Hour)
		p.deliver()
		return slices.DeleteFunc(box.take(), func(m *outMail) bool {
			kind := m.header.Get(fieldKind)
			return kind != "declined" && kind != "taken_up"
		})
	}
	if mails := says(events.Accepted, ""); len(mails) != 0 {
		t.Errorf("%d mails tell that a day is accepted", len(mails))
	}
	mails := says(events.Declined, "Je suis à Vimy.")
	m := to(t, mails, camille, 1)[0]
	wants(t, "declined", m.subject, "Un jour d’expert est décliné à Faverges", "15 mars")
	wants(t, "declined", m.text, "Atelier", by("irene-castaing").Name+" décline ce jour", "Je suis à Vimy.", outURL+"/d/faverges/agenda")
	to(t, mails, "irene.castaing@example.org", 0)
	if mails := says(events.Declined, "Vraiment."); len(mails) != 0 {
		t.Errorf("%d mails tell again", len(mails))
	}
	m = to(t, says(events.Tentative, ""), camille, 1)[0]
	wants(t, "taken up", m.subject, "de nouveau possible à Faverges", "15 mars")
	p.pass(60 * 24 * time.Hour)
	if mails := says(events.Declined, ""); len(mails) != 0 {
		t.Errorf("%d mails tell of a day that is over", len(mails))
	}
}
