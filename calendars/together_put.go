package calendars

import (
	"strings"

	"parcours/events"
)

// putTogether writes an event of a delegation's calendar among those of others: in its own calendar, under whose rules it
// stands. A new one is of the delegation with whose name its title begins.
func (s *Service) putTogether(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte) (PutResult, error) {
	t, old, err := s.foundTogether(tx, snap, viewer, c, name)
	if err != nil {
		return PutResult{}, err
	}
	if err := pre.check(old.ETag, ""); err != nil {
		return PutResult{}, err
	}
	own := old.own
	if t == nil {
		facts, err := s.text.Facts(octets)
		if err != nil {
			return PutResult{}, err
		}
		if t = territoryOf(snap, facts.Title); t == nil {
			return PutResult{}, events.Invalidf("title", "begin it with the delegation: %q", titleOf(&snap.Territories[0])+facts.Title)
		}
		stem, isICS := strings.CutSuffix(name, ".ics")
		if !isICS {
			return PutResult{}, events.Invalidf("name", "%q: end it with .ics", name)
		}
		own = stem + madeTogether(t)
	}
	_, suffix := placed(t, own)
	if octets, err = s.text.Unplaced(octets, titleOf(t), suffix); err != nil {
		return PutResult{}, err
	}
	index, err := s.text.Object(octets, s.zone(c))
	if err != nil {
		return PutResult{}, err
	}
	in, err := s.territoryCollection(tx, snap, viewer, t.ID, c.calendar)
	if err != nil {
		return PutResult{}, err
	}
	result, err := s.putWithinQuota(tx, in, index.object(own, octets), Preconditions{})
	result.ETag = "" // it is not that of what was sent
	return result, err
}

// deleteTogether removes an event from its delegation's calendar.
func (s *Service) deleteTogether(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string, pre Preconditions) error {
	t, found, err := s.foundTogether(tx, snap, viewer, c, name)
	switch {
	case err != nil:
		return err
	case t == nil:
		return events.ErrNotFound
	}
	if err := pre.check(found.ETag, ""); err != nil {
		return err
	}
	in, err := s.territoryCollection(tx, snap, viewer, t.ID, c.calendar)
	if err != nil {
		return err
	}
	o, err := storedObject(tx, in, found.own, Preconditions{})
	if err != nil {
		return err
	}
	if err := removeObject(tx, &o); err != nil {
		return err
	}
	_, err = s.rule(tx, *in.stored)
	return err
}

// ownItem is an item of several delegations' calendars with its name in its own.
type ownItem struct {
	Item
	own string
}

// foundTogether finds an item by its name, and the delegation that it is of; nil where it is not there.
func (s *Service) foundTogether(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string) (*events.Territory, ownItem, error) {
	territories, stored, err := c.within(tx, snap, viewer)
	if err != nil {
		return nil, ownItem{}, err
	}
	for i, t := range territories {
		objects, err := tx.Objects(stored[i].Home, stored[i].Name, ObjectQuery{Names: ownNames(t, []string{name}), NoOctets: true})
		if err != nil {
			return nil, ownItem{}, err
		}
		for j := range objects {
			it, err := s.togetherItem(snap, viewer, t, &objects[j])
			if err != nil || it.Name == name {
				return t, ownItem{it, objects[j].Name}, err
			}
		}
	}
	return nil, ownItem{}, nil
}

// territoryOf is the territory with whose name a title begins, letters of any case; nil without one. Of two such the longer
// name counts.
func territoryOf(s *events.Snapshot, title string) (found *events.Territory) {
	for i := range s.Territories {
		t := &s.Territories[i]
		name := events.Letters(t.Name)
		if strings.HasPrefix(events.Letters(title), name) && (found == nil || len(name) > len(events.Letters(found.Name))) {
			found = t
		}
	}
	return found
}
