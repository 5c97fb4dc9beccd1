// Package splits is what the rooms of a split session have to do with each other: which there are, and when each is held when one of them
// moves: pure functions.
package splits

import (
	"time"

	"parcours/events"
)

// Rooms gives the live rooms of the split session that a name stands for: its own, or that of one of its rooms; nil for what
// is not split.
func Rooms(s *events.Snapshot, name string) []*events.Session {
	if x := s.Session(name); x != nil {
		name = x.Group
	}
	var rooms []*events.Session
	for _, x := range s.All() {
		if name != "" && x.Group == name && x.Category != "" && x.Live() {
			rooms = append(rooms, x)
		}
	}
	return rooms
}

// Beside is the new time of a room when the first one goes from one time to another: the same where they had the same hours,
// else as far from it as before.
func Beside(w, first, to events.When, loc *time.Location) events.When {
	if w.Equal(first) || w.AllDay != to.AllDay {
		return to
	}
	return Moved(w, first.Start, to.Start, loc)
}

// Moved gives a time later by what lies between two others on the clock on the wall: what began an hour after from
// begins an hour after to, in summer and in winter. Whole days move by days.
func Moved(w events.When, from, to time.Time, loc *time.Location) events.When {
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
