package calendars

import (
	"context"
	"errors"
	"slices"
	"strings"

	"parcours/edits"
	"parcours/events"
	"parcours/synced"
)

// putSession is a PUT to programme/: a change of the session that has this name, else a new one.
func (s *Service) putSession(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte, index ObjectIndex) (PutResult, error) {
	if index.Component != "VEVENT" {
		return PutResult{}, events.ErrComponent
	}
	items, err := s.Items(ctx, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return PutResult{}, err
	}
	if len(items) == 0 {
		return s.putNew(ctx, viewer, c, name, pre, octets)
	}
	return s.putPlan(ctx, viewer, c, items[0], pre, octets)
}

// putPlan takes the differences that an organiser's client made to a session: time, title, place, description, status, and
// whom it asks where the file does not say that. A confirmed option decides its poll. Who writes a cancelled session as a new
// one (If-None-Match: *) has deleted it and undoes that.
func (s *Service) putPlan(ctx context.Context, viewer *events.Person, c *Collection, item Item, pre Preconditions, octets []byte) (PutResult, error) {
	edit, err := s.text.Edit(octets)
	if err != nil {
		return PutResult{}, err
	}
	x := item.Invitation.Session
	undone := !x.Live() && edit.Status != "CANCELLED" && slices.Equal(pre.IfNoneMatch, []string{"*"})
	err = pre.check(item.ETag, "")
	switch {
	case err != nil && !undone:
		return PutResult{}, err
	case edit.UID != item.UID:
		return PutResult{}, &events.UIDConflict{Collection: c.Name, Name: item.Name}
	case edit.Invites || edit.Recurs:
		return PutResult{}, events.ErrOrganiserChange
	}
	served, err := s.servedSession(ctx, item.Invitation, edit)
	if err != nil {
		return PutResult{}, err
	}
	if x.Live() && edit.Status == "CONFIRMED" && x.Poll != "" && x.Decided.IsZero() && served.Session.Status != events.Fixed {
		if err := s.events.Decide(ctx, viewer, x.ID); err != nil {
			return PutResult{}, err
		}
	}
	err = s.events.Replan(ctx, viewer, []string{x.ID}, func(p *events.Plan, asked *[]events.Audience) {
		edits.EditPlan(s.text, p, edit, served)
		if undone {
			p.Status = x.Returning(edit)
		}
		if (x.Made || x.Draft()) && len(edit.Categories) > 0 {
			s.events.Programme().Publish(p, asked, edit.Categories)
		}
	})
	if err == nil {
		err = s.keepReminders(ctx, viewer, c, x, item.Invitation.Overlay, edit.Overlay)
	}
	return PutResult{Created: undone && err == nil}, err
}

// keepReminders keeps an organiser's own alarms on a session, and what else their client keeps of its own. Nobody else has
// them.
func (s *Service) keepReminders(ctx context.Context, viewer *events.Person, c *Collection, x *events.Session, before, after string) error {
	if strings.TrimSpace(before) == strings.TrimSpace(after) {
		return nil
	}
	return s.store.Update(ctx, func(tx Tx) error {
		return s.addOverlay(tx, viewer, c, x, events.Overlay{Text: after})
	})
}

// servedSession is the session as the client had it.
func (s *Service) servedSession(ctx context.Context, now *events.Invitation, edit events.Edit) (*events.Invitation, error) {
	r, ok := synced.ParseRevision(edit.Served)
	if !ok || r.Session == now.Session.Change || edit.Sequence < 0 || edit.Sequence >= now.Session.Sequence {
		return now, nil
	}
	served := *now
	err := s.store.View(ctx, func(tx Tx) error {
		old, err := tx.SessionRevision(now.Session.ID, edit.Sequence)
		if errors.Is(err, events.ErrNotFound) {
			return nil
		}
		served.Session = now.Programme.Localised(&old)
		return err
	})
	return &served, err
}

// deletePlan cancels the session that an organiser deletes in their client.
func (s *Service) deletePlan(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions) error {
	items, err := s.Items(ctx, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return events.ErrNotFound
	}
	if err := pre.check(items[0].ETag, ""); err != nil {
		return err
	}
	return s.events.Reschedule(ctx, viewer, items[0].Invitation.Session.ID, events.Cancel)
}

// nameOf is the name of a session's item in a derived collection.
func (c *Collection) nameOf(x *events.Session) string {
	if c.Kind == KindProgramme {
		return x.PlannedName()
	}
	return x.ID + ".ics"
}

// named gives the session that has a name in a derived collection, nil without one.
func named(s *events.Snapshot, c *Collection, name string) *events.Session {
	id, ok := strings.CutSuffix(name, ".ics")
	if x := s.Session(id); ok && x != nil && x.Listed() && c.nameOf(x) == name {
		return x
	}
	if c.Kind == KindProgramme {
		for _, x := range s.All() {
			if x.Name == name && x.Listed() {
				return x
			}
		}
	}
	return nil
}

// putNew makes a session of an event that an organiser wrote, under the name that they gave it. One with the UID of a
// session that was cancelled brings that one back: so a client undoes a deletion.
func (s *Service) putNew(ctx context.Context, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte) (PutResult, error) {
	if err := pre.check("", ""); err != nil {
		return PutResult{}, err
	}
	edit, err := s.text.Edit(octets)
	switch {
	case err != nil:
		return PutResult{}, err
	case edit.Invites || edit.Recurs:
		return PutResult{}, events.ErrOrganiserChange
	}
	err = s.events.MakeSession(ctx, name, edit, func(events.Tx) error {
		if named(s.events.Programme(), c, name) != nil { // another organiser was first
			return events.ErrPrecondition
		}
		return nil
	})
	if conflict := (*events.UIDConflict)(nil); errors.As(err, &conflict) {
		conflict.Collection = c.Name
	}
	if x := named(s.events.Programme(), c, name); err == nil && x != nil {
		err = s.keepReminders(ctx, viewer, c, x, "", edit.Overlay)
	}
	return PutResult{Created: err == nil}, err
}
