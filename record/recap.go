package record

import (
	"context"
	"maps"
	"slices"

	"parcours/events"
)

// Recap is the note's recap table: dates by categories for a delegation, sessions by categories for organisers.
// What a delegation says of itself and what its members say stand apart.
type Recap struct {
	Territory  string // "" for all
	Categories []events.Category
	Rows       []RecapRow
}

// RecapRow is a session, with all its rooms that have the same hours.
type RecapRow struct {
	ID       string // of the group, or of the session
	Title    string
	When     events.When
	Status   events.Status
	Optional bool
	Cells    []RecapCell // one a category, in the recap's order
}

// RecapCell is what was answered of a session in one category.
type RecapCell struct {
	Session string // id; "" where the category is not asked
	ForUs   []Said // by referents, in the name of a delegation: one a territory that answered
	Members Tally  // by members for themselves
}

// Tally counts answers of people for themselves; Blank is not no.
type Tally struct {
	Asked, Accepted, Tentative, Declined, Deleted, Blank int
	Late                                                 int // of the answered ones
}

// Recap gives the table for a delegation, or for all of them ("").
func (s *Service) Recap(ctx context.Context, territory string) (Recap, error) {
	snap, q := s.events.Programme(), Query{Territory: territory}
	if err := q.check(snap); err != nil {
		return Recap{}, err
	}
	answers, states, erased, err := s.last(ctx, snap, q)
	if err != nil {
		return Recap{}, err
	}
	people := snap.People()
	if territory != "" {
		people = snap.Delegation(territory)
	}
	return recap(snap, territory, append(people, erased...), snap.All(), heardOf(answers), contradicted(states)), nil
}

// last reads the last answers of each subject to the sessions of a query, where its delegations stand with the arbitrages,
// and what is left of people who were erased: their answers count as nobody's.
func (s *Service) last(ctx context.Context, snap *events.Snapshot, q Query) (answers []events.Answer, states []events.DecisionState, erased []*events.Person, err error) {
	whose := []events.AnswerQuery{{All: true}}
	if q.Territory != "" {
		whose = []events.AnswerQuery{{Territory: q.Territory}}
		for _, p := range snap.Delegation(q.Territory) {
			whose = append(whose, events.AnswerQuery{Person: p.ID})
		}
	}
	err = s.store.View(ctx, func(tx Tx) error {
		answers = nil
		if erased, err = erasedOf(tx, q.Territory); err != nil {
			return err
		}
		whose := whose[:len(whose):len(whose)]
		for _, p := range erased {
			if q.Territory != "" {
				whose = append(whose, events.AnswerQuery{Person: p.ID})
			}
		}
		for _, one := range whose {
			if q.Session != "" {
				one.Sessions = ids(snap.Group(q.Session))
			}
			some, err := events.LatestBySubject(tx, snap, one)
			if err != nil {
				return err
			}
			for _, bySession := range some {
				for _, a := range bySession {
					answers = append(answers, *a)
				}
			}
		}
		states, err = statesIn(tx, snap, q.Territory)
		return err
	})
	return answers, states, erased, err
}

// erasedOf is what is left of people of a delegation who were erased, or of all ("").
func erasedOf(tx events.Tx, territory string) (erased []*events.Person, err error) {
	all, err := tx.People()
	for i := range all {
		if p := &all[i]; p.Erased() && (territory == "" || slices.Contains(p.Territories, territory)) {
			erased = append(erased, p)
		}
	}
	return erased, err
}

func ids(sessions []*events.Session) (all []string) {
	for _, x := range sessions {
		all = append(all, x.ID)
	}
	return all
}

// statesIn tells where a delegation stands with the arbitrages, or all of them ("").
func statesIn(tx events.Tx, snap *events.Snapshot, territory string) (all []events.DecisionState, err error) {
	for i := range snap.Territories {
		if t := &snap.Territories[i]; territory == "" || t.ID == territory {
			states, err := events.DecisionStatesIn(tx, snap, t)
			if err != nil {
				return nil, err
			}
			all = append(all, states...)
		}
	}
	return all, nil
}

// heard is what was said of a session: the last answer of each subject.
type heard struct {
	own   map[string]*events.Answer   // by person, for themselves
	forUs map[string][]*events.Answer // by territory, in the name of a delegation
}

// heardOf puts answers, the last of each session and subject, under their sessions.
func heardOf(answers []events.Answer) map[string]*heard {
	all := map[string]*heard{}
	for i := range answers {
		hear(all, &answers[i])
	}
	return all
}

// hear takes an answer in, in the place of what its subject said of the session before.
func hear(all map[string]*heard, a *events.Answer) {
	h := all[a.Session]
	if h == nil {
		h = &heard{map[string]*events.Answer{}, map[string][]*events.Answer{}}
		all[a.Session] = h
	}
	if a.For.Person != "" {
		h.own[a.For.Person] = a
		return
	}
	others := slices.DeleteFunc(h.forUs[a.For.Territory], func(before *events.Answer) bool { return before.For == a.For })
	h.forUs[a.For.Territory] = append(others, a)
}

