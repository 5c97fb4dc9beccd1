package events

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Recap is the note's recap table: dates by categories for a delegation, sessions by categories for organisers.
// What a delegation says of itself and what its members say stand apart.
type Recap struct {
	Territory  string // "" for all
	Categories []Category
	Rows       []RecapRow
}

// RecapRow is a session, with all its rooms that have the same hours.
type RecapRow struct {
	ID       string // of the group, or of the session
	Title    string
	When     When
	Status   Status
	Optional bool
	Cells    []RecapCell // one a category, in the recap's order
}

// RecapCell is what was answered of a session in one category.
type RecapCell struct {
	Session string // id; "" where the category is not asked
	ForUs   []Said // by referents, in the name of a delegation: one a territory that answered
	Members Tally  // by members for themselves
}

// Said is an answer that counts, with its place.
type Said struct {
	Territory string
	By        string
	Status    Partstat
	Comment   string
	At        time.Time
	Late      bool
	Against   bool // the words of an arbitrage say the opposite
}

// Tally counts answers of people for themselves; Blank is not no.
type Tally struct {
	Asked, Accepted, Tentative, Declined, Deleted, Blank int
	Late                                                 int // of the answered ones
}

// Recap gives the table for a delegation, or for all of them ("").
func (s *Service) Recap(ctx context.Context, territory string) (Recap, error) {
	snap := s.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return Recap{}, Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	whose := []AnswerQuery{{All: true}}
	if territory != "" {
		whose = []AnswerQuery{{Territory: territory}}
		for _, p := range snap.Delegation(territory) {
			whose = append(whose, AnswerQuery{Person: p.ID})
		}
	}
	var all []Answer
	var against map[string]bool
	err := s.store.View(ctx, func(tx Tx) error {
		all = nil
		for _, q := range whose {
			some, err := LatestBySubject(tx, snap, q)
			if err != nil {
				return err
			}
			for _, bySession := range some {
				for _, a := range bySession {
					all = append(all, *a)
				}
			}
		}
		var err error
		against, err = contradictedIn(tx, snap, territory)
		return err
	})
	if err != nil {
		return Recap{}, err
	}
	return snap.recap(territory, all, against), nil
}

// contradictedIn is contradicted for a delegation, or for all of them ("").
func contradictedIn(tx Tx, snap *Snapshot, territory string) (map[string]bool, error) {
	var all []DecisionState
	for i := range snap.Territories {
		if t := &snap.Territories[i]; territory == "" || t.ID == territory {
			states, err := DecisionStatesIn(tx, snap, t)
			if err != nil {
				return nil, err
			}
			all = append(all, states...)
		}
	}
	return contradicted(all), nil
}

// recap is pure: the table of these answers, the last of each session and subject; against are those of delegations that
// their own words contradict.
func (s *Snapshot) recap(territory string, answers []Answer, against map[string]bool) Recap {
	r := Recap{Territory: territory, Categories: s.Categories}
	bySession := map[string][]*Answer{}
	for i := range answers {
		bySession[answers[i].Session] = append(bySession[answers[i].Session], &answers[i])
	}
	people := s.People()
	if territory != "" {
		people = s.Delegation(territory)
	}
	at := map[rowPlace]int{}
	for _, x := range s.All() {
		if !x.Live() || x.Draft() || territory != "" && !x.AsksDelegation(territory) {
			continue
		}
		id, title := x.ID, x.Title
		if x.Category != "" {
			id, title = x.Group, x.GroupTitle
		}
		place := rowPlace{id, x.When.Start.UnixNano(), x.When.End.UnixNano()} // a room that was moved stands apart
		i, seen := at[place]
		if !seen {
			i = len(r.Rows)
			at[place] = i
			r.Rows = append(r.Rows, RecapRow{ID: id, Title: title, When: x.When, Status: x.Status, Optional: x.Optional, Cells: make([]RecapCell, len(s.Categories))})
		}
		s.fill(&r.Rows[i], x, territory, people, bySession[x.ID], against)
	}
	return r
}

