package record

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"parcours/events"
)

// Roll is who is asked to a session, or to the rooms or dates of a group, and what each answered.
type Roll struct {
	Sessions []*events.Session // that ask, by start
	Lines    []RollLine        // delegations in the order of the programme, then people by territory and name
	Said     []events.Answer   // every answer to them ever given, oldest first; of a territory or category, that of those on the lines
}

// RollLine is one subject and one session.
type RollLine struct {
	Session *events.Session
	For     events.Subject
	Person  *events.Person // nil for a delegation
	Answer  *events.Answer // the one that counts, nil without
	Before  *events.Answer // where none counts, the last of those that did: withdrawn since, or given for another time; nil without
}

// Roll gives the roll of the session or group that the query names, of the territory and category and in the state that it names. It
// costs two readings of the answers to these sessions.
func (s *Service) Roll(ctx context.Context, q Query) (Roll, error) {
	snap := s.events.Programme()
	if err := q.check(snap); err != nil {
		return Roll{}, err
	}
	r := Roll{Sessions: slices.DeleteFunc(slices.Clone(snap.Group(q.Session)), func(x *events.Session) bool { return x.Draft() || !x.Listed() })}
	if len(r.Sessions) == 0 {
		return Roll{}, events.ErrNotFound
	}
	var last map[events.Subject]map[string]*events.Answer
	err := s.store.View(ctx, func(tx Tx) (err error) {
		asked := events.AnswerQuery{All: true, Sessions: ids(r.Sessions)}
		if last, err = events.LatestBySubject(tx, snap, asked); err != nil {
			return err
		}
		r.Said, err = tx.Answers(asked)
		return err
	})
	if err != nil {
		return Roll{}, err
	}
	slices.SortStableFunc(r.Said, func(a, b events.Answer) int { return a.At.Compare(b.At) })
	r.Lines = rollOf(snap, r.Sessions, last, q)
	if q.Territory+q.Category != "" {
		r.Said = slices.DeleteFunc(r.Said, func(a events.Answer) bool {
			return !slices.ContainsFunc(r.Lines, func(l RollLine) bool { return l.For == a.For })
		})
	}
	return r, nil
}

// rollOf is pure: the lines of a query, from the last answers by subject and session.
func rollOf(snap *events.Snapshot, sessions []*events.Session, last map[events.Subject]map[string]*events.Answer, q Query) (lines []RollLine) {
	add := func(x *events.Session, f events.Subject, p *events.Person) {
		line := RollLine{Session: x, For: f, Person: p}
		if a := last[f][x.ID]; a != nil && a.CountsFor(x) {
			line.Answer = a
		} else {
			line.Before = a
		}
		if q.State == "" || line.is(q.State) {
			lines = append(lines, line)
		}
	}
	for _, x := range sessions {
		for _, t := range snap.Territories {
			if x.AsksDelegation(t.ID) && (q.Territory == "" || q.Territory == t.ID) && (q.Category == "" || x.Category == "" || x.Category == q.Category) {
				add(x, x.SubjectOf(t.ID), nil)
			}
		}
	}
	people := snap.People()
	slices.SortStableFunc(people, func(a, b *events.Person) int {
		return cmp.Or(cmp.Compare(strings.Join(a.Territories, " "), strings.Join(b.Territories, " ")), cmp.Compare(a.Name, b.Name))
	})
	for _, p := range people {
		if q.Territory != "" && !slices.Contains(p.Territories, q.Territory) || q.Category != "" && p.Category != q.Category {
			continue
		}
		for _, x := range sessions {
			if x.Asks(p) {
				add(x, events.Subject{Person: p.ID}, p)
			}
		}
	}
	return lines
}

// is tells whether a line is in a state.
func (l *RollLine) is(state State) bool {
	a := l.Answer
	switch {
	case state == Silent || a == nil:
		return state == Silent && a == nil
	case state == Maybe:
		return a.Status == events.Tentative
	case state == No:
		return a.Status == events.Declined
	}
	return state == Late && a.Late
}

// People are the lines of those who answer for themselves; Delegations those of delegations.
func (r *Roll) People() []RollLine { return r.some(func(l RollLine) bool { return l.Person != nil }) }
func (r *Roll) Delegations() []RollLine {
	return r.some(func(l RollLine) bool { return l.Person == nil })
}

func (r *Roll) some(wanted func(RollLine) bool) []RollLine {
	return slices.DeleteFunc(slices.Clone(r.Lines), func(l RollLine) bool { return !wanted(l) })
}

// Counts is how people of a category answered for themselves.
type Counts struct {
	Category string // id; "" for those of none
	Tally
}

// ByCategory counts people's own answers, in the order of the programme's categories, those of none last; a category of whom nobody
// is asked has no line.
func (r *Roll) ByCategory(snap *events.Snapshot) (all []Counts) {
	order := []string{}
	for _, c := range snap.Categories {
		order = append(order, c.ID)
	}
	for _, id := range append(order, "") {
		c := Counts{Category: id}
		for _, l := range r.Lines {
			if l.Person != nil && l.Person.Category == id {
				c.count(l.Answer, l.Session)
			}
		}
		if c.Asked > 0 {
			all = append(all, c)
		}
	}
	return all
}

// ByCategory counts people's own answers to all sessions of the table.
func (t *Sheet) ByCategory() (all []Counts) {
	for i, c := range t.Categories {
		sum := Counts{Category: c.ID}
		for _, row := range t.Rows {
			sum.add(row.Cells[i].Members)
		}
		if sum.Asked > 0 {
			all = append(all, sum)
		}
	}
	return all
}

func (t *Tally) add(more Tally) {
	t.Asked, t.Accepted, t.Tentative, t.Declined = t.Asked+more.Asked, t.Accepted+more.Accepted, t.Tentative+more.Tentative, t.Declined+more.Declined
	t.Deleted, t.Blank, t.Late = t.Deleted+more.Deleted, t.Blank+more.Blank, t.Late+more.Late
}

// In gives the part of the roll that is in a state; all of it for "".
func (r *Roll) In(state State) *Roll {
	return &Roll{Sessions: r.Sessions, Said: r.Said, Lines: r.some(func(l RollLine) bool { return state == "" || l.is(state) })}
}
