package accounts

import (
	"context"

	"parcours/events"
)

// RevokeFeed gives a person's feed a new secret address; the old one answers "gone" from now on.
func (s *Service) RevokeFeed(ctx context.Context, person string) error {
	err := s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Person(person)
		if err != nil {
			return err
		}
		return s.newFeed(tx, p)
	})
	if err != nil {
		return err
	}
	return s.events.Reload(ctx)
}

// FeedReader is whose personal feed has this secret token. ErrNotFound for an unknown token, ErrGone for a revoked one.
func (s *Service) FeedReader(ctx context.Context, token string) (*events.Person, error) {
	var p events.Person
	err := s.store.View(ctx, func(tx Tx) error {
		found, revoked, err := tx.PersonByFeedToken(token)
		if err == nil && (revoked || found.Removed) {
			err = events.ErrGone
		}
		p = found
		return err
	})
	if err != nil {
		return nil, err
	}
	if known := s.events.Programme().Person(p.ID); known != nil {
		return known, nil
	}
	return nil, events.ErrNotFound
}
