package record

import (
	"context"
	"sync"

	"parcours/events"
)

// book is the table of all answers as it was last read, with what it was made of: it is brought up to date by reading only what was
// said since. Nothing of it outlives the program.
type book struct {
	mu      sync.Mutex
	version uint64           // what the store had kept
	snap    *events.Snapshot // nil: nothing was read

	everybody []*events.Person            // by id, then what is left of those who were erased
	people    map[string][]*events.Person // of delegations, by territory
	said      map[string]*heard           // by session
	number    map[events.Subject]int64    // of the last answer of a person, or of a delegation in any room
	states    map[string][]events.DecisionState
	against   map[string]bool // see contradicted
	polls     []Standing      // nil: to be read again

	table Sheet               // others hold it: its slices are replaced, and never changed
	rooms [][]*events.Session // of each row
	rows  map[string]int      // by session
}

// read gives the book, up to date; what it holds is f's until f returns, but for the table and states.
func (s *Service) read(ctx context.Context, f func(*book) error) error {
	b := &s.book
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.update(ctx, b); err != nil {
		return err
	}
	return f(b)
}

// update reads what the book lacks: all of it at first and after an erasure; else what those who said something said, and the
// answers to sessions that were changed, whose last ones may be others now.
func (s *Service) update(ctx context.Context, b *book) error {
	snap := s.events.Programme()
	whose, rewritten, now := s.store.Said(b.version)
	was := b.snap
	switch {
	case was == nil || rewritten || snap.Generation != was.Generation || snap.Change < was.Change:
		if err := s.readAll(ctx, b, snap); err != nil {
			return err
		}
	case snap != was || len(whose) > 0:
		if err := s.readSince(ctx, b, snap, whose); err != nil {
			return err
		}
	}
	b.version = now
	return nil
}

func (s *Service) readAll(ctx context.Context, b *book, snap *events.Snapshot) error {
	answers, states, erased, err := s.last(ctx, snap, Query{})
	if err != nil {
		return err
	}
	b.take(snap, answers, states, erased)
	return nil
}

// take makes the book anew.
func (b *book) take(snap *events.Snapshot, answers []events.Answer, states []events.DecisionState, erased []*events.Person) {
	b.snap, b.said, b.number, b.states = snap, map[string]*heard{}, map[events.Subject]int64{}, map[string][]events.DecisionState{}
	for i := range answers {
		hear(b.said, &answers[i])
		b.count(&answers[i])
	}
	for _, st := range states {
		b.states[st.Territory.ID] = append(b.states[st.Territory.ID], st)
	}
	b.build(erased)
}

// count notes the number of an answer.
func (b *book) count(a *events.Answer) {
	b.number[whoseOf(a)] = max(b.number[whoseOf(a)], a.Number)
}

// whoseOf is a person, or a delegation in any room: whose answers are numbered together.
func whoseOf(a *events.Answer) events.Subject {
	return events.Subject{Person: a.For.Person, Territory: a.For.Territory}
}

// build makes the table of what was said.
func (b *book) build(erased []*events.Person) {
	snap := b.snap
	b.everybody, b.people = append(snap.People(), erased...), map[string][]*events.Person{}
	for _, p := range b.everybody {
		for _, t := range p.Territories {
			if ofDelegation(p) {
				b.people[t] = append(b.people[t], p)
			}
		}
	}
	b.against, b.polls = contradicted(b.allStates()), nil
	b.table, b.rooms, b.rows = b.sheetOf("", snap.All()), nil, map[string]int{}
	at := map[rowPlace]int{}
	for i := range b.table.Rows {
		at[placeOf(&b.table.Rows[i].RecapRow)] = i
	}
	b.rooms = make([][]*events.Session, len(b.table.Rows))
	for _, x := range snap.All() {
		if i, there := at[placed(x)]; there && x.Live() && !x.Draft() {
			b.rows[x.ID] = i
			b.rooms[i] = append(b.rooms[i], x)
		}
	}
}

// allStates are where delegations stand with the arbitrages, in the order of the programme.
func (b *book) allStates() (all []events.DecisionState) {
	for _, t := range b.snap.Territories {
		all = append(all, b.states[t.ID]...)
	}
	return all
}

// sheet is the part of the table that a query asks for, or the table itself.
func (b *book) sheet(q Query) Sheet {
	if q.Territory == "" && q.Session == "" {
		return b.table.narrowed(q)
	}
	return b.sheetOf(q.Territory, wanted(b.snap, q)).narrowed(q)
}

// sheetOf makes the table of some sessions, of one delegation or of all ("").
func (b *book) sheetOf(territory string, sessions []*events.Session) Sheet {
	of := b.everybody
	if territory != "" {
		of = b.people[territory]
	}
	whole := recap(b.snap, territory, of, sessions, b.said, b.against)
	table := Sheet{Categories: whole.Categories}
	at := map[rowPlace]int{}
	for i, row := range whole.Rows {
		at[placeOf(&row)] = i
		table.Rows = append(table.Rows, SheetRow{RecapRow: row})
	}
	for _, t := range b.snap.Territories {
		if territory != "" && t.ID != territory {
			continue
		}
		own := recap(b.snap, t.ID, b.people[t.ID], sessions, b.said, b.against)
		for _, row := range own.Rows {
			line := Line{t.ID, row.Cells}
			if i, there := at[placeOf(&row)]; there && line.asked() {
				table.Rows[i].Delegations = append(table.Rows[i].Delegations, line)
			}
		}
	}
	return table
}

// sheet is pure: the table of these answers, the last of each session and subject.
func sheet(snap *events.Snapshot, q Query, answers []events.Answer, against map[string]bool, erased ...*events.Person) Sheet {
	b := &book{}
	b.take(snap, answers, nil, erased)
	b.against = against
	return b.sheetOf(q.Territory, wanted(snap, q)).narrowed(q)
}
