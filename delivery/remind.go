package delivery

import (
	"context"
	"slices"
	"time"

	"parcours/events"
)

// Remind is a daily job: it stores notices for decisions whose due date comes near and that a delegation has not done,
// and for sessions that a person has not answered. Nobody who answered is reminded, and nobody of optional things.
func (s *Service) Remind(ctx context.Context) error {
	snap := s.events.Programme()
	today := events.DayOf(s.now().In(snap.Loc))
	return s.store.Update(ctx, func(tx Tx) error {
		if last, err := tx.Setting(settingReminded); err != nil || last == today.String() {
			return err
		}
		if err := s.remindDecisions(tx, snap, today); err != nil {
			return err
		}
		if err := s.nudge(tx, snap); err != nil {
			return err
		}
		return tx.SetSetting(settingReminded, today.String())
	})
}

const settingReminded = "reminded"

// remindBefore is how many days before a due date referents are reminded.
var remindBefore = []int{7, 1}

func (s *Service) remindDecisions(tx Tx, snap *events.Snapshot, today events.Day) error {
	for i := range snap.Territories {
		t := &snap.Territories[i]
		states, err := events.DecisionStatesIn(tx, snap, t)
		if err != nil {
			return err
		}
		for _, st := range states {
			for _, days := range remindBefore {
				if st.Done || st.Decision.Optional || st.Due.IsZero() || st.Due.Add(-days) != today {
					continue
				}
				for _, p := range snap.Delegation(t.ID) {
					if !p.ReferentOf(t.ID) {
						continue
					}
					if err := s.events.Notify(tx, events.Notice{Kind: events.NoticeReminder, Person: p.ID, Territory: t.ID, Decision: st.Decision.Number, Due: s.now()}); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// nudgeWithin is how far ahead of a session people who have not answered are nudged, and nudgeEvery how often.
const (
	nudgeWithin = 14 * 24 * time.Hour
	nudgeEvery  = 7 * 24 * time.Hour
)

// nudgeAfter is for how long the first letter is left to be read.
const nudgeAfter = 3 * 24 * time.Hour

// askedLongAgo tells whether a person had their first letter long enough ago to be nudged.
func askedLongAgo(tx Tx, p *events.Person, now time.Time) (bool, error) {
	letters, err := tx.Mails(MailQuery{Person: p.ID, Kind: MailLetter, State: MailSent})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(letters, func(m Mail) bool { return now.Sub(m.Sent) >= nudgeAfter }), nil
}

func (s *Service) nudge(tx Tx, snap *events.Snapshot) error {
	now := s.now()
	for _, x := range snap.Between(now, now.Add(nudgeWithin)) {
		if x.Optional || !x.Live() || x.Status != events.Fixed || x.Past(now, snap.Loc) {
			continue
		}
		answers, err := events.LatestBySubject(tx, snap, events.AnswerQuery{All: true, Session: x.ID})
		if err != nil {
			return err
		}
		for _, p := range snap.People() {
			a := answers[events.Subject{Person: p.ID}][x.ID]
			if !x.Asks(p) || a != nil && a.CountsFor(x) {
				continue
			}
			if asked, err := askedLongAgo(tx, p, now); err != nil || !asked {
				if err != nil {
					return err
				}
				continue
			}
			key := settingNudged + x.ID + ":" + p.ID
			last, err := tx.Setting(key)
			if err != nil {
				return err
			}
			if at, err := time.Parse(time.RFC3339, last); err == nil && now.Sub(at) < nudgeEvery {
				continue
			}
			if err := tx.SetSetting(key, now.UTC().Format(time.RFC3339)); err != nil {
				return err
			}
			if err := s.events.Notify(tx, events.Notice{Kind: events.NoticeNudge, Session: x.ID, Person: p.ID, Due: now}); err != nil {
				return err
			}
		}
	}
	return nil
}
