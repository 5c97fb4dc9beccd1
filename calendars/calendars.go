package calendars

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"parcours/events"
)

// CreateCollection makes a stored calendar collection in the viewer's own home (RFC 4791 §5.3.1). Empty Components
// means every kind.
func (s *Service) CreateCollection(ctx context.Context, viewer *events.Person, home string, c StoredCollection) error {
	if home != viewer.ID {
		return events.ErrNotFound
	}
	if err := s.open(ctx, viewer); err != nil {
		return err
	}
	if !validCollectionName(c.Name) {
		return events.Invalidf("name", "%q: use letters, digits, hyphens and underscores, no dot; %v are taken", c.Name, reservedNames)
	}
	if len(c.Components) == 0 {
		c.Components = []string{"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"}
	}
	return s.store.Update(ctx, func(tx Tx) error {
		_, err := s.collection(tx, s.events.Programme(), viewer, c.Name)
		if err == nil {
			return events.ErrExists
		}
		if !errors.Is(err, events.ErrNotFound) {
			return err
		}
		if all, err := tx.Collections(home); err != nil || len(all) >= MaxCalendars {
			return cmp.Or(err, events.ErrQuota)
		}
		n, err := tx.NextChange(home)
		if err != nil {
			return err
		}
		c.Home, c.Created, c.CreatedAt, c.Change, c.Meta = home, n, s.now(), n, n
		return tx.SetCollection(c)
	})
}

func validCollectionName(name string) bool {
	if name == "" || len(name) > 255 || slices.Contains(reservedNames, name) {
		return false
	}
	for _, r := range name {
		if r < ' ' || r == 0x7f || r == '.' || r == '/' || r == '\\' || r == '~' {
			return false
		}
	}
	return true
}

// DeleteCollection removes a stored collection of the viewer's own with all its objects. The default ones stay,
// because other doors put things there. Of the preconditions it asks for the sync token.
func (s *Service) DeleteCollection(ctx context.Context, viewer *events.Person, c *Collection, pre Preconditions) error {
	if !c.Rights.Delete {
		if c.TakesInvitations() && c.stored.Name == DefaultCalendar {
			return ErrDefault
		}
		return events.ErrForbidden
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := s.stands(tx, c, pre); err != nil {
			return err
		}
		if now, err := tx.Collection(c.stored.Home, c.stored.Name); err != nil || now.Default {
			return cmp.Or(err, ErrDefault)
		}
		n, err := tx.NextChange(c.stored.Home)
		if err != nil {
			return err
		}
		objects, err := tx.Objects(c.stored.Home, c.stored.Name, ObjectQuery{})
		if err != nil {
			return err
		}
		if err := tx.RemoveCollection(c.stored.Home, c.stored.Name, n); err != nil {
			return err
		}
		for i := range objects {
			if err := s.scheduling.Gone(&delivery{Tx: tx, s: s}, objects[i].scheduled(), false); err != nil {
				return err
			}
		}
		return nil
	})
}

// updateCollection changes what all see of a stored collection: name, description, time zone, and the number of its
// last change. What change does to anything else than these is not kept.
func updateCollection(tx Tx, c *Collection, change func(*StoredCollection) error) error {
	current, err := tx.Collection(c.stored.Home, c.stored.Name)
	if err != nil {
		return err
	}
	n := current
	if err := change(&n); err != nil {
		return err
	}
	n.Home, n.Name, n.Created, n.CreatedAt, n.Change = current.Home, current.Name, current.Created, current.CreatedAt, current.Change
	if n.Meta, err = tx.NextChange(n.Home); err != nil {
		return err
	}
	return tx.SetCollection(n)
}

// Properties gives the properties that clients keep on a resource: the viewer's own (colour, order, alarms) and
// those that all see. resource is the path below /dav/.
func (s *Service) Properties(ctx context.Context, viewer *events.Person, resource string) ([]Property, error) {
	var all []Property
	err := s.store.View(ctx, func(tx Tx) error {
		own, err := tx.Properties(viewer.ID, resource)
		if err != nil {
			return err
		}
		shared, err := tx.Properties("", resource)
		if err != nil {
			return err
		}
		all = own
		for _, p := range shared {
			if !slices.ContainsFunc(own, func(o Property) bool { return o.Name == p.Name }) {
				all = append(all, p)
			}
		}
		return nil
	})
	return all, err
}

// PropertyChange is one PROPPATCH: all of it or nothing (RFC 4918 §9.2). Set and Remove are kept for the viewer
// alone: two people who share a calendar each have their colour and order. Collection, if not nil, changes what
// all see, and needs the right to.
type PropertyChange struct {
	Set        []Property
	Remove     []PropertyName
	Collection func(*StoredCollection) error
	Default    string // of an inbox: the calendar that invitations go into from now on
}

// ChangeProperties applies a change to a resource, which is c's where that is not nil.
func (s *Service) ChangeProperties(ctx context.Context, viewer *events.Person, c *Collection, resource string, change PropertyChange) error {
	if change.Collection != nil && (c == nil || c.stored == nil || !c.Rights.Properties) {
		return events.ErrForbidden
	}
	for _, p := range change.Set {
		if len(p.XML) > maxProperty {
			return events.Invalidf(p.Name.Local, "%d octets; at most %d are kept", len(p.XML), maxProperty)
		}
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := s.setProperties(tx, viewer, resource, change.Set); err != nil {
			return err
		}
		for _, name := range change.Remove {
			if err := tx.RemoveProperty(viewer.ID, resource, name); err != nil {
				return err
			}
		}
		if change.Default != "" {
			if err := setDefault(tx, viewer.ID, change.Default); err != nil {
				return err
			}
		}
		if c == nil || c.stored == nil || !c.Rights.Properties {
			return nil
		}
		edit := change.Collection
		if edit == nil { // what is kept beside it is told by the sync of the home all the same
			edit = func(*StoredCollection) error { return nil }
		}
		return updateCollection(tx, c, edit)
	})
}

// maxProperty is the largest property that is kept, in octets.
const maxProperty = 64 << 10
