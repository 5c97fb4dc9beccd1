package accounts_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/site"
)

const right = "quatre mots pour marc"

func web(address, browser string) accounts.From {
	return accounts.From{Door: events.DoorWeb, Address: address, Browser: browser}
}

// A stranger who tries passwords locks out neither the browser in which the person signed in before, nor a program whose
// password was right before; and what a known browser tries is counted as well.
func TestStrangersLockNobodyOut(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", right))
	entry, err := s.Accounts.SignIn(t.Context(), "marc", right, web("192.0.2.1", ""))
	s.Must(err)
	s.Must(s.Accounts.SignOut(t.Context(), entry.Secret))
	s.Restart() // what was right is remembered no more; the browser is
	try := func(password string, from accounts.From) error {
		_, err := s.Accounts.SignIn(t.Context(), "marc@example.org", password, from)
		return err
	}
	for i := range 6 {
		err = try("wrong", web(fmt.Sprintf("198.51.100.%d", i), ""))
	}
	var tries *accounts.TriesError
	if !errors.As(err, &tries) || tries.Account != "marc" || !errors.Is(err, accounts.ErrTries) {
		t.Fatalf("a sixth wrong password: %v", err)
	}
	if err := try(right, web("203.0.113.7", "")); !errors.Is(err, accounts.ErrTries) {
		t.Errorf("the right one from an unknown browser: %v", err)
	}
	for _, browser := range []string{"made-up-by-the-browser", entry.Secret} {
		if err := try(right, web("203.0.113.7", browser)); !errors.Is(err, accounts.ErrTries) {
			t.Errorf("browser %q is known: %v", browser, err)
		}
	}
	if _, err := s.Accounts.SignIn(t.Context(), "rita", "wrong", web("", entry.Browser)); !errors.Is(err, accounts.ErrLogin) {
		t.Error(err)
	}
	for range 4 {
		if err := try("wrong", web("192.0.2.1", entry.Browser)); !errors.Is(err, accounts.ErrLogin) {
			t.Errorf("a slip in the known browser: %v", err)
		}
	}
	again, err := s.Accounts.SignIn(t.Context(), "marc", right, web("192.0.2.1", entry.Browser))
	if err != nil || again.Browser != entry.Browser {
		t.Errorf("in the known browser: %v", err)
	}
	if err := try("wrong", web("192.0.2.1", entry.Browser)); !errors.Is(err, accounts.ErrLogin) {
		t.Errorf("a fifth slip: %v", err)
	}
	if err := try("wrong", web("192.0.2.1", entry.Browser)); !errors.Is(err, accounts.ErrTries) {
		t.Errorf("a sixth slip: %v", err)
	}
	s.Clock = s.Clock.Add(2 * time.Minute)
	dav := accounts.From{Door: events.DoorCalDAV, Address: "203.0.113.8"}
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", right, dav); err != nil {
		t.Fatal(err)
	}
	s.Clock = s.Clock.Add(20 * time.Minute) // beyond what is remembered
	for range 6 {
		err = try("wrong", web("", ""))
	}
	if !errors.Is(err, accounts.ErrTries) {
		t.Fatal(err)
	}
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", right, dav); err != nil {
		t.Errorf("a program whose password was right before: %v", err)
	}
	s.Must(s.Accounts.EndOthers(t.Context(), "marc", again.Secret, web("", "")))
	s.Restart()
	for range 6 {
		_ = try("wrong", web("", ""))
	}
	if err := try(right, web("", entry.Browser)); !errors.Is(err, accounts.ErrTries) {
		t.Errorf("a browser that was forgotten is known: %v", err)
	}
}

// Whoever guesses learns nothing by going on after the fifth: not even where the right password was used a moment ago, from elsewhere or
// from the same network.
func TestGuessesBeyondTheFifthTellNothing(t *testing.T) {
	for name, network := range map[string]string{"from elsewhere": "198.51.100.1", "from the same network": "192.0.2.1"} {
		s := site.OpenSmall(t)
		s.Must(s.Accounts.SetPassword(t.Context(), "marc", right))
		home := accounts.From{Door: events.DoorCalDAV, Address: "192.0.2.1"}
		_, err := s.Accounts.Authenticate(t.Context(), "marc", right, home)
		s.Must(err)
		guess := accounts.From{Door: events.DoorCalDAV, Address: network}
		for i := range 100 {
			_, err := s.Accounts.Authenticate(t.Context(), "marc", fmt.Sprint("guess ", i), guess)
			if err == nil || i >= 5 && !errors.Is(err, accounts.ErrTries) {
				t.Fatalf("%s, %d: %v", name, i, err)
			}
		}
		if _, err := s.Accounts.Authenticate(t.Context(), "marc", right, guess); !errors.Is(err, accounts.ErrTries) {
			t.Errorf("%s: the hundredth guess is told to be right: %v", name, err)
		}
		if _, err := s.Accounts.Authenticate(t.Context(), "marc", right, home); (err == nil) != (network != home.Address) {
			t.Errorf("%s: the program at home: %v", name, err)
		}
		s.Clock = s.Clock.Add(time.Minute)
		_, err = s.Accounts.Authenticate(t.Context(), "marc", right, home)
		s.Must(err)
	}
}

