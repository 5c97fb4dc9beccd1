package events

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// BringGuest adds a guest of a delegation: anyone in it may bring one, or an organiser who says of which, and is their godparent. The
// guest's answers count at once as a guest's; without an id they get one by their name; the link of a room waits until the briefing is confirmed.
func (s *Service) BringGuest(ctx context.Context, by *Person, guest Person) error {
	forThem := by.Role == Organiser && len(guest.Territories) > 0
	if by.Role != Member && by.Role != Referent && !forThem {
		return ErrForbidden
	}
	guest.Role, guest.Godparent, guest.Briefed = Guest, by.ID, false
	if len(guest.Territories) == 0 {
		guest.Territories = by.Territories
	}
	for _, t := range guest.Territories {
		if !forThem && !slices.Contains(by.Territories, t) {
			return ErrForbidden
		}
	}
	if guest.ID == "" { // nobody's, and nobody's who was removed
		guest.ID = strings.Trim(fmt.Sprintf("%.40s-%s", NameID(guest.Name), strings.ToLower(s.newID())[:5]), "-")
	}
	if s.Programme().Person(guest.ID) != nil {
		return Invalidf("id", "%q is somebody already", guest.ID)
	}
	return s.AddPeople(ctx, []Person{guest})
}

// ConfirmBriefing says that a guest was told what they need to know ("transmission"): by the godparent, a referent of
// the delegation, or an organiser.
func (s *Service) ConfirmBriefing(ctx context.Context, by *Person, guest string) error {
	g := s.Programme().Person(guest)
	if g == nil || g.Role != Guest {
		return ErrNotFound
	}
	if !by.Briefs(g) {
		if slices.ContainsFunc(g.Territories, func(t string) bool { return slices.Contains(by.Territories, t) }) {
			return ErrForbidden
		}
		return ErrNotFound
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Person(guest)
		if err != nil || p.Briefed {
			return err
		}
		p.Briefed = true
		p.Epoch++
		return tx.SetPerson(p)
	})
	return cmp.Or(err, s.Reload(ctx))
}

// Briefs tells whether the person may confirm the briefing of a guest.
func (p *Person) Briefs(guest *Person) bool {
	return p.ID == guest.Godparent || p.Role == Organiser || slices.ContainsFunc(guest.Territories, p.ReferentOf)
}

// OpenSession opens a session that a delegation builds with others (arbitrage 4): asked are the members of the
// territories named. It gives the session's id. A referent of the territory opens it, or an organiser.
func (s *Service) OpenSession(ctx context.Context, by *Person, territory string, plan Plan, invite []string) (string, error) {
	snap := s.Programme()
	if !by.ReferentOf(territory) && by.Role != Organiser {
		return "", ErrForbidden
	}
	plan.Audience = Audience{Territories: []string{territory}}
	for _, t := range append([]string{territory}, invite...) {
		if snap.Territory(t) == nil {
			return "", Invalidf("invite", "%q is not a territory of the programme", t)
		}
		if !slices.Contains(plan.Audience.Territories, t) {
			plan.Audience.Territories = append(plan.Audience.Territories, t)
		}
	}
	plan.Status, plan.Optional = Fixed, true
	if err := plan.Check(); err != nil {
		return "", err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	for i := 1; ; i++ {
		plan.ID = fmt.Sprintf("co-%s-%d", territory, i)
		if s.Programme().Session(plan.ID) == nil {
			break
		}
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		return s.makeThem(tx, snap, []Session{{Plan: plan, Asked: []Audience{plan.Audience}, Opened: territory}})
	})
	return plan.ID, cmp.Or(err, s.refresh(ctx))
}
