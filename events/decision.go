package events

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DecisionAnswer is one revision of what a delegation says of an arbitrage, or what the organisers reply. All are
// kept.
type DecisionAnswer struct {
	Number    int64 // change number in the territory's home
	Decision  int
	Territory string
	By        string // person id
	Text      string // the whole answer; "" withdraws it
	Done      bool   // the person marked it as done
	Reply     bool   // of the organisers: it opens the task again where it asks something
	Door      Door
	At        time.Time
}

// DecisionState is where a delegation stands with an arbitrage. It is derived from the records alone.
type DecisionState struct {
	Decision  *Decision
	Territory *Territory
	Answer    string // the last text of the delegation
	Said      int64  // number of its revision, 0 without one
	By        string
	At        time.Time // of the last record that counts; zero if there is none
	Changed   time.Time // of the last record, whether it counts or not
	Done      bool
	Missing   []Missing // what a derived or a required answer lacks
	TooEarly  bool      // marked as done while something is missing, or its words contradict an answer
	Reply     string    // the organisers' last reply, "" if the delegation answered after it
	Reopened  bool      // it asks something, and opened the task again
	Cells     []DecisionCell
	Due       Day
	Change    int64 // highest change number of the territory's home among its records
	Programme int64 // highest programme change number among its sessions
}

// Missing is what has to be said yet: a session's answer, or the text itself (Session "").
type Missing struct {
	Session  string
	Title    string
	Category string
	When     When
	Against  Partstat // the answer to the session, where the words say the opposite; else ""
}

// DecisionCell is a session's answer that a decision is made of.
type DecisionCell struct {
	Session *Session
	Status  Partstat
	Again   bool // blank again: it was withdrawn, or given for an earlier time
	Against bool // the decision's own words say the opposite
	Comment string
	By      string
	At      time.Time
}

// has tells whether the decision has this form of answer.
func (d *Decision) has(f Form) bool { return slices.Contains(d.Form, f) }

// about are the sessions that the decision names; its text tells their dates.
func (s *Snapshot) about(d *Decision) []*Session {
	var all []*Session
	for _, name := range d.Sessions {
		all = append(all, s.Group(name)...)
	}
	return all
}

// cells are the sessions whose answers for the delegation are part of the decision's answer.
func (s *Snapshot) cells(d *Decision, territory string) []*Session {
	var all []*Session
	add := func(x *Session) {
		if x.Listed() && x.Live() && x.AsksDelegation(territory) && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	if d.has(FormMatrix) || d.has(FormYesNo) {
		for _, x := range s.about(d) {
			add(x)
		}
	}
	if d.has(FormPoll) {
		for _, x := range s.All() {
			if x.Poll == d.Poll && d.Poll != "" {
				add(x)
			}
		}
	}
	return all
}

// derives tells whether the decision is answered by answers to sessions alone. A yes or no about sessions is too, but
// may be said by the mark of the task as well: see yesNo.
func (d *Decision) derives() bool { return d.has(FormMatrix) || d.has(FormPoll) }

// decide gives the state of a decision for a delegation from its records: revisions oldest first, and the last
// answer of the delegation to each session.
func (s *Snapshot) decide(d *Decision, t *Territory, revisions []DecisionAnswer, answers map[Subject]map[string]*Answer) DecisionState {
	st := DecisionState{Decision: d, Territory: t, Due: s.DueOf(d)}
	marked := false
	for _, r := range revisions {
		st.Change, st.Changed = max(st.Change, r.Number), Latest(st.Changed, r.At)
		if r.Reply {
			st.Reply, st.Reopened = r.Text, asks(r.Text)
			continue
		}
		st.Said, st.Answer, st.By, st.At, st.Reply, st.Reopened, marked = r.Number, r.Text, r.By, r.At, "", false, r.Done
	}
	for _, x := range s.about(d) {
		st.Programme = max(st.Programme, x.Change)
	}
	asked := s.yesNo(d, t.ID)
	for _, x := range s.cells(d, t.ID) {
		st.add(x, answers[x.SubjectOf(t.ID)][x.ID], slices.Contains(asked, x))
	}
	if !d.derives() && !d.Optional && !d.has(FormYesNo) && strings.TrimSpace(st.Answer) == "" {
		st.Missing = append(st.Missing, Missing{})
	}
	complete := len(st.Missing) == 0
	switch {
	case st.Reopened:
	case d.derives() || len(asked) > 0:
		st.Done = complete && len(st.Cells) > 0
	default:
		st.Done = complete && marked
	}
	st.TooEarly = marked && !complete || st.contradicted()
	return st
}

// add takes a session and its last answer for the delegation, nil without one, into the state. named tells whether a yes or
// no in words is an answer to it too.
func (st *DecisionState) add(x *Session, a *Answer, named bool) {
	st.Programme = max(st.Programme, x.Change)
	cell := DecisionCell{Session: x, Status: NeedsAction}
	if a != nil {
		st.Change, st.Changed = max(st.Change, a.Number), Latest(st.Changed, a.At)
		cell.Again = !a.CountsFor(x) && !a.voted(x)
		if !cell.Again {
			cell = DecisionCell{Session: x, Status: a.Status, Comment: a.Comment, By: a.By, At: a.At}
			if a.At.After(st.At) {
				st.At, st.By = a.At, a.By
			}
		}
	}
	missing := Missing{Session: x.ID, Title: x.Title, Category: x.Category, When: x.When}
	if cell.Against = named && contradicts(st.Answer, cell.Status); cell.Against {
		missing.Against = cell.Status
	}
	if cell.Against || cell.Status == NeedsAction {
		st.Missing = append(st.Missing, missing)
	}
	st.Cells = append(st.Cells, cell)
}

// voted tells whether the answer was a vote for the option that the poll then chose: it answers the decision still,
// though nobody's coming.
func (a *Answer) voted(x *Session) bool {
	return a.Status != NeedsAction && !x.Decided.IsZero() && a.Sequence >= x.VotedAt
}

// Asks tells whether the answer holds a question back to the organisers.
func (st *DecisionState) Asks() bool { return asks(st.Answer) }

// asks finds a question mark, but for those in addresses.
func asks(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(word string) bool { return strings.Contains(word, "?") && !strings.Contains(word, "://") })
}

