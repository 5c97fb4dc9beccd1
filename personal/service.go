package personal

import (
	"context"
	"time"

	"parcours/accounts"
	"parcours/calendars"
	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/files"
)

// Service is the use cases of people's own data.
type Service struct {
	events    *events.Service
	calendars *calendars.Service
	store     events.Store[Tx]
	text      Text
	wipe      func(ctx context.Context) error
	now       func() time.Time
	newID     func() string
}

// Parts are what a Service is made of.
type Parts struct {
	Events    *events.Service
	Calendars *calendars.Service
	Store     events.Store[Tx]
	Text      Text
	Wipe      func(ctx context.Context) error // takes out of the store's files what rows were before
	Now       func() time.Time
	NewID     func() string // random, URL-safe, no dot, 128 bits at least
}

// New opens the room.
func New(p Parts) *Service {
	return &Service{p.Events, p.Calendars, p.Store, p.Text, p.Wipe, p.Now, p.NewID}
}

// Text is what the room needs of iCalendar text. Package ical implements it.
type Text interface {
	// Anonymous gives a calendar object in which lines of one of these mail addresses are of another one, without a name, and
	// no line holds one of them any more.
	Anonymous(octets []byte, addresses []string, as string) ([]byte, error)
}

// Tx is the slice of a transaction that the room needs: that of all rooms for reading, and what an erasure changes.
type Tx interface {
	events.Tx
	calendars.Tx
	delivery.Tx
	accounts.Tx
	files.Tx

	// Erasing runs f, within which what is append-only may be rewritten.
	Erasing(f func() error) error
	// RemoveOwn removes what is a person's alone: calendars, what their clients keep on invitations, shares, passwords, sign-ins,
	// feeds, mails with what they were of, other addresses, and settings whose keys begin so and end with their id.
	RemoveOwn(person string, settings []string) error
	// RenamePerson removes a person's row, and gives all that names them another id, which has a row; the comments of their answers for
	// themselves go.
	RenamePerson(from, to string) error
	// ClearReceipts empties what is kept of messages from or of a person, and forgets what others said of these addresses.
	ClearReceipts(person, nobody string, addresses []string) error
	// RewriteTexts changes what people wrote, where it holds one of these texts in any letters.
	RewriteTexts(holding []string, f func(string) string) error
	// ObjectsHolding are the calendar objects that hold one of these texts in any letters, maybe some more.
	ObjectsHolding(any []string) ([]calendars.Object, error)
	// NoticesHolding are the notices that hold one of these texts in any letters.
	NoticesHolding(any []string) ([]events.Notice, error)
	// RemoveNotice removes it with its mails.
	RemoveNotice(number int64) error
	// HeldOf are messages that wait or waited: see package correspondence.
	HeldOf(id, person string) ([]correspondence.Held, error)
	SetHeld(correspondence.Held) error
	AddErasure(Erasure) error
	Erasures() ([]Erasure, error)
}

// Erasure is the act by which a person was erased: it does not say whom.
type Erasure struct {
	Nobody string // id under which what they answered stands
	By     string // id of who had it done: Nobody for themselves, "" for whoever runs the server
	At     time.Time
}
