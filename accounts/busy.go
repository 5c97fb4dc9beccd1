package accounts

import (
	"context"
	"strings"
	"time"

	"parcours/events"
)

// BusyLink is an address at which somebody's busy times can be read by whom they gave it to.
type BusyLink struct {
	Token   string
	Person  string
	Made    time.Time
	Revoked time.Time // zero while it is good
}

// BusyPath is what paths of busy times begin with.
const BusyPath = "/busy/"

// busyEnding is that of free-busy files (RFC 5545 §8.1).
const busyEnding = ".ifb"

// Path is where the busy times can be read.
func (l BusyLink) Path() string { return BusyPath + l.Token + busyEnding }

// BusyToken is the token in a path of busy times, "" in others.
func BusyToken(path string) string {
	token, ok := strings.CutSuffix(strings.TrimPrefix(path, BusyPath), busyEnding)
	if !ok || strings.Contains(token, "/") {
		return ""
	}
	return token
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
		if err := s.endBusyLinks(tx, person); err != nil || !wanted {
			return err
		}
		return tx.SetBusyLink(BusyLink{Token: s.newID(), Person: person, Made: s.now()})
	})
}

func (s *Service) endBusyLinks(tx Tx, person string) error {
	links, err := tx.BusyLinks(person)
	for _, l := range links {
		if l.Revoked.IsZero() && err == nil {
			l.Revoked = s.now()
			err = tx.SetBusyLink(l)
		}
	}
	return err
}

// BusyOf is whose busy times can be read with a token. ErrNotFound for an unknown one, ErrGone for a revoked one.
func (s *Service) BusyOf(ctx context.Context, token string) (*events.Person, error) {
	var link BusyLink
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
