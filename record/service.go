// Package record is what stands in the record, as delegations and organisers read it: the table of who answered what, the
// history of answers. It changes nothing. It imports the standard library and package events only.
package record

import "parcours/events"

// Service is the use cases of reading the record.
type Service struct {
	events *events.Service
	store  Store
	book   book
}

// New opens the record of a programme.
func New(programme *events.Service, store Store) *Service {
	return &Service{events: programme, store: store}
}

// Writes counts what was written to the store since it was opened: the record is what it was while this is.
func (s *Service) Writes() uint64 { return s.store.Writes() }
