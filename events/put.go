package events

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
)

// PutItem stores what a client wrote: an object of a stored collection, or an answer to an invitation of a derived
// one. A new object written to a derived collection is kept in the viewer's default calendar, and said to be
// elsewhere. Errors: ErrForbidden, ErrPrecondition, ErrAttendeeChange, ErrComponent, ErrQuota, *UIDConflict,
// and those of Text.
func (s *Service) PutItem(ctx context.Context, viewer *Person, c *Collection, name string, pre Preconditions, octets []byte) (PutResult, error) {
	if !c.Rights.Write && !c.Rights.Answer && !c.Rights.Organise {
		return PutResult{}, ErrForbidden
	}
	index, err := s.text.Object(octets, s.zone(c))
	if err != nil {
		return PutResult{}, err
	}
	if c.Kind == KindProgramme {
		if result, known, err := s.putPlan(ctx, viewer, c, name, pre, octets); known || err != nil {
			return result, err
		}
	}
	var result PutResult
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		if err := s.stands(tx, c, pre); err != nil {
			return err
		}
		result, err = s.put(tx, viewer, c, name, pre, octets, index)
		return err
	})
	return result, err
}

func (s *Service) zone(c *Collection) *time.Location {
	if loc, err := time.LoadLocation(c.Zone); err == nil && c.Zone != "" {
		return loc
	}
	return s.Programme().Loc
}

func (s *Service) put(tx Tx, viewer *Person, c *Collection, name string, pre Preconditions, octets []byte, index ObjectIndex) (PutResult, error) {
	if !c.Derived() {
		return s.putWithinQuota(tx, c, index.object(name, octets), pre)
	}
	snap := s.Programme()
	if c.Kind == KindDecisions {
		if known, err := s.putTask(tx, snap, viewer, c, name, pre, octets); known || err != nil {
			return PutResult{}, err
		}
	}
	items, err := s.derivedItems(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return PutResult{}, err
	}
	if len(items) == 1 && c.Rights.Answer {
		return s.putAnswer(tx, snap, viewer, c, items[0], pre, octets)
	}
	if err := pre.check("", ""); err != nil {
		return PutResult{}, err
	}
	home, err := s.defaultCollection(tx, viewer, index.Component)
	if err != nil {
		return PutResult{}, err
	}
	result, err := s.putWithinQuota(tx, &Collection{Name: home.Name, stored: &home}, index.object(name, octets), Preconditions{})
	result.ETag, result.ScheduleTag, result.Elsewhere = "", "", home.Name
	return result, err
}

// object is an object that is not stored yet.
func (i ObjectIndex) object(name string, octets []byte) Object {
	return Object{
		Name: name, UID: i.UID, Component: i.Component, Octets: octets, Size: int64(len(octets)), ETag: etagOf(octets),
		First: i.First, Last: i.Last, OpenEnded: i.OpenEnded,
	}
}

func (s *Service) putWithinQuota(tx Tx, c *Collection, o Object, pre Preconditions) (result PutResult, err error) {
	err = s.withinQuota(tx, c.stored.Home, func() (err error) {
		result, err = s.putObject(tx, c, o, pre)
		return err
	})
	return result, err
}

// putObject stores an object where the preconditions hold for what has its name, and lets the rules of its calendar
// speak. One that is new there is entered and made now, unless it says when it was (Created, CreatedAt).
func (s *Service) putObject(tx Tx, c *Collection, o Object, pre Preconditions) (PutResult, error) {
	in, err := tx.Collection(c.stored.Home, c.stored.Name)
	if err != nil {
		return PutResult{}, err
	}
	old, err := objectNamed(tx, in, o.Name)
	if err != nil {
		return PutResult{}, err
	}
	if err := pre.check(old.ETag, old.ScheduleTag); err != nil {
		return PutResult{}, err
	}
	if !slices.Contains(in.Components, o.Component) {
		return PutResult{}, ErrComponent
	}
	if err := uidFree(tx, c, old, o); err != nil {
		return PutResult{}, err
	}
	number, err := tx.NextChange(in.Home)
	if err != nil {
		return PutResult{}, err
	}
	o.Home, o.Collection, o.Change, o.Modified = in.Home, in.Name, number, s.now()
	o.Created = cmp.Or(old.Created, o.Created, number)
	switch {
	case !o.CreatedAt.IsZero():
	case old.Name != "":
		o.CreatedAt = old.CreatedAt
	default:
		o.CreatedAt = s.now()
	}
	if err := tx.SetObject(o); err != nil {
		return PutResult{}, err
	}
	ruled, err := s.rule(tx, in)
	result := PutResult{Created: old.Name == "", ETag: o.ETag}
	if ruled[o.Name] {
		result.ETag = ""
	}
	return result, err
}

