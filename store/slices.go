package store

import (
	"context"

	"parcours/accounts"
	"parcours/attachments"
	"parcours/calendars"
	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/files"
	"parcours/personal"
	"parcours/record"
)

// Tx is one transaction with the slices of all rooms.
type Tx interface {
	events.Tx
	calendars.Tx
	correspondence.Tx
	delivery.Tx
	accounts.Tx
	files.Tx
	record.Tx
	personal.Tx
	attachments.Tx
}

// slice is a store of which one room sees its slice of a transaction.
type slice[T any] struct{ *DB }

// View implements events.Store.
func (s slice[T]) View(ctx context.Context, f func(T) error) error {
	return s.DB.View(ctx, func(tx Tx) error { return f(tx.(T)) })
}

// Update implements events.Store.
func (s slice[T]) Update(ctx context.Context, f func(T) error) error {
	return s.DB.Update(ctx, func(tx Tx) error { return f(tx.(T)) })
}

// Events is the store as the programme sees it.
func (db *DB) Events() events.Store[events.Tx] { return slice[events.Tx]{db} }

// Calendars is the store as calendars see it.
func (db *DB) Calendars() events.Store[calendars.Tx] { return slice[calendars.Tx]{db} }

// Delivery is the store as mails see it.
func (db *DB) Delivery() events.Store[delivery.Tx] { return slice[delivery.Tx]{db} }

// Correspondence is the store as what comes and goes by mail about people's events sees it.
func (db *DB) Correspondence() events.Store[correspondence.Tx] { return slice[correspondence.Tx]{db} }

// Accounts is the store as accounts see it.
func (db *DB) Accounts() events.Store[accounts.Tx] { return slice[accounts.Tx]{db} }

// Files is the store as documents see it.
func (db *DB) Files() events.Store[files.Tx] { return slice[files.Tx]{db} }

// Attachments is the store as attachments see it.
func (db *DB) Attachments() events.Store[attachments.Tx] { return slice[attachments.Tx]{db} }

// Record is the store as reading the record sees it.
func (db *DB) Record() record.Store { return slice[record.Tx]{db} }

// Personal is the store as the room of people's own data sees it.
func (db *DB) Personal() events.Store[personal.Tx] { return slice[personal.Tx]{db} }
