package calendars

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// halfDays measures an expert day: up to five hours are a half.
func halfDays(s *events.Snapshot, w events.When) int {
	start, end := w.Span(s.Loc)
	if w.AllDay {
		return 2 * max(1, int(events.DayOf(w.End).In(time.UTC).Sub(events.DayOf(w.Start).In(time.UTC))/(24*time.Hour)))
	}
	halves := 0
	for day := events.DayOf(start.In(s.Loc)); day.In(s.Loc).Before(end); day = day.Add(1) {
		from, to := events.Latest(start, day.In(s.Loc)), day.Add(1).In(s.Loc)
		if end.Before(to) {
			to = end
		}
		if to.Sub(from) > 5*time.Hour {
			halves += 2
		} else {
			halves++
		}
	}
	return max(1, halves)
}

// Approval is an organiser's word on what a rule held back.
type Approval struct {
	UID, By, Reason string
	At              time.Time
	HalfDays        int // of the day when it was granted: a longer one is asked again; 0 for any
	Over            int // half-days by which it went over the budget then, which this grant adds to it
}

// covers tells whether an entry is the one that was granted, and no longer than it was.
func (a Approval) covers(e LedgerEntry) bool {
	return a.UID == e.UID && (a.HalfDays == 0 || e.HalfDays <= a.HalfDays)
}

func approvalsKey(territory string) string { return "approvals:" + territory }

func approvals(tx Tx, territory string) (list []Approval, err error) {
	text, err := tx.Setting(approvalsKey(territory))
	if err != nil || text == "" {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

// ruleLedger counts expert days in the order in which they were entered. A day on site takes one more of preparation
// and follow-up; what goes over the budget is held for an organiser's approval, and not counted. A granted day brings
// what it takes beyond the budget with it, so that the days entered after it keep their room.
func ruleLedger(s *events.Snapshot, all []*ruled, approved []Approval) Ledger {
	l := Ledger{Days: s.Budget.Days, OnSite: s.Budget.OnSite}
	for _, r := range all {
		e := LedgerEntry{UID: r.facts.UID, Title: r.facts.Title, When: r.facts.When, HalfDays: halfDays(s, r.facts.When), Cancelled: r.facts.Cancelled}
		i := slices.IndexFunc(approved, func(a Approval) bool { return a.covers(e) })
		if i >= 0 {
			e.Approved = &approved[i]
		}
		if i >= 0 && !e.Cancelled {
			l.grantedHalfDays += approved[i].Over
		}
		over := l.beyond(e.HalfDays) > 0
		if r.facts.Recurs {
			over = true // each day is entered by itself, so that the balance sees it
		}
		e.Counted = !e.Cancelled && (!over || i >= 0 || l.OnSite == 0)
		e.Held = !e.Cancelled && !e.Counted
		if e.Counted {
			l.UsedHalfDays += e.HalfDays
		}
		l.Entries = append(l.Entries, e)
	}
	if l.Days == 0 && l.OnSite == 0 {
		return l // a programme without a budget says nothing of it
	}
	for i, r := range all {
		e := l.Entries[i]
		r.says = verdict{}
		if e.Approved != nil {
			r.says.say(Finding{Kind: FoundGranted, Reason: e.Approved.Reason})
		}
		if e.Held {
			r.says.held, r.says.tentative = true, true
			why := FoundOver
			if r.facts.Recurs {
				why = FoundRecurring
			}
			r.says.say(Finding{Kind: why, Balance: l.Balance()})
		}
		r.says.say(Finding{Kind: FoundBalance, Balance: l.Balance()})
	}
	return l
}

// Ledger is the balance of a territory's expert days. Each effective day on site takes a second one of preparation
// and follow-up.
type Ledger struct {
	Territory    string
	Days, OnSite int // the budget, in days
	UsedHalfDays int // effective, on site
	Entries      []LedgerEntry

	grantedHalfDays int // beyond the budget
}

// beyond tells by how many half-days the balance goes over the budget with so many more.
func (l *Ledger) beyond(halfDays int) int {
	return max(0, l.UsedHalfDays+halfDays-2*l.OnSite-l.grantedHalfDays)
}

// LedgerEntry is an expert day.
type LedgerEntry struct {
	UID, Title string
	When       events.When
	HalfDays   int
	Counted    bool
	Held       bool // waits for an organiser
	Cancelled  bool
	Approved   *Approval
}

// Balance is what is used and what is left.
func (l *Ledger) Balance() Balance {
	return Balance{UsedHalfDays: l.UsedHalfDays, GrantedHalfDays: max(0, l.UsedHalfDays-2*l.OnSite), OnSite: l.OnSite, Days: l.Days}
}

// Ledgers gives the balance of a territory's expert days, or of all ("").
func (s *Service) Ledgers(ctx context.Context, territory string) ([]Ledger, error) {
	snap := s.events.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return nil, events.Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	var all []Ledger
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

func (s *Service) ledger(tx Tx, snap *events.Snapshot, territory string) (Ledger, error) {
	objects, err := tx.Objects(events.TerritoryHome(territory), AccompagnementName, ObjectQuery{Component: "VEVENT"})
	if err != nil {
		return Ledger{}, err
	}
	slices.SortFunc(objects, func(a, b Object) int { return cmp.Compare(a.Created, b.Created) })
	var all []*ruled
	for _, o := range objects {
		facts, err := s.text.Facts(o.Octets)
		if err != nil {
			return Ledger{}, err
		}
		all = append(all, &ruled{object: o, facts: facts})
	}
	approved, err := approvals(tx, territory)
	if err != nil {
		return Ledger{}, err
	}
	l := ruleLedger(snap, all, approved)
	l.Territory = territory
	return l, nil
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
		if err := s.grant(tx, territory, Approval{UID: uid, By: by.ID, Reason: reason, At: s.now()}); err != nil {
			return err
		}
		_, err = s.rule(tx, in)
		return err
	})
}

// grant keeps that a day is granted, with how long it is and how far it goes over the budget today.
func (s *Service) grant(tx Tx, territory string, a Approval) error {
	list, err := approvals(tx, territory)
	if err != nil {
		return err
	}
	now, err := s.ledger(tx, s.events.Programme(), territory)
	if err != nil {
		return err
	}
	for _, e := range now.Entries {
		if e.UID == a.UID {
			a.HalfDays = e.HalfDays
		}
		if e.UID == a.UID && !e.Counted {
			a.Over = now.beyond(e.HalfDays)
		}
	}
	text, err := json.Marshal(append(list, a))
	if err != nil {
		return err
	}
	return tx.SetSetting(approvalsKey(territory), string(text))
}
