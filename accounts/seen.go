package accounts

import (
	"context"
	"time"

	"parcours/events"
)

// Touch notes that a person used a door, once a day at most.
func (s *Service) Touch(ctx context.Context, p *events.Person, door events.Door) error {
	key := p.ID + "\x00" + string(door)
	if last, ok := s.touched.Load(key); ok && s.now().Sub(last.(time.Time)) < 24*time.Hour {
		return nil
	}
	s.touched.Store(key, s.now())
	err := s.store.Update(ctx, func(tx Tx) error { return tx.SetSeen(p.ID, door, s.now()) })
	if err != nil {
		s.touched.Delete(key)
	}
	return err
}

// LastSeen is when a person last used a door, zero if never.
func (s *Service) LastSeen(ctx context.Context, person string, door events.Door) (at time.Time, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		at, err = tx.Seen(person, door)
		return err
	})
	return at, err
}
