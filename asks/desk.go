// Package asks says what a person is asked, as it stands at one moment, for all doors by which they answer. It depends on the
// standard library only and does no I/O.
package asks

import (
	"context"
	"slices"

	"parcours/events"
)

// Desk is all that a person is asked, as it stands at one moment.
type Desk struct {
	Programme   *events.Snapshot
	Person      *events.Person
	Own         []events.Invitation // what is asked of themselves, by start
	Delegations []DelegationDesk    // of a referent
}

// DelegationDesk is what is asked of a delegation.
type DelegationDesk struct {
	Territory   *events.Territory
	Invitations []events.Invitation    // of all its rooms, by start
	Decisions   []events.DecisionState // by number
}

// Service tells what people are asked.
type Service struct {
	events *events.Service
	store  events.Store[events.Tx]
}

// New makes one of a programme and its store.
func New(programme *events.Service, store events.Store[events.Tx]) *Service {
	return &Service{programme, store}
}

// Desk gives what a person is asked. What they deleted in a calendar stands here as well.
func (s *Service) Desk(ctx context.Context, p *events.Person) (*Desk, error) {
	snap := s.events.Programme()
	var d *Desk
	err := s.store.View(ctx, func(tx events.Tx) error {
		d = &Desk{Programme: snap, Person: p}
		all, err := events.PersonalInvitations(tx, snap, p)
		if err != nil {
			return err
		}
		d.Own = slices.DeleteFunc(all, func(inv events.Invitation) bool { return inv.For.Person != p.ID || !inv.Session.Listed() })
		for i := range snap.Territories {
			t := &snap.Territories[i]
			if !p.ReferentOf(t.ID) {
				continue
			}
			one, err := delegationDesk(tx, snap, p, t)
			if err != nil {
				return err
			}
			d.Delegations = append(d.Delegations, one)
		}
		return nil
	})
	return d, err
}

func delegationDesk(tx events.Tx, snap *events.Snapshot, p *events.Person, t *events.Territory) (DelegationDesk, error) {
	d := DelegationDesk{Territory: t}
	said, err := events.LatestBySubject(tx, snap, events.AnswerQuery{Territory: t.ID, Latest: true})
	if err != nil {
		return d, err
	}
	for _, x := range snap.All() {
		if x.Listed() && x.AsksDelegation(t.ID) {
			subject := x.SubjectOf(t.ID)
			d.Invitations = append(d.Invitations, *snap.Invite(x, events.ViewDelegation, p, subject, said[subject][x.ID], nil))
		}
	}
	d.Decisions, err = events.DecisionStatesIn(tx, snap, t)
	return d, err
}
