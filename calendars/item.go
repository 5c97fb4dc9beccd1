package calendars

import (
	"strconv"
	"strings"
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
	Octets      []byte
	Invitation  *events.Invitation
	Task        *events.Task // a due date, in feeds
	hidden      bool         // the viewer deleted it
}

// parseRevision reads what events.Revision.String wrote.
func parseRevision(text string) (r events.Revision, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return r, false
	}
	for i, to := range []*int64{&r.Session, &r.Answer, &r.Overlay} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 {
			return events.Revision{}, false
		}
		*to = n
	}
	return r, true
}
