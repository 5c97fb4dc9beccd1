// Package scheduling is implicit scheduling (RFC 6638 §3): what an organiser or somebody who is asked writes into a calendar, and what
// becomes of the others' copies by it. It knows no collections: Calendars stands for them. It imports the standard library and package
// events only.
package scheduling

import (
	"errors"
	"fmt"
	"time"

	"parcours/events"
)

// Object is a calendar object resource in somebody's calendar, as the rules look at it.
type Object struct {
	Home, Collection, Name string
	UID, Component         string
	Octets                 []byte
	ScheduleTag            string
	Last                   time.Time // UTC end of its last occurrence, unless it is OpenEnded
	OpenEnded              bool
	Groups                 bool // it asks groups
}

// Calendars are the calendars of all homes, within one transaction.
type Calendars interface {
	Letters
	// Scheduled gives the scheduling objects (those with a Schedule-Tag) with a UID, of all homes, without their octets.
	Scheduled(uid string) ([]Object, error)
	// Load gives an object its octets.
	Load(o *Object) error
	// Room tells whether a copy of an object that somebody does not have yet has room in their default calendar.
	Room(p *events.Person, of *Object) (bool, error)
	// Keep stores the octets of somebody's copy of an object: over mine, nil for a new one in their default calendar. A copy that
	// says nothing new keeps its Schedule-Tag (RFC 6638 §3.2.10).
	Keep(p *events.Person, of, mine *Object, octets []byte, news bool) error
	// Inform puts a message about an object into somebody's inbox, in the place of the last one of its kind.
	Inform(p *events.Person, about *Object, kind string, message []byte) error
}

// Rules are the rules of scheduling over a programme's people.
type Rules struct {
	Text   Text
	Events *events.Service
	Now    func() time.Time
}

// Text is what the rules need of iCalendar text; package ical implements it. Addresses are compared by what they mean: case, escapes and EMAIL parameters do not count.
type Text interface {
	// Part tells which part an object gives to whom has these addresses. ErrSeveralOrganisers comes with it.
	Part(octets []byte, own []string) (Part, error)
	// Organised gives what is kept of an organiser's object written over another state of it, nil for none: answers are theirs who
	// gave them, and are asked again where the time changed. seen: who wrote knew the answers that were there.
	Organised(before, after []byte, own []string, seen bool) ([]byte, error)
	// Attended gives what is kept of an attendee's copy written over another state of it, or ErrAttendeeChange.
	Attended(before, after []byte, own []string) ([]byte, error)
	// Attendees are whom an object asks, each once, but for own.
	Attendees(octets []byte, own []string) ([]Asked, error)
	// Copies reads an organiser's object once for all whom it asks; before is how it was, nil for a new one.
	Copies(organised, before []byte) (Copies, error)
	// Expanded gives an organiser's object in which the members of the groups that it asks have lines of their own; see package ical.
	Expanded(before, after []byte, members func(address string) ([]Member, bool)) (octets []byte, groups bool, err error)
	// Cancelled gives a copy of what its owner is asked to no longer.
	Cancelled(mine []byte) ([]byte, error)
	// Answered gives an organiser's object after what an attendee's copy says, that was before (nil without one) and is after (nil
	// where it was thrown away). It comes back as it is where nothing new is said.
	Answered(organised, before, after []byte, own []string) ([]byte, error)
	// Message gives the iTIP message of a method about an object, written at a time; a REPLY has the answer of from alone.
	Message(octets []byte, method string, from []string, at time.Time) ([]byte, error)
	// Sent notes how messages to these addresses left, as SCHEDULE-STATUS.
	Sent(octets []byte, status map[string]string) ([]byte, error)
	// Replied gives the REPLY (RFC 5546 §3.2.3) with what an attendee's copy newly answers, nil where it says nothing new. before is nil
	// where there was none, after where it was thrown away. anew: all that it answers is said again.
	Replied(before, after []byte, own []string, anew bool) ([]byte, error)
	// Heard gives of a REPLY that came by mail what may be told of it: the line of this address alone, without what answers an earlier
	// state of the object or was written before the last answer. said are its answers. ErrStale where nothing is left.
	Heard(organised, reply []byte, address string, last func(instance string) (time.Time, error)) (octets []byte, said []Said, err error)
	// Received gives somebody's copy after a message of its organiser's that came by mail, and what is theirs in mine, their copy so
	// far (nil without one). Octets are nil where they have nothing of it. ErrStale where a later state is known.
	Received(mine, message []byte, own []string, last func(instance string) (time.Time, error)) (Received, error)
	// Supersedes tells whether an object is a later one of its organiser's by its SEQUENCE.
	Supersedes(before, after []byte) (bool, error)
}

