package events

import "time"

// Answer is what somebody said of a session, for themselves or for a delegation. Answers are append-only: the
// one before stays.
type Answer struct {
	Number   int64   // change number in the home of the subject
	Session  string  // id
	For      Subject // whom it stands for
	By       string  // id of the person who said it
	Status   Partstat
	Comment  string
	Door     Door
	At       time.Time
	Sequence int  // the session's SEQUENCE that was answered
	Late     bool // said after the session had ended
}

// Partstat is a participation status (RFC 5545 §3.2.12), and "sans objet".
type Partstat string

// The statuses. NeedsAction as an answer means that an earlier one was withdrawn.
const (
	NeedsAction   Partstat = "NEEDS-ACTION"
	Accepted      Partstat = "ACCEPTED"
	Tentative     Partstat = "TENTATIVE"
	Declined      Partstat = "DECLINED"
	NotApplicable Partstat = "X-SANS-OBJET" // set by the referent for a cell that does not concern the delegation
)

// Door is the way by which an answer came.
type Door string

// The doors.
const (
	DoorCalDAV    Door = "caldav"
	DoorMail      Door = "mail"
	DoorWeb       Door = "web"
	DoorCommand   Door = "command"
	DoorOrganiser Door = "organiser" // an organiser entered what somebody said by telephone or on paper
	DoorFeed      Door = "feed"      // never an answer: a calendar that follows one's own feed
	DoorDeleted   Door = "deleted"   // the invitation was deleted in a calendar client
)

// Subject is for whom an answer stands: a person, or a delegation (in one category where the session has rooms).
type Subject struct {
	Person    string
	Territory string
	Category  string
}

// Home is the home whose change number counts the subject's answers.
func (s Subject) Home() string {
	if s.Person != "" {
		return AnswersHome(s.Person)
	}
	return TerritoryHome(s.Territory)
}

// AnswersHome is the home whose change number counts a person's answers and overlays; their own calendars count
// apart, in the home named by their id.
func AnswersHome(person string) string { return "answers:" + person }

// TerritoryHome is the home of what a delegation shares. The colon keeps it apart from people's ids.
func TerritoryHome(territory string) string { return "territory:" + territory }

// Overlay is what a person's client keeps of its own on an invitation: alarms, TRANSP, X- properties, as
// iCalendar lines that package ical writes and reads. Append-only.
type Overlay struct {
	Number   int64 // change number in the person's AnswersHome
	Person   string
	Item     string // collection and name: "parcours/agora.ics"
	Session  string // id
	Text     string
	Hidden   bool // deleted by the person: not listed until answers are asked again
	Sequence int  // the session's SEQUENCE when it was written
}
