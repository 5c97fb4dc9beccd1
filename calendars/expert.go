package calendars

import (
	"strconv"
	"strings"

	"parcours/edits"
	"parcours/events"
	"parcours/expertdays"
	"parcours/rules"
	"parcours/synced"
)

// The expert days of a delegation in an expert's home. They are derived from those that the delegation keeps: each is an
// invitation, which the expert answers as any other; one that they proposed themselves is an event that they may change. A new
// one is a proposal.

func (c *Collection) asExpert(snap *events.Snapshot, viewer *events.Person) {
	c.Kind, c.Rights = KindDays, Rights{Read: true, Write: true, Answer: true}
	c.Token = synced.Token{Epoch: snap.EpochOf(viewer), Own: max(c.stored.Change, c.stored.Created)}.String()
}

// askedDay is a day as an expert has it.
type askedDay struct {
	Item
	facts   rules.Facts
	day     rules.Day
	mine    *rules.DayAnswer
	overlay string
}

// own tells whether the viewer may change it like an event of their own.
func (d *askedDay) own(viewer *events.Person) bool { return d.day.ProposedBy(viewer.ID) }

func (s *Service) dayItems(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	days, err := s.askedDays(tx, snap, viewer, c, q)
	var items []Item
	for i := range days {
		if !days[i].hidden || q.hidden {
			items = append(items, days[i].Item)
		}
	}
	return items, err
}

// askedDays are those that a query asks for, and those that the viewer deleted.
func (s *Service) askedDays(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]askedDay, error) {
	objects, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{Names: q.Names, UID: q.UID, Component: q.Component, From: q.From, To: q.To})
	if err != nil || len(objects) == 0 {
		return nil, err
	}
	said, err := tx.DayAnswers(c.Territory)
	if err != nil {
		return nil, err
	}
	kept, err := tx.Overlays(viewer.ID, "", 0, 0)
	if err != nil {
		return nil, err
	}
	experts, days := rules.ExpertsOf(snap, c.Territory), make([]askedDay, len(objects))
	for i := range objects {
		o, d := &objects[i], &days[i]
		if d.facts, err = s.text.Facts(o.Octets); err != nil {
			return nil, err
		}
		d.Item, d.day = o.item(), rules.DayOf(experts, &d.facts, said)
		d.mine = d.day.Mine(viewer.ID)
		d.hidden = d.mine != nil && d.mine.Door == events.DoorDeleted
		number := int64(0)
		for _, k := range kept {
			if k.Item == c.Name+"/"+o.Name {
				d.overlay, number = k.Text, k.Number
			}
		}
		if err := s.asked(snap, viewer, d, number); err != nil {
			return nil, err
		}
	}
	return days, nil
}

// asked puts the viewer's own line into a day that they are asked to.
func (s *Service) asked(snap *events.Snapshot, viewer *events.Person, d *askedDay, overlay int64) (err error) {
	answered := int64(0)
	as := AskedAs{Organiser: snap.Organiser, Name: viewer.Name, Address: viewer.Email, Status: d.mine.Answer(), Overlay: d.overlay}
	if d.mine != nil {
		answered, as.Comment = d.mine.Number, d.mine.Comment
	}
	as.Served = strconv.FormatInt(answered, 10)
	d.ETag = strings.Join([]string{snap.EpochOf(viewer), d.ETag, as.Served, strconv.FormatInt(overlay, 10)}, "-")
	if d.own(viewer) {
		return nil
	}
	d.ScheduleTag = d.ETag
	d.Octets, err = s.text.Asked(d.Octets, as)
	return err
}

// putDay takes what an expert's client wrote: a proposal, or the answer to a day.
func (s *Service) putDay(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte, index ObjectIndex) (PutResult, error) {
	days, err := s.askedDays(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return PutResult{}, err
	}
	var d askedDay
	if len(days) == 1 {
		d = days[0]
	}
	etag, tag := d.ETag, d.ScheduleTag
	if d.hidden { // to its viewer it is not there
		etag, tag = "", ""
	}
	if err := pre.check(etag, tag); err != nil {
		return PutResult{}, err
	}
	if len(days) == 0 || d.own(viewer) {
		result, err := s.putWithinQuota(tx, c, index.object(name, octets), Preconditions{})
		result.ETag, result.ScheduleTag = "", "" // not those of the stored one
		return result, err
	}
	return PutResult{Created: d.hidden}, s.putDayAnswer(tx, snap, viewer, c, &d, octets)
}

