package record

import (
	"context"

	"parcours/events"
)

// Written is the programme without its sessions and people, as it was written: texts that say dates of sessions hold their names still.
func (s *Service) Written(ctx context.Context) (p events.Programme, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err = tx.Programme()
		return err
	})
	return p, err
}
