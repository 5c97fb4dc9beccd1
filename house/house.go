// Package house wires the rooms of the domain on one store.
package house

import (
	"context"
	"errors"
	"net/http"
	"time"

	"parcours/accounts"
	"parcours/asks"
	"parcours/attachments"
	"parcours/calendars"
	"parcours/correspondence"
	"parcours/delegation"
	"parcours/delivery"
	"parcours/events"
	"parcours/feeds"
	"parcours/files"
	"parcours/personal"
	"parcours/record"
)

// Store is one store with the slice of its transactions that each room needs.
type Store interface {
	Events() events.Store[events.Tx]
	Calendars() events.Store[calendars.Tx]
	Correspondence() events.Store[correspondence.Tx]
	Delivery() events.Store[delivery.Tx]
	Accounts() events.Store[accounts.Tx]
	Files() events.Store[files.Tx]
	Attachments() events.Store[attachments.Tx]
	Record() record.Store
	Personal() events.Store[personal.Tx]
	// Wipe takes out of the store's files what rows were before they were changed or removed.
	Wipe(ctx context.Context) error
	// Backup writes a consistent copy of the store to a new file.
	Backup(ctx context.Context, file string) error
	// Writable tells whether the store can be written to: an error where its disk is full or fails.
	Writable(ctx context.Context) error
}

// House is the domain: the programme, and the rooms above it.
type House struct {
	*events.Service
	Calendars      *calendars.Service
	Feeds          *feeds.Service
	Asked          *asks.Service
	Delivery       *delivery.Service
	Accounts       *accounts.Service
	Record         *record.Service
	Files          *files.Service
	Attachments    *attachments.Service
	Correspondence *correspondence.Service
	Delegation     *delegation.Service
	Personal       *personal.Service

	store Store
}

// Text is what the rooms need of iCalendar text.
type Text interface {
	calendars.Text
	attachments.Text
	delegation.Text
	personal.Text
}

// Parts are what a House is made of.
type Parts struct {
	Store     Store
	Text      Text
	Passwords accounts.Passwords
	Now       func() time.Time
	NewID     func() string       // random, URL-safe, no dot, 128 bits at least
	Mail      delivery.MailPolicy // the zero one stands for delivery.UsualMailPolicy
}

// Open opens the domain on a store, with the programme as last applied.
func Open(ctx context.Context, p Parts) (*House, error) {
	if p.Mail == (delivery.MailPolicy{}) {
		p.Mail = delivery.UsualMailPolicy
	}
	programme, err := events.New(ctx, events.Parts{Store: p.Store.Events(), Version: p.Text.Version(), Hold: p.Mail.Hold, Now: p.Now, NewID: p.NewID, Say: p.Text.Dates})
	if err != nil {
		return nil, err
	}
	h := &House{Service: programme, Record: record.New(programme, p.Store.Record()), store: p.Store}
	h.Accounts = accounts.New(accounts.Parts{Events: programme, Store: p.Store.Accounts(), Passwords: p.Passwords, Now: p.Now, NewID: p.NewID})
	h.Delivery = delivery.New(delivery.Parts{Events: programme, Store: p.Store.Delivery(), Seen: h.Accounts, Links: h.Accounts, Policy: p.Mail, Now: p.Now, NewID: p.NewID})
	h.Files, err = files.New(ctx, files.Parts{Events: programme, Store: p.Store.Files(), Sniff: http.DetectContentType, Now: p.Now, NewID: p.NewID})
	if err != nil {
		return nil, err
	}
	if h.Calendars, err = calendars.New(ctx, calendars.Parts{Events: programme, Store: p.Store.Calendars(), Text: p.Text, Now: p.Now}); err != nil {
		return nil, err
	}
	h.Feeds = feeds.New(programme, h.Calendars, p.Store.Calendars())
	h.Asked = asks.New(programme, p.Store.Events())
	h.Attachments = attachments.New(attachments.Parts{Events: programme, Calendars: h.Calendars, Files: h.Files, Store: p.Store.Attachments(), Text: p.Text})
	h.Correspondence = correspondence.New(correspondence.Parts{Events: programme, Calendars: h.Calendars, Store: p.Store.Correspondence(), Now: p.Now, NewID: p.NewID})
	h.Delegation = delegation.New(delegation.Parts{Events: programme, Calendars: h.Calendars, Text: p.Text, NewID: p.NewID})
	h.Personal = personal.New(personal.Parts{Events: programme, Calendars: h.Calendars, Store: p.Store.Personal(), Text: p.Text, Wipe: p.Store.Wipe, Now: p.Now, NewID: p.NewID})
	return h, nil
}

// Backup writes a consistent copy of everything to a new file while the house is used.
func (h *House) Backup(ctx context.Context, file string) error { return h.store.Backup(ctx, file) }

// Usable tells whether the store can be read, and whether what is changed can be kept: an error where the disk is full or fails.
func (h *House) Usable(ctx context.Context) error {
	_, err := h.Address(ctx)
	return errors.Join(err, h.store.Writable(ctx))
}