// putDayAnswer takes from an expert's copy of a day their answer and what is theirs alone (RFC 6638 §3.2.2): the difference
// from what that client was served.
func (s *Service) putDayAnswer(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, d *askedDay, octets []byte) error {
	own := []string{viewer.Email}
	reply, err := s.text.Reply(octets, own)
	if err != nil {
		return err
	}
	was, err := s.text.Reply(d.Octets, own)
	if err != nil {
		return err
	}
	facts, err := s.text.Facts(octets)
	switch {
	case err != nil:
		return err
	case reply.UID != d.UID:
		return &events.UIDConflict{Collection: c.Name, Name: d.Name}
	case !facts.When.Equal(d.facts.When), !edits.SameWords(facts.Title, d.facts.Title), !edits.SameWords(reply.Where, was.Where):
		return events.ErrAttendeeChange
	}
	had := d.mine
	if !d.hidden {
		if had, err = expertdays.Had(tx, c.Territory, d.mine, reply.Served); err != nil {
			return err
		}
	}
	said := reply.Found && reply.Status != events.NeedsAction && (reply.Status != had.Answer() || reply.Comment != "" && reply.Comment != was.Comment)
	if said || d.hidden {
		r := expertdays.Response{Territory: c.Territory, UID: d.UID, Status: reply.Status, Comment: events.Cut(strings.TrimSpace(reply.Comment), events.MaxComment), Door: events.DoorCalDAV}
		if err := s.answerDay(tx, viewer, r); err != nil {
			return err
		}
	}
	if overlay := strings.TrimSpace(reply.Overlay); overlay == strings.TrimSpace(d.overlay) {
		return nil
	}
	return s.keepOverlay(tx, viewer, c, d, reply.Overlay)
}

// keepOverlay keeps an expert's own alarms on a day.
func (s *Service) keepOverlay(tx Tx, viewer *events.Person, c *Collection, d *askedDay, text string) error {
	number, err := tx.NextChange(events.AnswersHome(viewer.ID))
	if err != nil {
		return err
	}
	if err := tx.AddOverlay(events.Overlay{Number: number, Person: viewer.ID, Item: c.Name + "/" + d.Name, Text: text}); err != nil {
		return err
	}
	found, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{Names: []string{d.Name}})
	if err != nil || len(found) == 0 {
		return err
	}
	return s.settle(tx, &found[0])
}

// deleteDay withdraws a proposal that the delegation has not accepted; any other day is declined and hidden, one that is over
// or declined only hidden, until it moves.
func (s *Service) deleteDay(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string, pre Preconditions, answers bool) error {
	days, err := s.askedDays(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return err
	}
	if len(days) == 0 || days[0].hidden {
		return events.ErrNotFound
	}
	d := &days[0]
	if err := pre.check(d.ETag, d.ScheduleTag); err != nil {
		return err
	}
	if d.own(viewer) && d.day.Delegation.Answer() != events.Accepted {
		o := Object{Home: c.stored.Home, Collection: c.stored.Name, Name: d.Name}
		if err := removeObject(tx, &o); err != nil {
			return err
		}
		_, err = s.rule(tx, *c.stored)
		return err
	}
	r := expertdays.Response{Territory: c.Territory, UID: d.UID, Status: d.mine.Answer(), Door: events.DoorDeleted}
	if _, end := d.facts.When.Span(snap.Loc); answers && !d.facts.Cancelled && end.After(s.now()) {
		r.Status = events.Declined
	}
	return s.answerDay(tx, viewer, r)
}

// dayChanges is what happened after a token. A day that the viewer deleted is gone.
func (s *Service) dayChanges(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, since string, limit int) (Changes, error) {
	from := synced.Token{}
	if since != "" {
		var err error
		if from, err = synced.ParseToken(since); err != nil || from.Epoch != snap.EpochOf(viewer) {
			return Changes{}, events.ErrToken
		}
	}
	from.Epoch = snap.Generation
	part, err := s.storedChanges(tx, c, from, since == "", limit)
	if err != nil {
		return Changes{}, err
	}
	reached, err := synced.ParseToken(part.Token)
	if err != nil {
		return Changes{}, err
	}
	reached.Epoch = snap.EpochOf(viewer)
	out := Changes{Gone: part.Gone, Token: reached.String(), More: part.More}
	names := []string{}
	for _, it := range part.Changed {
		names = append(names, it.Name)
	}
	days, err := s.askedDays(tx, snap, viewer, c, ItemQuery{Names: names})
	for i := range days {
		switch {
		case !days[i].hidden:
			out.Changed = append(out.Changed, days[i].Item)
		case since != "":
			out.Gone = append(out.Gone, days[i].Name)
		}
	}
	return out, err
}
