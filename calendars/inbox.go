package calendars

import (
	"errors"

	"parcours/events"
)

// A scheduling inbox (RFC 6638 §2.2) has the messages that somebody's calendar was changed by. Few clients read it: of each
// object there is at most one message of a method, the last, so that it does not grow with what nobody deletes.

// inform puts a message about an object into somebody's inbox. The kind tells it from other messages about the same object.
func (s *Service) inform(tx Tx, p *events.Person, about *Object, kind string, message []byte) error {
	if message == nil {
		return nil
	}
	if err := s.openInbox(tx, p); err != nil {
		return err
	}
	name := etagOf([]byte(about.UID+"\x00"+kind)) + ".ics"
	found, err := tx.Objects(p.ID, InboxName, ObjectQuery{Names: []string{name}, NoOctets: true})
	if err != nil {
		return err
	}
	o := Object{
		Home: p.ID, Collection: InboxName, Name: name, UID: about.UID, Component: about.Component, Octets: message, ETag: etagOf(message),
		First: about.First, Last: about.Last, OpenEnded: about.OpenEnded, CreatedAt: s.now(),
	}
	if len(found) > 0 {
		o.Created, o.CreatedAt = found[0].Created, found[0].CreatedAt
	}
	return s.write(tx, o)
}

// openInbox makes the collection of a home's inbox where it is not there yet.
func (s *Service) openInbox(tx Tx, p *events.Person) error {
	_, err := tx.Collection(p.ID, InboxName)
	if !errors.Is(err, events.ErrNotFound) {
		return err
	}
	n, err := tx.NextChange(p.ID)
	if err != nil {
		return err
	}
	return tx.SetCollection(StoredCollection{
		Home: p.ID, Name: InboxName, Components: inboxComponents, Transparent: true, Created: n, CreatedAt: s.now(), Change: n, Meta: n,
	})
}

var inboxComponents = []string{"VEVENT", "VTODO", "VFREEBUSY"}

// inbox is the view that a person has of their inbox: messages can be read and thrown away.
func (s *Service) inbox(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (*Collection, error) {
	stored, err := tx.Collection(viewer.ID, InboxName)
	if errors.Is(err, events.ErrNotFound) {
		return c, nil // nobody invited them yet
	}
	if err != nil {
		return nil, err
	}
	c.stored = &stored
	c.Rights.Unbind = true
	c.Token = token{epoch: snap.Generation, own: max(stored.Change, stored.Created)}.String()
	return c, nil
}
