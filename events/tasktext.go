package events

// TaskText is what the decisions and the territories' calendars need of iCalendar text. It is part of Text.
type TaskText interface {
	// Edit reads what an organiser's client wrote of a session.
	Edit(octets []byte) (Edit, error)
	// Todo reads what a client wrote of a decision's task.
	Todo(octets []byte) (Todo, error)
	// TaskDescription is the DESCRIPTION that a decision's task is served with.
	TaskDescription(Task) string
	// Facts reads what the rules of a territory's calendar need to know of an event.
	Facts(octets []byte) (Facts, error)
	// Mark writes what a rule says into an event's title, first lines and status, and takes out what an earlier
	// rule wrote; octets come back as they are where nothing changes.
	Mark(octets []byte, m Mark) ([]byte, error)
	// Public gives the copy of an event that people outside its calendar may read, nil unless it is marked public.
	Public(octets []byte) ([]byte, error)
}

// Edit is a session as an organiser's client wrote it.
type Edit struct {
	UID   string
	Title string
	Where string
	When  When

	Description string
	Categories  []string

	Status   string // STATUS, upper case, "" without one
	Why      string // COMMENT: the reason of the change, as people are told it
	Sequence int    // -1 without one
	Served   string // Invitation.Revision that the client was served
	Invites  bool   // it has ATTENDEE or ORGANIZER
	Recurs   bool   // it has RRULE, RDATE or an override
}

// Todo is a decision's task as a client wrote it.
type Todo struct {
	UID            string
	Description    string
	HasDescription bool // false: the client left it out, which changes nothing
	Done           bool // STATUS:COMPLETED, or COMPLETED, or PERCENT-COMPLETE:100
	Comment        string
	Served         string // Task.Served that the client was served, "" if the client dropped it
}

// Facts are what a rule reads of an event in a territory's calendar.
type Facts struct {
	UID       string
	Title     string // without an earlier Mark
	When      When
	Cancelled bool
	Tentative bool
	Recurs    bool     // it has RRULE or RDATE
	Related   []string // UIDs named by RELATED-TO
	Category  []string
}

// Mark is what a rule says in an event.
type Mark struct {
	Prefix    string   // before the title: "À valider · "; "" for none
	Lines     []string // first in the description
	Tentative bool     // STATUS:TENTATIVE; else the client's own status
	Fill      string   // DESCRIPTION for an event that has none
}
