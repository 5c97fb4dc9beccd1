package calendars

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"parcours/events"
	"parcours/expertdays"
	"parcours/scheduling"
)

// Service is the use cases of calendar clients: homes, collections, objects, and answers in invitations.
type Service struct {
	events     *events.Service
	store      events.Store[Tx]
	text       Text
	now        func() time.Time
	homeSize   atomic.Int64                    // octets that a home may keep
	opened     sync.Map                        // homes whose calendars are there
	openedAt   atomic.Pointer[events.Snapshot] // the programme whose territories have theirs
	scheduling *scheduling.Rules
	days       *expertdays.Book
	listings   listings
	followed   atomic.Pointer[events.Snapshot] // the programme whose groups events were brought to
}

// Parts are what a Service is made of.
type Parts struct {
	Events *events.Service
	Store  events.Store[Tx]
	Text   Text
	Now    func() time.Time
}

// New opens the calendars of a programme.
func New(ctx context.Context, parts Parts) (*Service, error) {
	s := &Service{events: parts.Events, store: parts.Store, text: parts.Text, now: parts.Now}
	s.listings.atMost = listingsTake
	s.scheduling = &scheduling.Rules{Text: parts.Text, Events: parts.Events, Now: parts.Now}
	s.days = &expertdays.Book{Events: parts.Events, Now: parts.Now}
	return s, s.store.View(ctx, s.readHomeSize)
}
