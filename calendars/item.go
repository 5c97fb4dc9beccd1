package calendars

import (
	"time"

	"parcours/events"
)

// Item is a calendar object resource as one viewer sees it in one collection: Octets of a stored one, or the
// Invitation that a derived one is rendered from.
type Item struct {
	Name        string // last path segment
	UID         string
	Component   string
	ETag        string    // strong, without quotes
	ScheduleTag string    // without quotes, "" for an object that nobody schedules
	Created     time.Time // of an object that is kept; zero where that is not known
	Modified    time.Time
	Change      int64
	Size        int64 // octets of the text, also where that is not read; 0 of a derived one
	Octets      []byte
	Invitation  *events.Invitation
	Task        *events.Task // a due date, in feeds
	hidden      bool         // the viewer deleted it
}
