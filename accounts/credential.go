package accounts

import "time"

// Credential is a password of a person, kept as a hash.
type Credential struct {
	Person  string
	Kind    CredentialKind
	Hash    string
	Label   string
	Created time.Time
}

// CredentialKind tells how the hash was made.
type CredentialKind string

// AppPassword is random and kept as SHA-256; Chosen by a person, kept as argon2id.
const (
	AppPassword CredentialKind = "app"
	Chosen      CredentialKind = "chosen"
)
