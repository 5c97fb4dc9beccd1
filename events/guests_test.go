package events_test

import (
	"errors"
	"testing"

	"parcours/events"
	"parcours/site"
)

// Anyone of a delegation brings a guest; the link of a room waits until somebody who may has confirmed the briefing.
func TestGuests(t *testing.T) {
	s := site.OpenSmall(t)
	for _, id := range []string{"orga", "guy", "emma", "paul"} {
		if err := s.BringGuest(t.Context(), s.Person(id), events.Person{ID: "lea", Email: "lea@example.org", Name: "Léa"}); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s brings a guest: %v", id, err)
		}
	}
	if err := s.BringGuest(t.Context(), s.Person("marc"), events.Person{ID: "lea", Email: "lea@example.org", Name: "Léa", Territories: []string{"annecy"}}); !errors.Is(err, events.ErrForbidden) {
		t.Errorf("into another delegation: %v", err)
	}
	var wrong *events.Invalid
	if err := s.BringGuest(t.Context(), s.Person("marc"), events.Person{ID: "anne", Email: "lea@example.org", Name: "Léa"}); !errors.As(err, &wrong) {
		t.Errorf("under another's id: %v", err)
	}
	s.Must(s.BringGuest(t.Context(), s.Person("marc"), events.Person{ID: "lea", Email: "lea@example.org", Name: "Léa", Category: "elus", Role: events.Organiser, Briefed: true}))
	lea := s.Person("lea")
	if lea.Role != events.Guest || lea.Godparent != "marc" || lea.Briefed || len(lea.Territories) != 1 || lea.Territories[0] != "faverges" {
		t.Errorf("%+v", lea)
	}
	for id, want := range map[string]error{"rene": events.ErrNotFound, "anne": events.ErrNotFound, "paul": events.ErrNotFound, "guy": events.ErrForbidden, "emma": events.ErrForbidden, "lea": events.ErrForbidden} {
		if err := s.ConfirmBriefing(t.Context(), s.Person(id), "lea"); !errors.Is(err, want) {
			t.Errorf("%s confirms: %v, want %v", id, err, want)
		}
	}
	if err := s.ConfirmBriefing(t.Context(), s.Person("orga"), "marc"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("of a member: %v", err)
	}
	if it := s.Items("lea", "parcours")["pairs-elus.ics"]; it.Invitation.Full {
		t.Error("a guest sees the room before the briefing")
	}
	s.Answer("lea", "pairs-elus", events.Accepted)
	token := s.Collection("lea", "parcours").Token
	for _, id := range []string{"marc", "rita", "orga"} {
		s.Must(s.ConfirmBriefing(t.Context(), s.Person(id), "lea"))
	}
	if it := s.Items("lea", "parcours")["pairs-elus.ics"]; !it.Invitation.Full || it.Invitation.Status != events.Accepted {
		t.Errorf("after the briefing: %+v", it.Invitation)
	}
	if _, err := s.Calendars.Changes(t.Context(), s.Person("lea"), s.Collection("lea", "parcours"), token, 0); !errors.Is(err, events.ErrToken) {
		t.Errorf("clients are not told: %v", err)
	}
	if s.Person("lea").Epoch != 2 {
		t.Errorf("confirmed three times, the epoch is %d", s.Person("lea").Epoch)
	}
}

// Whoever came is asked to what follows; whoever came to nothing may be let go, with what they answered kept.
func TestPresence(t *testing.T) {
	s := site.OpenSmall(t)
	orga := s.Person("orga")
	came := func(session, person string, present bool) {
		t.Helper()
		s.Must(s.RecordPresence(t.Context(), s.Person("orga"), session, person, present))
	}
	asked := func(person string) bool { _, ok := s.Items(person, "parcours")["agora.ics"]; return ok }
	s.Answer("marc", "agora", events.Accepted)
	came("pairs-elus", "emma", true)
	came("pairs-elus", "rene", true)
	came("pairs-elus", "guy", true)
	came("pairs-elus", "guy", false)
	if s.Person("rene").Epoch != 1 || s.Person("emma").Epoch != 2 {
		t.Errorf("epochs: %d of rene, who was asked; %d of emma, who is now", s.Person("rene").Epoch, s.Person("emma").Epoch)
	}
	if !asked("emma") || !asked("marc") {
		t.Errorf("emma, who came, is asked: %v; marc: %v", asked("emma"), asked("marc"))
	}
	absent, err := s.Narrow(t.Context(), orga, "agora")
	var ids []string
	for _, p := range absent {
		ids = append(ids, p.ID)
	}
	if err != nil || len(ids) != 4 || asked("marc") || asked("guy") || !asked("rene") || !asked("emma") {
		t.Errorf("let go %v, %v", ids, err)
	}
	if all := s.AllAnswers(); len(all) != 1 || all[0].For.Person != "marc" {
		t.Errorf("answers: %+v", all)
	}
	came("pairs-elus", "marc", true)
	if !asked("marc") {
		t.Error("marc came after all, and is not asked again")
	}
	list, err := s.Presences(t.Context(), "pairs-elus")
	if err != nil || len(list) != 4 {
		t.Errorf("%+v, %v", list, err)
	}
	s.Restart()
	if !asked("emma") || !asked("marc") || asked("guy") {
		t.Error("it is forgotten when the server is started again")
	}
	s.Change(func(p *events.Programme) { site.Plan(p, "agora").Title = "AGORA" })
	if !asked("emma") || !asked("marc") || asked("guy") {
		t.Error("it is forgotten when the file changes")
	}
	for _, id := range []string{"rita", "marc", "emma", "paul"} {
		if err := s.RecordPresence(t.Context(), s.Person(id), "agora", "marc", true); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s records: %v", id, err)
		}
		if _, err := s.Narrow(t.Context(), s.Person(id), "agora"); !errors.Is(err, events.ErrForbidden) {
			t.Errorf("%s lets go: %v", id, err)
		}
	}
}
