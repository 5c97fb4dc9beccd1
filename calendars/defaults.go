package calendars

import (
	"errors"
	"slices"

	"parcours/events"
)

// The calendar into which what somebody is asked to goes (RFC 6638 §4.3, §9.2) is DefaultCalendar until they choose another of
// their own. Tasks go there too where it holds tasks, else to DefaultTasks.

// ErrDefault: the calendar that invitations go into is not deleted (CALDAV:default-calendar-needed, RFC 6638 §4.3.1.1).
var ErrDefault = errors.New("invitations go into this calendar: choose another one for them first")

// TakesInvitations tells whether its owner may choose it as the one that invitations go into.
func (c *Collection) TakesInvitations() bool {
	return c.Kind == KindStored && c.stored.Home == c.Home && slices.Contains(c.Components, "VEVENT")
}

// defaultFor is the calendar of a home into which objects of a kind go.
func defaultFor(tx Tx, home, component string) (string, error) {
	all, err := tx.Collections(home)
	for i := range all {
		if all[i].Default && slices.Contains(all[i].Components, component) {
			return all[i].Name, nil
		}
	}
	if component == "VTODO" {
		return DefaultTasks, err
	}
	return DefaultCalendar, err
}

// setDefault makes a calendar of a home the one that invitations go into.
func setDefault(tx Tx, home, name string) error {
	all, err := tx.Collections(home)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c StoredCollection) bool { return c.Name == name && name != InboxName })
	if i < 0 || !slices.Contains(all[i].Components, "VEVENT") {
		return events.Invalidf("default", "%q is none of your calendars for events", name)
	}
	for _, c := range all {
		if is := c.Name == name; c.Default != is {
			c.Default = is
			if c.Meta, err = tx.NextChange(home); err != nil {
				return err
			}
			if err := tx.SetCollection(c); err != nil {
				return err
			}
		}
	}
	return nil
}
