package events

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
)

// ErrOrganiserChange: an organiser's client wrote attendees or a recurrence into a session, whose audience is a rule
// and which never recurs (CALDAV:allowed-organizer-scheduling-object-change, RFC 6638 §3.2.1.1).
var ErrOrganiserChange = errors.New("a session's audience is a rule, and it never recurs: change its time, title, place or status only")

// Reschedule changes the plan of a session as an organiser says. What the file says of it meanwhile meets it when
// the file is applied. Plan.Why is the reason that people are told; it is empty before change.
func (s *Service) Reschedule(ctx context.Context, by *Person, session string, change func(*Plan)) error {
	return s.Replan(ctx, by, []string{session}, func(p *Plan, _ *[]Audience) { change(p) })
}

// Cancel is the change by which a session is cancelled for everybody asked.
func Cancel(p *Plan) { p.Status = Cancelled }

// Replan is Reschedule of several sessions in one step, such as the rooms of a split one, with whom they ask: all of them
// or none.
func (s *Service) Replan(ctx context.Context, by *Person, sessions []string, change func(*Plan, *[]Audience)) error {
	if by.Role != Organiser {
		return ErrForbidden
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	changes, err := s.Programme().Changes(sessions, s.now(), change)
	if err != nil || len(changes) == 0 {
		return err
	}
	err = s.store.Update(ctx, func(tx Tx) error { return s.writeChanges(tx, changes) })
	return cmp.Or(err, s.refresh(ctx))
}

func (s *Service) writeChanges(tx Tx, changes []Change) error {
	for _, c := range changes {
		n, err := tx.NextChange(ProgrammeHome)
		if err != nil {
			return err
		}
		if err := s.writeSession(tx, c.From, c.From.changed(c.To.Plan, c.To.Asked, n, s.now()), nil); err != nil {
			return err
		}
	}
	return nil
}

// Change is a session before and after somebody changed it; From is nil for a new one.
type Change struct {
	From *Session
	To   Session
}

// Changes is what Replan would make of sessions at a moment; those that it leaves as they are, are left out. Nothing is kept.
func (s *Snapshot) Changes(sessions []string, at time.Time, change func(*Plan, *[]Audience)) ([]Change, error) {
	var all []Change
	for _, id := range sessions {
		x := s.Session(id)
		if x == nil || !x.Listed() {
			return nil, ErrNotFound
		}
		plan, asked := x.Plan, x.Asked
		plan.Why = ""
		change(&plan, &asked)
		if err := plan.Check(); err != nil {
			return nil, err
		}
		before := x.Plan
		before.Why = plan.Why
		if !samePlan(&plan, &before) || !EqualRules(asked, x.Asked) {
			all = append(all, Change{x, x.changed(plan, asked, s.Change+1, at)})
		}
	}
	return all, nil
}

// Check tells what is wrong with a plan, nil if nothing.
func (p *Plan) Check() error {
	if p.When.End.Before(p.When.Start) || p.When.AllDay && !p.When.End.After(p.When.Start) {
		return Invalidf("end", "the end is before the start")
	}
	if y := p.When.Start.Year(); y < 1970 || p.When.End.Year() > 2100 {
		return Invalidf("start", "%d: give a year between 1970 and 2100", y)
	}
	if strings.TrimSpace(p.Title) == "" {
		return Invalidf("title", "a session needs a title")
	}
	return nil
}
