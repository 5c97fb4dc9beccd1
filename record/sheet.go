package record

import (
	"context"
	"slices"

	"parcours/events"
)

// Sheet is the organisers' table: sessions x categories of all delegations together, and of each.
type Sheet struct {
	Categories []events.Category
	Rows       []SheetRow
}

// SheetRow is a session of the table.
type SheetRow struct {
	RecapRow
	Delegations []Line // of those that it asks, in the order of the programme
}

// Line is what one delegation says of a session, one cell a category.
type Line struct {
	Territory string
	Cells     []RecapCell
}

// State is what a line of the table is looked up by.
type State string

// The states. A line may be in several.
const (
	Silent  State = "silent"  // somebody who is asked has no answer that counts: the delegation, or one of its people
	Maybe   State = "maybe"   // somebody is not sure
	No      State = "no"      // somebody declined
	Late    State = "late"    // something was said after the session had ended
	Against State = "against" // the words of an arbitrage say the opposite
)

// States lists them all.
var States = []State{Silent, Maybe, No, Late, Against}

// Query says which part of the record; zero fields ask for all of it.
type Query struct {
	Territory, Category string // ids
	Session             string // id of a session, or of all rooms or dates of a group
	State               State
}

// check tells what is asked for and is not there.
func (q Query) check(snap *events.Snapshot) error {
	switch {
	case q.Territory != "" && snap.Territory(q.Territory) == nil:
		return events.Invalidf("delegation", "%q is not a territory of the programme", q.Territory)
	case q.Category != "" && snap.Category(q.Category) == nil:
		return events.Invalidf("category", "%q is not a category of the programme", q.Category)
	case q.Session != "" && len(snap.Group(q.Session)) == 0:
		return events.Invalidf("session", "%q is not a session of the programme", q.Session)
	case q.State != "" && !slices.Contains(States, q.State):
		return events.Invalidf("state", "%q is none of %v", q.State, States)
	}
	return nil
}

// Sheet gives the table. It costs one reading of the last answers asked for, and one of each delegation's arbitrages; what it
// holds is a cell a session, category and delegation.
func (s *Service) Sheet(ctx context.Context, q Query) (Sheet, error) {
	snap := s.events.Programme()
	if err := q.check(snap); err != nil {
		return Sheet{}, err
	}
	answers, states, erased, err := s.last(ctx, snap, q)
	if err != nil {
		return Sheet{}, err
	}
	return sheet(snap, q, answers, contradicted(states), erased...), nil
}

// sheet is pure: the table of these answers, the last of each session and subject.
func sheet(snap *events.Snapshot, q Query, answers []events.Answer, against map[string]bool, erased ...*events.Person) Sheet {
	everybody := append(snap.People(), erased...)
	people, said := delegations(everybody, answers)
	of := everybody
	if q.Territory != "" {
		of = people[q.Territory]
	}
	whole := recap(snap, q.Territory, of, wanted(snap, q), answers, against)
	table := Sheet{Categories: whole.Categories}
	at := map[rowPlace]int{}
	for i, row := range whole.Rows {
		at[placeOf(&row)] = i
		table.Rows = append(table.Rows, SheetRow{RecapRow: row})
	}
	for _, t := range snap.Territories {
		if q.Territory != "" && t.ID != q.Territory {
			continue
		}
		own := recap(snap, t.ID, people[t.ID], wanted(snap, q), said[t.ID], against)
		for _, row := range own.Rows {
			line := Line{t.ID, row.Cells}
			if i, there := at[placeOf(&row)]; there && line.asked() {
				table.Rows[i].Delegations = append(table.Rows[i].Delegations, line)
			}
		}
	}
	return table.narrowed(q)
}

// wanted are the sessions of a query, by start.
func wanted(snap *events.Snapshot, q Query) []*events.Session {
	if q.Session != "" {
		return snap.Group(q.Session)
	}
	return snap.All()
}

// delegations puts people, and what was said, under their territories.
func delegations(everybody []*events.Person, answers []events.Answer) (people map[string][]*events.Person, said map[string][]events.Answer) {
	people, said = map[string][]*events.Person{}, map[string][]events.Answer{}
	own := map[string][]events.Answer{}
	for _, a := range answers {
		if a.For.Person != "" {
			own[a.For.Person] = append(own[a.For.Person], a)
			continue
		}
		said[a.For.Territory] = append(said[a.For.Territory], a)
	}
	for _, p := range everybody {
		if !ofDelegation(p) {
			continue
		}
		for _, t := range p.Territories {
			people[t] = append(people[t], p)
			said[t] = append(said[t], own[p.ID]...)
		}
	}
	return people, said
}

func ofDelegation(p *events.Person) bool {
	return p.Role == events.Referent || p.Role == events.Member || p.Role == events.Guest
}

func placeOf(row *RecapRow) rowPlace {
	return rowPlace{row.ID, row.When.Start.UnixNano(), row.When.End.UnixNano()}
}

// asked tells whether somebody of the delegation is asked.
func (l *Line) asked() bool {
	return slices.ContainsFunc(l.Cells, func(c RecapCell) bool { return c.Session != "" })
}

// narrowed leaves out the other categories, and what is not in the state that is asked for. A row without lines is left out too,
// but where no state is asked for.
func (t Sheet) narrowed(q Query) Sheet {
	if i := slices.IndexFunc(t.Categories, func(c events.Category) bool { return c.ID == q.Category }); i >= 0 {
		t.Categories = t.Categories[i : i+1]
		for r := range t.Rows {
			row := &t.Rows[r]
			row.Cells = row.Cells[i : i+1]
			for d := range row.Delegations {
				row.Delegations[d].Cells = row.Delegations[d].Cells[i : i+1]
			}
			row.Delegations = slices.DeleteFunc(row.Delegations, func(l Line) bool { return !l.asked() })
		}
		t.Rows = slices.DeleteFunc(t.Rows, func(r SheetRow) bool { return r.Cells[0].Session == "" })
	}
	if q.State == "" {
		return t
	}
	for r := range t.Rows {
		t.Rows[r].Delegations = slices.DeleteFunc(t.Rows[r].Delegations, func(l Line) bool {
			return !slices.ContainsFunc(l.Cells, func(c RecapCell) bool { return c.Is(q.State) })
		})
	}
	t.Rows = slices.DeleteFunc(t.Rows, func(r SheetRow) bool { return len(r.Delegations) == 0 })
	return t
}

// Is tells whether a delegation's cell is in a state.
func (c *RecapCell) Is(state State) bool {
	says := func(status events.Partstat) bool {
		return slices.ContainsFunc(c.ForUs, func(s Said) bool { return s.Status == status })
	}
	m := c.Members
	switch state {
	case Silent:
		return c.Session != "" && (len(c.ForUs) == 0 || m.Blank > 0)
	case Maybe:
		return m.Tentative > 0 || says(events.Tentative)
	case No:
		return m.Declined+m.Deleted > 0 || says(events.Declined)
	case Late:
		return m.Late > 0 || slices.ContainsFunc(c.ForUs, func(s Said) bool { return s.Late })
	case Against:
		return slices.ContainsFunc(c.ForUs, func(s Said) bool { return s.Against })
	}
	return false
}
