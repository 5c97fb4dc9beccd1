package events

import "time"

// Text is what the domain needs of iCalendar text. Package ical implements it, cmd wires it.
type Text interface {
	TaskText
	// Object checks octets as a calendar object resource (RFC 4791 §4.1) and gives its index. Floating times are
	// taken in floating. Its errors say what is wrong in the protocol's terms and are passed on as they are.
	Object(octets []byte, floating *time.Location) (ObjectIndex, error)
	// Reply reads what a client says of an invitation that was served to it: the line of the attendee with one of
	// these addresses, and what else an attendee may set. Nobody else's line is looked at.
	Reply(octets []byte, addresses []string) (Reply, error)
	// Shown is the title and the place as an invitation's text has them, to tell a change by an attendee.
	Shown(Invitation) (title, where string)
	// Version names the renderer: another one is another epoch of every derived view.
	Version() string
}

// ObjectIndex is what the store keeps beside the octets.
type ObjectIndex struct {
	UID         string
	Component   string
	First, Last time.Time // UTC
	OpenEnded   bool
}

// Reply is an attendee's copy of an invitation as their client wrote it.
type Reply struct {
	UID       string
	Component string
	Found     bool // the attendee's line is there
	Status    Partstat
	Comment   string
	Sequence  int  // SEQUENCE, -1 without one
	When      When // DTSTART, DTEND; Start zero without DTSTART
	Title     string
	Where     string
	Served    string // Invitation.Revision that the client was served, "" if the client dropped it
	Overlay   string // alarms, TRANSP, X- properties of the client, normalised
}
