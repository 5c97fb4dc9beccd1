package record

import (
	"context"
	"slices"
	"time"

	"parcours/events"
)

// Need is something that waits for an organiser.
type Need struct {
	Kind      NeedKind
	Territory string // id
	Session   string // id of a session, a group, or a poll's choice
	Decision  int
	Poll      string
	Title     string // of the session or the day
	When      events.When
	Text      string // a delegation's question
	Count, Of int    // how many, of how many
}

// NeedKind is what kind of thing it is.
type NeedKind string

// The kinds, in the order in which they are told.
const (
	NeedWaiting    NeedKind = "waiting"    // Count messages wait
	NeedFailed     NeedKind = "failed"     // Count mails did not arrive
	NeedReply      NeedKind = "reply"      // a delegation asks something with its answer to an arbitrage
	NeedDay        NeedKind = "day"        // an expert day is to be confirmed
	NeedPoll       NeedKind = "poll"       // a choice can be decided: all have voted, or it is due; Count of Of delegations have not voted
	NeedSession    NeedKind = "session"    // it begins soon: Count of Of people have not answered
	NeedDelegation NeedKind = "delegation" // has said nothing of what comes, nor of any arbitrage
)

// Soon is how long before a session one looks at who has not answered.
const Soon = 21 * 24 * time.Hour

// Outside is what other rooms know of what waits.
type Outside struct {
	Waiting, Failed int
	Days            []HeldDay
}

// HeldDay is an expert day that waits for an organiser.
type HeldDay struct {
	Territory, UID, Title string
	When                  events.When
}

// Overview is what an organiser sees first.
type Overview struct {
	Needs []Need
	Next  *NextSession // nil where nothing comes
}

// NextSession is the next one, or that which is held now, with all rooms that begin with it.
type NextSession struct {
	ID, Title          string
	When               events.When
	Tally              // of people for themselves
	Delegations, Asked int
}

// Overview tells what needs an organiser now. It costs a reading of what was said since the last one, and then one an option of each
// poll.
func (s *Service) Overview(ctx context.Context, o Outside) (v Overview, err error) {
	err = s.read(ctx, func(b *book) error {
		if b.polls == nil {
			b.polls = []Standing{}
			for _, p := range b.snap.Polls {
				standing, err := s.Standing(ctx, p.ID)
				if err != nil {
					b.polls = nil
					return err
				}
				b.polls = append(b.polls, standing)
			}
		}
		v = overview(b.snap, s.events.Now(), o, &b.table, b.allStates(), b.polls)
		return nil
	})
	return v, err
}

// overview is pure.
func overview(snap *events.Snapshot, now time.Time, o Outside, table *Sheet, states []events.DecisionState, polls []Standing) (v Overview) {
	if o.Waiting > 0 {
		v.Needs = append(v.Needs, Need{Kind: NeedWaiting, Count: o.Waiting})
	}
	if o.Failed > 0 {
		v.Needs = append(v.Needs, Need{Kind: NeedFailed, Count: o.Failed})
	}
	for i := range states {
		if st := &states[i]; st.Asks() && st.Reply == "" {
			v.Needs = append(v.Needs, Need{Kind: NeedReply, Territory: st.Territory.ID, Decision: st.Decision.Number, Text: st.Answer})
		}
	}
	for _, d := range o.Days {
		v.Needs = append(v.Needs, Need{Kind: NeedDay, Territory: d.Territory, Title: d.Title, When: d.When})
	}
	for _, p := range polls {
		v.Needs = append(v.Needs, decidable(snap, now, &p)...)
	}
	coming := slices.DeleteFunc(slices.Clone(table.Rows), func(r SheetRow) bool { return ended(r.When, now, snap.Loc) })
	v.Needs = append(v.Needs, soon(snap, now, coming)...)
	v.Needs = append(v.Needs, silentDelegations(snap, coming, states)...)
	v.Next = next(snap, coming)
	return v
}

func ended(w events.When, now time.Time, loc *time.Location) bool {
	_, end := w.Span(loc)
	return !end.After(now)
}

