package delegation

import (
	"context"
	"errors"

	"parcours/calendars"
	"parcours/events"
)

// errChanged refuses a change of an event that is another one by now than whoever asks saw.
func errChanged() error {
	return events.Invalidf("changed", "somebody changed this event meanwhile, or took it out: look at it again; nothing is changed")
}

// Change gives an event of a delegation's agenda another title, place or time, as a client would that saw it as etag says. What else
// stands in it stays; whoever is asked to it is told. The kind of d does not count. Errors: ErrNotFound, ErrForbidden, ErrQuota; Invalid
// "title", "where", "when"; "changed", for another etag or an event that is gone; "recurs", since a page says nothing of which
// occurrences.
func (s *Service) Change(ctx context.Context, by *events.Person, territory, name, etag string, d Draft) error {
	c, item, err := s.agendaItem(ctx, by, territory, name, etag)
	if err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	facts, err := s.text.Facts(item.Octets)
	switch {
	case err != nil:
		return err
	case facts.Recurs:
		return events.Invalidf("recurs", "the event recurs: change it in a calendar program")
	}
	octets, err := s.text.Changed(item.Octets, d, s.events.Now(), s.events.Programme().Loc)
	if err != nil {
		return err
	}
	_, err = s.calendars.PutItem(ctx, by, c, name, calendars.Preconditions{IfMatch: []string{etag}}, octets)
	if errors.Is(err, events.ErrPrecondition) {
		return errChanged()
	}
	return err
}

// agendaItem finds an event of an agenda that somebody may change, as etag says that they saw it.
func (s *Service) agendaItem(ctx context.Context, by *events.Person, territory, name, etag string) (*calendars.Collection, *calendars.Item, error) {
	c, err := s.calendars.Collection(ctx, by, by.ID, Other.collection(territory))
	switch {
	case err != nil:
		return nil, nil, err
	case !c.Rights.Write:
		return nil, nil, events.ErrForbidden
	}
	items, err := s.calendars.Items(ctx, by, c, calendars.ItemQuery{Names: []string{name}})
	switch {
	case err != nil:
		return nil, nil, err
	case len(items) != 1 || items[0].Component != "VEVENT" || items[0].ETag != etag:
		return nil, nil, errChanged()
	}
	return c, &items[0], nil
}

// TakeOut removes an event of a delegation's agenda, as a client would that saw it as etag says. Errors: ErrNotFound, ErrForbidden;
// Invalid "changed".
func (s *Service) TakeOut(ctx context.Context, by *events.Person, territory, name, etag string) error {
	c, _, err := s.agendaItem(ctx, by, territory, name, etag)
	if err != nil {
		return err
	}
	err = s.calendars.DeleteItem(ctx, by, c, name, calendars.Preconditions{IfMatch: []string{etag}})
	if errors.Is(err, events.ErrPrecondition) || errors.Is(err, events.ErrNotFound) {
		return errChanged()
	}
	return err
}
