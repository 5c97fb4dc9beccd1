package expertdays

import (
	"slices"
	"strconv"
	"time"

	"parcours/events"
	"parcours/rules"
)

// Entered notes who sets the time of an expert day that is written. A delegation's client that confirms one which an expert
// proposed accepts it.
func (b *Book) Entered(tx Tx, by *events.Person, territory string, f *rules.Facts, isNew bool) error {
	said, err := tx.DayAnswers(territory)
	if err != nil {
		return err
	}
	var last *rules.DayAnswer
	for i := range said {
		if said[i].UID == f.UID && said[i].Proposes {
			last = &said[i]
		}
	}
	a := rules.DayAnswer{UID: f.UID, By: by.ID, Expert: rules.ExpertOf(by, territory), Status: events.Accepted, When: f.When, Door: events.DoorCalDAV}
	a.Proposes = isNew || last == nil || !last.When.Equal(f.When)
	confirms := !a.Expert && f.Settled && rules.DayOf(nil, f, said).Waits()
	if !a.Proposes && !confirms {
		return nil
	}
	if err := b.add(tx, territory, a); err != nil || confirms && !a.Proposes {
		return err
	}
	return b.tellOther(tx, territory, f, a.Expert)
}

func (b *Book) add(tx Tx, territory string, a rules.DayAnswer) (err error) {
	a.Territory, a.At = territory, b.Now()
	if a.Number, err = tx.NextChange(events.TerritoryHome(territory)); err != nil {
		return err
	}
	return tx.AddDayAnswer(a)
}

// Response is what somebody says of an expert day through one of the doors.
type Response struct {
	Territory, UID string
	Status         events.Partstat
	Comment        string
	Start          time.Time // of the day as they saw it; zero for as it is now
	Door           events.Door
}

// Check tells what is wrong with an answer, whatever day it is of.
func (r Response) Check() error {
	words := events.Response{Status: r.Status, Comment: r.Comment}
	return words.Check()
}

// Answer keeps what somebody says of a day, for themselves (asExpert) or for the delegation; isNew is false for what they said
// before. The referents are told of an expert who declines, or takes a day up again. Invalid "start": the day moved meanwhile.
func (b *Book) Answer(tx Tx, by *events.Person, asExpert bool, e *rules.Entry, r Response) (isNew bool, err error) {
	if !r.Start.IsZero() && !r.Start.Equal(e.Facts.When.Start) {
		return false, events.Invalidf("start", "the day was moved meanwhile: look at its time, and answer again")
	}
	last := e.Day.Delegation
	if asExpert {
		last = e.Day.Mine(by.ID)
	}
	same := last.Answer() == r.Status && (last == nil || last.Comment == r.Comment && last.Door != events.DoorDeleted)
	if same && r.Door != events.DoorDeleted {
		return false, nil
	}
	a := rules.DayAnswer{UID: r.UID, By: by.ID, Expert: asExpert, Status: r.Status, Comment: r.Comment, When: e.Facts.When, Door: r.Door}
	if err := b.add(tx, r.Territory, a); err != nil || !asExpert {
		return err == nil, err
	}
	return true, b.tellReferents(tx, by, e, last, r)
}

// tellOther asks the side that did not set the time of a day to come: experts, or for a proposal of theirs the referents.
func (b *Book) tellOther(tx Tx, territory string, f *rules.Facts, byExpert bool) error {
	return b.tell(tx, territory, f, byExpert, events.Notice{Kind: events.NoticeDay})
}

// tellReferents tells of an expert's answer that takes a day away which the delegation counts on, or gives it back.
func (b *Book) tellReferents(tx Tx, by *events.Person, e *rules.Entry, last *rules.DayAnswer, r Response) error {
	declines := r.Status == events.Declined
	if declines == (last.Answer() == events.Declined) || e.Day.Delegation.Answer() == events.Declined {
		return nil
	}
	n := events.Notice{Kind: events.NoticeTakenUp, Why: by.Name, Text: r.Comment}
	if declines {
		n.Kind = events.NoticeDeclined
	}
	return b.tell(tx, r.Territory, &e.Facts, true, n)
}

// tell sends a notice of a day to come to the referents or to the experts of a territory.
func (b *Book) tell(tx Tx, territory string, f *rules.Facts, referents bool, n events.Notice) error {
	snap := b.Events.Programme()
	if _, end := f.When.Span(snap.Loc); f.Cancelled || end.Before(b.Now()) {
		return nil
	}
	for _, p := range snap.People() {
		if referents && !p.ReferentOf(territory) || !referents && !rules.ExpertOf(p, territory) {
			continue
		}
		n.Person, n.Territory, n.Subject, n.Before = p.ID, territory, f.Title, f.When
		if err := b.Events.Notify(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// Had is the answer that a client was served, by its number; mine is the last one.
func Had(tx Tx, territory string, mine *rules.DayAnswer, served string) (*rules.DayAnswer, error) {
	if mine == nil || served == "" || served == strconv.FormatInt(mine.Number, 10) {
		return mine, nil
	}
	said, err := tx.DayAnswers(territory)
	i := slices.IndexFunc(said, func(a rules.DayAnswer) bool { return strconv.FormatInt(a.Number, 10) == served })
	if err != nil || i < 0 {
		return nil, err
	}
	return &said[i], nil
}