// recap is pure: the table of these sessions, people and answers; against are those of delegations that their own words contradict.
func recap(s *events.Snapshot, territory string, people []*events.Person, sessions []*events.Session, said map[string]*heard, against map[string]bool) Recap {
	r := Recap{Territory: territory, Categories: s.Categories}
	at := map[rowPlace]int{}
	for _, x := range sessions {
		if !x.Live() || x.Draft() || territory != "" && !x.AsksDelegation(territory) {
			continue
		}
		place, title := placed(x), x.Title
		if x.Category != "" {
			title = x.GroupTitle
		}
		i, seen := at[place]
		if !seen {
			i = len(r.Rows)
			at[place] = i
			r.Rows = append(r.Rows, RecapRow{ID: place.id, Title: title, When: x.When, Status: x.Status, Optional: x.Optional, Cells: make([]RecapCell, len(s.Categories))})
		}
		fill(s, &r.Rows[i], x, territory, people, said[x.ID], against)
	}
	return r
}

// rowPlace is what rooms of one row share.
type rowPlace struct {
	id         string
	start, end int64
}

// placed is the row of a session: all rooms that have the same hours; a room that was moved stands apart.
func placed(x *events.Session) rowPlace {
	id := x.ID
	if x.Category != "" {
		id = x.Group
	}
	return rowPlace{id, x.When.Start.UnixNano(), x.When.End.UnixNano()}
}

// fill adds a session to its row. A session without rooms has its delegation's answer in every category asked.
func fill(s *events.Snapshot, row *RecapRow, x *events.Session, territory string, people []*events.Person, said *heard, against map[string]bool) {
	if said == nil {
		said = &heard{}
	}
	forUs := said.of(x, territory, against)
	asked := make([]bool, len(s.Categories))
	tallies := make([]Tally, len(s.Categories))
	for _, p := range people {
		i := slices.IndexFunc(s.Categories, func(c events.Category) bool { return c.ID == p.Category })
		if i < 0 || !x.Asks(p) {
			continue
		}
		asked[i] = true
		a := said.own[p.ID]
		if silent := a == nil || !a.CountsFor(x); !(p.Erased() && silent) { // who was erased is asked nothing more
			tallies[i].count(a, x)
		}
	}
	for i, is := range columns(s, x, territory, asked) {
		if is {
			cell := &row.Cells[i]
			cell.Session, cell.ForUs = x.ID, forUs
			cell.Members.add(tallies[i])
		}
	}
}

// of gives what counts of what was said in the name of a delegation, or of all (""), by territory.
func (h *heard) of(x *events.Session, territory string, against map[string]bool) (all []Said) {
	add := func(answers []*events.Answer) {
		for _, a := range answers {
			if a.CountsFor(x) {
				all = append(all, Said{Territory: a.For.Territory, By: a.By, Status: a.Status, Comment: a.Comment, At: a.At, Late: a.Late, Against: against[a.For.Territory+" "+x.ID]})
			}
		}
	}
	if territory != "" {
		add(h.forUs[territory])
		return all
	}
	for _, t := range slices.Sorted(maps.Keys(h.forUs)) {
		add(h.forUs[t])
	}
	return all
}

// columns tells for each category whether a session asks somebody of it: its members by the rule, or one of the people of whom it
// is asked. Of one that asks only referents, none of whom has a category, all columns stand for the delegation.
func columns(s *events.Snapshot, x *events.Session, territory string, asked []bool) []bool {
	is := make([]bool, len(s.Categories))
	for i, c := range s.Categories {
		if x.Category != "" {
			is[i] = x.Category == c.ID && asksAnyone(x, territory, c.ID)
			continue
		}
		is[i] = asked[i] || x.AsksCategory(territory, c.ID)
	}
	if x.Category != "" || slices.Contains(is, true) {
		return is
	}
	for i, c := range s.Categories {
		is[i] = asksAnyone(x, territory, c.ID)
	}
	return is
}

// AsksIn tells whether a delegation has an answer to a session in a category's column: where somebody of it is asked.
func AsksIn(s *events.Snapshot, x *events.Session, territory, category string) bool {
	at, asked := -1, make([]bool, len(s.Categories))
	people := s.Delegation(territory)
	for i, c := range s.Categories {
		asked[i] = slices.ContainsFunc(people, func(p *events.Person) bool { return p.Category == c.ID && x.Asks(p) })
		if c.ID == category {
			at = i
		}
	}
	return at >= 0 && columns(s, x, territory, asked)[at]
}

func asksAnyone(s *events.Session, territory, category string) bool {
	return slices.ContainsFunc(s.Asked, func(a events.Audience) bool { return a.Reaches(territory, category) })
}

func (t *Tally) count(a *events.Answer, x *events.Session) {
	t.Asked++
	if a == nil || !a.CountsFor(x) {
		t.Blank++
		return
	}
	if a.Late {
		t.Late++
	}
	switch {
	case a.Door == events.DoorDeleted:
		t.Deleted++
	case a.Status == events.Accepted:
		t.Accepted++
	case a.Status == events.Tentative:
		t.Tentative++
	case a.Status == events.Declined:
		t.Declined++
	}
}

// contradicted gives the answers of a delegation that the words of a decision contradict, by session.
func contradicted(states []events.DecisionState) map[string]bool {
	all := map[string]bool{}
	for i := range states {
		for _, c := range states[i].Cells {
			if c.Against {
				all[states[i].Territory.ID+" "+c.Session.ID] = true
			}
		}
	}
	return all
}
