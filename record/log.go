package record

import (
	"cmp"
	"context"
	"slices"
	"time"

	"parcours/events"
)

// Entry is something that happened, as the record keeps it.
type Entry struct {
	At      time.Time
	Kind    EntryKind
	Session string         // id, "" where it is of none
	For     events.Subject // whom it is about: a person, a delegation
	By      string         // id of the person who did it; "" where the record does not say
	Door    events.Door    // "" where the record does not say
	Answer  *events.Answer // of EntryAnswer
	Before  *events.Answer // the one before it of the same subject and session, nil without
	Said    *events.DecisionAnswer
	SaidWas string // the delegation's text before it
	Now     *events.Session
	Was     *events.Session // nil for a new one
	Present *events.Presence
	Person  *events.Notice // of EntryPerson and EntryAccess: who they were (Was) and became (Now); or what became of their access (Text)
	Access  *AccessAct
}

// EntryKind is what kind of thing happened.
type EntryKind string

// The kinds.
const (
	EntryAnswer    EntryKind = "answer"    // an answer to a session
	EntryArbitrage EntryKind = "arbitrage" // an answer to an arbitrage
	EntryReply     EntryKind = "reply"     // the organisers replied
	EntrySession   EntryKind = "session"   // a session was made, moved, edited, cancelled, reinstated
	EntryPresence  EntryKind = "presence"  // somebody was at a session, or was not
	EntryPerson    EntryKind = "person"    // somebody was added, changed, removed, or came back
	EntryAccess    EntryKind = "access"    // a link that signs in was sent or shown, or all access ended
	EntryFactor    EntryKind = "factor"    // a second factor was set up, used without the telephone, or removed
	EntryErased    EntryKind = "erased"    // somebody was erased, by By (themselves where For names the same); it does not say whom
)

// EntryKinds lists them all.
var EntryKinds = []EntryKind{EntryAnswer, EntryArbitrage, EntryReply, EntrySession, EntryPresence, EntryPerson, EntryAccess, EntryFactor, EntryErased}

// AccessAct is something that happened to how a person enters.
type AccessAct struct {
	Person string
	By     string // id; "" for whoever runs the server
	What   string // set-up, ended, reset, renewed, used
	Door   events.Door
	At     time.Time
}

// LogQuery says which entries; zero fields ask for any.
type LogQuery struct {
	Person   string    // whom it is about, or who did it
	Session  string    // id of a session or group
	From, To time.Time // To is not among them
	Kind     EntryKind
	Door     events.Door
	Skip     int // as many of the latest are left out
	Limit    int // of entries after these; 0 for all
	Sessions []string
}

