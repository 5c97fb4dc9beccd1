package accounts

import (
	"sync"
	"time"

	"parcours/events"
)

// Service is the use cases of who one is: passwords, links and sign-ins, feed addresses, when a door was last used.
type Service struct {
	events    *events.Service
	store     events.Store[Tx]
	passwords Passwords
	now       func() time.Time
	newID     func() string // random, URL-safe, no dot, 128 bits at least
	verified  verifications
	checks    checks
	tries     tries
	touched   sync.Map // person and door -> time.Time
}

// Parts are what a Service is made of.
type Parts struct {
	Events    *events.Service
	Store     events.Store[Tx]
	Passwords Passwords
	Now       func() time.Time
	NewID     func() string // random, URL-safe, no dot, 128 bits at least
}

// New opens the accounts of a programme's people.
func New(parts Parts) *Service {
	s := &Service{events: parts.Events, store: parts.Store, passwords: parts.Passwords, now: parts.Now, newID: parts.NewID}
	s.verified.key = []byte(s.newID())
	s.tries.count = map[string]counted{}
	return s
}
