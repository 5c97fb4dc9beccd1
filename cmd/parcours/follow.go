package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"parcours/house"
)

// followEvery is how soon after a change of people those who came into a group, or left one, have or lose what the group is invited to.
const followEvery = 2 * time.Second

// sweepEvery is how soon attachments go that nothing names any more.
const sweepEvery = time.Minute

// followGroups keeps the events that ask groups in line with who is in them: at once for what changed while no server ran, and after
// every change from then on. What failed is tried again the next time. It
// removes attachments that nothing names too.
func followGroups(ctx context.Context, s *house.House, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() {
		again := time.NewTicker(followEvery)
		defer again.Stop()
		sweep := time.NewTicker(sweepEvery)
		defer sweep.Stop()
		for {
			if err := s.Calendars.FollowGroups(ctx); err != nil && ctx.Err() == nil {
				log.Error("groups were not followed in all events that ask them", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-again.C:
			case <-sweep.C:
				if err := s.Attachments.Sweep(ctx); err != nil && ctx.Err() == nil {
					log.Error("attachments that nothing names were not all removed", "error", err)
				}
			}
		}
	})
	return func() {
		cancel()
		working.Wait()
	}
}
