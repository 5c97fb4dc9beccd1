package delivery_test

import (
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

// A notice that the worker reads between the commit of its cause and the moment when the programme in memory has it waits:
// nobody's letter, and no move, is lost so.
func TestNoticesWaitForTheirCause(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	s.Must(s.DB.Update(t.Context(), func(tx store.Tx) error {
		p := events.Person{ID: "nina", Name: "Nina", Email: "nina@example.org", Role: events.Member, Territories: []string{"annecy"}, Category: "elus", Epoch: 1, FeedToken: "nina-feed"}
		if err := tx.SetPerson(p); err != nil {
			return err
		}
		return s.Notify(tx, events.Notice{Kind: events.NoticeLetter, Person: "nina", Due: s.Clock})
	}))
	if sent := post(s, time.Second); len(sent) != 0 {
		t.Errorf("before the programme has them: %+v", sent)
	}
	s.Must(s.Reload(t.Context()))
	if letters := post(s, time.Second)[delivery.MailLetter]; len(letters) != 1 || letters[0].To.ID != "nina" {
		t.Errorf("afterwards: %+v", letters)
	}
	x := *s.Session("agora")
	s.Must(s.DB.Update(t.Context(), func(tx store.Tx) error {
		moved := x
		n, err := tx.NextChange(events.ProgrammeHome)
		if err != nil {
			return err
		}
		moved.Change, moved.Sequence, moved.AskedAt, moved.When = n, x.Sequence+1, x.Sequence+1, x.When.Shift(1, site.Paris)
		if err := tx.SetSession(moved, nil); err != nil {
			return err
		}
		return s.Notify(tx, events.Notice{Kind: events.NoticeSession, Session: "agora", From: x.Sequence + 1, Before: x.When, Due: s.Clock})
	}))
	if sent := post(s, time.Second); len(sent) != 0 {
		t.Errorf("before the programme has the move: %+v", sent)
	}
	s.Must(s.Reload(t.Context()))
	if sent := post(s, time.Second)[delivery.MailRequest]; len(sent) == 0 {
		t.Error("the move is not told")
	}
}
