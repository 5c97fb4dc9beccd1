package delivery

import (
	"context"
	"slices"

	"parcours/events"
)

// Foreseen is what changes of sessions would let leave if nothing else changed meanwhile.
type Foreseen struct {
	Mails   []Mail           // without tokens; Next is when each would leave
	Covered []*events.Person // who reads it in a mail that waits already, or in none
	Back    bool             // it stands again as people were told: nobody is written to
}

// Foresee tells whom changes of sessions would be told to, and when, by person. It changes nothing.
func (s *Service) Foresee(ctx context.Context, changes []events.Change) (f Foreseen, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		f = Foreseen{Back: len(changes) > 0}
		for i := range changes {
			if err := s.foresee(tx, &changes[i], &f); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

// foresee adds what one change would let leave, with what is held of its session already.
func (s *Service) foresee(tx Tx, c *events.Change, f *Foreseen) error {
	x, n := &c.To, events.Tells(c.From, &c.To)
	if n.Session = x.ID; n.Kind == "" {
		f.Back = false
		return nil
	}
	n.Due = s.now().Add(s.policy.Hold)
	asked := n.Asked
	if n.Kind == events.NoticeSession && c.From != nil {
		held, err := s.held(tx, x.ID)
		if err != nil {
			return err
		}
		for i, earlier := range slices.Backward(held) {
			takeIn(&earlier, n)
			n, asked = earlier, held[i].Asked
		}
	}
	if n.Kind == events.NoticeSession {
		back, err := standsAsTold(tx, &n, asked, x)
		if err != nil || back || n.Quiet {
			return err
		}
	}
	f.Back = false
	for _, p := range recipients(s.events.Programme(), &n, x) {
		m := s.mailOf(&n, x, p, n.Due)
		skip, err := s.spared(tx, &n, &m)
		if err != nil {
			return err
		}
		if skip {
			f.Covered = append(f.Covered, p)
			continue
		}
		f.Mails = append(f.Mails, m)
	}
	return nil
}
