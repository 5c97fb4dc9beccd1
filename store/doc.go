// Package store keeps the domain's data in SQLite: it implements events.Store. One goroutine writes, several
// connections read; an Update that returned nil is on disk.
//
// The queries are one text for SQLite and PostgreSQL ($1 placeholders, ON CONFLICT, RETURNING). What differs is in
// open.go (pragmas, BEGIN IMMEDIATE), backup.go and the migrations. No rule about who may do what is here.
//
// Times are kept in whole microseconds and come back in UTC.
package store
