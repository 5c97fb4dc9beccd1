package calendars

import (
	"context"
	"slices"
	"strings"

	"parcours/events"
)

// sharedMark stands between owner and collection in the name of a calendar that somebody else shares: the owner's
// id has no dot and no tilde.
const sharedMark = "~"

// CategoryPrincipal is the principal of everybody of a category.
func CategoryPrincipal(id string) string { return "category:" + id }

// TerritoryPrincipal is the principal of everybody of a territory.
func TerritoryPrincipal(id string) string { return "territory:" + id }

// principals are those that a person acts as.
func principals(p *events.Person) []string {
	all := []string{p.ID}
	if p.Category != "" {
		all = append(all, CategoryPrincipal(p.Category))
	}
	for _, t := range p.Territories {
		all = append(all, TerritoryPrincipal(t))
	}
	return all
}

// sharedWith gives the calendars that others share with the viewer, with the widest access of each.
func (s *Service) sharedWith(tx Tx, snap *events.Snapshot, viewer *events.Person) ([]Collection, error) {
	shares, err := tx.SharedWith(principals(viewer))
	if err != nil {
		return nil, err
	}
	widest := map[[2]string]Access{}
	var order [][2]string
	for _, sh := range shares {
		key := [2]string{sh.Home, sh.Collection}
		if sh.Home == viewer.ID || snap.Person(sh.Home) == nil {
			continue
		}
		if _, seen := widest[key]; !seen {
			order = append(order, key)
		}
		if sh.Access == ReadWrite || widest[key] == NoAccess {
			widest[key] = sh.Access
		}
	}
	var all []Collection
	for _, key := range order {
		stored, err := tx.Collection(key[0], key[1])
		if err != nil {
			return nil, err
		}
		c, err := s.storedCollection(tx, snap, viewer, key[0]+sharedMark+key[1], &stored, widest[key])
		if err != nil {
			return nil, err
		}
		all = append(all, *c)
	}
	return all, nil
}

// sharedCollection resolves the name of a calendar that somebody else shares with the viewer.
func (s *Service) sharedCollection(tx Tx, snap *events.Snapshot, viewer *events.Person, name string) (*Collection, error) {
	owner, collection, _ := strings.Cut(name, sharedMark)
	all, err := s.sharedWith(tx, snap, viewer)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].stored.Home == owner && all[i].stored.Name == collection {
			return &all[i], nil
		}
	}
	return nil, events.ErrNotFound
}

// ShareCollection gives a principal (a person's id, CategoryPrincipal, TerritoryPrincipal) access to a calendar of the
// viewer's own; NoAccess takes it back.
func (s *Service) ShareCollection(ctx context.Context, viewer *events.Person, c *Collection, principal string, access Access) error {
	return s.SetShares(ctx, viewer, c, func(now []Share) []Share {
		now = slices.DeleteFunc(now, func(sh Share) bool { return sh.Principal == principal })
		return append(now, Share{Principal: principal, Access: access})
	})
}

// SetShares replaces who may use a calendar of the viewer's own, all at once (RFC 3744 §8.1).
func (s *Service) SetShares(ctx context.Context, viewer *events.Person, c *Collection, change func([]Share) []Share) error {
	if c.stored == nil || !c.Rights.Share {
		return events.ErrForbidden
	}
	snap := s.events.Programme()
	return s.store.Update(ctx, func(tx Tx) error {
		before, err := tx.Shares(c.stored.Home, c.stored.Name)
		if err != nil {
			return err
		}
		after := change(slices.Clone(before))
		if len(after) > MaxShares {
			return ErrShares
		}
		for _, sh := range after {
			if !knowsPrincipal(snap, viewer, sh.Principal) && !slices.Contains(before, sh) {
				return events.ErrPrincipal
			}
		}
		gone := slices.DeleteFunc(before, func(b Share) bool {
			return slices.ContainsFunc(after, func(a Share) bool { return a.Principal == b.Principal })
		})
		for _, sh := range gone {
			sh.Access = NoAccess
			after = append(after, sh)
		}
		for _, sh := range after {
			sh.Home, sh.Collection = c.stored.Home, c.stored.Name
			if err := tx.SetShare(sh); err != nil {
				return err
			}
		}
		return updateCollection(tx, c, func(*StoredCollection) error { return nil })
	})
}

// SharesOf tells the owner who may use a calendar.
func (s *Service) SharesOf(ctx context.Context, viewer *events.Person, c *Collection) (shares []Share, err error) {
	if c.stored == nil || !c.Rights.Share {
		return nil, nil
	}
	err = s.store.View(ctx, func(tx Tx) error {
		shares, err = tx.Shares(c.stored.Home, c.stored.Name)
		return err
	})
	return shares, err
}

// knowsPrincipal tells whether somebody can share with this principal: a person, or a group that they belong to; organisers with any. Which people there are is told to nobody, so that any
// id may be one: of nobody's, the share waits for somebody who never comes, for ids are not used again.
func knowsPrincipal(s *events.Snapshot, owner *events.Person, principal string) bool {
	kind, id, group := strings.Cut(principal, ":")
	switch {
	case !group:
		return events.ValidID(principal)
	case owner.Role != events.Organiser && !slices.Contains(principals(owner), principal):
		return false
	case kind == "category":
		return s.Category(id) != nil
	}
	return kind == "territory" && s.Territory(id) != nil
}
