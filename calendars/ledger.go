package calendars

import (
	"context"
	"strings"
	"time"

	"parcours/events"
	"parcours/expertdays"
	"parcours/rules"
)

// Ledgers gives the balance of a territory's expert days, or of all ("").
func (s *Service) Ledgers(ctx context.Context, territory string) ([]rules.Ledger, error) {
	snap := s.events.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return nil, events.Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	var all []rules.Ledger
	err := s.store.View(ctx, func(tx Tx) error {
		all = nil
		for _, t := range snap.Territories {
			if territory != "" && t.ID != territory {
				continue
			}
			l, err := s.ledger(tx, snap, t.ID)
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	return all, err
}

func (s *Service) ledger(tx Tx, snap *events.Snapshot, territory string) (rules.Ledger, error) {
	_, l, err := s.expertDays(tx, snap, territory)
	return l, err
}

// days are the expert days of a territory in the order in which they were entered, with what the rules say of them.
func (s *Service) expertDays(tx Tx, snap *events.Snapshot, territory string) ([]*ruled, rules.Ledger, error) {
	all, err := s.entries(tx, snap, territory, AccompagnementName)
	if err != nil {
		return nil, rules.Ledger{}, err
	}
	approved, err := expertdays.Granted(tx, territory)
	if err != nil {
		return nil, rules.Ledger{}, err
	}
	l := rules.OfDays(snap, entriesOf(all), approved)
	l.Territory = territory
	return all, l, nil
}

// Day is an expert day, with what the rules say of it.
type Day struct {
	rules.Entry
	Modified time.Time
}

// DaysIn gives the expert days of a territory in a transaction, in the order in which they were entered.
func DaysIn(s *Service, tx Tx, territory string) ([]Day, error) {
	all, _, err := s.expertDays(tx, s.events.Programme(), territory)
	days := make([]Day, len(all))
	for i, r := range all {
		days[i] = Day{r.Entry, r.object.Modified}
	}
	return days, err
}

// ApproveDay confirms an expert day that goes over the budget. Only an organiser may, and says why.
func (s *Service) ApproveDay(ctx context.Context, by *events.Person, territory, uid, reason string) error {
	switch {
	case by.Role != events.Organiser:
		return events.ErrForbidden
	case strings.TrimSpace(reason) == "":
		return events.Invalidf("reason", "say why this day is granted")
	case s.events.Programme().Territory(territory) == nil:
		return events.Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	if err := s.open(ctx, by); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		in, err := tx.Collection(events.TerritoryHome(territory), AccompagnementName)
		if err != nil {
			return err
		}
		found, err := tx.Objects(in.Home, in.Name, ObjectQuery{UID: uid, NoOctets: true})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return events.Invalidf("uid", "%q is no expert day of this territory", uid)
		}
		now, err := s.ledger(tx, s.events.Programme(), territory)
		if err != nil {
			return err
		}
		if err := expertdays.Grant(tx, now, rules.Approval{UID: uid, By: by.ID, Reason: reason, At: s.now()}); err != nil {
			return err
		}
		_, err = s.rule(tx, in)
		return err
	})
}