// Copies are what those whom an organiser's object asks have of it.
type Copies interface {
	// Of gives somebody's copy, with what is theirs in mine, their copy so far (nil without one), and whether it tells them something
	// new. It is nil where they are asked to nothing, or declined it and kept nothing. Octets are shared: they are not to be changed.
	Of(mine []byte, own []string) (octets []byte, told bool, err error)
	// Invitation is the message by which somebody is invited (REQUEST), or by which what its organiser says is off is called off (CANCEL),
	// nil where they are asked to nothing. It is written at a time, and shared.
	Invitation(own []string, at time.Time) (message []byte, method string, err error)
	// Off is the message by which single dates are called off (CANCEL), nil without one, and whether it says all that is new to them. It is
	// written at a time, and shared.
	Off(own []string, at time.Time) (message []byte, all bool, err error)
	// News is what somebody who has no copy here is told of the change, at a time. anew: all of it, whatever they were told.
	News(own []string, anew bool, at time.Time) (News, error)
}

// News is an iTIP message to somebody elsewhere.
type News struct {
	Message []byte // nil where there is nothing to say
	Cancels bool   // it is a CANCEL
	Whole   bool   // it says all that there is to say of the object
}

// Said is an answer to one instance, or to the series.
type Said struct {
	Instance string // "" for the series
	Partstat string // upper case
	To       string // to whom it is delegated: calendar user address, "" for nobody
	Comment  string
	Stamp    time.Time // DTSTAMP, zero without one
}

// Received is a copy as a message left it.
type Received struct {
	Octets         []byte
	UID, Component string
	News           bool                 // it says something that the copy did not
	Stamps         map[string]time.Time // DTSTAMPs of the message, by instance
}

// Asked is somebody whom an object asks.
type Asked struct {
	Address string // calendar user address, as addresses are compared
	Group   bool
	Client  bool   // their messages are left to clients (SCHEDULE-AGENT, RFC 6638 §7.1)
	Force   string // SCHEDULE-FORCE-SEND: REQUEST, REPLY or "" (§7.2)
	Status  string // SCHEDULE-STATUS (§7.3)
}

// Part is what somebody is in an object.
type Part struct {
	Role      Role
	Organiser string // calendar user address, "" for whom it was asked about
	Client    bool   // the organiser's side is left to clients (SCHEDULE-AGENT, RFC 6638 §7.1)
	Force     string // SCHEDULE-FORCE-SEND of the ORGANIZER: REPLY or "" (§7.2)
}

// Role of somebody in an object.
type Role string

// The roles. An object in which somebody has none is an ordinary one for them.
const (
	NoRole    Role = ""
	Organises Role = "organiser"
	Attends   Role = "attendee"
)

// MaxAsked is how many attendees a component has at most.
const MaxAsked = 1000

var (
	// ErrSeveralOrganisers: the components of a scheduling object have different ORGANIZERs
	// (CALDAV:same-organizer-in-all-components, RFC 6638 §3.2.4.2).
	ErrSeveralOrganisers = errors.New("all occurrences of an event have the same organiser")
	// ErrManyAsked: a component asks more than MaxAsked (CALDAV:max-attendees-per-instance, RFC 4791 §5.2.9).
	ErrManyAsked = fmt.Errorf("at most %d attendees are kept, those of groups counted", MaxAsked)
	// ErrStale: a message says what was so earlier than what is known (RFC 5546 §2.1.4, §2.1.5).
	ErrStale = errors.New("it is older than what is known")
	// ErrOtherOrganiser: an organiser's client gave the event to somebody else
	// (CALDAV:allowed-organizer-scheduling-object-change, RFC 6638 §3.2.4.3).
	ErrOtherOrganiser = errors.New("an event stays with its organiser: delete it, and let the other one make it")
)

// Twice is a scheduling object with the UID of another one in another calendar of the same person
// (CALDAV:unique-scheduling-object-resource, RFC 6638 §3.2.4.1). It names that one where it is the writer's own.
type Twice struct{ Collection, Name string }

// Error implements error.
func (e *Twice) Error() string {
	return "this event with attendees is in another calendar of the same person already: change or move it there"
}
