package accounts

import (
	"time"

	"parcours/events"
)

// Credential is a password of a person, kept as a hash.
type Credential struct {
	Person  string
	Kind    CredentialKind
	Hash    string
	Label   string
	Created time.Time
	Used    time.Time   // when it was last used, to the hour; zero for never
	Door    events.Door // by which it was then
}

// CredentialKind tells how the hash was made, and what the password opens.
type CredentialKind string

// The kinds. Those that the server makes are random, and kept as SHA-256.
const (
	AppPassword CredentialKind = "app"    // made by a command: it opens every door
	Device      CredentialKind = "device" // made on one's own page for one device: it opens calendars, and no page
	Chosen      CredentialKind = "chosen" // by the person, kept as argon2id
)

// random tells whether nobody can guess the password, so that a fast hash is enough.
func (k CredentialKind) random() bool { return k == AppPassword || k == Device }

// opens tells whether a password of this kind opens a door. Who has found a telephone makes no other password with it, and
// ends nobody's sign-in.
func (k CredentialKind) opens(door events.Door) bool {
	switch k {
	case Device:
		return door == events.DoorCalDAV
	case chosenFirst:
		return door != events.DoorCalDAV
	}
	return true
}

// chosenFirst is a chosen password of somebody who is asked for a second factor: it opens no door that cannot ask. It is in no store.
const chosenFirst CredentialKind = "chosen first"

// From is where somebody enters.
type From struct {
	Door    events.Door
	Address string // of the client; "" where it is not known
	Agent   string // what the program says that it is
	Browser string // the secret of a browser that may be known (Entry.Browser); "" for none
}

// Pass is a secret that somebody holds beside a password, kept as a hash.
type Pass struct {
	Hash   string
	Kind   PassKind
	Person string
	Made   time.Time
	Until  time.Time
}

// PassKind tells what a pass is for.
type PassKind string

// The kinds.
const (
	PassLink    PassKind = "link"    // signs in once
	PassHalf    PassKind = "half"    // came by the first way in, and is asked for a second factor
	PassBrowser PassKind = "browser" // a browser in which the person signed in before: see tries
)
