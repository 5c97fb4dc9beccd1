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
	wanted := map[string]Object{}
	for _, o := range objects {
		octets, err := s.text.Public(o.Octets)
		if err != nil {
			return err
		}
		if octets != nil {
			o.Collection, o.Octets, o.ETag = publicName, octets, etagOf(octets)
			wanted[o.Name] = o
		}
	}
	if _, err := tx.Collection(agenda.Home, publicName); errors.Is(err, events.ErrNotFound) {
		if len(wanted) == 0 {
			return nil
		}
		n, err := tx.NextChange(agenda.Home)
		if err != nil {
			return err
		}
		public := agenda
		public.Name, public.Created, public.CreatedAt, public.Change, public.Meta = publicName, n, s.now(), n, n
		if err := tx.SetCollection(public); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	there, err := tx.Objects(agenda.Home, publicName, ObjectQuery{NoOctets: true})
	if err != nil {
		return err
	}
	for _, old := range there {
		o, stays := wanted[old.Name]
		if stays && o.ETag == old.ETag {
			delete(wanted, old.Name)
			continue
		}
		n, err := tx.NextChange(agenda.Home)
		if err != nil {
			return err
		}
		if !stays {
			if err := tx.RemoveObject(agenda.Home, publicName, old.Name, n); err != nil {
				return err
			}
			continue
		}
		o.Created, o.CreatedAt, o.Change, o.Modified = old.Created, old.CreatedAt, n, s.now()
		if err := tx.SetObject(o); err != nil {
			return err
		}
		delete(wanted, old.Name)
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
