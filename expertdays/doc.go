// Package expertdays keeps what a delegation and its experts say of an expert day, whom it tells of that, and which days an organiser
// granted beyond the budget. What counts is said by rules, and which days there are by calendars, which alone asks it. It depends on the
// standard library only and does no I/O.
package expertdays

import (
	"time"

	"parcours/events"
	"parcours/rules"
)

// Tx is the slice of a transaction that expert days need, beside that of the programme.
type Tx interface {
	events.Tx

	// AddDayAnswer appends; its Number must come from NextChange of the territory's home.
	AddDayAnswer(rules.DayAnswer) error
	// DayAnswers are all that was said of a territory's expert days, oldest first.
	DayAnswers(territory string) ([]rules.DayAnswer, error)
}

// Book is where it is kept.
type Book struct {
	Events *events.Service
	Now    func() time.Time
}
