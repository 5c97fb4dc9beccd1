package calendars

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/rules"
)

// entered notes who sets the time of an expert day that is written. A delegation's client that confirms one which an expert
// proposed accepts it.
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
	said, err := tx.DayAnswers(territory)
	if err != nil {
		return err
	}
	var last *rules.DayAnswer
	for i := range said {
		if said[i].UID == o.UID && said[i].Proposes {
			last = &said[i]
		}
	}
	a := rules.DayAnswer{UID: o.UID, By: by.ID, Expert: rules.ExpertOf(by, territory), Status: events.Accepted, When: facts.When, Door: events.DoorCalDAV}
	a.Proposes = isNew || last == nil || !last.When.Equal(facts.When)
	confirms := !a.Expert && facts.Settled && rules.DayOf(nil, &facts, said).Waits()
	if !a.Proposes && !confirms {
		return nil
	}
	if err := s.addDayAnswer(tx, territory, a); err != nil || confirms && !a.Proposes {
		return err
	}
	return s.tellOther(tx, territory, &facts, a.Expert)
}

// tellOther asks the side that did not set the time of a day to come: experts, or for a proposal of theirs the referents.
func (s *Service) tellOther(tx Tx, territory string, f *rules.Facts, byExpert bool) error {
	snap := s.events.Programme()
	if _, end := f.When.Span(snap.Loc); f.Cancelled || end.Before(s.now()) {
		return nil
	}
	for _, p := range snap.People() {
		if byExpert && !p.ReferentOf(territory) || !byExpert && !rules.ExpertOf(p, territory) {
			continue
		}
		n := events.Notice{Kind: events.NoticeDay, Person: p.ID, Territory: territory, Subject: f.Title, Before: f.When}
		if err := s.events.Notify(tx, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) addDayAnswer(tx Tx, territory string, a rules.DayAnswer) (err error) {
	a.Territory, a.At = territory, s.now()
	if a.Number, err = tx.NextChange(events.TerritoryHome(territory)); err != nil {
		return err
	}
	return tx.AddDayAnswer(a)
}

// DayResponse is what somebody says of an expert day through one of the doors.
type DayResponse struct {
	Territory, UID string
	Status         events.Partstat
	Comment        string
	Start          time.Time // of the day as they saw it; zero for as it is now
	Door           events.Door
}

// AnswerDay is the one rule behind all doors: an expert of the territory answers for themselves, its referents and the
// organisers for the delegation. To everybody else the day is not there (ErrNotFound), but for those who may read it
// (ErrForbidden). Invalid "start": the day moved meanwhile.
func (s *Service) AnswerDay(ctx context.Context, by *events.Person, r DayResponse) error {
	return s.store.Update(ctx, func(tx Tx) error { return s.answerDay(tx, by, r) })
}

func (s *Service) answerDay(tx Tx, by *events.Person, r DayResponse) error {
	snap, words := s.events.Programme(), events.Response{Status: r.Status, Comment: r.Comment}
	access := territoryAccess(snap, by, r.Territory, AccompagnementName)
	switch {
	case snap.Territory(r.Territory) == nil || access == NoAccess:
		return events.ErrNotFound
	case access == ReadOnly:
		return events.ErrForbidden
	}
	if err := words.Check(); err != nil {
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
	e := all[i]
	if !r.Start.IsZero() && !r.Start.Equal(e.Facts.When.Start) {
		return events.Invalidf("start", "the day was moved meanwhile: look at its time, and answer again")
	}
	last := e.Day.Delegation
	if access == Attending {
		last = e.Day.Mine(by.ID)
	}
	same := last.Answer() == r.Status && (last == nil || last.Comment == r.Comment && last.Door != events.DoorDeleted)
	if same && r.Door != events.DoorDeleted {
		return nil
	}
	a := rules.DayAnswer{UID: r.UID, By: by.ID, Expert: access == Attending, Status: r.Status, Comment: r.Comment, When: e.Facts.When, Door: r.Door}
	if err := s.addDayAnswer(tx, r.Territory, a); err != nil {
		return err
	}
	return s.settle(tx, &e.object)
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
