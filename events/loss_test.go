package events_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// whole is all that a wrong file could take away: for each person what they see, by item, and what they said.
func whole(s *site.Site) map[string]string {
	s.T.Helper()
	all := map[string]string{}
	for _, p := range s.Programme().People() {
		all[p.ID+" feed"] = p.FeedToken
		if p.Role == events.Organiser || p.Role == "" {
			continue // asked to nothing
		}
		for name, it := range s.Items(p.ID, "parcours") {
			inv := it.Invitation
			all[p.ID+" "+name] = strings.Join([]string{inv.UID, string(inv.Status), inv.Comment, string(inv.Session.Status), inv.Session.When.Start.String(), inv.Session.Title}, "|")
		}
	}
	for _, scope := range []string{"all", "c/elus", "t/faverges"} {
		all["feed "+scope] = site.SessionsOf(s.Feed(scope))
	}
	return all
}

// afterHold sends what is due after the hold, and counts the mails that ever were: who has their first letter is told of
// what changes.
func afterHold(s *site.Site) int {
	s.T.Helper()
	s.Clock = s.Clock.Add(time.Hour)
	for more := true; more; {
		var err error
		more, err = s.Delivery.ExpandNotices(s.T.Context())
		s.Must(err)
	}
	mails, err := s.Delivery.Mails(s.T.Context(), delivery.MailQuery{})
	s.Must(err)
	for _, m := range mails {
		if m.State == delivery.MailQueued {
			s.Must(s.Delivery.Settle(s.T.Context(), m, delivery.MailOutcome{}))
		}
	}
	return len(mails)
}

// A file that was emptied, cut, or is another programme's changes nothing, and says what would go.
func TestAFileThatTakesNearlyEverythingIsNotTaken(t *testing.T) {
	for name, c := range map[string]struct {
		cut   func(*events.Programme)
		names []string
	}{
		"emptied":     {func(p *events.Programme) { *p = events.Programme{} }, []string{"people", "sessions", "territories", "categories"}},
		"cut":         {func(p *events.Programme) { p.People = p.People[:1] }, []string{"7 of 8 people (rita rene marc anne guy ...)"}},
		"no sessions": {func(p *events.Programme) { p.Sessions = nil }, []string{"sessions", "agora"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := site.OpenSmall(t)
			s.Answer("marc", "agora", events.Accepted)
			mails, before, change := afterHold(s), whole(s), s.Programme().Change
			p := s.File
			c.cut(&p)
			_, err := s.Apply(t.Context(), p, events.ApplyOptions{})
			var loss *events.Loss
			if !errors.As(err, &loss) {
				t.Fatalf("%v", err)
			}
			for _, want := range c.names {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("no %q in %q", want, err)
				}
			}
			report, err := s.Apply(t.Context(), p, events.ApplyOptions{Preview: true})
			if err != nil || report.Loss == nil || len(report.Removed) == 0 {
				t.Errorf("shown: %+v, %v", report, err)
			}
			s.Restart()
			if !maps.Equal(whole(s), before) || s.Programme().Change != change || afterHold(s) != mails {
				t.Error("the file that was refused changed something")
			}
		})
	}
}

// A few may go without a word: that is what editing a file is.
func TestAFewMayGo(t *testing.T) {
	s := site.OpenSmall(t)
	p := s.File
	p.People = slices.DeleteFunc(slices.Clone(p.People), func(p events.Person) bool { return p.ID == "marc" })
	if report, err := s.Apply(t.Context(), p, events.ApplyOptions{}); err != nil || !slices.Equal(report.Removed, []string{"marc"}) {
		t.Errorf("%+v, %v", report, err)
	}
}

// Emptied by force and put back within the hold: every answer, date, UID and feed is there again, SEQUENCE only rises,
// and nobody gets a mail. A date that was moved in a calendar since the file was written stays moved.
func TestRestoredFile(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = site.Hours("2022-05-05", "10:00", "17:00") }))
	s.Answer("marc", "agora", events.Declined)
	s.Answer("anne", "agora", events.Tentative)
	mails, before, sequence, file := afterHold(s), whole(s), s.Session("agora").Sequence, s.File
	_, err := s.Apply(t.Context(), events.Programme{}, events.ApplyOptions{Force: true})
	s.Must(err)
	if s.Session("agora").Live() || len(s.Programme().People()) != 0 {
		t.Fatal("nothing was taken away")
	}
	s.Restart()
	s.Take(file)
	after := whole(s)
	for what, was := range before {
		if after[what] != was {
			t.Errorf("%s: %q, was %q", what, after[what], was)
		}
	}
	if got := s.Session("agora").Sequence; got != sequence+2 {
		t.Errorf("SEQUENCE %d, was %d", got, sequence)
	}
	if got := afterHold(s); got != mails {
		t.Errorf("%d mails, were %d", got, mails)
	}
}

// A session that is moved and moved back has the answers again that were given to that time, and only those.
func TestMovedBackHasItsAnswers(t *testing.T) {
	s := site.OpenSmall(t)
	s.Answer("marc", "agora", events.Accepted)
	was := s.Session("agora").When
	move := func(w events.When) {
		s.Must(s.Reschedule(t.Context(), s.Person("orga"), "agora", func(p *events.Plan) { p.When = w }))
	}
	status := func(person string) events.Partstat { return s.Items(person, "parcours")["agora.ics"].Invitation.Status }
	move(site.Hours("2022-05-05", "10:00", "17:00"))
	if status("marc") != events.NeedsAction {
		t.Error("an answer to another time counts")
	}
	s.Answer("anne", "agora", events.Accepted)
	move(was)
	if status("marc") != events.Accepted || status("anne") != events.NeedsAction {
		t.Errorf("back: %s, %s", status("marc"), status("anne"))
	}
	move(site.Hours("2022-05-05", "10:00", "17:00"))
	if status("marc") != events.NeedsAction || status("anne") != events.Accepted {
		t.Errorf("there again: %s, %s", status("marc"), status("anne"))
	}
}
