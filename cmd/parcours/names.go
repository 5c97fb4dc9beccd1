package main

import (
	"fmt"
	"slices"
	"strings"

	"parcours/events"
	"parcours/messages"
)

// find gives a person by id or address, nil without one.
func find(people []*events.Person, who string) *events.Person {
	i := slices.IndexFunc(people, func(p *events.Person) bool { return p.ID == who || strings.EqualFold(p.Email, who) })
	if i < 0 {
		return nil
	}
	return people[i]
}

// personCalled gives a person by id, address or whole name.
func personCalled(snap *events.Snapshot, who string) (*events.Person, error) {
	people := snap.People()
	if p := find(people, who); p != nil {
		return p, nil
	}
	named := slices.DeleteFunc(people, func(p *events.Person) bool { return !sameLetters(p.Name, who) })
	if len(named) == 1 {
		return named[0], nil
	}
	return nil, fmt.Errorf("%s: no such person; %s people list shows them", who, called)
}

// sameLetters compares names as people write them: case, accents, blanks and hyphens do not count.
func sameLetters(a, b string) bool {
	return events.Letters(a) == events.Letters(b) && events.Letters(a) != ""
}

// territoryID gives the id of a territory by id or name, "" for "".
func territoryID(snap *events.Snapshot, name string) (string, error) {
	if name == "" || snap.Territory(name) != nil {
		return name, nil
	}
	var there []string
	for _, t := range snap.Territories {
		if sameLetters(t.Name, name) || sameLetters(t.ID, name) {
			return t.ID, nil
		}
		there = append(there, t.ID)
	}
	return "", fmt.Errorf("%q is not a territory of the programme; there is: %s", name, strings.Join(there, ", "))
}

// categoryID gives the id of an actor category by id or label, "" for "".
func categoryID(snap *events.Snapshot, name string) (string, error) {
	if name == "" || snap.Category(name) != nil {
		return name, nil
	}
	var there []string
	for _, c := range snap.Categories {
		if sameLetters(c.Label, name) || sameLetters(c.ID, name) {
			return c.ID, nil
		}
		there = append(there, c.ID)
	}
	return "", fmt.Errorf("%q is not a category of the programme; there is: %s", name, strings.Join(there, ", "))
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
	id, err := territoryID(snap, name)
	if err != nil {
		return "", fmt.Errorf("--delegation: %w", err)
	}
	return id, nil
}

// categoryFlag gives the id of the category that --category names; "" for none.
func categoryFlag(snap *events.Snapshot, name string) (string, error) {
	id, err := categoryID(snap, name)
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
