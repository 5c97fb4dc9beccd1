package events

import (
	"strings"
)

// sharedMark stands between owner and collection in the name of a calendar that somebody else shares: the owner's
// id has no dot and no tilde.
const sharedMark = "~"

// CategoryPrincipal and TerritoryPrincipal name groups in shares.
func CategoryPrincipal(id string) string  { return "category:" + id }
func TerritoryPrincipal(id string) string { return "territory:" + id }

// principals are those that a person acts as.
func (p *Person) principals() []string {
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
func (s *Service) sharedWith(tx Tx, snap *Snapshot, viewer *Person) ([]Collection, error) {
	shares, err := tx.SharedWith(viewer.principals())
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
		c, err := s.storedCollection(tx, snap, viewer, key[0], key[0]+sharedMark+key[1], &stored, widest[key])
		if err != nil {
			return nil, err
		}
		all = append(all, *c)
	}
	return all, nil
}

// sharedCollection resolves the name of a calendar that somebody else shares with the viewer.
func (s *Service) sharedCollection(tx Tx, snap *Snapshot, viewer *Person, name string) (*Collection, error) {
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
	return nil, ErrNotFound
}