// Log tells what happened, the latest first. It reads, of each kind, no more of the latest entries than are asked for by an index of
// their times (answers) or all of them (the others are few), and of each answer that it gives the one before it.
func (s *Service) Log(ctx context.Context, q LogQuery) ([]Entry, error) {
	snap := s.events.Programme()
	if q.Session != "" {
		if q.Sessions = ids(snap.Group(q.Session)); len(q.Sessions) == 0 {
			return nil, events.Invalidf("session", "%q is not a session of the programme", q.Session)
		}
	}
	var all []Entry
	err := s.store.View(ctx, func(tx Tx) error {
		all = nil
		for _, read := range []struct {
			kind EntryKind
			from func(Tx, *events.Snapshot, LogQuery) ([]Entry, error)
		}{{EntryAnswer, answersOf}, {EntryArbitrage, arbitragesOf}, {EntryReply, arbitragesOf}, {EntrySession, sessionsOf}, {EntryPresence, presencesOf}, {EntryPerson, peopleOf}, {EntryAccess, peopleOf}, {EntryFactor, factorsOf}, {EntryErased, erasuresOf}} {
			if q.Kind != "" && q.Kind != read.kind {
				continue
			}
			one := q
			one.Kind = read.kind
			some, err := read.from(tx, snap, one)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		slices.SortStableFunc(all, func(a, b Entry) int { return cmp.Compare(b.At.UnixMicro(), a.At.UnixMicro()) })
		all = all[min(q.Skip, len(all)):]
		if q.Limit > 0 && len(all) > q.Limit {
			all = all[:q.Limit]
		}
		return addBefore(tx, q, all)
	})
	return all, err
}

// manyEntries is from how many entries on all answers are read at once to find those before them.
const manyEntries = 500

// addBefore finds the answer before each that is given.
func addBefore(tx Tx, q LogQuery, entries []Entry) error {
	if len(entries) > manyEntries {
		whole, err := tx.Answers(events.AnswerQuery{All: true, Sessions: q.Sessions})
		if err != nil {
			return err
		}
		was := map[key]*events.Answer{} // by the number of the answer that follows
		last := map[key]*events.Answer{}
		for i := range whole {
			a := &whole[i]
			of := key{a.For, a.Session, 0}
			was[key{a.For, a.Session, a.Number}] = last[of]
			last[of] = a
		}
		for i := range entries {
			if a := entries[i].Answer; a != nil {
				entries[i].Before = was[key{a.For, a.Session, a.Number}]
			}
		}
		return nil
	}
	for i := range entries {
		a := entries[i].Answer
		if a == nil || a.Number < 2 {
			continue
		}
		before, err := tx.Answers(events.AnswerQuery{Person: a.For.Person, Territory: a.For.Territory, Session: a.Session, UpTo: a.Number - 1})
		if err != nil {
			return err
		}
		for k := range before {
			if before[k].For == a.For {
				entries[i].Before = &before[k]
			}
		}
	}
	return nil
}

// key names an answer: its subject, its session and its number, 0 for the last.
type key struct {
	subject events.Subject
	session string
	number  int64
}

// within tells whether an entry is one that is asked for.
func (q *LogQuery) within(e *Entry) bool {
	switch {
	case !q.From.IsZero() && e.At.Before(q.From), !q.To.IsZero() && !e.At.Before(q.To):
		return false
	case q.Door != "" && q.Door != e.Door:
		return false
	case q.Person != "" && e.By != q.Person && e.For.Person != q.Person:
		return false
	}
	return q.Sessions == nil || slices.Contains(q.Sessions, e.Session)
}

func answersOf(tx Tx, _ *events.Snapshot, q LogQuery) (all []Entry, err error) {
	said, err := tx.AnswersSaid(q)
	if err != nil {
		return nil, err
	}
	for i := range said {
		a := &said[i]
		all = append(all, Entry{At: a.At, Kind: EntryAnswer, Session: a.Session, For: a.For, By: a.By, Door: a.Door, Answer: a})
	}
	return all, nil
}

// arbitragesOf reads what delegations said of arbitrages, or what was replied.
func arbitragesOf(tx Tx, snap *events.Snapshot, q LogQuery) (all []Entry, err error) {
	if q.Session != "" {
		return nil, nil
	}
	for _, t := range snap.Territories {
		revisions, err := tx.DecisionAnswers(t.ID, 0)
		if err != nil {
			return nil, err
		}
		was := map[int]string{}
		for i := range revisions {
			r := &revisions[i]
			e := Entry{At: r.At, Kind: EntryArbitrage, For: events.Subject{Territory: t.ID}, By: r.By, Door: r.Door, Said: r, SaidWas: was[r.Decision]}
			if r.Reply {
				e.Kind, e.SaidWas = EntryReply, ""
			} else {
				was[r.Decision] = r.Text
			}
			if e.Kind == q.Kind && q.within(&e) {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// sessionsOf reads how sessions changed. The record does not say by whom.
func sessionsOf(tx Tx, snap *events.Snapshot, q LogQuery) (all []Entry, err error) {
	revisions, err := tx.SessionRevisions(q.Sessions)
	if err != nil {
		return nil, err
	}
	var was *events.Session
	for i := range revisions {
		x := snap.Localised(&revisions[i])
		if was != nil && was.ID != x.ID {
			was = nil
		}
		e := Entry{At: x.Modified, Kind: EntrySession, Session: x.ID, Now: x, Was: was}
		if was == nil {
			e.At = x.Created
		}
		if q.Person == "" && q.within(&e) && (was == nil || visible(was, x)) {
			all = append(all, e)
		}
		was = x
	}
	return all, nil
}

// visible tells whether people can see that one follows the other.
func visible(was, x *events.Session) bool {
	return was.Sequence != x.Sequence || was.Status != x.Status || was.Removed != x.Removed || len(was.Asked) != len(x.Asked)
}

func presencesOf(tx Tx, _ *events.Snapshot, q LogQuery) (all []Entry, err error) {
	said, err := tx.PresencesSaid()
	for i := range said {
		p := &said[i]
		e := Entry{At: p.At, Kind: EntryPresence, Session: p.Session, For: events.Subject{Person: p.Person}, By: p.By, Present: p}
		if q.within(&e) {
			all = append(all, e)
		}
	}
	return all, err
}

func factorsOf(tx Tx, _ *events.Snapshot, q LogQuery) (all []Entry, err error) {
	acts, err := tx.AccessActs()
	for i := range acts {
		a := &acts[i]
		e := Entry{At: a.At, Kind: EntryFactor, For: events.Subject{Person: a.Person}, By: a.By, Door: a.Door, Access: a}
		if q.within(&e) {
			all = append(all, e)
		}
	}
	return all, err
}
