package accounts_test

import (
	"errors"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/site"
)

// signsIn gives a site on which marc has a password, and a way to sign in.
func signsIn(t *testing.T) (*site.Site, func() string, func(secret, why string)) {
	t.Helper()
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "quatre mots pour marc"))
	signIn := func() string {
		t.Helper()
		entry, err := s.Accounts.SignIn(t.Context(), " Marc@Example.org ", "quatre mots pour marc", accounts.From{Agent: "Firefox"})
		s.Must(err)
		secret := entry.Secret
		if p, err := s.Accounts.SignedIn(t.Context(), secret); err != nil || p.ID != "marc" {
			t.Fatalf("%+v, %v", p, err)
		}
		return secret
	}
	ended := func(secret, why string) {
		t.Helper()
		if p, err := s.Accounts.SignedIn(t.Context(), secret); !errors.Is(err, events.ErrNotFound) || p != nil {
			t.Errorf("%s: %+v, %v", why, p, err)
		}
	}
	return s, signIn, ended
}

// A sign-in holds for thirty days, and ends before with whatever takes the account from whoever has it.
func TestSignInEnds(t *testing.T) {
	s, signIn, ended := signsIn(t)
	ended("", "no secret")
	ended("unknown", "unknown")

	first, second := signIn(), signIn()
	s.Must(s.Accounts.SignOut(t.Context(), first))
	ended(first, "signed out")
	if _, err := s.Accounts.SignedIn(t.Context(), second); err != nil {
		t.Errorf("the other browser: %v", err)
	}
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "quatre mots pour marc"))
	ended(second, "another password")
	third := signIn()
	_, err := s.Accounts.NewAppPassword(t.Context(), "marc", "")
	s.Must(err)
	ended(third, "another app password")

	fourth := signIn()
	s.Must(s.RemovePerson(t.Context(), "marc"))
	ended(fourth, "removed")
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "marc", Email: "marc@example.org", Name: "Marc", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"}}))
	ended(fourth, "removed, and back")

	fifth := signIn()
	s.Clock = s.Clock.Add(accounts.SignInFor - time.Second)
	if _, err := s.Accounts.SignedIn(t.Context(), fifth); err != nil {
		t.Errorf("within thirty days: %v", err)
	}
	s.Clock = s.Clock.Add(time.Second)
	ended(fifth, "thirty days later")
	sixth := signIn()
	if all, _, err := s.Accounts.SignIns(t.Context(), "marc", sixth); err != nil || len(all) != 1 {
		t.Errorf("the old one is kept: %+v, %v", all, err)
	}
}

// People see where they are signed in, and end one of them, or all; nobody ends somebody else's.
func TestSignInsAreListed(t *testing.T) {
	s, signIn, ended := signsIn(t)
	first := signIn()
	s.Clock = s.Clock.Add(2 * time.Hour)
	second := signIn()
	_, err := s.Accounts.SignedIn(t.Context(), first)
	s.Must(err)
	all, current, err := s.Accounts.SignIns(t.Context(), "marc", second)
	if err != nil || len(all) != 2 || all[0].Hash != current || all[0].Agent != "Firefox" || !all[1].Used.Equal(s.Clock) || all[1].Made.Equal(s.Clock) {
		t.Fatalf("%+v, %s, %v", all, current, err)
	}
	if all[0].Hash == second {
		t.Error("the store keeps the secret itself")
	}
	if err := s.Accounts.RevokeSignIn(t.Context(), "rita", all[1].Hash); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	s.Must(s.Accounts.RevokeSignIn(t.Context(), "marc", all[1].Hash))
	ended(first, "ended")
	s.Must(s.Accounts.RevokeSignIn(t.Context(), "marc", ""))
	ended(second, "all ended")
	for range 25 {
		second = signIn()
		s.Clock = s.Clock.Add(time.Second)
	}
	if all, current, err = s.Accounts.SignIns(t.Context(), "marc", second); err != nil || len(all) != 20 || all[0].Hash != current {
		t.Errorf("%d are kept, %v", len(all), err)
	}
}

// Wrong passwords are answered alike whether the login is known; after five in a minute none is tried, by address or id.
func TestWrongPasswords(t *testing.T) {
	s, _, _ := signsIn(t)
	try := func(login, password string) error {
		_, err := s.Accounts.SignIn(t.Context(), login, password, accounts.From{Door: events.DoorWeb})
		return err
	}
	for _, login := range []string{"marc@example.org", "nobody@example.org"} {
		for range 5 {
			if err := try(login, "wrong"); !errors.Is(err, accounts.ErrLogin) {
				t.Errorf("%s: %v", login, err)
			}
		}
		if err := try(login, "quatre mots pour marc"); !errors.Is(err, accounts.ErrTries) {
			t.Errorf("%s, a sixth time: %v", login, err)
		}
	}
	if err := try("marc", "quatre mots pour marc"); !errors.Is(err, accounts.ErrTries) {
		t.Errorf("by id: %v", err)
	}
	s.Clock = s.Clock.Add(time.Minute)
	if err := try("marc", "quatre mots pour marc"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
