package rules

import (
	"slices"
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

// OfDays counts expert days in the order in which they were entered. A day on site takes one more of preparation
// and follow-up; what goes over the budget is held for an organiser's approval, and not counted. A granted day brings
// what it takes beyond the budget with it, so that the days entered after it keep their room. A day that an expert proposed is
// held until the delegation accepts it, and one that either side declined takes nothing.
func OfDays(s *events.Snapshot, all []*Entry, approved []Approval) Ledger {
	l := Ledger{Days: s.Budget.Days, OnSite: s.Budget.OnSite}
	for _, r := range all {
		e := LedgerEntry{UID: r.Facts.UID, Title: r.Facts.Title, Where: r.Facts.Where, When: r.Facts.When, HalfDays: halfDays(s, r.Facts.When), Cancelled: r.Facts.Cancelled, Day: r.Day}
		i := slices.IndexFunc(approved, func(a Approval) bool { return a.covers(e) })
		if i >= 0 {
			e.Approved = &approved[i]
		}
		if i >= 0 && !e.Cancelled {
			l.grantedHalfDays += approved[i].Over
		}
		// each day is entered by itself, so that the balance sees it
		e.Over = l.OnSite > 0 && i < 0 && (r.Facts.Recurs || l.Beyond(e.HalfDays) > 0)
		off := e.Cancelled || e.Day.Declined()
		e.Counted = !off && !e.Over && !e.Day.Waits()
		e.Held = !off && !e.Counted
		if e.Counted {
			l.UsedHalfDays += e.HalfDays
		}
		l.Entries = append(l.Entries, e)
	}
	for i, r := range all {
		e := l.Entries[i]
		r.Says = Verdict{Held: e.Held, Tentative: e.Held || e.Day.Declined()}
		e.Day.say(s, &r.Says)
		if l.Days == 0 && l.OnSite == 0 {
			continue // a programme without a budget says nothing of it
		}
		if e.Approved != nil {
			r.Says.say(Finding{Kind: FoundGranted, Reason: e.Approved.Reason})
		}
		if e.Held && e.Over {
			why := FoundOver
			if r.Facts.Recurs {
				why = FoundRecurring
			}
			r.Says.say(Finding{Kind: why, Balance: l.Balance()})
		}
		r.Says.say(Finding{Kind: FoundBalance, Balance: l.Balance()})
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

// Beyond tells by how many half-days the balance goes over the budget with so many more.
func (l *Ledger) Beyond(halfDays int) int {
	return max(0, l.UsedHalfDays+halfDays-2*l.OnSite-l.grantedHalfDays)
}

// LedgerEntry is an expert day.
type LedgerEntry struct {
	UID, Title, Where string
	When              events.When
	HalfDays          int
	Counted           bool
	Held              bool // waits for an organiser, or for the delegation
	Over              bool // goes over the budget, and is not granted
	Cancelled         bool
	Day               Day // between the delegation and its experts
	Approved          *Approval
}

// Withdrawable tells whether somebody proposed the day and may still take it back: the delegation has not accepted it.
func (e LedgerEntry) Withdrawable(by string) bool {
	return e.Day.ProposedBy(by) && e.Day.Delegation.Answer() != events.Accepted
}

// Balance is what is used and what is left.
func (l *Ledger) Balance() Balance {
	return Balance{UsedHalfDays: l.UsedHalfDays, GrantedHalfDays: max(0, l.UsedHalfDays-2*l.OnSite), OnSite: l.OnSite, Days: l.Days}
}

// WaitsFor counts the days that wait for an expert's answer.
func (l *Ledger) WaitsFor(expert string) (n int) {
	for _, e := range l.Entries {
		if !e.Cancelled && e.Day.Delegation.Answer() != events.Declined && e.Day.Mine(expert).Answer() == events.NeedsAction {
			n++
		}
	}
	return n
}
