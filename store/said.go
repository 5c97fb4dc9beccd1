package store

import (
	"sync"

	"parcours/events"
)

// said is who said something since the store was opened: the number of the last transaction kept that wrote an answer of each.
type said struct {
	mu      sync.Mutex
	writes  uint64 // transactions that were kept
	renamed uint64 // the last one that gave answers to nobody
	of      map[events.Subject]uint64
}

// note takes in what was kept with one COMMIT.
func (s *said) note(all []*tx) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if s.of == nil {
		s.of = map[events.Subject]uint64{}
	}
	for _, t := range all {
		for _, whose := range t.said {
			s.of[whose] = s.writes
		}
		if t.renamed {
			s.renamed = s.writes
		}
	}
}

// Writes implements record.Store.
func (db *DB) Writes() uint64 {
	db.said.mu.Lock()
	defer db.said.mu.Unlock()
	return db.said.writes
}

// Said implements record.Store.
func (db *DB) Said(since uint64) (whose []events.Subject, rewritten bool, now uint64) {
	s := &db.said
	s.mu.Lock()
	defer s.mu.Unlock()
	for subject, at := range s.of {
		if at > since {
			whose = append(whose, subject)
		}
	}
	return whose, s.renamed > since, s.writes
}
