package main

import (
	"fmt"

	"parcours/contacts"
	"parcours/events"
)

// personCalled gives a person by id, address or whole name.
func personCalled(snap *events.Snapshot, who string) (*events.Person, error) {
	if p := contacts.Called(snap, who); p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s: no such person; %s people list shows them", who, called)
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
