package events

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
)

// ErrOrganiserChange: an organiser's client wrote attendees or a recurrence into a session, whose audience is a rule
// and which never recurs (CALDAV:allowed-organizer-scheduling-object-change, RFC 6638 §3.2.1.1).
var ErrOrganiserChange = errors.New("a session's audience is a rule, and it never recurs: change its time, title, place or status only")

// Reschedule changes the plan of a session as an organiser says. What the file says of it meanwhile meets it when
// the file is applied. Plan.Why is the reason that people are told; it is empty before change.
func (s *Service) Reschedule(ctx context.Context, by *Person, session string, change func(*Plan)) error {
	return s.replan(ctx, by, session, func(p *Plan, _ *[]Audience) { change(p) })
}

// replan is Reschedule with whom the session asks.
func (s *Service) replan(ctx context.Context, by *Person, session string, change func(*Plan, *[]Audience)) error {
	if by.Role != Organiser {
		return ErrForbidden
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	x := s.Programme().Session(session)
	if x == nil || !x.listed() {
		return ErrNotFound
	}
	plan := x.Plan
	plan.Why = ""
	asked := x.Asked
	change(&plan, &asked)
	if err := plan.check(); err != nil {
		return err
	}
	before := x.Plan
	before.Why = plan.Why
	if samePlan(&plan, &before) && equalRules(asked, x.Asked) {
		return nil
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		n, err := tx.NextChange(ProgrammeHome)
		if err != nil {
			return err
		}
		return s.writeSession(tx, x, x.changed(plan, asked, n, s.now()), nil)
	})
	return cmp.Or(err, s.refresh(ctx))
}

func (p *Plan) check() error {
	if p.When.End.Before(p.When.Start) || p.When.AllDay && !p.When.End.After(p.When.Start) {
		return invalid("end", "the end is before the start")
	}
	if y := p.When.Start.Year(); y < 1970 || p.When.End.Year() > 2100 {
		return invalid("start", "%d: give a year between 1970 and 2100", y)
	}
	if strings.TrimSpace(p.Title) == "" {
		return invalid("title", "a session needs a title")
	}
	return nil
}

// putSession is a PUT to programme/: a change of the session that has this name, else a new one.
func (s *Service) putSession(ctx context.Context, viewer *Person, c *Collection, name string, pre Preconditions, octets []byte, index ObjectIndex) (PutResult, error) {
	if index.Component != "VEVENT" {
		return PutResult{}, ErrComponent
	}
	items, err := s.Items(ctx, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return PutResult{}, err
	}
	if len(items) == 0 {
		return s.putNew(ctx, viewer, c, name, pre, octets)
	}
	return s.putPlan(ctx, viewer, c, items[0], pre, octets)
}

// putPlan takes the differences that an organiser's client made to a session: time, title, place, status, and whom it
// asks where the file does not say that. A confirmed option decides its poll. Who writes a cancelled session as a new
// one (If-None-Match: *) has deleted it and undoes that.
func (s *Service) putPlan(ctx context.Context, viewer *Person, c *Collection, item Item, pre Preconditions, octets []byte) (PutResult, error) {
	edit, err := s.text.Edit(octets)
	if err != nil {
		return PutResult{}, err
	}
	x := item.Invitation.Session
	undone := !x.Live() && edit.Status != "CANCELLED" && slices.Equal(pre.IfNoneMatch, []string{"*"})
	err = pre.check(item.ETag, "")
	switch {
	case err != nil && !undone:
		return PutResult{}, err
	case edit.UID != item.UID:
		return PutResult{}, &UIDConflict{c.Name, item.Name}
	case edit.Invites || edit.Recurs:
		return PutResult{}, ErrOrganiserChange
	}
	served, err := s.servedSession(ctx, item.Invitation, edit)
	if err != nil {
		return PutResult{}, err
	}
	if x.Live() && edit.Status == "CONFIRMED" && x.Poll != "" && x.Decided.IsZero() && served.Session.Status != Fixed {
		if err := s.Decide(ctx, viewer, x.ID); err != nil {
			return PutResult{}, err
		}
	}
	err = s.replan(ctx, viewer, x.ID, func(p *Plan, asked *[]Audience) {
		s.editPlan(p, edit, served)
		if undone {
			p.Status = x.returning(edit)
		}
		if x.Made && len(edit.Categories) > 0 {
			s.Programme().publish(p, asked, edit.Categories)
		}
	})
	return PutResult{Created: undone && err == nil}, err
}

// servedSession is the session as the client had it.
func (s *Service) servedSession(ctx context.Context, now *Invitation, edit Edit) (*Invitation, error) {
	r, ok := parseRevision(edit.Served)
	if !ok || r.session == now.Session.Change || edit.Sequence < 0 || edit.Sequence >= now.Session.Sequence {
		return now, nil
	}
	served := *now
	err := s.store.View(ctx, func(tx Tx) error {
		old, err := tx.SessionRevision(now.Session.ID, edit.Sequence)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		served.Session = now.Programme.localised(&old)
		return err
	})
	return &served, err
}

// editPlan brings in what differs from what was served.
func (s *Service) editPlan(p *Plan, edit Edit, served *Invitation) {
	title, where := s.text.Shown(*served)
	p.Why = cut(edit.Why, maxComment)
	if !sameWords(edit.Title, title) {
		p.Title = strings.TrimPrefix(edit.Title, strings.TrimSuffix(title, served.Session.Title))
	}
	if edit.Where != "" && !sameWords(edit.Where, where) {
		p.Place.Where = edit.Where
	}
	if !edit.When.Start.IsZero() && !edit.When.Equal(served.Session.When) {
		p.When = edit.When
	}
	switch {
	case edit.Status == "CANCELLED":
		p.Status = Cancelled
	case !served.Session.Live() && edit.Status != "" && p.Status == Cancelled:
		p.Status = served.Session.returning(edit)
	case edit.Status == "CONFIRMED" && served.Session.Status != Fixed && p.Poll == "":
		p.Status = Fixed
	case edit.Status == "TENTATIVE" && served.Session.Status == Fixed:
		p.Status = Estimated
	}
}

// CancelSession cancels a session for everybody asked.
func (s *Service) CancelSession(ctx context.Context, by *Person, session string) error {
	return s.Reschedule(ctx, by, session, func(p *Plan) { p.Status = Cancelled })
}

// deletePlan cancels the session that an organiser deletes in their client.
func (s *Service) deletePlan(ctx context.Context, viewer *Person, c *Collection, name string, pre Preconditions) error {
	items, err := s.Items(ctx, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return ErrNotFound
	}
	if err := pre.check(items[0].ETag, ""); err != nil {
		return err
	}
	return s.CancelSession(ctx, viewer, items[0].Invitation.Session.ID)
}
