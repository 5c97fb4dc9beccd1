package events

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Presence says that somebody was, or was not, at a session. Append-only; the last of a session and person counts.
type Presence struct {
	Number  int64
	Session string
	Person  string
	Present bool
	By      string
	At      time.Time
}

// presenceHome counts presences.
const presenceHome = "presence:"

// RecordPresence keeps who was at a session. Whoever came without being asked is asked to the sessions whose audience
// is those asked to this one, and so is again who was let go. Only an organiser records.
func (s *Service) RecordPresence(ctx context.Context, by *Person, session, person string, present bool) error {
	if by.Role != Organiser {
		return ErrForbidden
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	snap := s.Programme()
	x, p := snap.Session(session), snap.Person(person)
	if x == nil {
		return Invalidf("session", "%q is not a session of the programme", session)
	}
	if p == nil {
		return Invalidf("person", "%q is nobody of the programme", person)
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		n, err := tx.NextChange(presenceHome)
		if err != nil {
			return err
		}
		if err := tx.AddPresence(Presence{Number: n, Session: x.ID, Person: p.ID, Present: present, By: by.ID, At: s.now()}); err != nil {
			return err
		}
		if !present {
			return nil
		}
		return s.setGuests(tx, snap.following(x), p, func(y *Session) {
			y.Excused = slices.DeleteFunc(slices.Clone(y.Excused), func(id string) bool { return id == p.ID })
			if !y.Asks(p) && !x.Asks(p) {
				y.Invited = append(slices.Clone(y.Invited), p.ID)
			}
		})
	})
	return cmp.Or(err, s.Reload(ctx))
}

// following are the live sessions that everyone asked to x is asked to.
func (s *Snapshot) following(x *Session) []*Session {
	var all []*Session
	for _, y := range s.All() {
		if y.Live() && (slices.Contains(y.Audience.AskedTo, x.ID) || x.Group != "" && slices.Contains(y.Audience.AskedTo, x.Group)) {
			all = append(all, y)
		}
	}
	return all
}

// setGuests changes whom sessions ask by name, and lets that person's clients start afresh.
func (s *Service) setGuests(tx Tx, sessions []*Session, p *Person, change func(*Session)) error {
	changed := false
	for _, y := range sessions {
		next := *y
		change(&next)
		if slices.Equal(next.Invited, y.Invited) && slices.Equal(next.Excused, y.Excused) {
			continue
		}
		changed = true
		var err error
		if next.Change, err = tx.NextChange(ProgrammeHome); err != nil {
			return err
		}
		if err := tx.SetSession(next.AsWritten(), nil); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return startAfresh(tx, p)
}

// startAfresh lets a person's clients fetch everything anew.
func startAfresh(tx Tx, p *Person) error {
	current, err := tx.Person(p.ID)
	if err != nil {
		return err
	}
	current.Epoch++
	return tx.SetPerson(current)
}

// Presences gives who was at a session, or at all (""): the last word on each person.
func (s *Service) Presences(ctx context.Context, session string) (list []Presence, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = tx.Presences(session)
		return err
	})
	return list, err
}

// Absent gives those asked to a session because they were asked to others, who came to none of these; presences are the
// last words on everybody at all sessions.
func (s *Snapshot) Absent(session string, presences []Presence) ([]*Person, error) {
	y := s.Session(session)
	if y == nil || len(y.Audience.AskedTo) == 0 {
		return nil, Invalidf("session", "%q does not take its audience from other sessions", session)
	}
	came := map[string]bool{}
	for _, p := range presences {
		x := s.Session(p.Session)
		if p.Present && x != nil && slices.Contains(s.following(x), y) {
			came[p.Person] = true
		}
	}
	var absent []*Person
	for _, p := range s.People() {
		if y.Asks(p) && !came[p.ID] {
			absent = append(absent, p)
		}
	}
	return absent, nil
}

// Narrow stops asking those who came to none of the sessions that a session follows. Their earlier answers stay.
func (s *Service) Narrow(ctx context.Context, by *Person, session string) ([]*Person, error) {
	if by.Role != Organiser {
		return nil, ErrForbidden
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	all, err := s.Presences(ctx, "")
	if err != nil {
		return nil, err
	}
	absent, err := s.Programme().Absent(session, all)
	if err != nil {
		return nil, err
	}
	y := *s.Programme().Session(session)
	err = s.store.Update(ctx, func(tx Tx) error {
		next := y
		next.Excused, next.Invited = slices.Clone(y.Excused), slices.Clone(y.Invited)
		for _, p := range absent {
			next.Excused = append(next.Excused, p.ID)
			next.Invited = slices.DeleteFunc(next.Invited, func(id string) bool { return id == p.ID })
			if err := startAfresh(tx, p); err != nil {
				return err
			}
		}
		var err error
		if next.Change, err = tx.NextChange(ProgrammeHome); err != nil {
			return err
		}
		return tx.SetSession(next.AsWritten(), nil)
	})
	return absent, cmp.Or(err, s.Reload(ctx))
}
