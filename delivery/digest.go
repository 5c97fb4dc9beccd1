package delivery

import (
	"errors"
	"slices"
	"time"

	"parcours/events"
)

// composeDigest lists what changed since what the mail was queued for. Of whoever has one mail a day it also says what is
// asked, and the arbitrages that are due.
func (s *Service) composeDigest(tx Tx, snap *events.Snapshot, msg *Message, n *events.Notice, wish Wish) error {
	all, err := events.PersonalInvitations(tx, snap, msg.To)
	if err != nil {
		return err
	}
	for _, inv := range all {
		changed := !inv.Session.Modified.Before(n.At.Truncate(time.Second))
		if !inv.Session.Listed() || !changed && !(wish == WishDigest && s.asksNow(&inv)) {
			continue
		}
		before, err := s.before(tx, snap, inv.Session, changed)
		if err != nil {
			return err
		}
		msg.Invitations, msg.Before = append(msg.Invitations, inv), append(msg.Before, before)
	}
	if msg.Daily = wish == WishDigest; msg.Daily {
		if msg.Tasks, err = s.dueTasks(tx, snap, msg.To); err != nil {
			return err
		}
	}
	if len(msg.Invitations) == 0 && len(msg.Tasks) == 0 {
		return ErrNothingToSay
	}
	return nil
}

// before is a changed session as it was, nil where that is not known.
func (s *Service) before(tx Tx, snap *events.Snapshot, x *events.Session, changed bool) (*events.Session, error) {
	if !changed {
		return nil, nil
	}
	old, err := tx.SessionRevision(x.ID, x.Sequence-1)
	if errors.Is(err, events.ErrNotFound) {
		return nil, nil
	}
	return snap.Localised(&old), err
}

// asksNow tells whether the answer to an invitation is missing, and its day comes near or its poll is open.
func (s *Service) asksNow(inv *events.Invitation) bool {
	x, now := inv.Session, s.now()
	if inv.For.Person == "" || inv.Status != events.NeedsAction || x.Optional || !x.Live() || x.Past(now, inv.Programme.Loc) {
		return false
	}
	start, _ := x.When.Span(inv.Programme.Loc)
	return x.Poll != "" && x.Status != events.Fixed || start.Sub(now) < nudgeWithin
}

// dueTasks are the arbitrages that a referent's delegations have not done, and that are due within days.
func (s *Service) dueTasks(tx Tx, snap *events.Snapshot, p *events.Person) (all []events.Task, err error) {
	until := events.DayOf(s.now().In(snap.Loc)).Add(slices.Max(remindBefore))
	for i := range snap.Territories {
		t := &snap.Territories[i]
		if !p.ReferentOf(t.ID) {
			continue
		}
		states, err := events.DecisionStatesIn(tx, snap, t)
		if err != nil {
			return nil, err
		}
		for j := range states {
			st := &states[j]
			if st.Done || st.Decision.Optional || st.Due.IsZero() || until.Before(st.Due) {
				continue
			}
			all = append(all, taskOf(snap, p, t, st))
		}
	}
	return all, nil
}

// taskOf is an arbitrage of a delegation as it is told to one of its referents.
func taskOf(snap *events.Snapshot, p *events.Person, t *events.Territory, st *events.DecisionState) events.Task {
	return events.Task{
		Decision: st.Decision, Territory: t, UID: snap.DecisionUID(st.Decision.Number, t.ID), Programme: snap, Reader: p,
		Modified: st.At, Due: st.Due, URL: "/", State: st,
	}
}
