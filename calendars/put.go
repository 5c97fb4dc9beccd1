package calendars

import (
	"context"
	"errors"
	"strings"
	"time"

	"parcours/edits"
	"parcours/events"
	"parcours/synced"
)

// PutItem stores what a client wrote: an object of a stored collection, or an answer to an invitation of a derived
// one. A new event in programme/ is a new session; in any other derived collection nothing new can be kept. Errors:
// ErrDerived, ErrForbidden, ErrPrecondition, ErrAttendeeChange, ErrComponent, ErrQuota, *UIDConflict,
// and those of Text.
func (s *Service) PutItem(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte) (PutResult, error) {
	if !c.Rights.Write && !c.Rights.Answer && !c.Rights.Organise {
		return PutResult{}, events.ErrForbidden
	}
	index, err := s.text.Object(octets, s.zone(c))
	if err != nil {
		return PutResult{}, err
	}
	octets = index.kept(octets)
	if c.Kind == KindProgramme {
		return s.putSession(ctx, viewer, c, name, pre, octets, index)
	}
	var result PutResult
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		if err := s.stands(tx, c, pre); err != nil {
			return err
		}
		result, err = s.put(tx, viewer, c, name, pre, octets, index)
		return err
	})
	if index.Decoded != "" {
		result.ETag = "" // it is not that of what was sent
	}
	return result, err
}

func (s *Service) zone(c *Collection) *time.Location {
	if loc, err := time.LoadLocation(c.Zone); err == nil && c.Zone != "" {
		return loc
	}
	return s.events.Programme().Loc
}

func (s *Service) put(tx Tx, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte, index ObjectIndex) (PutResult, error) {
	if !c.Derived() {
		return s.putWithinQuota(tx, c, index.object(name, octets), pre)
	}
	snap := s.events.Programme()
	if c.Kind == KindDays {
		return s.putDay(tx, snap, viewer, c, name, pre, octets, index)
	}
	if c.Kind == KindTogether {
		return s.putTogether(tx, snap, viewer, c, name, pre, octets)
	}
	if c.Kind == KindDecisions {
		if known, err := s.putTask(tx, snap, viewer, c, name, pre, octets); known || err != nil {
			return PutResult{}, err
		}
	}
	items, err := s.derivedItems(tx, snap, viewer, c, ItemQuery{Names: []string{name}, hidden: true})
	if err != nil {
		return PutResult{}, err
	}
	if len(items) == 1 && c.Rights.Answer {
		return s.putAnswer(tx, snap, viewer, c, items[0], pre, octets)
	}
	if err := pre.check("", ""); err != nil {
		return PutResult{}, err
	}
	return PutResult{}, events.ErrDerived
}

// putAnswer takes from an attendee's copy of an invitation their own answer and what is theirs alone: alarms,
// transparency, X- properties (RFC 6638 §3.2.2). Only the difference from what that client was served counts, so
// that the echo of an older state changes nothing.
func (s *Service) putAnswer(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, item Item, pre Preconditions, octets []byte) (PutResult, error) {
	if item.hidden { // to its viewer it is not there: they deleted it, and now undo that
		item.ETag, item.ScheduleTag = "", ""
	}
	if err := pre.check(item.ETag, item.ScheduleTag); err != nil {
		return PutResult{}, err
	}
	reply, err := s.text.Reply(octets, []string{viewer.Email})
	if err != nil {
		return PutResult{}, err
	}
	x := item.Invitation.Session
	if reply.UID != item.UID {
		return PutResult{}, &events.UIDConflict{Collection: c.Name, Name: item.Name}
	}
	served, err := s.served(tx, snap, viewer, c, x, reply)
	if err != nil {
		return PutResult{}, err
	}
	if item.hidden {
		served = item.Invitation
	}
	if edits.OrganisersChange(s.text, reply, served) && edits.OrganisersChange(s.text, reply, item.Invitation) {
		return PutResult{}, events.ErrAttendeeChange
	}
	if c.Kind == KindDelegation {
		edits.ReadNotApplicable(&reply, served)
	}
	if reply.Found && reply.Status != events.NeedsAction && (reply.Status != served.Status || reply.Comment != "" && reply.Comment != served.Comment) {
		r := events.Response{
			Session: x.ID, For: c.subject(x, viewer), By: viewer.ID, Status: reply.Status, Comment: strings.TrimSpace(reply.Comment),
			KeepComment: reply.Comment == "", Door: events.DoorCalDAV, Sequence: served.Session.Sequence,
		}
		if _, err := s.events.RespondIn(tx, r); err != nil {
			return PutResult{}, err
		}
	}
	if item.hidden && reply.Found && reply.Status == events.NeedsAction {
		if err := s.takeBackDeletion(tx, x, c.subject(x, viewer), viewer); err != nil {
			return PutResult{}, err
		}
	}
	if overlay := strings.TrimSpace(reply.Overlay); item.hidden || overlay != strings.TrimSpace(served.Overlay) && overlay != strings.TrimSpace(item.Invitation.Overlay) {
		err = s.addOverlay(tx, viewer, c, x, events.Overlay{Text: reply.Overlay})
	}
	return PutResult{Created: item.hidden}, err
}

