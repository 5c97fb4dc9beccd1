package record

import (
	"context"
	"time"

	"parcours/events"
)

// Seen is when each door was last used, by person; of everybody in one read of the store. Who never came by a door has none.
func (s *Service) Seen(ctx context.Context) (all map[string]map[events.Door]time.Time, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.SeenByAll()
		return err
	})
	return all, err
}
