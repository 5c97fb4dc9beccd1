package calendars

import (
	"slices"

	"parcours/events"
)

// Preconditions of a write; zero fields ask for nothing. ETags without quotes; "*" is any.
type Preconditions struct {
	IfMatch            []string // nil without the header
	IfNoneMatch        []string
	IfScheduleTagMatch string // RFC 6638 §3.2.10
	IfSyncToken        string // of the collection that is written to (RFC 6578 §5)
	Quiet              bool   // no precondition: what comes from elsewhere, by an import, invites nobody and answers nobody

	moved *Object // no precondition: how it stood in another calendar of the same home, which it left
}

// stands tells whether a collection is still at the sync token that a write asks for.
func (s *Service) stands(tx Tx, c *Collection, pre Preconditions) error {
	if pre.IfSyncToken == "" {
		return nil
	}
	snap := s.events.Programme()
	viewer := snap.Person(c.Home)
	if viewer == nil {
		return events.ErrNotFound
	}
	now, err := s.collection(tx, snap, viewer, c.Name)
	if err == nil && now.Token != pre.IfSyncToken {
		err = events.ErrPrecondition
	}
	return err
}

// check tells whether the preconditions hold for what is there; "" for nothing.
func (p Preconditions) check(etag, scheduleTag string) error {
	holds := func(list []string) bool {
		return etag != "" && (slices.Contains(list, "*") || slices.Contains(list, etag))
	}
	switch {
	case p.IfScheduleTagMatch != "" && p.IfScheduleTagMatch != scheduleTag,
		p.IfMatch != nil && !holds(p.IfMatch),
		p.IfNoneMatch != nil && holds(p.IfNoneMatch):
		return events.ErrPrecondition
	}
	return nil
}