// One client tries all names: it is stopped, and others are not.
func TestOneClientTriesManyNames(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", right))
	stopped := 0
	for i := range 40 {
		_, err := s.Accounts.Authenticate(t.Context(), fmt.Sprintf("name-%d@example.org", i), "wrong", web("198.51.100.1", ""))
		if errors.Is(err, accounts.ErrTries) {
			stopped++
		} else if !errors.Is(err, accounts.ErrLogin) {
			t.Fatal(err)
		}
	}
	if stopped != 10 {
		t.Errorf("%d tries were stopped, want 10", stopped)
	}
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", right, web("198.51.100.2", "")); err != nil {
		t.Errorf("from another address: %v", err)
	}
	device, err := s.Accounts.AddDevice(t.Context(), "marc", "téléphone")
	s.Must(err)
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", device, accounts.From{Door: events.DoorCalDAV, Address: "198.51.100.1"}); err != nil {
		t.Errorf("a device behind the same address: %v", err)
	}
}

// counting is how often a chosen password was checked.
type counting struct {
	accounts.Passwords
	n     *atomic.Int64
	begun chan struct{}
	free  chan struct{}
}

func (c counting) Verify(ctx context.Context, hash, password string) (bool, error) {
	c.n.Add(1)
	if c.begun != nil {
		c.begun <- struct{}{}
		select {
		case <-c.free:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	return c.Passwords.Verify(ctx, hash, password)
}

// A wrong password costs one slow check, whether the login is somebody's, and whatever passwords they have; a right one of a
// device none.
func TestSameWorkForEverybody(t *testing.T) {
	s := site.OpenSmall(t)
	var n atomic.Int64
	who := accounts.New(accounts.Parts{Events: s.Service, Store: s.DB.Accounts(), Passwords: counting{Passwords: site.Passwords(), n: &n}, Now: func() time.Time { return s.Clock }, NewID: rand.Text})
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", right))
	_, err := s.Accounts.NewAppPassword(t.Context(), "anne", "")
	s.Must(err)
	device, err := s.Accounts.AddDevice(t.Context(), "marc", "téléphone")
	s.Must(err)
	for login, what := range map[string]string{"marc": "a chosen password", "anne": "an app password", "rita": "none", "nobody@example.org": "nobody", "": "no login"} {
		n.Store(0)
		_, err := who.Authenticate(t.Context(), login, "wrong", accounts.From{Door: events.DoorCalDAV})
		if !errors.Is(err, accounts.ErrLogin) || n.Load() != 1 {
			t.Errorf("%s: %d checks, %v", what, n.Load(), err)
		}
	}
	n.Store(0)
	if _, err := who.Authenticate(t.Context(), "marc", device, accounts.From{Door: events.DoorCalDAV}); err != nil || n.Load() != 0 {
		t.Errorf("a device: %d checks, %v", n.Load(), err)
	}
}

// Many who ask the same at once wait for one check; a client that gives up takes none with it.
func TestOneCheckAtATime(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", right))
	var n atomic.Int64
	slow := counting{Passwords: site.Passwords(), n: &n, begun: make(chan struct{}), free: make(chan struct{})}
	who := accounts.New(accounts.Parts{Events: s.Service, Store: s.DB.Accounts(), Passwords: slow, Now: func() time.Time { return s.Clock }, NewID: rand.Text})
	first, cancel := context.WithCancel(t.Context())
	outcomes := make(chan error)
	enter := func(ctx context.Context) {
		_, err := who.Authenticate(ctx, "marc", right, accounts.From{Door: events.DoorCalDAV})
		outcomes <- err
	}
	go enter(first)
	<-slow.begun
	for range 20 {
		go enter(t.Context())
	}
	cancel()
	if err := <-outcomes; !errors.Is(err, context.Canceled) {
		t.Fatalf("who gave up: %v", err)
	}
	<-slow.begun
	close(slow.free)
	for range 20 {
		if err := <-outcomes; err != nil {
			t.Error(err)
		}
	}
	if n.Load() != 2 {
		t.Errorf("%d checks, want 2: of who gave up, and one for all others", n.Load())
	}
}
