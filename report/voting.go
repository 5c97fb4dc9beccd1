package report

import (
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/record"
)

// Voting is whether the voting on a poll's dates is over at a moment, and how it stands in words, "" where nobody set an end.
func Voting(words *messages.Printer, snap *events.Snapshot, poll *events.Poll, now time.Time) (over bool, said string) {
	ends := record.Ends(poll, snap.Loc)
	over = !ends.IsZero() && !ends.After(now)
	switch {
	case over && !poll.Closed.IsZero() && poll.Closed.Equal(ends):
		return over, closed(words, snap, ends)
	case over:
		return over, words.T("polls.was_until", "Day", words.Date(poll.Until.In(snap.Loc)))
	case !ends.IsZero():
		return over, words.T("polls.until", "Day", words.Date(poll.Until.In(snap.Loc)))
	}
	return over, ""
}

// Voted is Voting for those who vote: once it is over, what becomes of it too.
func Voted(words *messages.Printer, snap *events.Snapshot, poll *events.Poll, now time.Time) (over bool, said string) {
	if over, said = Voting(words, snap, poll, now); over {
		said += " " + words.T("polls.over")
	}
	return over, said
}

// LastDay is the last day of voting in words that are the same at any time, for calendars; "" where nobody set an end.
func LastDay(words *messages.Printer, snap *events.Snapshot, poll *events.Poll) string {
	switch ends := record.Ends(poll, snap.Loc); {
	case ends.IsZero():
		return ""
	case poll.Closed.Equal(ends):
		return closed(words, snap, ends)
	}
	return words.T("polls.last_day", "Day", words.Date(poll.Until.In(snap.Loc)))
}

// closed says when an organiser ended the voting: "Vote clos le mardi 10 mars 2022, 9 h 30."
func closed(words *messages.Printer, snap *events.Snapshot, at time.Time) string {
	at = at.In(snap.Loc)
	return words.T("polls.closed", "At", words.Date(at)+", "+words.Clock(at))
}
