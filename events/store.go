package events

import (
	"context"
	"time"
)

// Store is persistence as a room sees it: T is the slice of the transaction that the room needs. An Update that returned
// nil is on disk. One store has every slice, so that one change is one transaction across rooms.
type Store[T any] interface {
	// View runs f on a consistent reading of the store.
	View(ctx context.Context, f func(T) error) error
	// Update runs f in a transaction; what f wrote is kept if it returns nil, and nothing of it otherwise.
	// f may run more than once and must have no other effect. Writers follow one another.
	Update(ctx context.Context, f func(T) error) error
	// Generation names this life of the store: another one after a restore or a loss, whose change numbers may mean other
	// states than they did before. Tokens and tags name it.
	Generation() string
}

// Ground is what every room may do in a transaction.
type Ground interface {
	// Setting is a small value of the server: generation, secret, demo offset ... "" without one.
	Setting(key string) (string, error)
	SetSetting(key, value string) error
	// NextChange raises the change number of a home, under the row's lock, and gives it. The programme's home
	// is ProgrammeHome. Numbers start at 1.
	NextChange(home string) (int64, error)
	// By is who makes this change, and by which door, as far as that was said: "" for whoever runs the server.
	By() (person string, door Door)
	// LastChange is the change number of a home, 0 for one where nothing happened.
	LastChange(home string) (int64, error)
}

// Tx is the slice of a transaction that the programme needs. Lookups of what is not there return ErrNotFound. Writing
// methods on a View fail.
type Tx interface {
	Ground

	// Programme is the programme as last applied without its sessions and people; the zero value at first.
	Programme() (Programme, error)
	SetProgramme(Programme) error
	// Sessions are all sessions whose Change is above since, cancelled and removed ones too, by Change.
	Sessions(since int64) ([]Session, error)
	// SetSession writes a session; filed is what the file last said of it (nil: leave as it is).
	SetSession(s Session, filed *Plan) error
	// Filed is what the file last said of each session, by session id.
	Filed() (map[string]Plan, error)
	// SessionRevision is the session as it was with this SEQUENCE.
	SessionRevision(id string, sequence int) (Session, error)
	People() ([]Person, error)
	Person(id string) (Person, error)
	PersonByEmail(email string) (Person, error) // letters of any case
	SetPerson(Person) error
	// RemoveSignIns ends the sign-ins of a person that were made until a time; the zero time stands for all, and for whatever signs in once.
	RemoveSignIns(person string, until time.Time) error
	// AddAnswer appends; Answer.Number must come from NextChange of the subject's home.
	AddAnswer(Answer) error
	// Answers reads answers in the order of their numbers.
	Answers(AnswerQuery) ([]Answer, error)
	// AddDecisionAnswer appends a revision of a delegation's answer to an arbitrage; its Number must come from
	// NextChange of the territory's home.
	AddDecisionAnswer(DecisionAnswer) error
	// DecisionAnswers are all revisions of a territory, of one decision if number is not 0, oldest first.
	DecisionAnswers(territory string, number int) ([]DecisionAnswer, error)
	AddPresence(Presence) error
	// Presences gives the last word on each person at a session, or at all (""), by number.
	Presences(session string) ([]Presence, error)
	// AddNotice stores an effect with its cause; its Number must come from NextChange of NoticesHome.
	AddNotice(Notice) error
}

// ProgrammeHome is the home whose change number counts the changes of sessions.
const ProgrammeHome = "programme:"

// AnswerQuery says which answers; zero fields ask for any.
type AnswerQuery struct {
	Person    string // for this person
	Territory string // for this delegation
	All       bool   // for everybody (else Person or Territory must be set)
	Session   string
	Sessions  []string // of these sessions; some hundreds at most
	Since     int64    // Number above this
	UpTo      int64    // Number not above this
	Latest    bool     // only the last of each session, SEQUENCE and subject: see LatestBySubject
}
