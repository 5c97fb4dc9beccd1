package accounts

import (
	"context"
	"sync"
	"time"

	"parcours/busylinks"
	"parcours/events"
	"parcours/factors"
)

// Service is the use cases of who one is: passwords, links and sign-ins, feed addresses, when a door was last used.
type Service struct {
	*busylinks.Service
	// Factors are the second factors of organisers.
	Factors *factors.Service

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
	s.Service = busylinks.New(parts.Events, narrowed[busylinks.Tx]{parts.Store}, parts.Now, parts.NewID)
	s.Factors = factors.New(factors.Parts{Events: parts.Events, Store: narrowed[factors.Tx]{parts.Store}, Guard: guard{s}, Now: parts.Now, NewID: parts.NewID})
	s.verified.key = []byte(s.newID())
	s.tries.count = map[string]counted{}
	return s
}

// narrowed is the store of accounts as a room below sees it.
type narrowed[T any] struct{ events.Store[Tx] }

// View implements events.Store.
func (n narrowed[T]) View(ctx context.Context, f func(T) error) error {
	return n.Store.View(ctx, func(tx Tx) error { return f(tx.(T)) })
}

// Update implements events.Store.
func (n narrowed[T]) Update(ctx context.Context, f func(T) error) error {
	return n.Store.Update(ctx, func(tx Tx) error { return f(tx.(T)) })
}
