package events

import (
	"cmp"
	"context"
	"time"
)

// MoveTogether changes the plans of several sessions, such as the rooms of a split one, in one step: all of them or
// none. It is Reschedule otherwise.
func (s *Service) MoveTogether(ctx context.Context, by *Person, sessions []string, change func(*Plan)) error {
	if by.Role != Organiser {
		return ErrForbidden
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	snap := s.Programme()
	var moved []*Session
	plans := map[string]Plan{}
	for _, id := range sessions {
		x := snap.Session(id)
		if x == nil || !x.listed() {
			return ErrNotFound
		}
		plan := x.Plan
		plan.Why = ""
		change(&plan)
		if err := plan.check(); err != nil {
			return err
		}
		before := x.Plan
		before.Why = plan.Why
		if !samePlan(&plan, &before) {
			moved, plans[id] = append(moved, x), plan
		}
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		for _, x := range moved {
			n, err := tx.NextChange(ProgrammeHome)
			if err != nil {
				return err
			}
			if err := s.writeSession(tx, x, x.changed(plans[x.ID], x.Asked, n, s.now()), nil); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, s.refresh(ctx))
}

// Rooms gives the live rooms of the split session that a name stands for: its own, or that of one of its rooms; nil for
// what is not split.
func (s *Snapshot) Rooms(name string) []*Session {
	if x := s.Session(name); x != nil {
		name = x.Group
	}
	var rooms []*Session
	for _, x := range s.All() {
		if name != "" && x.Group == name && x.Category != "" && x.Live() {
			rooms = append(rooms, x)
		}
	}
	return rooms
}

// Moved gives a time later by what lies between two others on the clock on the wall: what began an hour after from
// begins an hour after to, in summer and in winter. Whole days move by days.
func (w When) Moved(from, to time.Time, loc *time.Location) When {
	by := onTheWall(to, loc).Sub(onTheWall(from, loc))
	if w.AllDay {
		return w.Shift(int(by.Round(24*time.Hour).Hours())/24, loc)
	}
	move := func(t time.Time) time.Time {
		y, m, d := onTheWall(t, loc).Add(by).Date()
		h, min, sec := onTheWall(t, loc).Add(by).Clock()
		return time.Date(y, m, d, h, min, sec, 0, loc)
	}
	w.Start, w.End = move(w.Start), move(w.End)
	return w
}

// onTheWall is the hour that the clock on the wall shows, as if it were UTC.
func onTheWall(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
