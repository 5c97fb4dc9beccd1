package calendars

import (
	"time"

	"parcours/edits"
	"parcours/events"
	"parcours/rules"
	"parcours/scheduling"
)

// Text is what the domain needs of iCalendar text. Package ical implements it, cmd wires it.
type Text interface {
	TaskText
	scheduling.Text
	edits.Text
	// Object checks octets as a calendar object resource (RFC 4791 §4.1) and gives its index. Floating times are
	// taken in floating. Its errors say what is wrong in the protocol's terms and are passed on as they are.
	Object(octets []byte, floating *time.Location) (ObjectIndex, error)
	// Reply reads what a client says of an invitation that was served to it: the line of the attendee with one of
	// these addresses, and what else an attendee may set. Nobody else's line is looked at.
	Reply(octets []byte, addresses []string) (edits.Reply, error)
	// Dates says days in words, in one of events.DateForms.
	Dates(lang, form string, days []events.Day) string
	// Version names the renderer: another one is another epoch of every derived view.
	Version() string
}

// ObjectIndex is what the store keeps beside the octets.
type ObjectIndex struct {
	UID         string
	Component   string
	First, Last time.Time // UTC
	OpenEnded   bool
	Decoded     string // the object in UTF-8 where its octets are not: it is what is kept; "" where they are
}

// kept are the octets that are kept of what came.
func (x ObjectIndex) kept(octets []byte) []byte {
	if x.Decoded != "" {
		return []byte(x.Decoded)
	}
	return octets
}

// TaskText is what the decisions and the territories' calendars need of iCalendar text. It is part of Text.
type TaskText interface {
	// Edit reads what an organiser's client wrote of a session.
	Edit(octets []byte) (events.Edit, error)
	// Todo reads what a client wrote of a decision's task.
	Todo(octets []byte) (edits.Todo, error)
	// Facts reads what the rules of a territory's calendar need to know of an event.
	Facts(octets []byte) (rules.Facts, error)
	// Mark writes what a rule says into an event's title, first lines and status, and takes out what an earlier
	// rule wrote; octets come back as they are where nothing changes.
	Mark(octets []byte, m Mark) ([]byte, error)
	// Phrase is what a rule found, in one line of a language.
	Phrase(lang string, f rules.Finding) string
	// Held is what stands before the title of an event that somebody has to settle: "À valider · ".
	Held(lang string) string
	// Public gives the copy of an event that people outside its calendar may read, nil unless it is marked public.
	Public(octets []byte) ([]byte, error)
	// Placed gives the copy of an object that stands among those of other delegations: its titles begin with prefix, its
	// UIDs end with suffix.
	Placed(octets []byte, prefix, suffix string) ([]byte, error)
	// Asked gives the copy of an event that somebody is asked to: with who organises the programme, and with them alone of
	// those asked. What others' clients keep in it for themselves stays theirs.
	Asked(octets []byte, a AskedAs) ([]byte, error)
	// Unplaced takes both off again, whatever the client left of them.
	Unplaced(octets []byte, prefix, suffix string) ([]byte, error)
}

// AskedAs is as whom somebody is asked to an event.
type AskedAs struct {
	Organiser       events.Organisation
	Name, Address   string
	Status          events.Partstat
	Comment, Served string // said with the answer; what comes back with the next one (Reply.Served)
	Overlay         string // what their client keeps of its own
}

// Mark is what a rule says in an event.
type Mark struct {
	Prefix    string   // before the title: "À valider · "; "" for none
	Lines     []string // first in the description
	Tentative bool     // STATUS:TENTATIVE; else the client's own status
	Fill      string   // DESCRIPTION for an event that has none
}
