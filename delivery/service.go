package delivery

import (
	"cmp"
	"context"
	"time"

	"parcours/events"
)

// Service is the use cases of mail: what leaves, and what comes in.
type Service struct {
	events *events.Service
	store  events.Store[Tx]
	seen   LastSeen
	links  Links
	policy MailPolicy
	now    func() time.Time
	newID  func() string // random, URL-safe, no dot, 128 bits at least
}

// LastSeen tells when a person last used a door, zero if never.
type LastSeen interface {
	LastSeen(ctx context.Context, person string, door events.Door) (time.Time, error)
}

// Parts are what a Service is made of.
type Parts struct {
	Events *events.Service
	Store  events.Store[Tx]
	Seen   LastSeen
	Links  Links
	Policy MailPolicy // the zero one stands for UsualMailPolicy
	Now    func() time.Time
	NewID  func() string // random, URL-safe, no dot, 128 bits at least
}

// New opens the outbox and the inbox of a programme.
func New(parts Parts) *Service {
	return &Service{
		events: parts.Events, store: parts.Store, seen: parts.Seen, links: parts.Links, policy: cmp.Or(parts.Policy, UsualMailPolicy),
		now: parts.Now, newID: parts.NewID,
	}
}
