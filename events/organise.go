package events

import (
	"cmp"
	"context"
	"errors"
	"strings"
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
	moves, err := s.moves(sessions, change)
	if err != nil || len(moves) == 0 {
		return err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		for _, m := range moves {
			n, err := tx.NextChange(ProgrammeHome)
			if err != nil {
				return err
			}
			if err := s.writeSession(tx, m.from, m.from.changed(m.plan, m.asked, n, s.now()), nil); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, s.refresh(ctx))
}

// move is what a change makes of a session.
type move struct {
	from  *Session
	plan  Plan
	asked []Audience
}

// moves applies a change to sessions; those that it leaves as they are, are left out.
func (s *Service) moves(sessions []string, change func(*Plan, *[]Audience)) ([]move, error) {
	var all []move
	for _, id := range sessions {
		x := s.Programme().Session(id)
		if x == nil || !x.Listed() {
			return nil, ErrNotFound
		}
		plan, asked := x.Plan, x.Asked
		plan.Why = ""
		change(&plan, &asked)
		if err := plan.check(); err != nil {
			return nil, err
		}
		before := x.Plan
		before.Why = plan.Why
		if !samePlan(&plan, &before) || !EqualRules(asked, x.Asked) {
			all = append(all, move{x, plan, asked})
		}
	}
	return all, nil
}

func (p *Plan) check() error {
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
