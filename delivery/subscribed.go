package delivery

import (
	"parcours/events"
)

const unsubscribePurpose = "unsubscribe"

// UnsubscribeToken signs a link for the path /unsubscribe/{token}.
func UnsubscribeToken(snap *events.Snapshot, person string) string {
	return snap.Seal(unsubscribePurpose, person)
}

// UnsubscribeOf gives who such a link is for. ErrNotFound for a link that is none.
func UnsubscribeOf(snap *events.Snapshot, token string) (*events.Person, error) {
	fields, err := snap.Open(unsubscribePurpose, token)
	if err != nil || len(fields) != 1 || snap.Person(fields[0]) == nil {
		return nil, events.ErrNotFound
	}
	return snap.Person(fields[0]), nil
}
