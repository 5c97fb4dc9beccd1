package calendars

import (
	"errors"
	"strings"

	"parcours/events"
	"parcours/scheduling"
	"parcours/synced"
)

// A scheduling inbox (RFC 6638 §2.2) has the messages that somebody's calendar was changed by. Few clients read it: of each
// object there is at most one message of a method, the last, so that it does not grow with what nobody deletes.

// Inform implements scheduling.Calendars. The kind tells a message from others about the same object.
func (d *delivery) Inform(p *events.Person, about *scheduling.Object, kind string, message []byte) error {
	if message == nil || strings.HasPrefix(p.ID, events.TerritoryHome("")) { // a delegation has no inbox: its agenda shows the answers
		return nil
	}
	if err := d.openInbox(p); err != nil {
		return err
	}
	name := etagOf([]byte(about.UID+"\x00"+kind)) + ".ics"
	return d.write(Object{
		Home: p.ID, Collection: InboxName, Name: name, UID: about.UID, Component: about.Component, Octets: message, ETag: etagOf(message),
		Last: about.Last, OpenEnded: true,
	})
}

// openInbox makes the collection of a home's inbox where it is not there yet.
func (d *delivery) openInbox(p *events.Person) error {
	_, err := d.Tx.Collection(p.ID, InboxName)
	if !errors.Is(err, events.ErrNotFound) {
		return err
	}
	n, err := d.Tx.NextChange(p.ID)
	if err != nil {
		return err
	}
	return d.Tx.SetCollection(StoredCollection{
		Home: p.ID, Name: InboxName, Components: inboxComponents, Transparent: true, Created: n, CreatedAt: d.s.now(), Change: n, Meta: n,
	})
}

var inboxComponents = []string{"VEVENT", "VTODO", "VFREEBUSY"}

// inbox is the view that a person has of their inbox: messages can be read and thrown away.
func (s *Service) inbox(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (*Collection, error) {
	var err error
	if c.Default, err = defaultFor(tx, viewer.ID, "VEVENT"); err != nil {
		return nil, err
	}
	stored, err := tx.Collection(viewer.ID, InboxName)
	if errors.Is(err, events.ErrNotFound) {
		return c, nil // nobody invited them yet
	}
	if err != nil {
		return nil, err
	}
	c.stored = &stored
	c.Rights.Unbind = true
	c.Token = synced.Token{Epoch: snap.Generation, Own: max(stored.Change, stored.Created)}.String()
	return c, nil
}
