package accounts_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/delivery"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

// A link signs its person in once, within a quarter of an hour; the store has its hash only, of this life of it.
func TestSignInLink(t *testing.T) {
	s := site.OpenSmall(t)
	link := func(holds time.Duration) string {
		t.Helper()
		token, err := s.Accounts.SignInLink(t.Context(), "marc", holds)
		s.Must(err)
		return token
	}
	gone := func(token, why string) {
		t.Helper()
		if p, err := s.Accounts.SignInLinkOf(t.Context(), token); !errors.Is(err, events.ErrNotFound) || p != nil {
			t.Errorf("%s: it shows %+v, %v", why, p, err)
		}
		if e, err := s.Accounts.SignInByLink(t.Context(), token, accounts.From{}); !errors.Is(err, events.ErrNotFound) || e.Secret != "" && err == nil {
			t.Errorf("%s: it signs in: %v", why, err)
		}
	}
	token, other := link(accounts.LinkFor), link(accounts.LinkFor)
	for range 3 { // robots open every link
		if p, err := s.Accounts.SignInLinkOf(t.Context(), token); err != nil || p.ID != "marc" {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	s.Must(s.DB.View(t.Context(), func(tx store.Tx) error {
		all, err := tx.Passes("marc", accounts.PassLink)
		if len(all) != 2 || strings.Contains(fmt.Sprint(all), token) {
			t.Errorf("kept: %+v", all)
		}
		return err
	}))
	entry, err := s.Accounts.SignInByLink(t.Context(), token, accounts.From{Agent: "Firefox"})
	s.Must(err)
	if p, err := s.Accounts.SignedIn(t.Context(), entry.Secret); err != nil || p.ID != "marc" {
		t.Errorf("%+v, %v", p, err)
	}
	gone(token, "used")
	s.Clock = s.Clock.Add(accounts.LinkFor - time.Second)
	if _, err := s.Accounts.SignInLinkOf(t.Context(), other); err != nil {
		t.Errorf("within a quarter of an hour: %v", err)
	}
	s.Clock = s.Clock.Add(time.Second)
	gone(other, "a quarter of an hour later")
	for _, token := range []string{"", "x", entry.Secret, entry.Browser} {
		gone(token, "no link")
	}

	day := link(24 * time.Hour)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "quatre mots pour marc"))
	gone(day, "another password was chosen")
	day = link(24 * time.Hour)
	s.Must(s.RemovePerson(t.Context(), "marc"))
	gone(day, "the person was removed")
	if _, err := s.Accounts.SignInLink(t.Context(), "marc", accounts.LinkFor); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("for somebody who was removed: %v", err)
	}
	for _, holds := range []time.Duration{0, -1, 8 * 24 * time.Hour} {
		var bad *events.Invalid
		if _, err := s.Accounts.SignInLink(t.Context(), "rita", holds); !errors.As(err, &bad) {
			t.Errorf("for %v: %v", holds, err)
		}
	}
}

// Two who open the same link at once: one of them is in.
func TestSignInLinkAtOnce(t *testing.T) {
	s := site.OpenSmall(t)
	token, err := s.Accounts.SignInLink(t.Context(), "marc", accounts.LinkFor)
	s.Must(err)
	outcomes := make(chan error)
	for range 8 {
		go func() {
			_, err := s.Accounts.SignInByLink(context.Background(), token, accounts.From{})
			outcomes <- err
		}()
	}
	in := 0
	for range 8 {
		if err := <-outcomes; err == nil {
			in++
		} else if !errors.Is(err, events.ErrNotFound) {
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("%d got in", in)
	}
}

// Whoever asks for a link is told the same and waits as long: one transaction, whether the address is somebody's. Three an
// hour leave to a person, however many are asked for, and by whomever.
func TestAskForLink(t *testing.T) {
	s := site.OpenSmall(t)
	mails := func(person string, kind delivery.MailKind) int {
		t.Helper()
		for more := true; more; {
			var err error
			more, err = s.Delivery.ExpandNotices(t.Context())
			s.Must(err)
		}
		all, err := s.Delivery.Mails(t.Context(), delivery.MailQuery{Person: person, Kind: kind})
		s.Must(err)
		return len(all)
	}
	ask := func(kind events.NoticeKind, address, from string) error {
		return s.Accounts.AskForLink(t.Context(), kind, address, accounts.From{Door: events.DoorWeb, Address: from})
	}
	change := func() (n int64) {
		s.Must(s.DB.View(t.Context(), func(tx store.Tx) (err error) {
			n, err = tx.LastChange(events.NoticesHome)
			return err
		}))
		return n
	}
	before := change()
	s.Must(ask(events.NoticeSignIn, "nobody@example.org", "192.0.2.1"))
	if change() != before+1 {
		t.Error("nothing is written for an unknown address: it can be told by the time")
	}
	s.Must(ask(events.NoticeSignIn, " Marc@Example.ORG ", "192.0.2.1"))
	if change() != before+2 {
		t.Error("another number of writes for a known one")
	}
	if n := mails("marc", delivery.MailSignIn); n != 1 {
		t.Errorf("%d mails", n)
	}
	for range 5 {
		s.Must(ask(events.NoticeSignIn, "marc@example.org", "192.0.2.2"))
	}
	if n := mails("marc", delivery.MailSignIn); n != 3 {
		t.Errorf("%d mails within an hour, want 3", n)
	}
	s.Restart() // what is counted in memory is forgotten; what was sent is not
	s.Must(ask(events.NoticeSignIn, "marc@example.org", "192.0.2.2"))
	if n := mails("marc", delivery.MailSignIn); n != 3 {
		t.Errorf("%d mails after a restart, want 3", n)
	}
	s.Must(ask(events.NoticePage, "marc@example.org", "192.0.2.2"))
	if n := mails("marc", delivery.MailPage); n != 1 {
		t.Errorf("%d mails with the page's link", n)
	}
	s.Clock = s.Clock.Add(time.Hour + time.Second)
	s.Must(ask(events.NoticeSignIn, "marc@example.org", "192.0.2.2"))
	if n := mails("marc", delivery.MailSignIn); n != 4 {
		t.Errorf("%d mails an hour later, want 4", n)
	}
	if n := mails("rita", delivery.MailSignIn); n != 0 {
		t.Errorf("%d mails to somebody else", n)
	}
	var err error
	for i := range 200 {
		if err = ask(events.NoticePage, fmt.Sprintf("nobody-%d@example.org", i), "192.0.2.9"); err != nil {
			break
		}
	}
	if !errors.Is(err, accounts.ErrAsking) {
		t.Errorf("two hundred from one client: %v", err)
	}
	if err := ask(events.NoticeLetter, "marc@example.org", ""); err == nil {
		t.Error("a letter was asked for")
	}
}

// Another service vouches for an address: it is somebody's of the programme, or nobody comes in.
func TestSignInAs(t *testing.T) {
	s := site.OpenSmall(t)
	entry, err := s.Accounts.SignInAs(t.Context(), "MARC@example.org", accounts.From{})
	s.Must(err)
	if p, err := s.Accounts.SignedIn(t.Context(), entry.Secret); err != nil || p.ID != "marc" {
		t.Errorf("%+v, %v", p, err)
	}
	for _, address := range []string{"", "marc", "nobody@example.org"} {
		if _, err := s.Accounts.SignInAs(t.Context(), address, accounts.From{}); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%q: %v", address, err)
		}
	}
	s.Must(s.RemovePerson(t.Context(), "marc"))
	if _, err := s.Accounts.SignInAs(t.Context(), "marc@example.org", accounts.From{}); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("removed: %v", err)
	}
}