// Answered tells whether the delegation said anything.
func (st *DecisionState) Answered() bool {
	return st.Done || strings.TrimSpace(st.Answer) != "" || slices.ContainsFunc(st.Cells, func(c DecisionCell) bool { return c.Status != NeedsAction })
}

// DecisionUID is the UID of a decision's task for a delegation, for life.
func (p *Programme) DecisionUID(number int, territory string) string {
	return p.UIDOf(fmt.Sprintf("arbitrage-%d", number)) + "+" + territory
}

// DecisionStates gives where delegations stand: of one territory, or all (""), by territory then number.
func (s *Service) DecisionStates(ctx context.Context, territory string) ([]DecisionState, error) {
	snap := s.Programme()
	if territory != "" && snap.Territory(territory) == nil {
		return nil, Invalidf("delegation", "%q is not a territory of the programme", territory)
	}
	var all []DecisionState
	err := s.store.View(ctx, func(tx Tx) error {
		all = nil
		for i := range snap.Territories {
			if t := &snap.Territories[i]; territory == "" || t.ID == territory {
				states, err := DecisionStatesIn(tx, snap, t)
				if err != nil {
					return err
				}
				all = append(all, states...)
			}
		}
		return nil
	})
	return all, err
}

// DecisionStatesIn is DecisionStates of one territory within a transaction.
func DecisionStatesIn(tx Tx, snap *Snapshot, t *Territory) ([]DecisionState, error) {
	revisions, err := tx.DecisionAnswers(t.ID, 0)
	if err != nil {
		return nil, err
	}
	answers, err := LatestBySubject(tx, snap, AnswerQuery{Territory: t.ID})
	if err != nil {
		return nil, err
	}
	var all []DecisionState
	for i := range snap.Decisions {
		d := &snap.Decisions[i]
		own := slices.DeleteFunc(slices.Clone(revisions), func(r DecisionAnswer) bool { return r.Decision != d.Number })
		all = append(all, snap.decide(d, t, own, answers))
	}
	return all, nil
}

// LatestBySubject gives, of the answers of a query, the last by subject and session: that to the present time of the
// session where there is one.
func LatestBySubject(tx Tx, snap *Snapshot, q AnswerQuery) (map[Subject]map[string]*Answer, error) {
	q.Latest = true
	all, err := tx.Answers(q)
	if err != nil {
		return nil, err
	}
	by := map[Subject]map[string]*Answer{}
	for i := range all {
		a := &all[i]
		if by[a.For] == nil {
			by[a.For] = map[string]*Answer{}
		}
		if a.follows(by[a.For][a.Session], snap.Session(a.Session)) {
			by[a.For][a.Session] = a
		}
	}
	return by, nil
}

// Decision gives a decision by number, nil without it.
func (s *Snapshot) Decision(number int) *Decision {
	for i := range s.Decisions {
		if s.Decisions[i].Number == number {
			return &s.Decisions[i]
		}
	}
	return nil
}

// DueOf is the due date of a decision: as the note states it, or, where it was derived from a session, moved with
// that session since the file was applied.
func (s *Snapshot) DueOf(d *Decision) Day {
	if d.Due.IsZero() || d.DueStated {
		return d.Due
	}
	var first *Session
	for _, x := range s.about(d) {
		if first == nil || x.Planned.Before(first.Planned) {
			first = x
		}
	}
	if first == nil || first.Planned.IsZero() {
		return d.Due
	}
	moved := DayOf(first.When.Start).In(time.UTC).Sub(DayOf(first.Planned.In(first.When.Start.Location())).In(time.UTC))
	return d.Due.Add(int(moved / (24 * time.Hour)))
}