// uidFree tells whether an object may take the place of old, the zero one for none: no other one of the collection
// has its UID, and old has no other UID.
func uidFree(tx Tx, c *Collection, old, o Object) error {
	others, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{UID: o.UID, NoOctets: true})
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Name != o.Name {
			return &UIDConflict{c.Name, other.Name}
		}
	}
	if old.Name != "" && old.UID != o.UID {
		return &UIDConflict{c.Name, old.Name}
	}
	return nil
}

// storedObject gives an object with its octets, for which the preconditions hold.
func storedObject(tx Tx, c *Collection, name string, pre Preconditions) (Object, error) {
	found, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{Names: []string{name}})
	if err != nil {
		return Object{}, err
	}
	if len(found) == 0 {
		return Object{}, ErrNotFound
	}
	return found[0], pre.check(found[0].ETag, found[0].ScheduleTag)
}

// removeObject removes an object. The rules of its calendar have not spoken yet.
func removeObject(tx Tx, o *Object) error {
	number, err := tx.NextChange(o.Home)
	if err != nil {
		return err
	}
	return tx.RemoveObject(o.Home, o.Collection, o.Name, number)
}

// objectNamed gives an object, the zero one if there is none.
func objectNamed(tx Tx, in StoredCollection, name string) (Object, error) {
	found, err := tx.Objects(in.Home, in.Name, ObjectQuery{Names: []string{name}, NoOctets: true})
	if err != nil || len(found) == 0 {
		return Object{}, err
	}
	return found[0], nil
}

func etagOf(octets []byte) string {
	sum := sha256.Sum256(octets)
	return hex.EncodeToString(sum[:16])
}

// stands tells whether a collection is still at the sync token that a write asks for.
func (s *Service) stands(tx Tx, c *Collection, pre Preconditions) error {
	if pre.IfSyncToken == "" {
		return nil
	}
	snap := s.Programme()
	viewer := snap.Person(c.Home)
	if viewer == nil {
		return ErrNotFound
	}
	now, err := s.collection(tx, snap, viewer, c.Name)
	if err == nil && now.Token != pre.IfSyncToken {
		err = ErrPrecondition
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
		return ErrPrecondition
	}
	return nil
}

// putAnswer takes from an attendee's copy of an invitation their own answer and what is theirs alone: alarms,
// transparency, X- properties (RFC 6638 §3.2.2). Only the difference from what that client was served counts, so
// that the echo of an older state changes nothing.
func (s *Service) putAnswer(tx Tx, snap *Snapshot, viewer *Person, c *Collection, item Item, pre Preconditions, octets []byte) (PutResult, error) {
	if err := pre.check(item.ETag, item.ScheduleTag); err != nil {
		return PutResult{}, err
	}
	reply, err := s.text.Reply(octets, []string{viewer.Email})
	if err != nil {
		return PutResult{}, err
	}
	x := item.Invitation.Session
	if reply.UID != item.UID {
		return PutResult{}, &UIDConflict{c.Name, item.Name}
	}
	served, err := s.served(tx, snap, viewer, c, x, reply)
	if err != nil {
		return PutResult{}, err
	}
	if s.organisersChange(reply, served) && s.organisersChange(reply, item.Invitation) {
		return PutResult{}, ErrAttendeeChange
	}
	c.readNotApplicable(&reply, served)
	if reply.Found && reply.Status != NeedsAction && (reply.Status != served.Status || reply.Comment != "" && reply.Comment != served.Comment) {
		r := Response{
			Session: x.ID, For: c.subject(x, viewer), By: viewer.ID, Status: reply.Status, Comment: strings.TrimSpace(reply.Comment),
			KeepComment: reply.Comment == "", Door: DoorCalDAV, Sequence: served.Session.Sequence,
		}
		if _, err := s.respond(tx, r); err != nil {
			return PutResult{}, err
		}
	}
	if overlay := strings.TrimSpace(reply.Overlay); overlay != strings.TrimSpace(served.Overlay) && overlay != strings.TrimSpace(item.Invitation.Overlay) {
		err = s.addOverlay(tx, viewer, c, x, Overlay{Text: reply.Overlay})
	}
	return PutResult{}, err
}

// readNotApplicable takes the comment "sans objet" with any answer for a delegation as that answer, which no client
// has a button for. Only what is new counts: the comment comes back with later answers, and then means nothing.
func (c *Collection) readNotApplicable(reply *Reply, served *Invitation) {
	if c.Kind != KindDelegation || !reply.Found || !notApplicableWords[Letters(reply.Comment)] {
		return
	}
	was := served.Status == NotApplicable
	switch {
	case reply.Comment != served.Comment, was && reply.Status == Declined: // declined is how it is served
		reply.Status = NotApplicable
	case was && reply.Status != NotApplicable:
		reply.Comment = " "
	}
}

