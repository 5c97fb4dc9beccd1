package edits

import (
	"parcours/events"
)

// Reply is an attendee's copy of an invitation as their client wrote it.
type Reply struct {
	UID       string
	Component string
	Found     bool // the attendee's line is there
	Status    events.Partstat
	Comment   string
	Sequence  int         // SEQUENCE, -1 without one
	When      events.When // DTSTART, DTEND; Start zero without DTSTART
	Title     string
	Where     string
	Served    string // Invitation.Revision that the client was served, "" if the client dropped it
	Overlay   string // alarms, TRANSP, X- properties of the client, normalised
}

// ReadNotApplicable takes the comment "sans objet" with any answer for a delegation as that answer, which no client
// has a button for. Only what is new counts: the comment comes back with later answers, and then means nothing.
func ReadNotApplicable(reply *Reply, served *events.Invitation) {
	if !reply.Found || !notApplicableWords[events.Letters(reply.Comment)] {
		return
	}
	was := served.Status == events.NotApplicable
	switch {
	case reply.Comment != served.Comment, was && reply.Status == events.Declined: // declined is how it is served
		reply.Status = events.NotApplicable
	case was && reply.Status != events.NotApplicable:
		reply.Comment = " "
	}
}

// notApplicableWords are those by which a referent says that a session does not concern the delegation.
var notApplicableWords = map[string]bool{"sansobjet": true, "notapplicable": true}

// OrganisersChange tells whether a copy has another time, title or place than an invitation.
func OrganisersChange(t Text, r Reply, inv *events.Invitation) bool {
	title, where := t.Shown(*inv)
	moved := !r.When.Start.IsZero() && !r.When.Equal(inv.Session.When)
	return moved || !SameWords(r.Title, title) || !SameWords(r.Where, where)
}
