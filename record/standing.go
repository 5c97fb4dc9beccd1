package record

import (
	"cmp"
	"context"
	"strings"
	"time"

	"parcours/events"
)

// Standing is where a poll stands. Ties and quorum are shown, not guessed: organisers decide.
type Standing struct {
	Poll    events.Poll
	Choices []Choice
}

// Choice is one thing to decide in a poll: a session with its candidate dates, or one estimated date.
type Choice struct {
	ID      string // of the group, or of the session
	Title   string
	Decided string // id of the option that was chosen, "" while it is open
	Options []OptionStanding
}

// OptionStanding is what was said of one option. Delegations vote by their referents; members' own votes stand
// apart.
type OptionStanding struct {
	Session     *events.Session
	Delegations Votes
	Members     Votes
	Silent      []string // territories that have not voted
	Constraints []Said   // votes of delegations that carry a comment
	Late        int      // votes after the decision or the end of the voting: kept, uncounted
}

// Said is an answer that counts, with its place.
type Said struct {
	Territory string
	By        string
	Status    events.Partstat
	Comment   string
	At        time.Time
	Late      bool
	Against   bool // the words of an arbitrage say the opposite
}

// Votes counts. Blank is not no.
type Votes struct{ Yes, Maybe, No, NotApplicable, Blank int }

func (v *Votes) add(a *events.Answer) {
	switch {
	case a == nil || a.Status == events.NeedsAction:
		v.Blank++
	case a.Status == events.Accepted:
		v.Yes++
	case a.Status == events.Tentative:
		v.Maybe++
	case a.Status == events.Declined:
		v.No++
	case a.Status == events.NotApplicable:
		v.NotApplicable++
	}
}

// Standing tells where a poll stands.
func (s *Service) Standing(ctx context.Context, poll string) (Standing, error) {
	snap := s.events.Programme()
	p := snap.Poll(poll)
	if p == nil {
		return Standing{}, events.Invalidf("poll", "%q is not a poll of the programme", poll)
	}
	st := Standing{Poll: *p}
	err := s.store.View(ctx, func(tx Tx) error {
		st.Choices = nil
		choices, options := snap.Options(poll)
		for _, id := range choices {
			ended := cmp.Or(decidedAt(options[id]), Ends(p, snap.Loc))
			c := Choice{ID: id, Title: cmp.Or(options[id][0].GroupTitle, options[id][0].Title)}
			for _, x := range options[id] {
				answers, err := tx.Answers(events.AnswerQuery{All: true, Session: x.ID})
				if err != nil {
					return err
				}
				if !x.Decided.IsZero() {
					c.Decided = x.ID
				}
				c.Options = append(c.Options, standing(snap, x, ended, answers))
			}
			st.Choices = append(st.Choices, c)
		}
		return nil
	})
	return st, err
}

func decidedAt(options []*events.Session) time.Time {
	for _, x := range options {
		if !x.Decided.IsZero() {
			return x.Decided
		}
	}
	return time.Time{}
}

// standing counts the last vote of each subject on an option, up to the decision, or to the end of the voting.
func standing(s *events.Snapshot, x *events.Session, closed time.Time, answers []events.Answer) OptionStanding {
	o := OptionStanding{Session: x}
	last := map[events.Subject]*events.Answer{}
	for i := range answers {
		a := &answers[i]
		if !closed.IsZero() && a.At.After(closed) {
			o.Late++
			continue
		}
		if x.Heard(a.Sequence) {
			last[a.For] = a
		}
	}
	for _, t := range s.Territories {
		if !x.AsksDelegation(t.ID) {
			continue
		}
		a := last[x.SubjectOf(t.ID)]
		o.Delegations.add(a)
		if a == nil || a.Status == events.NeedsAction {
			o.Silent = append(o.Silent, t.ID)
		} else if a.Comment != "" {
			o.Constraints = append(o.Constraints, Said{Territory: t.ID, By: a.By, Status: a.Status, Comment: a.Comment, At: a.At, Late: a.Late})
		}
	}
	for _, p := range s.People() {
		if x.Asks(p) {
			o.Members.add(last[events.Subject{Person: p.ID}])
		}
	}
	for of, a := range last {
		if strings.HasPrefix(of.Person, events.NobodyPrefix) && s.Person(of.Person) == nil {
			o.Members.add(a)
		}
	}
	return o
}

// Ends is when voting ends or ended: votes said later are kept and not counted. The zero time where nobody has set an end.
func Ends(p *events.Poll, loc *time.Location) time.Time {
	if !p.Until.IsZero() && (p.Closed.IsZero() || p.Until.Add(1).In(loc).Before(p.Closed)) {
		return p.Until.Add(1).In(loc)
	}
	return p.Closed
}
