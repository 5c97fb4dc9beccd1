// Package edits tells what a client changed in its copy of what it was served: an answer to an invitation, a session that an organiser
// edits, the task of an arbitrage. Only the difference counts, so that the echo of an older state changes nothing. Pure functions; it
// depends on the standard library only.
package edits

import (
	"strings"

	"parcours/events"
)

// Text is what is needed of iCalendar text.
type Text interface {
	// Shown is the title and the place as an invitation's text has them, to tell a change by an attendee.
	Shown(events.Invitation) (title, where string)
	// Described is the session's own description in the one that a client wrote of an invitation.
	Described(inv events.Invitation, text string) string
	// TaskDescription is the DESCRIPTION that a decision's task is served with.
	TaskDescription(events.Task) string
}

// SameWords compares texts as clients rewrite them: white space does not count, and a missing one is no change.
func SameWords(got, served string) bool {
	return got == "" || words(got) == words(served)
}

// words is a text without what clients do to its white space.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }
