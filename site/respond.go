package site

import (
	"parcours/events"
)

func ForOneself(person string) events.Subject { return events.Subject{Person: person} }

func ForUsIn(territory, category string) events.Subject {
	return events.Subject{Territory: territory, Category: category}
}

func Clock(text string) func(*Site) { return func(s *Site) { s.Clock = At(text) } }
