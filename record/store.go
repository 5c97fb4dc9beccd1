package record

import (
	"time"

	"parcours/events"
)

// Store is persistence, and tells whether anything was written.
type Store interface {
	events.Store[Tx]
	// Writes counts the transactions that were kept since the store was opened; a reading that begins afterwards sees them.
	Writes() uint64
	// Said tells who said something in the transactions kept after the first since: people, and delegations by their territory alone, of
	// sessions or arbitrages; and whether what was said before was rewritten, as an erasure does. A reading that begins afterwards
	// sees the first now of them.
	Said(since uint64) (whose []events.Subject, rewritten bool, now uint64)
}

// Tx is the slice of a transaction that reading the record needs, beside that of the programme.
type Tx interface {
	events.Tx

	// AnswerHours counts the answers ever given to some sessions, or to all (nil), by the hour since 1970 UTC in which they were
	// given, and by status, oldest first.
	AnswerHours(sessions []string) ([]Given, error)
	// AnswersSaid are answers, the latest first by when they were said; of one moment the highest number first.
	AnswersSaid(LogQuery) ([]events.Answer, error)
	// SessionRevisions are all that was ever written of some sessions, or of all (nil), by session, oldest first.
	SessionRevisions(sessions []string) ([]events.Session, error)
	// Sendings are the notices that are not done, those with mails that wait, and those of which a mail was made since a moment, with
	// what became of their mails; the latest first. Their other fields are for the room to fill.
	Sendings(since time.Time) ([]Sending, error)
	// SeenByAll is when each door was last used, by person.
	SeenByAll() (map[string]map[events.Door]time.Time, error)
	// NoticesOf are the notices of some kinds, oldest first.
	NoticesOf(kinds ...events.NoticeKind) ([]events.Notice, error)
	// Erased are the acts by which people were erased, oldest first.
	Erased() ([]Erased, error)
	// PresencesSaid are all presences ever recorded, oldest first.
	PresencesSaid() ([]events.Presence, error)
	// AccessActs are what happened to second factors, oldest first.
	AccessActs() ([]AccessAct, error)
}

// Given is how many answers of one kind were given in one hour.
type Given struct {
	Hour   time.Time // its beginning
	Status events.Partstat
	Number int
}
