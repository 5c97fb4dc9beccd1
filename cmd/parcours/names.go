package main

import (
	"fmt"
	"slices"
	"strings"

	"parcours/contacts"
	"parcours/events"
	"parcours/messages"
)

// personCalled gives a person by id, address or whole name.
func personCalled(snap *events.Snapshot, who string) (*events.Person, error) {
	people := snap.People()
	if p := contacts.Find(people, who); p != nil {
		return p, nil
	}
	named := slices.DeleteFunc(people, func(p *events.Person) bool { return !contacts.SameLetters(p.Name, who) })
	if len(named) == 1 {
		return named[0], nil
	}
	return nil, fmt.Errorf("%s: no such person; %s people list shows them", who, called)
}

func territoryNames(snap *events.Snapshot, ids []string) []string {
	var names []string
	for _, id := range ids {
		names = append(names, territoryName(snap, id))
	}
	return names
}

// territoryName is the name of a territory, its id once the programme has it no more.
func territoryName(snap *events.Snapshot, id string) string {
	if t := snap.Territory(id); t != nil {
		return t.Name
	}
	return id
}

func categoryLabel(snap *events.Snapshot, id string) string {
	if c := snap.Category(id); c != nil {
		return c.Label
	}
	return id
}

// personName is the name of a person; whoever was removed is not named any more.
func personName(words *messages.Printer, snap *events.Snapshot, id string) string {
	if p := snap.Person(id); p != nil {
		return p.Name
	}
	if id == "" {
		return ""
	}
	return words.T("command.removed_person")
}

// delegationFlag reads --delegation: the id or the name of a territory, "" for "".
func delegationFlag(snap *events.Snapshot, name string) (string, error) {
	id, err := contacts.TerritoryID(snap, name)
	if err != nil {
		return "", fmt.Errorf("--delegation: %w", err)
	}
	return id, nil
}

// categoryFlag gives the id of the category that --category names; "" for none.
func categoryFlag(snap *events.Snapshot, name string) (string, error) {
	id, err := contacts.CategoryID(snap, name)
	if err != nil {
		return "", fmt.Errorf("--category: %w", err)
	}
	return id, nil
}

// sessionNames lists the ids of sessions that are held; grouped gives rooms and dates of one session by its name.
func sessionNames(all []*events.Session, grouped bool) string {
	var names []string
	for _, x := range all {
		name := x.ID
		if grouped && x.Group != "" {
			name = x.Group
		}
		if x.Live() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
