package calendars

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"parcours/edits"
	"parcours/events"
	"parcours/rules"
	"parcours/synced"
)

const decisionsSuffix = ".arbitrages"

// organisersDecisions is the collection of all delegations' decisions: of the organisers, and of whoever receives
// the answers to one.
const organisersDecisions = "programme" + decisionsSuffix

// receives tells whether a person receives the answers to some decision.
func receives(s *events.Snapshot, p *events.Person) bool {
	return slices.ContainsFunc(s.Decisions, func(d events.Decision) bool { return d.To == p.ID })
}

// tasks gives the items of a collection of decisions, by number.
func (s *Service) taskItems(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	if q.Component != "" && q.Component != "VTODO" {
		return nil, nil
	}
	byNumber := map[int][]events.DecisionState{}
	for i := range snap.Territories {
		if t := &snap.Territories[i]; c.Territory == "" || c.Territory == t.ID {
			states, err := events.DecisionStatesIn(tx, snap, t)
			if err != nil {
				return nil, err
			}
			for _, st := range states {
				byNumber[st.Decision.Number] = append(byNumber[st.Decision.Number], st)
			}
		}
	}
	var items []Item
	for i := range snap.Decisions {
		d := &snap.Decisions[i]
		if c.Territory == "" && viewer.Role != events.Organiser && d.To != viewer.ID {
			continue
		}
		it := s.taskItem(snap, viewer, c, d, byNumber[d.Number])
		if (q.Names == nil || slices.Contains(q.Names, it.Name)) && (q.UID == "" || q.UID == it.UID) {
			items = append(items, it)
		}
	}
	return items, nil
}

func (s *Service) taskItem(snap *events.Snapshot, viewer *events.Person, c *Collection, d *events.Decision, states []events.DecisionState) Item {
	t := &events.Task{
		Decision: d, Programme: snap, Reader: viewer, Modified: snap.Modified, Due: snap.DueOf(d), URL: "/",
		UID: snap.UIDOf(fmt.Sprintf("arbitrage-%d", d.Number)), Name: fmt.Sprintf("arbitrage-%d.ics", d.Number),
	}
	if c.Territory != "" {
		t.Territory, t.State = snap.Territory(c.Territory), &states[0]
		t.UID = snap.DecisionUID(d.Number, c.Territory)
	} else {
		t.States = states
	}
	h := fnv.New64a()
	for i := range states {
		st := &states[i]
		t.Modified = events.Latest(t.Modified, st.Changed)
		fmt.Fprintf(h, "%s %d %d %v %v %s;", st.Territory.ID, st.Change, st.Programme, st.Done, st.TooEarly, st.Due)
	}
	etag := snap.EpochOf(viewer) + "-" + strconv.FormatUint(h.Sum64(), 36)
	if t.State != nil {
		t.Served = rules.Served{Said: t.State.Said, Done: t.State.Done, Sum: strconv.FormatUint(h.Sum64(), 36)}.String()
	}
	return Item{Name: t.Name, UID: t.UID, Component: "VTODO", ETag: etag, Modified: t.Modified, Task: t}
}

// taskToken is the token of a collection of decisions. It names every item with its ETag, since there are few.
func (s *Service) taskToken(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (string, error) {
	items, err := s.taskItems(tx, snap, viewer, c, ItemQuery{})
	return itemListing(items).Token(itemsTokenStart), err
}

const itemsTokenStart = "data:,items"

func itemListing(items []Item) synced.Listing {
	l := synced.Listing{}
	for i := range items {
		l[items[i].Name] = items[i].ETag
	}
	return l
}

// taskChanges compares the items with those that a token names.
func (s *Service) taskChanges(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, since string, limit int) (Changes, error) {
	items, err := s.taskItems(tx, snap, viewer, c, ItemQuery{})
	if err != nil {
		return Changes{}, err
	}
	known, err := synced.ParseListing(itemsTokenStart, since)
	if err != nil {
		return Changes{}, err
	}
	changed, gone, more := known.CatchUp(itemListing(items), limit)
	out := Changes{Gone: gone, Token: known.Token(itemsTokenStart), More: more}
	for _, it := range items {
		if slices.Contains(changed, it.Name) {
			out.Changed = append(out.Changed, it)
		}
	}
	return out, nil
}

// putTask takes what a referent's client says of a decision: the answer below its line in the description, and
// whether it is done. known is false for a name that no decision has.
func (s *Service) putTask(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, name string, pre Preconditions, octets []byte) (known bool, err error) {
	items, err := s.taskItems(tx, snap, viewer, c, ItemQuery{Names: []string{name}})
	if err != nil || len(items) == 0 {
		return false, err
	}
	it := items[0]
	if err := pre.check(it.ETag, ""); err != nil {
		return true, err
	}
	if !c.Rights.Answer {
		return true, events.ErrForbidden
	}
	todo, err := s.text.Todo(octets)
	if err != nil {
		return true, err
	}
	if todo.UID != it.UID {
		return true, &events.UIDConflict{Collection: c.Name, Name: it.Name}
	}
	said, err := tx.DecisionAnswers(c.Territory, it.Task.Decision.Number)
	if err != nil {
		return true, err
	}
	r := edits.ReadTask(s.text, it.Task, todo, said)
	r.Territory, r.By, r.Door = c.Territory, viewer.ID, events.DoorCalDAV
	return true, s.events.AnswerDecisionIn(tx, r)
}

// decisionsCollection resolves {territory}.arbitrages and programme.arbitrages.
func (s *Service) decisionsCollection(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (*Collection, error) {
	c.Kind, c.Components, c.Color = KindDecisions, []string{"VTODO"}, "#B35C00"
	c.DisplayName = snap.Word(viewer, "decisions")
	c.Rights = Rights{Read: true}
	if c.Name != organisersDecisions {
		c.Territory = strings.TrimSuffix(c.Name, decisionsSuffix)
		c.DisplayName += " · " + snap.Territory(c.Territory).Name
		c.Rights.Answer = viewer.ReferentOf(c.Territory)
	}
	var err error
	c.Token, err = s.taskToken(tx, snap, viewer, c)
	return c, err
}