// takeBackDeletion withdraws the "no" that the deletion of an unanswered invitation was: undone, it is unanswered again.
func (s *Service) takeBackDeletion(tx Tx, x *events.Session, whose events.Subject, viewer *events.Person) error {
	last, err := events.LastAnswer(tx, whose, x, 0)
	if err != nil || last == nil || last.Door != events.DoorDeleted {
		return err
	}
	_, err = s.events.RespondIn(tx, events.Response{Session: x.ID, For: whose, By: viewer.ID, Status: events.NeedsAction, Door: events.DoorCalDAV, Sequence: -1})
	return err
}

// served gives the invitation as this client had it when it wrote: by the revision that it sends back, else by
// the SEQUENCE, else as it is now.
func (s *Service) served(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, x *events.Session, reply edits.Reply) (*events.Invitation, error) {
	var at events.Revision
	if r, ok := synced.ParseRevision(reply.Served); ok {
		at = r
	}
	if reply.Sequence >= 0 && reply.Sequence < x.Sequence {
		old, err := tx.SessionRevision(x.ID, reply.Sequence)
		if err != nil && !errors.Is(err, events.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			x = snap.Localised(&old)
		}
	}
	answer, err := events.LastAnswer(tx, c.subject(x, viewer), x, at.Answer)
	if err != nil {
		return nil, err
	}
	if at != (events.Revision{}) && at.Answer == 0 {
		answer = nil
	}
	var overlay *events.Overlay
	if at == (events.Revision{}) || at.Overlay > 0 {
		overlays, err := tx.Overlays(viewer.ID, c.itemPath(x), 0, at.Overlay)
		if err != nil {
			return nil, err
		}
		if len(overlays) > 0 {
			overlay = &overlays[0]
		}
	}
	return snap.Invite(x, c.view(), viewer, c.subject(x, viewer), answer, overlay), nil
}

func (c *Collection) itemPath(x *events.Session) string { return c.Name + "/" + x.ID + ".ics" }

func (s *Service) addOverlay(tx Tx, viewer *events.Person, c *Collection, x *events.Session, o events.Overlay) error {
	number, err := tx.NextChange(events.AnswersHome(viewer.ID))
	if err != nil {
		return err
	}
	o.Number, o.Person, o.Item, o.Session, o.Sequence = number, viewer.ID, c.itemPath(x), x.ID, x.Sequence
	return tx.AddOverlay(o)
}

// DeleteItem removes an object of a stored collection. An invitation that a person deletes before its end is
// answered "no" through the door "deleted"; one that is over, cancelled or declined, or a delegation's, is only
// hidden from them. It comes back when answers are asked again.
func (s *Service) DeleteItem(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions) error {
	return s.deleteItem(ctx, viewer, c, name, pre, true)
}

// DeleteQuietly is DeleteItem without an answer: an invitation is only hidden (RFC 6638 §8.1, Schedule-Reply: F).
func (s *Service) DeleteQuietly(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions) error {
	return s.deleteItem(ctx, viewer, c, name, pre, false)
}

func (s *Service) deleteItem(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions, answers bool) error {
	if c.Rights.Organise {
		return s.deletePlan(ctx, viewer, c, name, pre)
	}
	if !c.Rights.Write && !c.Rights.Unbind && (!c.Rights.Answer || c.Kind == KindDecisions) {
		return events.ErrForbidden
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := s.stands(tx, c, pre); err != nil {
			return err
		}
		if c.Kind == KindDays {
			return s.deleteDay(tx, s.events.Programme(), viewer, c, name, pre, answers)
		}
		if c.Kind == KindTogether {
			return s.deleteTogether(tx, s.events.Programme(), viewer, c, name, pre)
		}
		if !c.Derived() {
			o, err := storedObject(tx, c, name, pre)
			if err != nil {
				return err
			}
			if err := removeObject(tx, &o); err != nil {
				return err
			}
			if err := s.scheduling.Gone(&delivery{Tx: tx, s: s}, o.scheduled(), !answers); err != nil {
				return err
			}
			_, err = s.rule(tx, *c.stored)
			return err
		}
		snap := s.events.Programme()
		items, err := s.items(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return events.ErrNotFound
		}
		it := items[0]
		if err := pre.check(it.ETag, it.ScheduleTag); err != nil {
			return err
		}
		inv := it.Invitation
		if answers && c.Kind == KindInvited && inv.Session.Live() && !inv.Session.Past(s.now(), snap.Loc) && inv.Status != events.Declined {
			r := events.Response{Session: inv.Session.ID, For: inv.For, By: viewer.ID, Status: events.Declined, Door: events.DoorDeleted, Sequence: -1}
			if _, err := s.events.RespondIn(tx, r); err != nil {
				return err
			}
		}
		return s.addOverlay(tx, viewer, c, inv.Session, events.Overlay{Text: inv.Overlay, Hidden: true})
	})
}
