package attachments

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/files"
	"parcours/scheduling"
)

// lookAgain is how often all attachments are looked for, those too in whose home nothing changed: an event may have gone to another.
const lookAgain = 24 * time.Hour

// MaxOf is how many attachments an object has at most.
const MaxOf = 20

var (
	// ErrMany: an object has as many attachments as it may (CALDAV:max-attachments-per-resource, RFC 8607 §3.11).
	ErrMany = errors.New("this event has as many attachments as it may")
	// ErrInstance: there is no such instance (CALDAV:valid-rid).
	ErrInstance = errors.New("the event has no such date")
	// ErrManaged: there is no such attachment, or not for them (CALDAV:valid-managed-id).
	ErrManaged = errors.New("the event has no such attachment")
)

// Tx is the slice of a transaction that attachments need: those of calendars and files.
type Tx interface {
	calendars.Tx
	files.Tx

	// ObjectsOfUID gives the objects with a UID in all homes, outside inboxes, with octets. It looks at every object.
	ObjectsOfUID(uid string) ([]calendars.Object, error)
}

// Text is what attachments need of iCalendar text; package ical implements it.
type Text interface {
	// Part tells which part an object gives to whom has these addresses.
	Part(octets []byte, own []string) (scheduling.Part, error)
	// Attached gives an object with a line for an attachment in these instances: "M" for what all later say, the values of
	// RECURRENCE-IDs, none for all that there is. An instance that has no component yet gets one. ErrInstance.
	Attached(octets []byte, a Line, instances []string) ([]byte, error)
	// Replaced gives an object whose lines for one attachment are for another. ErrManaged where it has none.
	Replaced(octets []byte, id string, a Line) ([]byte, error)
	// Detached gives an object without the lines for an attachment in these instances. ErrManaged, ErrInstance.
	Detached(octets []byte, id string, instances []string) ([]byte, error)
	// Managed are the attachments that an object names, but for components that are cancelled where those do not count.
	Managed(octets []byte, cancelled bool) ([]Line, error)
}

// Line is what an object says of an attachment (RFC 8607 §4).
type Line struct {
	ID, URL    string
	Name, Kind string
	Size       int64
}

// Service is the use cases of attachments.
type Service struct {
	events    *events.Service
	calendars *calendars.Service
	files     *files.Service
	store     events.Store[Tx]
	text      Text
	found     sync.Map     // ids of attachments that were named, by the change number that their home had then
	looked    atomic.Int64 // Unix seconds at which all were last looked for
}

// Parts are what a Service is made of.
type Parts struct {
	Events    *events.Service
	Calendars *calendars.Service
	Files     *files.Service
	Store     events.Store[Tx]
	Text      Text
}

// New opens the attachments of a programme's calendars.
func New(p Parts) *Service {
	return &Service{events: p.Events, calendars: p.Calendars, files: p.Files, store: p.Store, text: p.Text}
}
