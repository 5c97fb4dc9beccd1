package record

import (
	"context"

	"parcours/events"
)

// Revision is a session as it was with a SEQUENCE; ErrNotFound for one that it never had.
func (s *Service) Revision(ctx context.Context, session string, sequence int) (x *events.Session, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		old, err := tx.SessionRevision(session, sequence)
		if err == nil {
			x = s.events.Programme().Localised(&old)
		}
		return err
	})
	return x, err
}
