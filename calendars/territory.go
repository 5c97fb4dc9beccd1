package calendars

import (
	"errors"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/rules"
)

// Calendars that a delegation shares. In a person's home they stand as "{territory}.agenda".
const (
	AgendaName         = "agenda"         // dialogue day, events of the local economy
	AccompagnementName = "accompagnement" // expert days
)

// territoryCalendar reads the name of a delegation's calendar.
func territoryCalendar(s *events.Snapshot, name string) (territory, calendar string, ok bool) {
	territory, calendar, found := strings.Cut(name, ".")
	ok = found && s.Territory(territory) != nil && (calendar == AgendaName || calendar == AccompagnementName)
	return territory, calendar, ok
}

// territoryAccess is what a person may do with a delegation's calendar. The agenda is written by the delegation and
// read by the organisers and the pilot of the dialogue days, its public events by others (publish); expert days are written by referents and organisers,
// read by the delegation, and its experts are asked to them (expert.go).
func territoryAccess(s *events.Snapshot, p *events.Person, territory, calendar string) Access {
	belongs := slices.Contains(p.Territories, territory)
	delegation := belongs && (p.Role == events.Referent || p.Role == events.Member)
	switch {
	case calendar == AgendaName && delegation:
		return ReadWrite
	case calendar == AgendaName && (p.Role == events.Organiser || p.ID == s.Dialogue.Pilot):
		return ReadOnly
	case calendar == AccompagnementName && (p.Role == events.Organiser || p.ReferentOf(territory)):
		return ReadWrite
	case calendar == AccompagnementName && delegation:
		return ReadOnly
	case calendar == AccompagnementName && rules.ExpertOf(p, territory):
		return Attending
	}
	return NoAccess
}

// territoryCollections gives the delegations' calendars that stand in a person's home: those that they may read, but for
// those that an organiser reads together.
func (s *Service) territoryCollections(tx Tx, snap *events.Snapshot, viewer *events.Person) ([]Collection, error) {
	var all []Collection
	for i := range snap.Territories {
		for _, calendar := range []string{AgendaName, AccompagnementName} {
			if viewer.Role == events.Organiser {
				continue
			}
			c, err := s.territoryCollection(tx, snap, viewer, snap.Territories[i].ID, calendar)
			if errors.Is(err, events.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, *c)
		}
	}
	return all, nil
}

func (s *Service) territoryCollection(tx Tx, snap *events.Snapshot, viewer *events.Person, territory, calendar string) (*Collection, error) {
	access, in := territoryAccess(snap, viewer, territory, calendar), calendar
	if access == NoAccess {
		if calendar != AgendaName || !readsPublic(viewer) {
			return nil, events.ErrNotFound
		}
		access, in = ReadOnly, publicName
	}
	stored, err := tx.Collection(events.TerritoryHome(territory), in)
	if err != nil {
		return nil, err
	}
	c, err := s.storedCollection(tx, snap, viewer, territory+"."+calendar, &stored, access)
	if err != nil {
		return nil, err
	}
	c.Territory, c.Order = territory, 50+stored.Order
	if access == Attending {
		c.asExpert(snap, viewer)
	}
	return c, nil
}

// addTerritoryCalendars makes the calendars of a territory that are not there yet.
func addTerritoryCalendars(tx Tx, t events.Territory, now time.Time) error {
	titles := map[string]string{AgendaName: "Agenda · ", AccompagnementName: "Accompagnement · "}
	for i, name := range []string{AgendaName, AccompagnementName} {
		home := events.TerritoryHome(t.ID)
		if _, err := tx.Collection(home, name); !errors.Is(err, events.ErrNotFound) {
			if err != nil {
				return err
			}
			continue
		}
		n, err := tx.NextChange(home)
		if err != nil {
			return err
		}
		c := StoredCollection{
			Home: home, Name: name, DisplayName: titles[name] + t.Name, Order: i, Components: []string{"VEVENT"},
			Created: n, CreatedAt: now, Change: n, Meta: n,
		}
		if err := tx.SetCollection(c); err != nil {
			return err
		}
	}
	return nil
}
