package calendars

import (
	"errors"

	"parcours/events"
)

// publicName is the calendar in a delegation's home that holds what others see of its agenda: copies of the events
// marked public, without the rules' words, attendees and alarms. It is a collection of its own so that its names,
// tokens and tags tell nothing of the events that are not public. It is made with the first of them.
const publicName = "public"

// readsPublic tells whether a person who has no other right to a delegation's agenda reads its public events.
func readsPublic(p *events.Person) bool { return p.Role != events.Guest }

// publish brings the public calendar in line with the agenda.
func (s *Service) publish(tx Tx, agenda StoredCollection) error {
	objects, err := tx.Objects(agenda.Home, agenda.Name, ObjectQuery{Component: "VEVENT"})
	if err != nil {
		return err
	}
	wanted, err := s.publicCopies(objects)
	if err != nil {
		return err
	}
	if open, err := s.openPublic(tx, agenda, len(wanted) > 0); err != nil || !open {
		return err
	}
	if err := s.republish(tx, agenda.Home, wanted); err != nil {
		return err
	}
	for _, object := range objects { // new ones, in the order in which they were entered
		o, isNew := wanted[object.Name]
		if !isNew {
			continue
		}
		if o.Created, err = tx.NextChange(agenda.Home); err != nil {
			return err
		}
		o.CreatedAt, o.Change, o.Modified = s.now(), o.Created, s.now()
		if err := tx.SetObject(o); err != nil {
			return err
		}
	}
	return nil
}

// publicCopies are what others see of an agenda's objects, by name; of one that is not public, nothing.
func (s *Service) publicCopies(objects []Object) (map[string]Object, error) {
	wanted := map[string]Object{}
	for _, o := range objects {
		octets, err := s.text.Public(o.Octets)
		if err != nil {
			return nil, err
		}
		if octets != nil {
			o.Collection, o.Octets, o.ETag = publicName, octets, etagOf(octets)
			wanted[o.Name] = o
		}
	}
	return wanted, nil
}

// openPublic tells whether there is a public calendar beside the agenda, and makes it where something is to be in it.
func (s *Service) openPublic(tx Tx, agenda StoredCollection, needed bool) (bool, error) {
	_, err := tx.Collection(agenda.Home, publicName)
	if !errors.Is(err, events.ErrNotFound) {
		return err == nil, err
	}
	if !needed {
		return false, nil
	}
	n, err := tx.NextChange(agenda.Home)
	if err != nil {
		return false, err
	}
	public := agenda
	public.Name, public.Created, public.CreatedAt, public.Change, public.Meta = publicName, n, s.now(), n, n
	return true, tx.SetCollection(public)
}

// republish changes or removes the copies that are there, and leaves in wanted those that are not.
func (s *Service) republish(tx Tx, home string, wanted map[string]Object) error {
	there, err := tx.Objects(home, publicName, ObjectQuery{NoOctets: true})
	if err != nil {
		return err
	}
	for _, old := range there {
		o, stays := wanted[old.Name]
		delete(wanted, old.Name)
		if stays && o.ETag == old.ETag {
			continue
		}
		n, err := tx.NextChange(home)
		if err != nil {
			return err
		}
		if !stays {
			err = tx.RemoveObject(home, publicName, old.Name, n)
		} else {
			o.Created, o.CreatedAt, o.Change, o.Modified = old.Created, old.CreatedAt, n, s.now()
			err = tx.SetObject(o)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
