package delivery_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/site"
)

// to are the sessions that mails to a person are about.
func to(person string, all []*delivery.Message) (sessions []string) {
	for _, m := range all {
		if m.To.ID == person {
			sessions = append(sessions, m.Mail.Session)
		}
	}
	slices.Sort(sessions)
	return sessions
}

// kinds are the kinds of mail to a person.
func kinds(person string, sent map[delivery.MailKind][]*delivery.Message) (all []delivery.MailKind) {
	for kind, some := range sent {
		for range to(person, some) {
			all = append(all, kind)
		}
	}
	slices.Sort(all)
	return all
}

func wish(s *site.Site, person string) delivery.Wish {
	s.T.Helper()
	c, err := s.Delivery.MailsOf(s.T.Context(), person)
	s.Must(err)
	return c.Wish
}

// Who asks for their invitations has each to come, with the calendar part, whatever else they want; dates of an open poll, what
// they declined and what is past are left out. Once an hour.
func TestInvitationsOnDemand(t *testing.T) {
	s := site.OpenSmall(t)
	ctx := t.Context()
	send := func(person string) (int, error) { return s.Delivery.SendInvitations(ctx, person) }
	s.Must(s.Accounts.Touch(ctx, s.Person("marc"), events.DoorCalDAV)) // a calendar program that syncs gets no calendar part else
	s.Must(s.Delivery.ChooseMails(ctx, "marc", delivery.WishNone))
	if n, err := send("marc"); n != 2 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	var bad *events.Invalid
	if _, err := send("marc"); !errors.As(err, &bad) || bad.Field != "again" {
		t.Errorf("at once again: %v", err)
	}
	sent := post(s, time.Second)
	if got := to("marc", sent[delivery.MailRequest]); !slices.Equal(got, []string{"agora", "pairs-elus"}) {
		t.Errorf("sent: %v of %v", got, kinds("marc", sent))
	}
	for _, m := range sent[delivery.MailRequest] {
		if !m.Calendar || !m.Requested || m.Invitation.For.Person != "marc" {
			t.Errorf("%s: calendar %t, requested %t, for %v", m.Mail.Session, m.Calendar, m.Requested, m.Invitation.For)
		}
	}
	s.Answer("marc", "agora", events.Declined)
	s.Clock = s.Clock.Add(delivery.InvitationsEvery)
	if n, err := send("marc"); n != 1 || err != nil {
		t.Errorf("an hour later, one declined: %d, %v", n, err)
	}
	s.Clock = site.At("2022-05-01 09:00")
	if n, err := send("marc"); n != 0 || err != nil {
		t.Errorf("all is past: %d, %v", n, err)
	}
	if n, err := send("orga"); n != 0 || err != nil {
		t.Errorf("an organiser is asked to nothing: %d, %v", n, err)
	}
	if _, err := send("nobody"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}

// Who asked for invitations has later moves and cancellations with their calendar part too, though their program syncs.
func TestMovesReachTheCalendarThatAsked(t *testing.T) {
	s := site.OpenSmall(t)
	post(s, time.Hour)
	s.Must(s.Accounts.Touch(t.Context(), s.Person("marc"), events.DoorCalDAV))
	_, err := s.Delivery.SendInvitations(t.Context(), "marc")
	s.Must(err)
	post(s, time.Second)
	s.Change(func(p *events.Programme) { site.Plan(p, "agora").Status = events.Cancelled })
	for _, m := range post(s, time.Hour)[delivery.MailCancel] {
		if m.To.ID == "marc" && m.Calendar {
			return
		}
	}
	t.Error("the calendar is not told of the cancellation")
}

// Each wish, at what happens: a new session, a move, a cancellation, words, a nudge, a reminder and a letter.
func TestWishes(t *testing.T) {
	for _, c := range []struct {
		wish        delivery.Wish
		new, words  []delivery.MailKind // at once, and the next morning
		reminded    []delivery.MailKind
		moved, wrot bool
	}{
		{delivery.WishAll, []delivery.MailKind{"request"}, []delivery.MailKind{"digest"}, []delivery.MailKind{"reminder"}, true, true},
		{delivery.WishDigest, nil, []delivery.MailKind{"digest"}, nil, true, true},
		{delivery.WishAsked, []delivery.MailKind{"request"}, nil, nil, true, true},
		{delivery.WishNone, nil, nil, nil, false, false},
	} {
		s := site.OpenSmall(t)
		post(s, time.Hour)
		s.Must(s.Delivery.ChooseMails(t.Context(), "rita", c.wish))
		if got := wish(s, "rita"); got != c.wish {
			t.Errorf("kept: %s", got)
		}
		s.Change(func(p *events.Programme) {
			x := *site.Plan(p, "agora")
			x.ID, x.Title, x.When = "rencontre", "Une rencontre", site.Hours("2022-05-20", "09:00", "10:00")
			p.Sessions = append(p.Sessions, x)
			site.Plan(p, "prepa").Description = "D'autres mots."
		})
		if got := kinds("rita", post(s, 20*time.Minute)); !slices.Equal(got, c.new) {
			t.Errorf("%s, a new session: %v, want %v", c.wish, got, c.new)
		}
		next := post(s, 24*time.Hour)
		if got := kinds("rita", next); !slices.Equal(got, c.words) {
			t.Errorf("%s, the next morning: %v, want %v", c.wish, got, c.words)
		}
		for _, m := range next[delivery.MailDigest] {
			held := slices.ContainsFunc(m.Invitations, func(inv events.Invitation) bool { return inv.Session.ID == "rencontre" })
			if m.To.ID == "rita" && c.wish == delivery.WishDigest && (!m.Daily || !held || !slices.ContainsFunc(m.Invitations, func(inv events.Invitation) bool { return inv.Session.ID == "jour-a" })) {
				t.Errorf("the daily mail: %t, new %t, %d sessions", m.Daily, held, len(m.Invitations))
			}
		}
		s.Change(func(p *events.Programme) { site.Plan(p, "agora").When = site.Hours("2022-04-29", "09:30", "17:30") })
		if got := len(to("rita", post(s, 20*time.Minute)[delivery.MailRequest])) == 1; got != c.moved {
			t.Errorf("%s, a move: %t", c.wish, got)
		}
		s.Clock = site.At("2022-02-22 08:30")
		s.Must(s.Delivery.Remind(t.Context()))
		if got := slices.DeleteFunc(kinds("rita", post(s, time.Minute)), func(k delivery.MailKind) bool { return k == delivery.MailNudge }); !slices.Equal(got, c.reminded) {
			t.Errorf("%s, an arbitrage is due in a week: %v, want %v", c.wish, got, c.reminded)
		}
		due := 0
		for _, m := range post(s, 24*time.Hour)[delivery.MailDigest] {
			if m.To.ID == "rita" {
				due += len(m.Tasks)
			}
		}
		if want := c.wish == delivery.WishDigest; due > 0 != want {
			t.Errorf("%s: %d arbitrages in the daily mail", c.wish, due)
		}
		_, err := s.Delivery.Write(t.Context(), s.Person("orga"), delivery.Letter{Subject: "Bonjour", Text: "Bienvenue."})
		s.Must(err)
		if got := len(to("rita", post(s, time.Minute)[delivery.MailWritten])) == 1; got != c.wrot {
			t.Errorf("%s, a letter: %t", c.wish, got)
		}
	}
}

// Mails stopped by one click and wanted again are those that were wanted before.
func TestMailsWantedAgainAreThoseOfBefore(t *testing.T) {
	s := site.OpenSmall(t)
	ctx := t.Context()
	s.Must(s.Delivery.ChooseMails(ctx, "marc", delivery.WishDigest))
	s.Must(s.Delivery.ChooseMails(ctx, "marc", delivery.WishNone))
	if got := wish(s, "marc"); got != delivery.WishNone {
		t.Errorf("stopped: %s", got)
	}
	s.Must(s.Delivery.ChooseMails(ctx, "marc", delivery.WishAgain))
	if got := wish(s, "marc"); got != delivery.WishDigest {
		t.Errorf("again: %s", got)
	}
	var bad *events.Invalid
	if err := s.Delivery.ChooseMails(ctx, "marc", "loud"); !errors.As(err, &bad) {
		t.Errorf("a wish that is none: %v", err)
	}
	if err := s.Delivery.ChooseMails(ctx, "nobody", delivery.WishAll); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	if got := wish(s, "anne"); got != delivery.WishAll {
		t.Errorf("at first: %s", got)
	}
}
