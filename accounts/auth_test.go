package accounts_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/site"
	"parcours/store"
)

func TestAuthenticate(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "Soleil d'été"))
	s.Must(s.Accounts.SetPassword(t.Context(), "anne", "un-autre mot"))
	app, err := s.Accounts.NewAppPassword(t.Context(), "marc", "téléphone")
	s.Must(err)
	if len(app) != 24 || strings.Count(app, "-") != 4 || strings.ToLower(app) != app {
		t.Errorf("app password %q", app)
	}
	bare := strings.ReplaceAll(app, "-", "")
	for _, c := range []struct {
		login, password, person string
	}{
		{"marc@example.org", "Soleil d'été", "marc"},
		{"MARC@Example.ORG", "Soleil d'été", "marc"},
		{" marc@example.org ", "Soleil d'été", "marc"},
		{"marc", "Soleil d'été", "marc"},
		{"marc@example.org", app, "marc"},
		{"marc", bare, "marc"},
		{"marc", strings.ReplaceAll(app, "-", " "), "marc"},
		{"anne", "un-autre mot", "anne"},
		{"anne", "unautremot", ""},
		{"anne", app, ""},
		{"marc", strings.ToUpper(app), ""},
		{"marc", bare[1:], ""},
		{"marc", "soleil d'été", ""},
		{"marc", "", ""},
		{"MARC", "Soleil d'été", ""},
		{"rita", "", ""},
		{"rita", "Soleil d'été", ""},
		{"personne@example.org", "Soleil d'été", ""},
		{"", "", ""},
	} {
		s.Clock = s.Clock.Add(time.Minute) // wrong ones are counted by the minute
		for range 2 {                      // the second time it is remembered
			p, err := s.Accounts.Authenticate(t.Context(), c.login, c.password, accounts.From{})
			switch {
			case c.person == "" && (p != nil || !errors.Is(err, accounts.ErrLogin)):
				t.Errorf("%q, %q: %+v, %v", c.login, c.password, p, err)
			case c.person != "" && (err != nil || p.ID != c.person):
				t.Errorf("%q, %q: %+v, %v", c.login, c.password, p, err)
			}
		}
	}
}

// A password that was changed is forgotten at once, though it was just used; the other kind stays.
func TestPasswordChanges(t *testing.T) {
	s := site.OpenSmall(t)
	right := func(password string) bool {
		_, err := s.Accounts.Authenticate(t.Context(), "marc", password, accounts.From{})
		if err != nil && !errors.Is(err, accounts.ErrLogin) {
			t.Fatal(err)
		}
		return err == nil
	}
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "le premier mot"))
	first, err := s.Accounts.NewAppPassword(t.Context(), "marc", "téléphone")
	s.Must(err)
	if !right("le premier mot") || !right(first) {
		t.Error("the first ones are not right")
	}
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "le second mot"))
	if right("le premier mot") || !right("le second mot") || !right(first) {
		t.Error("after the chosen one was changed")
	}
	second, err := s.Accounts.NewAppPassword(t.Context(), "marc", "ordinateur")
	s.Must(err)
	if right(first) || !right(second) || !right("le second mot") {
		t.Error("after the app password was changed")
	}
	s.Restart()
	if right(first) || !right(second) || !right("le second mot") || right("le premier mot") {
		t.Error("after the server was started again")
	}
	s.Change(func(p *events.Programme) { p.People = p.People[:1] })
	if right("le second mot") {
		t.Error("somebody who left may still enter")
	}
}

// What was right is remembered for ten minutes, and checked again then.
func TestPasswordIsRemembered(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "le premier mot"))
	enter := func() error {
		_, err := s.Accounts.Authenticate(t.Context(), "marc", "le premier mot", accounts.From{})
		return err
	}
	s.Must(enter())
	s.Must(s.DB.Update(t.Context(), func(tx store.Tx) error { return tx.RemoveCredentials("marc", accounts.Chosen) }))
	s.Clock = s.Clock.Add(10*time.Minute - 1)
	if err := enter(); err != nil {
		t.Errorf("within ten minutes: %v", err)
	}
	s.Clock = s.Clock.Add(1)
	if err := enter(); !errors.Is(err, accounts.ErrLogin) {
		t.Errorf("after ten minutes: %v", err)
	}
}

func TestPasswordRefused(t *testing.T) {
	s := site.OpenSmall(t)
	var wrong *events.Invalid
	if err := s.Accounts.SetPassword(t.Context(), "marc", "court"); !errors.As(err, &wrong) {
		t.Errorf("a short one: %v", err)
	}
	if err := s.Accounts.SetPassword(t.Context(), "personne", "assez long"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	if _, err := s.Accounts.NewAppPassword(t.Context(), "personne", ""); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("nobody's app password: %v", err)
	}
}