// notApplicableWords are those by which a referent says that a session does not concern the delegation.
var notApplicableWords = map[string]bool{"sansobjet": true, "notapplicable": true}

// served gives the invitation as this client had it when it wrote: by the revision that it sends back, else by
// the SEQUENCE, else as it is now.
func (s *Service) served(tx Tx, snap *Snapshot, viewer *Person, c *Collection, x *Session, reply Reply) (*Invitation, error) {
	var at revision
	if r, ok := parseRevision(reply.Served); ok {
		at = r
	}
	if reply.Sequence >= 0 && reply.Sequence < x.Sequence {
		old, err := tx.SessionRevision(x.ID, reply.Sequence)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		if err == nil {
			x = snap.localised(&old)
		}
	}
	answer, err := lastAnswer(tx, c.subject(x, viewer), x.ID, at.answer)
	if err != nil {
		return nil, err
	}
	if at != (revision{}) && at.answer == 0 {
		answer = nil
	}
	var overlay *Overlay
	if at == (revision{}) || at.overlay > 0 {
		overlays, err := tx.Overlays(viewer.ID, c.itemPath(x), 0, at.overlay)
		if err != nil {
			return nil, err
		}
		if len(overlays) > 0 {
			overlay = &overlays[0]
		}
	}
	return s.invite(snap, x, c.view(), viewer, c.subject(x, viewer), answer, overlay), nil
}

func (c *Collection) itemPath(x *Session) string { return c.Name + "/" + x.ID + ".ics" }

// organisersChange tells whether a copy has another time, title or place than an invitation.
func (s *Service) organisersChange(r Reply, inv *Invitation) bool {
	title, where := s.text.Shown(*inv)
	moved := !r.When.Start.IsZero() && !r.When.Equal(inv.Session.When)
	return moved || !sameWords(r.Title, title) || !sameWords(r.Where, where)
}

// sameWords compares texts as clients rewrite them: white space does not count, and a missing one is no change.
func sameWords(got, served string) bool {
	return got == "" || strings.Join(strings.Fields(got), " ") == strings.Join(strings.Fields(served), " ")
}

func (s *Service) addOverlay(tx Tx, viewer *Person, c *Collection, x *Session, o Overlay) error {
	number, err := tx.NextChange(AnswersHome(viewer.ID))
	if err != nil {
		return err
	}
	o.Number, o.Person, o.Item, o.Session, o.Sequence = number, viewer.ID, c.itemPath(x), x.ID, x.Sequence
	return tx.AddOverlay(o)
}

// DeleteItem removes an object of a stored collection. An invitation that a person deletes before its end is
// answered "no" through the door "deleted"; one that is over, cancelled or declined, or a delegation's, is only
// hidden from them. It comes back when answers are asked again.
func (s *Service) DeleteItem(ctx context.Context, viewer *Person, c *Collection, name string, pre Preconditions) error {
	return s.deleteItem(ctx, viewer, c, name, pre, true)
}

// DeleteQuietly is DeleteItem without an answer: an invitation is only hidden (RFC 6638 §8.1, Schedule-Reply: F).
func (s *Service) DeleteQuietly(ctx context.Context, viewer *Person, c *Collection, name string, pre Preconditions) error {
	return s.deleteItem(ctx, viewer, c, name, pre, false)
}

func (s *Service) deleteItem(ctx context.Context, viewer *Person, c *Collection, name string, pre Preconditions, answers bool) error {
	if c.Rights.Organise {
		return s.deletePlan(ctx, viewer, c, name, pre)
	}
	if !c.Rights.Write && (!c.Rights.Answer || c.Kind == KindDecisions) {
		return ErrForbidden
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := s.stands(tx, c, pre); err != nil {
			return err
		}
		if !c.Derived() {
			o, err := storedObject(tx, c, name, pre)
			if err != nil {
				return err
			}
			if err := removeObject(tx, &o); err != nil {
				return err
			}
			_, err = s.rule(tx, *c.stored)
			return err
		}
		snap := s.Programme()
		items, err := s.items(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return ErrNotFound
		}
		it := items[0]
		if err := pre.check(it.ETag, it.ScheduleTag); err != nil {
			return err
		}
		inv := it.Invitation
		if answers && c.Kind == KindInvited && inv.Session.Live() && !inv.Session.Past(s.now(), snap.Loc) && inv.Status != Declined {
			r := Response{Session: inv.Session.ID, For: inv.For, By: viewer.ID, Status: Declined, Door: DoorDeleted, Sequence: -1}
			if _, err := s.respond(tx, r); err != nil {
				return err
			}
		}
		return s.addOverlay(tx, viewer, c, inv.Session, Overlay{Text: inv.Overlay, Hidden: true})
	})
}
