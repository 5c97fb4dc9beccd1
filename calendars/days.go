package calendars

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"parcours/events"
	"parcours/expertdays"
	"parcours/rules"
)

// entered notes who sets the time of an expert day that is written.
func (s *Service) entered(tx Tx, c *Collection, o *Object, isNew bool) error {
	territory, ours := strings.CutPrefix(o.Home, events.TerritoryHome(""))
	by := s.events.Programme().Person(c.Home)
	if !ours || o.Collection != AccompagnementName || by == nil {
		return nil
	}
	facts, err := s.text.Facts(o.Octets)
	if err != nil {
		return err
	}
	return s.days.Entered(tx, by, territory, &facts, isNew)
}

// AnswerDay is the one rule behind all doors: an expert of the territory answers for themselves, its referents and the
// organisers for the delegation. To everybody else the day is not there (ErrNotFound), but for those who may read it
// (ErrForbidden). Invalid "start": the day moved meanwhile.
func (s *Service) AnswerDay(ctx context.Context, by *events.Person, r expertdays.Response) error {
	return s.store.Update(ctx, func(tx Tx) error { return s.answerDay(tx, by, r) })
}

func (s *Service) answerDay(tx Tx, by *events.Person, r expertdays.Response) error {
	snap := s.events.Programme()
	access := territoryAccess(snap, by, r.Territory, AccompagnementName)
	switch {
	case snap.Territory(r.Territory) == nil || access == NoAccess:
		return events.ErrNotFound
	case access == ReadOnly:
		return events.ErrForbidden
	}
	if err := r.Check(); err != nil {
		return err
	}
	all, err := s.entries(tx, snap, r.Territory, AccompagnementName)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(e *ruled) bool { return e.Facts.UID == r.UID })
	if i < 0 {
		return events.ErrNotFound
	}
	isNew, err := s.days.Answer(tx, by, access == Attending, &all[i].Entry, r)
	if err != nil || !isNew {
		return err
	}
	return s.settle(tx, &all[i].object)
}

// settle lets the rules speak after an answer to a day, and tells clients of it even where its octets stay.
func (s *Service) settle(tx Tx, o *Object) error {
	in, err := tx.Collection(o.Home, o.Collection)
	if err != nil {
		return err
	}
	changed, err := s.rule(tx, in)
	if err != nil || changed[o.Name] {
		return err
	}
	if o.Change, err = tx.NextChange(o.Home); err != nil {
		return err
	}
	return tx.SetObject(*o)
}

// DaysOf gives the balances of the territories whose expert days somebody is asked to, by name.
func (s *Service) DaysOf(ctx context.Context, expert *events.Person) (all []rules.Ledger, err error) {
	snap := s.events.Programme()
	err = s.store.View(ctx, func(tx Tx) error {
		all = nil
		for i := range snap.Territories {
			if t := &snap.Territories[i]; rules.ExpertOf(expert, t.ID) {
				l, err := s.ledger(tx, snap, t.ID)
				if err != nil {
					return err
				}
				slices.SortStableFunc(l.Entries, func(a, b rules.LedgerEntry) int { return cmp.Compare(a.When.Start.Unix(), b.When.Start.Unix()) })
				all = append(all, l)
			}
		}
		return nil
	})
	return all, err
}
