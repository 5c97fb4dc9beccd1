package accounts

import (
	"context"
	"time"

	"parcours/busylinks"
	"parcours/events"
)

// RevokeAll ends everything by which a person enters: passwords, sign-ins, links that sign in, browsers that are known, and the
// secret addresses of their feed and busy times, with the links of their mails to their page. They stay a person of the programme.
func (s *Service) RevokeAll(ctx context.Context, person string) error {
	defer s.verified.forget(person)
	err := s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Person(person)
		if err != nil {
			return err
		}
		for _, kind := range []CredentialKind{AppPassword, Device, Chosen} {
			if err := tx.RemoveCredentials(person, kind); err != nil {
				return err
			}
		}
		for _, kind := range []PassKind{PassLink, PassHalf, PassBrowser} {
			all, err := tx.Passes(person, kind)
			if err != nil {
				return err
			}
			for _, x := range all {
				if err := tx.RemovePass(x.Hash); err != nil {
					return err
				}
			}
		}
		if err := tx.RemoveSignIns(person, time.Time{}); err != nil {
			return err
		}
		if err := busylinks.EndIn(tx, person, s.now()); err != nil {
			return err
		}
		if err := s.newFeed(tx, p); err != nil {
			return err
		}
		return s.note(tx, person, Revoked)
	})
	if err != nil {
		return err
	}
	return s.events.Reload(ctx)
}

// newFeed gives a person's feed a new secret address; the old one is gone.
func (s *Service) newFeed(tx Tx, p events.Person) error {
	if err := tx.RevokeFeedToken(p.FeedToken, s.now()); err != nil {
		return err
	}
	p.FeedToken = s.newID()
	return tx.SetPerson(p)
}

// What the history says of somebody's access.
const (
	Revoked   = "all access ended"
	LinkShown = "a link was shown"
)

// note keeps for the history what became of somebody's access, where somebody had it done.
func (s *Service) note(tx Tx, person, what string) error {
	if _, door := tx.By(); door == "" {
		return nil
	}
	return s.events.Notify(tx, events.Notice{Kind: events.NoticeAccess, Person: person, Text: what, Done: true})
}
