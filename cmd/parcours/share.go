package main

import (
	"errors"
	"fmt"
	"strings"

	"parcours/calendars"
	"parcours/contacts"
	"parcours/events"
	"parcours/house"
)

type shareCommand struct {
	dataFlag
	Person   string `required:"" help:"Id or address of the calendar's owner."`
	Calendar string `default:"calendar" help:"Name of the calendar, as in its address."`
	With     string `help:"Who may use it: a person's id or address, category:ID or territory:ID (or their names). Without it: show who may."`
	Access   string `enum:"read,write,none" default:"read" help:"read, write or none."`
}

func (c *shareCommand) Help() string {
	return "The calendar shows in the home of those it is shared with, after their client's next look for calendars. A CalDAV client that knows access control lists (RFC 3744) does the same."
}

func (c *shareCommand) Run(env *environment) error {
	return onData(env, c.Data, func(env *environment, s *house.House) error {
		owner, err := personCalled(s.Programme(), c.Person)
		if err != nil {
			return fmt.Errorf("--person %w", err)
		}
		calendar, err := s.Calendars.Collection(env, owner, owner.ID, c.Calendar)
		if err != nil {
			return fmt.Errorf("--calendar %s: %w", c.Calendar, err)
		}
		if c.With != "" {
			principal, err := principalCalled(s.Programme(), c.With)
			if err != nil {
				return fmt.Errorf("--with: %w", err)
			}
			access := calendars.Access(c.Access)
			if c.Access == "none" {
				access = calendars.NoAccess
			}
			err = s.Calendars.ShareCollection(env, owner, calendar, principal, access)
			if errors.Is(err, events.ErrPrincipal) {
				return fmt.Errorf("--with %s: %s shares with people, and with groups that they belong to; organisers with any group", c.With, owner.Name)
			}
			if err != nil {
				return fmt.Errorf("--with %s: %w", c.With, err)
			}
		}
		shares, err := s.Calendars.SharesOf(env, owner, calendar)
		if err != nil {
			return err
		}
		rows := [][]string{}
		for _, sh := range shares {
			rows = append(rows, []string{sh.Principal, string(sh.Access)})
		}
		return writeTable(env, rows)
	})
}

// principalCalled reads a person, or a group of the programme.
func principalCalled(snap *events.Snapshot, name string) (string, error) {
	if strings.Contains(name, ":") {
		return groupID(snap, name)
	}
	p, err := personCalled(snap, name)
	if err != nil {
		return "", err
	}
	return p.ID, nil
}

// groupID reads category:NAME and territory:NAME; what is neither stays.
func groupID(snap *events.Snapshot, principal string) (string, error) {
	kind, name, _ := strings.Cut(principal, ":")
	id, err := name, error(nil)
	switch kind {
	case "category":
		id, err = contacts.CategoryID(snap, name)
	case "territory":
		id, err = contacts.TerritoryID(snap, name)
	default:
		return principal, nil
	}
	return kind + ":" + id, err
}
