package calendars

import (
	"context"
	"errors"
	"strings"
	"time"

	"parcours/events"
)

// open makes the calendars that a home and every territory have and that are not there yet, before anything of them is
// read: who adds people or territories need not know of calendars.
func (s *Service) open(ctx context.Context, viewer *events.Person) error {
	snap := s.events.Programme()
	var homes []string
	if _, there := s.opened.Load(viewer.ID); !there {
		homes = append(homes, viewer.ID)
	}
	if s.openedAt.Load() != snap { // territories come with a file: looked at once a programme
		for i := range snap.Territories {
			home := events.TerritoryHome(snap.Territories[i].ID)
			if _, there := s.opened.Load(home); !there {
				homes = append(homes, home)
			}
		}
	}
	if len(homes) == 0 {
		s.openedAt.Store(snap)
		return nil
	}
	there, err := s.calendarsOf(ctx, homes)
	if err != nil {
		return err
	}
	if there {
		s.openedAt.Store(snap)
		return nil
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		for i := range snap.Territories {
			if err := addTerritoryCalendars(tx, snap.Territories[i], s.now()); err != nil {
				return err
			}
		}
		return addDefaultCollections(tx, snap, viewer, s.now())
	})
	if err != nil {
		return err
	}
	s.nowOpen(homes)
	s.openedAt.Store(snap)
	return nil
}

// calendarsOf tells whether homes have their calendars, which is so but for the first time: nothing is written then.
func (s *Service) calendarsOf(ctx context.Context, homes []string) (there bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		there = true
		for _, home := range homes {
			name := AccompagnementName // the last that is made
			if !strings.HasPrefix(home, events.TerritoryHome("")) {
				name = DefaultTasks
			}
			if _, err := tx.Collection(home, name); errors.Is(err, events.ErrNotFound) {
				there = false
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && there {
		s.nowOpen(homes)
	}
	return there, err
}

func (s *Service) nowOpen(homes []string) {
	for _, home := range homes {
		s.opened.Store(home, true)
	}
}

// addDefaultCollections makes what every home has: a calendar for events and one for tasks.
func addDefaultCollections(tx Tx, snap *events.Snapshot, p *events.Person, now time.Time) error {
	for i, c := range []StoredCollection{
		{Name: DefaultCalendar, DisplayName: snap.Word(p, "calendar"), Components: []string{"VEVENT", "VFREEBUSY"}},
		{Name: DefaultTasks, DisplayName: snap.Word(p, "tasks"), Components: []string{"VTODO"}},
	} {
		if _, err := tx.Collection(p.ID, c.Name); !errors.Is(err, events.ErrNotFound) {
			if err != nil {
				return err
			}
			continue
		}
		n, err := tx.NextChange(p.ID)
		if err != nil {
			return err
		}
		c.Home, c.Order, c.Created, c.CreatedAt, c.Change, c.Meta = p.ID, i+1, n, now, n, n
		if err := tx.SetCollection(c); err != nil {
			return err
		}
	}
	return nil
}

// Names of the collections that every home has.
const (
	DefaultCalendar = "calendar"
	DefaultTasks    = "tasks"
)

// Forget says that a person's home is there no more.
func (s *Service) Forget(person string) { s.opened.Delete(person) }