// decidable are the open choices of a poll that can be decided: all delegations have voted, or as many as it takes, its voting ended, its arbitrage is due, or its first
// date is near. What has passed is no choice any more.
func decidable(snap *events.Snapshot, now time.Time, p *Standing) (needs []Need) {
	ends := Ends(&p.Poll, snap.Loc)
	due := !ends.IsZero() && !now.Before(ends)
	if d := snap.Decision(p.Poll.Decision); d != nil && !snap.DueOf(d).IsZero() {
		due = due || !now.Before(snap.DueOf(d).Add(1).In(snap.Loc))
	}
	for _, c := range p.Choices {
		if c.Decided != "" || len(c.Options) == 0 {
			continue
		}
		need := Need{Kind: NeedPoll, Poll: p.Poll.ID, Session: c.ID, Title: c.Title, When: c.Options[0].Session.When}
		over := true
		for _, o := range c.Options {
			v := o.Delegations
			need.Count, need.Of = max(need.Count, len(o.Silent)), max(need.Of, v.Yes+v.Maybe+v.No+v.NotApplicable+v.Blank)
			over = over && ended(o.Session.When, now, snap.Loc)
		}
		start, _ := need.When.Span(snap.Loc)
		if !over && (need.Of > 0 && need.Count == 0 || p.Poll.Quorum > 0 && need.Of-need.Count >= p.Poll.Quorum || due || start.Sub(now) < Soon) {
			needs = append(needs, need)
		}
	}
	return needs
}

// soon are the sessions that begin within Soon and of which somebody has said nothing for themselves; options of a poll are its own.
func soon(snap *events.Snapshot, now time.Time, coming []SheetRow) (needs []Need) {
	for _, row := range coming {
		sum := row.sum()
		start, _ := row.When.Span(snap.Loc)
		if row.Status != events.Candidate && start.Sub(now) < Soon && sum.Blank > 0 {
			needs = append(needs, Need{Kind: NeedSession, Session: row.ID, Title: row.Title, When: row.When, Count: sum.Blank, Of: sum.Asked})
		}
	}
	return needs
}

// silentDelegations have said nothing in their own name: of no session that comes, nor of any arbitrage.
func silentDelegations(snap *events.Snapshot, coming []SheetRow, states []events.DecisionState) (needs []Need) {
	asked, said := map[string]bool{}, map[string]bool{}
	for _, row := range coming {
		for _, l := range row.Delegations {
			asked[l.Territory] = true
			said[l.Territory] = said[l.Territory] || slices.ContainsFunc(l.Cells, func(c RecapCell) bool { return len(c.ForUs) > 0 })
		}
	}
	for i := range states {
		said[states[i].Territory.ID] = said[states[i].Territory.ID] || states[i].Answered()
	}
	for _, t := range snap.Territories {
		if asked[t.ID] && !said[t.ID] {
			needs = append(needs, Need{Kind: NeedDelegation, Territory: t.ID})
		}
	}
	return needs
}

// next is the first of what comes that is no option of a poll.
func next(snap *events.Snapshot, coming []SheetRow) *NextSession {
	var first *SheetRow
	for i := range coming {
		row := &coming[i]
		if row.Status == events.Candidate {
			continue
		}
		if first == nil || start(snap, row).Before(start(snap, first)) {
			first = row
		}
	}
	if first == nil {
		return nil
	}
	n := &NextSession{ID: first.ID, Title: first.Title, When: first.When, Tally: first.sum(), Asked: len(first.Delegations)}
	for _, l := range first.Delegations {
		if slices.ContainsFunc(l.Cells, func(c RecapCell) bool { return len(c.ForUs) > 0 }) {
			n.Delegations++
		}
	}
	return n
}

func start(snap *events.Snapshot, r *SheetRow) time.Time {
	at, _ := r.When.Span(snap.Loc)
	return at
}

// sum counts what people of all categories said for themselves.
func (r *SheetRow) sum() (all Tally) {
	for _, c := range r.Cells {
		all.add(c.Members)
	}
	return all
}
