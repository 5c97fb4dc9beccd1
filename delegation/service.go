package delegation

import (
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/rules"
)

// Service is the use cases of a delegation's desk.
type Service struct {
	events    *events.Service
	calendars *calendars.Service
	text      Text
	newID     func() string
}

// Text is what a desk needs of iCalendar text. Package ical implements it.
type Text interface {
	// Facts reads what the rules and pages need to know of an event.
	Facts(octets []byte) (rules.Facts, error)
	// Event writes an event that somebody entered on a page, with times in a zone.
	Event(uid string, d Draft, now time.Time, loc *time.Location) []byte
	// Changed gives an event that does not recur the title, place and time of a draft. Everything else in it stays.
	Changed(octets []byte, d Draft, now time.Time, loc *time.Location) ([]byte, error)
}

// Parts are what a Service is made of.
type Parts struct {
	Events    *events.Service
	Calendars *calendars.Service
	Text      Text
	NewID     func() string // random, no dot, no slash
}

// New opens the desks of a programme's delegations.
func New(p Parts) *Service {
	return &Service{events: p.Events, calendars: p.Calendars, text: p.Text, newID: p.NewID}
}

// desk tells whether somebody may know of a delegation's desk: nil, or ErrNotFound.
func (s *Service) desk(by *events.Person, territory string) error {
	if s.events.Programme().Territory(territory) == nil || !by.ReadsDelegation(territory) {
		return events.ErrNotFound
	}
	return nil
}
