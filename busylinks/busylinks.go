// Package busylinks is the secret addresses at which busy times can be read by whom somebody gave them to. It imports the standard
// library and package events only.
package busylinks

import (
	"context"
	"strings"
	"time"

	"parcours/events"
)

// Link is an address at which somebody's busy times can be read.
type Link struct {
	Token   string
	Person  string
	Made    time.Time
	Revoked time.Time // zero while it is good
}

// PathStart is what paths of busy times begin with.
const PathStart = "/busy/"

// ending is that of free-busy files (RFC 5545 §8.1).
const ending = ".ifb"

// Path is where the busy times can be read.
func (l Link) Path() string { return PathStart + l.Token + ending }

// Token is the token in a path of busy times, "" in others.
func Token(path string) string {
	token, ok := strings.CutSuffix(strings.TrimPrefix(path, PathStart), ending)
	if !ok || strings.Contains(token, "/") {
		return ""
	}
	return token
}

// Tx is the slice of a transaction that they need, beside that of the programme.
type Tx interface {
	events.Tx

	// SetBusyLink adds an address, or notes when it was revoked.
	SetBusyLink(Link) error
	BusyLink(token string) (Link, error)
	BusyLinks(person string) ([]Link, error) // latest first, revoked ones too
}

// Service is the use cases of the addresses.
type Service struct {
	events *events.Service
	store  events.Store[Tx]
	now    func() time.Time
	newID  func() string // random, URL-safe, no dot, 128 bits at least
}

// New opens the addresses of a programme's people.
func New(programme *events.Service, store events.Store[Tx], now func() time.Time, newID func() string) *Service {
	return &Service{programme, store, now, newID}
}

// BusyLink gives the path at which a person's busy times can be read, "" without one.
func (s *Service) BusyLink(ctx context.Context, person string) (path string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		links, err := tx.BusyLinks(person)
		for _, l := range links {
			if l.Revoked.IsZero() {
				path = l.Path()
			}
		}
		return err
	})
	return path, err
}

// SetBusyLink ends the address at which a person's busy times could be read, and gives a new one if they want it.
func (s *Service) SetBusyLink(ctx context.Context, person string, wanted bool) error {
	return s.store.Update(ctx, func(tx Tx) error {
		if err := EndIn(tx, person, s.now()); err != nil || !wanted {
			return err
		}
		return tx.SetBusyLink(Link{Token: s.newID(), Person: person, Made: s.now()})
	})
}

// EndIn ends all of a person.
func EndIn(tx Tx, person string, now time.Time) error {
	links, err := tx.BusyLinks(person)
	for _, l := range links {
		if l.Revoked.IsZero() && err == nil {
			l.Revoked = now
			err = tx.SetBusyLink(l)
		}
	}
	return err
}

// BusyOf is whose busy times can be read with a token. ErrNotFound for an unknown one, ErrGone for a revoked one.
func (s *Service) BusyOf(ctx context.Context, token string) (*events.Person, error) {
	var link Link
	err := s.store.View(ctx, func(tx Tx) (err error) {
		link, err = tx.BusyLink(token)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := s.events.Programme().Person(link.Person)
	if p == nil || !link.Revoked.IsZero() {
		return nil, events.ErrGone
	}
	return p, nil
}
