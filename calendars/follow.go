package calendars

import (
	"context"
	"errors"

	"parcours/events"
	"parcours/scheduling"
)

// FollowGroups brings the events that ask groups, and lie ahead, to who is in these by now (see scheduling.Rules.Follow). It is for a job that
// runs at start and after any change of people: each event is a transaction, and what is as it should be is not written. It gives the
// errors of single events together; the others are followed all the same.
func (s *Service) FollowGroups(ctx context.Context) error {
	snap := s.events.Programme()
	if s.followed.Load() == snap {
		return nil
	}
	var ahead []Object
	err := s.store.View(ctx, func(tx Tx) (err error) {
		ahead, err = tx.Scheduled(ScheduledQuery{Ahead: s.now()})
		return err
	})
	if err != nil {
		return err
	}
	var failed error
	for i := range ahead {
		err := s.store.Update(ctx, func(tx Tx) error {
			now, err := objectNamed(tx, StoredCollection{Home: ahead[i].Home, Name: ahead[i].Collection}, ahead[i].Name)
			if err != nil || now.Name == "" || !now.AsksGroups {
				return err
			}
			return s.scheduling.Follow(&delivery{Tx: tx, s: s}, now.scheduled())
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !errors.Is(err, scheduling.ErrManyAsked) && !errors.Is(err, events.ErrNotFound) {
			failed = errors.Join(failed, err)
		}
	}
	if failed == nil {
		s.followed.Store(snap)
	}
	return failed
}
