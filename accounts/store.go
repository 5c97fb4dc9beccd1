package accounts

import (
	"time"

	"parcours/busylinks"
	"parcours/events"
	"parcours/factors"
)

// Tx is the slice of a transaction that accounts need, beside that of the programme.
type Tx interface {
	events.Tx
	busylinks.Tx
	factors.Tx

	Credentials(person string) ([]Credential, error)
	AddCredential(Credential) error
	RemoveCredentials(person string, kind CredentialKind) error
	// RemoveCredential removes one, ErrNotFound without it.
	RemoveCredential(Credential) error
	// UseCredential notes when and by which door one was used that is still there.
	UseCredential(Credential) error
	SetPass(Pass) error
	Pass(hash string) (Pass, error)
	Passes(person string, kind PassKind) ([]Pass, error) // latest first
	RemovePass(hash string) error
	// SetSignIn adds a sign-in, or notes that it was used.
	SetSignIn(SignIn) error
	SignIn(hash string) (SignIn, error)
	SignIns(person string) ([]SignIn, error) // latest first
	RemoveSignIn(hash string) error
	// PersonByFeedToken also finds revoked tokens, and says so.
	PersonByFeedToken(token string) (p events.Person, revoked bool, err error)
	RevokeFeedToken(token string, at time.Time) error
	// Seen is when a person last used a door, zero if never.
	Seen(person string, door events.Door) (time.Time, error)
	SetSeen(person string, door events.Door, at time.Time) error
}
