package calendars

import (
	"cmp"
	"errors"
	"slices"

	"parcours/events"
	"parcours/scheduling"
)

// schedule lets the rules of scheduling speak of an object that is put in the place of old, the zero one for none. The object gets its
// octets and tags; one without people asked stays as it is, without Schedule-Tag.
func (s *Service) schedule(tx Tx, c *Collection, o *Object, old Object, pre Preconditions) error {
	owner := s.scheduling.Owner(c.stored.Home, s.events.Programme().Person(c.Home))
	if owner == nil {
		return nil
	}
	w := scheduling.Write{Object: o.scheduled(), Seen: slices.Contains(pre.IfMatch, old.ETag), Quiet: pre.Quiet}
	if old.Name != "" {
		whole, err := storedObject(tx, c, old.Name, Preconditions{})
		if err != nil {
			return err
		}
		w.Old = whole.scheduled()
	} else if pre.moved != nil {
		w.Old = pre.moved.scheduled()
	}
	asks, err := s.scheduling.Written(&delivery{Tx: tx, s: s}, owner, w)
	var twice *scheduling.Twice
	if errors.As(err, &twice) && c.Name != c.stored.Name { // somebody else's home, of which the writer sees this calendar only
		return &scheduling.Twice{}
	}
	if err != nil {
		return err
	}
	o.Octets, o.AsksGroups = w.Object.Octets, asks && w.Object.Groups
	if o.ETag, o.ScheduleTag = etagOf(o.Octets), ""; asks {
		o.ScheduleTag = o.ETag
	}
	return nil
}

// scheduled is an object as the rules of scheduling look at it.
func (o *Object) scheduled() *scheduling.Object {
	return &scheduling.Object{Home: o.Home, Collection: o.Collection, Name: o.Name, UID: o.UID, Component: o.Component, Octets: o.Octets, ScheduleTag: o.ScheduleTag, Last: o.Last, OpenEnded: o.OpenEnded, Groups: o.AsksGroups}
}

// delivery is the calendars of all homes in a transaction, for the rules of scheduling.
type delivery struct {
	Tx // its letters and settings are as they are
	s  *Service

	read []byte // octets that were read last: many copies are the same
	made Object // of them
}

// SchedulingIn gives the rules of scheduling, and the calendars of all homes in a transaction, to whom mails come.
func SchedulingIn(s *Service, tx Tx) (*scheduling.Rules, scheduling.Calendars) {
	return s.scheduling, &delivery{Tx: tx, s: s}
}

// Scheduled implements scheduling.Calendars.
func (d *delivery) Scheduled(uid string) ([]scheduling.Object, error) {
	found, err := d.Tx.Scheduled(ScheduledQuery{UID: uid})
	all := make([]scheduling.Object, len(found))
	for i := range found {
		all[i] = *found[i].scheduled()
	}
	return all, err
}

// Load implements scheduling.Calendars.
func (d *delivery) Load(o *scheduling.Object) error {
	if o.Octets != nil {
		return nil
	}
	found, err := storedObject(d.Tx, &Collection{stored: &StoredCollection{Home: o.Home, Name: o.Collection}}, o.Name, Preconditions{})
	o.Octets = found.Octets
	return err
}

// Room implements scheduling.Calendars: there is none where another object has the UID, or the home is full.
func (d *delivery) Room(p *events.Person, of *scheduling.Object) (bool, error) {
	into, err := defaultFor(d.Tx, p.ID, of.Component)
	if err != nil {
		return false, err
	}
	found, err := d.Tx.Objects(p.ID, into, ObjectQuery{UID: of.UID, NoOctets: true})
	if err != nil || len(found) > 0 {
		return false, err
	}
	used, err := d.Tx.Used(p.ID)
	return used < d.s.homeSize.Load(), err
}

// Keep implements scheduling.Calendars.
func (d *delivery) Keep(p *events.Person, of, mine *scheduling.Object, octets []byte, news bool) error {
	if d.read == nil || &d.read[0] != &octets[0] || len(d.read) != len(octets) {
		index, err := d.s.text.Object(octets, d.s.events.Programme().Loc)
		if err != nil {
			return err
		}
		d.read = octets
		d.made = index.object(etagOf([]byte(of.UID))+".ics", octets)
	}
	o := d.made
	o.Home, o.ScheduleTag = p.ID, o.ETag
	if mine == nil {
		if err := addDefaultCollections(d.Tx, d.s.events.Programme(), p, d.s.now()); err != nil {
			return err
		}
		var err error
		if o.Collection, err = defaultFor(d.Tx, p.ID, o.Component); err != nil {
			return err
		}
		return d.write(o)
	}
	o.AsksGroups = mine.Groups
	if o.Name, o.Collection = mine.Name, mine.Collection; !news {
		o.ScheduleTag = mine.ScheduleTag
	}
	return d.write(o)
}

// write stores an object of which the rules have spoken, in the place of what has its name.
func (d *delivery) write(o Object) error {
	old, err := objectNamed(d.Tx, StoredCollection{Home: o.Home, Name: o.Collection}, o.Name)
	if err != nil {
		return err
	}
	if o.Change, err = d.Tx.NextChange(o.Home); err != nil {
		return err
	}
	o.Modified, o.Created, o.CreatedAt = d.s.now(), cmp.Or(old.Created, o.Change), old.CreatedAt
	if old.Name == "" {
		o.CreatedAt = o.Modified
	}
	return d.Tx.SetObject(o)
}
