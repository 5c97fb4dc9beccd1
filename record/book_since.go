package record

import (
	"context"
	"maps"
	"slices"

	"parcours/events"
)

// touched is what of the table is to be made anew: sessions, and the delegations whose lines.
type touched map[string]map[string]bool // territories by session

func (t touched) add(session string, territories ...string) {
	if t[session] == nil {
		t[session] = map[string]bool{}
	}
	for _, of := range territories {
		t[session][of] = true
	}
}

// readSince reads what was said by those who said something. Where the programme is another one, it reads the answers to the
// sessions that were changed too, and makes the table anew of what it knows.
func (s *Service) readSince(ctx context.Context, b *book, snap *events.Snapshot, whose []events.Subject) error {
	var changed []string
	if snap != b.snap {
		snap.Since(b.snap.Change, func(x *events.Session) bool {
			changed = append(changed, x.ID)
			return true
		})
	}
	var fresh []*events.Answer
	var states []events.DecisionState
	var erased []*events.Person
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if fresh, err = freshIn(tx, snap, whose, changed); err != nil {
			return err
		}
		if snap != b.snap {
			if states, err = statesIn(tx, snap, ""); err == nil {
				erased, err = erasedOf(tx, "")
			}
			return err
		}
		states = nil
		for _, f := range whose {
			if f.Territory == "" {
				continue
			}
			some, err := statesIn(tx, snap, f.Territory)
			if err != nil {
				return err
			}
			states = append(states, some...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.follow(snap, fresh, states, erased)
	return nil
}

// freshIn are the last answers of some subjects to all sessions, and those of all to some sessions.
func freshIn(tx Tx, snap *events.Snapshot, whose []events.Subject, sessions []string) (fresh []*events.Answer, err error) {
	queries := []events.AnswerQuery{}
	for _, f := range whose {
		queries = append(queries, events.AnswerQuery{Person: f.Person, Territory: f.Territory})
	}
	if len(sessions) > 0 {
		queries = append(queries, events.AnswerQuery{All: true, Sessions: sessions})
	}
	for _, q := range queries {
		some, err := events.LatestBySubject(tx, snap, q)
		if err != nil {
			return nil, err
		}
		for _, bySession := range some {
			fresh = slices.AppendSeq(fresh, maps.Values(bySession))
		}
	}
	return fresh, nil
}

// follow brings the book up to date with what was read: in the same programme the lines that it is about, in another one all.
func (b *book) follow(snap *events.Snapshot, fresh []*events.Answer, states []events.DecisionState, erased []*events.Person) {
	news := touched{}
	for _, a := range fresh {
		if a.Number > b.number[whoseOf(a)] {
			news.add(a.Session, b.territoriesOf(a.For)...)
		}
		hear(b.said, a)
	}
	for _, a := range fresh {
		b.count(a)
	}
	b.polls = nil
	if snap != b.snap {
		b.snap, b.states = snap, map[string][]events.DecisionState{}
		for _, st := range states {
			b.states[st.Territory.ID] = append(b.states[st.Territory.ID], st)
		}
		b.build(erased)
		return
	}
	b.stand(states, news)
	b.renew(news)
}

// territoriesOf are those in whose lines a subject counts.
func (b *book) territoriesOf(f events.Subject) []string {
	if f.Person == "" {
		return []string{f.Territory}
	}
	if p := b.snap.Person(f.Person); p != nil && ofDelegation(p) {
		return p.Territories
	}
	return nil
}

// stand takes in where some delegations stand with the arbitrages, and what their words contradict now.
func (b *book) stand(states []events.DecisionState, news touched) {
	for len(states) > 0 {
		t := states[0].Territory.ID
		n := slices.IndexFunc(states, func(st events.DecisionState) bool { return st.Territory.ID != t })
		if n < 0 {
			n = len(states)
		}
		before, now := contradicted(b.states[t]), contradicted(states[:n])
		b.states[t] = slices.Clone(states[:n])
		for _, x := range b.snap.All() {
			key := t + " " + x.ID
			if before[key] != now[key] {
				news.add(x.ID, t)
				b.against[key] = now[key]
			}
		}
		states = states[n:]
	}
}

// renew makes anew what was touched: the rows of sessions, and the lines of delegations in them.
func (b *book) renew(news touched) {
	byRow := map[int]map[string]bool{}
	for session, territories := range news {
		i, there := b.rows[session]
		if !there {
			continue
		}
		if byRow[i] == nil {
			byRow[i] = map[string]bool{}
		}
		maps.Copy(byRow[i], territories)
	}
	if len(byRow) == 0 {
		return
	}
	b.table.Rows = slices.Clone(b.table.Rows)
	for i, territories := range byRow {
		row := &b.table.Rows[i]
		row.RecapRow = recap(b.snap, "", b.everybody, b.rooms[i], b.said, b.against).Rows[0]
		row.Delegations = slices.Clone(row.Delegations)
		for k := range row.Delegations {
			if l := &row.Delegations[k]; territories[l.Territory] {
				l.Cells = recap(b.snap, l.Territory, b.people[l.Territory], b.rooms[i], b.said, b.against).Rows[0].Cells
			}
		}
	}
}
