package events

import (
	"errors"
	"fmt"
)

// The errors of the domain. Protocol packages translate them; each is found with errors.Is or errors.As.
var (
	// ErrNotFound: it is not there, or this person must not know that it is.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: the person sees it and may not do that (DAV:need-privileges).
	ErrForbidden = errors.New("forbidden")
	// ErrDerived: a derived collection's items cannot be moved, copied over or created.
	ErrDerived = errors.New("this calendar shows the programme: new events go into a calendar of your own")
	// ErrPrecondition: If-Match, If-None-Match or If-Schedule-Tag-Match did not hold (412).
	ErrPrecondition = errors.New("precondition failed")
	// ErrToken: a sync token that is unknown, from before a reset, or of the future (DAV:valid-sync-token).
	ErrToken = errors.New("unknown sync token")
	// ErrAttendeeChange: an attendee changed what belongs to the organiser
	// (CALDAV:allowed-attendee-scheduling-object-change, RFC 6638 §3.2.2.1).
	ErrAttendeeChange = errors.New("attendees may change only their own answer, alarms and transparency")
	// ErrPrincipal: an access was given to what is no person's id nor a group of the programme (DAV:recognized-principal, RFC 3744 §8.1.1).
	ErrPrincipal = errors.New("unknown principal")
	// ErrExists: the name is taken.
	ErrExists = errors.New("exists already")
	// ErrGone: it was there, and was withdrawn for good.
	ErrGone = errors.New("gone")
	// ErrQuota: the home that would keep it is full (DAV:quota-not-exceeded, RFC 4331 §6).
	ErrQuota = errors.New("no room is left in the home that keeps this calendar: delete what is no longer needed, then try again")
	// ErrFull: the disk that keeps the store is full; nothing was changed.
	ErrFull = errors.New("the server's disk is full, nothing was changed: please try again later, or tell who runs it")
	// ErrComponent: the collection does not take this component (CALDAV:supported-calendar-component).
	ErrComponent = errors.New("component not supported by this collection")
)

// UIDConflict is a write with the UID of another object of the collection, or over an object with another UID
// (CALDAV:no-uid-conflict, RFC 4791 §5.3.2.1). It names that object: its collection, as the writer's home names it,
// and its name in there.
type UIDConflict struct{ Collection, Name string }

// Error implements error.
func (e *UIDConflict) Error() string { return "the UID belongs to " + e.Name }

// Invalid is bad input: what is wrong and how to mend it.
type Invalid struct{ Field, Problem string }

// Error implements error.
func (e *Invalid) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Problem) }

// Invalidf is an *Invalid: what is wrong with a field, and how to mend it.
func Invalidf(field, format string, args ...any) error {
	return &Invalid{field, fmt.Sprintf(format, args...)}
}
