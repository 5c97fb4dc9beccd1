package events

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Poll gives a poll by id, nil without it.
func (s *Snapshot) Poll(id string) *Poll {
	for i := range s.Polls {
		if s.Polls[i].ID == id {
			return &s.Polls[i]
		}
	}
	return nil
}

// choice names what a session is an option of.
func (p *Plan) choice() string { return cmp.Or(p.Group, p.ID) }

// choose decides what the file decides: of the dates of one choice, of which the status was another before, one is fixed now. Who
// voted for it is asked afresh, as by Decide.
func (s *Session) choose(was Status, choice []*Plan, now time.Time) {
	won := slices.IndexFunc(choice, func(p *Plan) bool { return p.Poll != "" && p.Option > 0 && p.Status == Fixed })
	switch {
	case won < 0 || s.Option == 0 || s.Status == was:
	case s.Status == Fixed && s.Decided.IsZero():
		s.Decided, s.VotedAt, s.AskedAt = now, s.AskedAt, s.Sequence
	case s.Status == Cancelled && choice[won].ID != s.ID:
		s.Lost = true
	}
}

// Options gives the options of a poll by choice, in the order of their dates; drafts are none yet.
func (s *Snapshot) Options(poll string) (choices []string, options map[string][]*Session) {
	options = map[string][]*Session{}
	for _, x := range s.All() {
		if x.Poll != poll || x.Removed || x.Draft() || x.Status == Cancelled && !x.Lost {
			continue
		}
		id := x.choice()
		if options[id] == nil {
			choices = append(choices, id)
		}
		options[id] = append(options[id], x)
	}
	return choices, options
}

// Decide closes a choice of a poll: the option keeps its UID and becomes fixed; a person's own yes to it is their
// acceptance, everybody else is asked afresh, and a delegation's vote is nobody's acceptance. The other options
// leave people's calendars and stand cancelled in feeds. Only an organiser may.
func (s *Service) Decide(ctx context.Context, by *Person, option string) error {
	return s.changeChoice(ctx, by, option, func(x *Session, chosen bool, n int64) Session {
		plan := x.Plan
		if !chosen {
			plan.Status = Cancelled
			lost := x.changed(plan, x.Asked, n, s.now())
			lost.Lost = true
			if !x.Decided.IsZero() { // another one is chosen instead: votes for this one stand as they were
				lost.AskedAt, lost.Decided, lost.VotedAt = x.VotedAt, time.Time{}, 0
			}
			return lost
		}
		plan.Status = Fixed
		won := x.changed(plan, x.Asked, n, s.now())
		if x.Decided.IsZero() {
			won.VotedAt = x.AskedAt
			won.Decided = s.now()
			won.AskedAt = won.Sequence
		}
		return won
	})
}

// Reopen opens a choice again: all its options are candidates, and the votes given before count.
func (s *Service) Reopen(ctx context.Context, by *Person, option string) error {
	return s.changeChoice(ctx, by, option, func(x *Session, _ bool, n int64) Session {
		plan := x.Plan
		plan.Status = Candidate
		if x.Options == 1 {
			plan.Status = Estimated
		}
		votedAt := x.AskedAt
		if !x.Decided.IsZero() {
			votedAt = x.VotedAt
		}
		open := x.changed(plan, x.Asked, n, s.now())
		open.AskedAt, open.Decided, open.VotedAt = votedAt, time.Time{}, 0
		return open
	})
}

// changeChoice changes all options of the choice that one of them belongs to.
func (s *Service) changeChoice(ctx context.Context, by *Person, option string, change func(x *Session, chosen bool, n int64) Session) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	snap := s.Programme()
	x := snap.Session(option)
	switch {
	case by.Role != Organiser:
		return ErrForbidden
	case x == nil || x.Poll == "":
		return Invalidf("option", "%q is not an option of a poll", option)
	}
	_, options := snap.Options(x.Poll)
	all := options[x.choice()]
	if !slices.Contains(all, x) {
		return Invalidf("option", "%q is cancelled", option)
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		for _, o := range all {
			n, err := tx.NextChange(ProgrammeHome)
			if err != nil {
				return err
			}
			if err := s.writeSession(tx, o, change(o, o.ID == option, n), nil); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, s.refresh(ctx))
}