// rowPlace is what rooms of one row share.
type rowPlace struct {
	id         string
	start, end int64
}

// fill adds a session to its row. A session without rooms has its delegation's answer in every category asked.
func (s *Snapshot) fill(row *RecapRow, x *Session, territory string, people []*Person, answers []*Answer, against map[string]bool) {
	own := map[string]*Answer{}
	var forUs []Said
	for _, a := range answers {
		switch {
		case a.For.Person != "":
			own[a.For.Person] = a
		case a.CountsFor(x) && (territory == "" || a.For.Territory == territory):
			forUs = append(forUs, Said{a.For.Territory, a.By, a.Status, a.Comment, a.At, a.Late, against[a.For.Territory+" "+x.ID]})
		}
	}
	slices.SortFunc(forUs, func(a, b Said) int { return cmp.Compare(a.Territory, b.Territory) })
	for i, c := range s.Categories {
		if !s.hasColumn(x, territory, c.ID, people) {
			continue
		}
		cell := &row.Cells[i]
		cell.Session, cell.ForUs = x.ID, forUs
		for _, p := range people {
			if p.Category == c.ID && x.Asks(p) {
				cell.Members.count(own[p.ID], x)
			}
		}
	}
}

// hasColumn tells whether a session asks somebody of a category: its members by the rule, or one of these people. Of
// one that asks only referents, none of whom has a category, all columns stand for the delegation.
func (s *Snapshot) hasColumn(x *Session, territory, category string, people []*Person) bool {
	if x.Category != "" {
		return x.Category == category && x.asksAnyone(territory, category)
	}
	if x.AsksCategory(territory, category) || asksOneOf(x, category, people) {
		return true
	}
	return x.asksAnyone(territory, category) && !slices.ContainsFunc(s.Categories, func(c Category) bool {
		return x.AsksCategory(territory, c.ID) || asksOneOf(x, c.ID, people)
	})
}

// AsksIn tells whether a delegation has an answer to a session in a category's column: where somebody of it is asked.
func (s *Snapshot) AsksIn(x *Session, territory, category string) bool {
	return s.hasColumn(x, territory, category, s.Delegation(territory))
}

func asksOneOf(x *Session, category string, people []*Person) bool {
	return slices.ContainsFunc(people, func(p *Person) bool { return p.Category == category && x.Asks(p) })
}

func (s *Session) asksAnyone(territory, category string) bool {
	return slices.ContainsFunc(s.Asked, func(a Audience) bool { return a.Reaches(territory, category) })
}

func (t *Tally) count(a *Answer, x *Session) {
	t.Asked++
	if a == nil || !a.CountsFor(x) {
		t.Blank++
		return
	}
	if a.Late {
		t.Late++
	}
	switch {
	case a.Door == DoorDeleted:
		t.Deleted++
	case a.Status == Accepted:
		t.Accepted++
	case a.Status == Tentative:
		t.Tentative++
	case a.Status == Declined:
		t.Declined++
	}
}

// History gives every answer ever given, oldest first: of the people of a delegation, those who were removed too, and
// in its name, or all ("").
func (s *Service) History(ctx context.Context, territory string) ([]Answer, error) {
	snap := s.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return nil, Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	var all []Answer
	members := map[string]bool{}
	err := s.store.View(ctx, func(tx Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		for _, p := range people {
			members[p.ID] = slices.Contains(p.Territories, territory) && rankRole(p.Role) >= 0
		}
		all, err = tx.Answers(AnswerQuery{All: true})
		return err
	})
	if territory != "" {
		all = slices.DeleteFunc(all, func(a Answer) bool { return a.For.Territory != territory && !members[a.For.Person] })
	}
	slices.SortStableFunc(all, func(a, b Answer) int { return a.At.Compare(b.At) })
	return all, err
}
