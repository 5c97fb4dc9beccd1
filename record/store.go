package record

import (
	"time"

	"parcours/events"
)

// Tx is the slice of a transaction that reading the record needs, beside that of the programme.
type Tx interface {
	events.Tx

	// AnswerHours counts the answers ever given to some sessions, or to all (nil), by the hour since 1970 UTC in which they were
	// given, and by status, oldest first.
	AnswerHours(sessions []string) ([]Given, error)
}

// Given is how many answers of one kind were given in one hour.
type Given struct {
	Hour   time.Time // its beginning
	Status events.Partstat
	Number int
}
