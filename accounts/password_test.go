package accounts_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/site"
)

// A link lets its person choose a password, once; whatever else changes their passwords ends it too.
func TestPasswordLink(t *testing.T) {
	s := site.OpenSmall(t)
	link := func(person string) string {
		token, err := s.Accounts.PasswordLink(t.Context(), person)
		s.Must(err)
		return token
	}
	gone := func(token, why string) {
		t.Helper()
		if _, err := s.Accounts.PasswordLinkOf(t.Context(), token); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%s: the link shows a form: %v", why, err)
		}
		if err := s.Accounts.ChoosePassword(t.Context(), token, "un autre mot encore"); !errors.Is(err, events.ErrNotFound) {
			t.Errorf("%s: the link sets a password: %v", why, err)
		}
	}
	app, err := s.Accounts.NewAppPassword(t.Context(), "marc", "")
	s.Must(err)
	token := link("marc")
	if p, err := s.Accounts.PasswordLinkOf(t.Context(), token); err != nil || p.ID != "marc" {
		t.Fatalf("%+v, %v", p, err)
	}
	second := link("marc")
	s.Must(s.Accounts.ChoosePassword(t.Context(), token, "quatre mots pour marc"))
	for _, right := range []string{"quatre mots pour marc", app} {
		if _, err := s.Accounts.Authenticate(t.Context(), "marc@example.org", right, accounts.From{}); err != nil {
			t.Errorf("%q: %v", right, err)
		}
	}
	gone(token, "used")
	gone(second, "another one was used")

	made := link("marc")
	_, err = s.Accounts.NewAppPassword(t.Context(), "marc", "")
	s.Must(err)
	gone(made, "a password was made")

	old := link("marc")
	s.Clock = s.Clock.Add(7*24*time.Hour - time.Second)
	if _, err := s.Accounts.PasswordLinkOf(t.Context(), old); err != nil {
		t.Errorf("within seven days: %v", err)
	}
	s.Clock = s.Clock.Add(time.Second)
	gone(old, "seven days later")

	left := link("marc")
	s.Must(s.RemovePerson(t.Context(), "marc"))
	gone(left, "the person was removed")
	for _, token := range []string{"", "x", left[:len(left)-2], s.Programme().AnswerToken(events.AnswerLink{Person: "rita", Session: "agora"})} {
		gone(token, token)
	}
	b, err := base64.RawURLEncoding.DecodeString(link("rita"))
	s.Must(err)
	gone(base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(b), "rita", "rene", 1))), "another person's name in it")
	if _, err := s.Accounts.PasswordLink(t.Context(), "marc"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("a link for somebody who was removed: %v", err)
	}
}

// What is tried first is refused, and what stood stands.
func TestPasswordFloor(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "quatre mots pour marc"))
	token, err := s.Accounts.PasswordLink(t.Context(), "marc")
	s.Must(err)
	for password, why := range map[string]string{
		"": accounts.PasswordShort, "neuf lett": accounts.PasswordShort, "éééééàààà": accounts.PasswordShort, "motdepasse": accounts.PasswordCommon,
		"Mot-de-passe": accounts.PasswordCommon, "AZERTYUIOP": accounts.PasswordCommon, "1234567890": accounts.PasswordCommon, "password 123": accounts.PasswordCommon,
		"aaaaaaaaaaaa": accounts.PasswordCommon, "marc@example.org": accounts.PasswordCommon, strings.Repeat("long ", 101): accounts.PasswordLong,
		"pas de l'UTF-8 \xff": accounts.PasswordLong,
	} {
		for door, err := range map[string]error{"link": s.Accounts.ChoosePassword(t.Context(), token, password), "command": s.Accounts.SetPassword(t.Context(), "marc", password)} {
			var wrong *events.Invalid
			if !errors.As(err, &wrong) || wrong.Field != why {
				t.Errorf("%s: %q: %v, want %s", door, password, err, why)
			}
		}
	}
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", "quatre mots pour marc", accounts.From{}); err != nil {
		t.Errorf("a refused password took the old one's place: %v", err)
	}
	s.Must(s.Accounts.ChoosePassword(t.Context(), token, "dix lettre"))
}

// Who is removed can no longer enter and is asked no more; the answers stay. Whoever comes back is as before.
func TestRemovePerson(t *testing.T) {
	s := site.OpenSmall(t)
	s.Must(s.Accounts.SetPassword(t.Context(), "marc", "quatre mots pour marc"))
	s.Answer("marc", "agora", events.Accepted)
	token := s.Person("marc").FeedToken
	link := events.AnswerLink{Person: "marc", Session: "agora", For: events.Subject{Person: "marc"}}
	s.Must(s.RemovePerson(t.Context(), "marc"))
	if s.Programme().Person("marc") != nil {
		t.Error("he is still there")
	}
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", "quatre mots pour marc", accounts.From{}); !errors.Is(err, accounts.ErrLogin) {
		t.Errorf("he may enter: %v", err)
	}
	if _, err := s.PersonalFeed(token); !errors.Is(err, events.ErrGone) {
		t.Errorf("his feed: %v", err)
	}
	if _, _, err := s.InvitationOf(t.Context(), link); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("his link: %v", err)
	}
	if said := s.AllAnswers(); len(said) != 1 || said[0].By != "marc" {
		t.Errorf("his answer: %+v", said)
	}
	if said, err := s.Record.History(t.Context(), "faverges"); err != nil || len(said) != 1 {
		t.Errorf("his answer in the delegation's history: %+v, %v", said, err)
	}
	if removed, err := s.RemovedPeople(t.Context()); err != nil || len(removed) != 1 || removed[0].ID != "marc" {
		t.Errorf("removed: %+v, %v", removed, err)
	}
	if err := s.RemovePerson(t.Context(), "marc"); !errors.Is(err, events.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	s.Take(s.File) // the file that did not change does not bring him back
	if s.Programme().Person("marc") != nil {
		t.Error("the file brought him back")
	}
	s.Must(s.AddPeople(t.Context(), []events.Person{{ID: "marc", Email: "marc@example.org", Name: "Marc", Role: events.Member, Territories: []string{"faverges"}, Category: "elus"}}))
	if s.Person("marc").FeedToken != token {
		t.Error("his feed has another address")
	}
	if _, err := s.Accounts.Authenticate(t.Context(), "marc", "quatre mots pour marc", accounts.From{}); err != nil {
		t.Errorf("he is back and may not enter: %v", err)
	}
}
