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

// Sheet gives the table, which others may hold too: it is not to be changed. It costs a reading of what was said since the last one.
func (s *Service) Sheet(ctx context.Context, q Query) (table Sheet, err error) {
	err = s.read(ctx, func(b *book) error {
		if err := q.check(b.snap); err != nil {
			return err
		}
		table = b.sheet(q)
		return nil
	})
	return table, err
}

// wanted are the sessions of a query, by start.
func wanted(snap *events.Snapshot, q Query) []*events.Session {
	if q.Session != "" {
		return snap.Group(q.Session)
	}
	return snap.All()
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

// narrowed is the table without the other categories, and without what is not in the state that is asked for. A row without lines is
// left out too, but where no state is asked for.
func (t Sheet) narrowed(q Query) Sheet {
	column := slices.IndexFunc(t.Categories, func(c events.Category) bool { return c.ID == q.Category })
	if column < 0 && q.State == "" {
		return t
	}
	some := Sheet{Categories: t.Categories}
	cut := func(cells []RecapCell) []RecapCell { return cells }
	if column >= 0 {
		some.Categories = t.Categories[column : column+1]
		cut = func(cells []RecapCell) []RecapCell { return cells[column : column+1 : column+1] }
	}
	for _, row := range t.Rows {
		whole := row.Delegations
		row.Cells, row.Delegations = cut(row.Cells), nil
		for _, l := range whole {
			l.Cells = cut(l.Cells)
			if l.asked() && (q.State == "" || slices.ContainsFunc(l.Cells, func(c RecapCell) bool { return c.Is(q.State) })) {
				row.Delegations = append(row.Delegations, l)
			}
		}
		if column >= 0 && row.Cells[0].Session == "" || q.State != "" && len(row.Delegations) == 0 {
			continue
		}
		some.Rows = append(some.Rows, row)
	}
	return some
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
