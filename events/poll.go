package events

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

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

// Standing is where a poll stands. Ties and quorum are shown, not guessed: organisers decide.
type Standing struct {
	Poll    Poll
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
	Session     *Session
	Delegations Votes
	Members     Votes
	Silent      []string // territories that have not voted
	Constraints []Said   // votes of delegations that carry a comment
	Late        int      // votes after the decision: kept, uncounted
}

// Votes counts. Blank is not no.
type Votes struct{ Yes, Maybe, No, NotApplicable, Blank int }

func (v *Votes) add(a *Answer) {
	switch {
	case a == nil || a.Status == NeedsAction:
		v.Blank++
	case a.Status == Accepted:
		v.Yes++
	case a.Status == Tentative:
		v.Maybe++
	case a.Status == Declined:
		v.No++
	case a.Status == NotApplicable:
		v.NotApplicable++
	}
}

// Poll gives a poll by id, nil without it.
func (s *Snapshot) Poll(id string) *Poll {
	for i := range s.Polls {
		if s.Polls[i].ID == id {
			return &s.Polls[i]
		}
	}
	return nil
}

// choice names what a session is an option of.
func (p *Plan) choice() string { return cmp.Or(p.Group, p.ID) }

// choose decides what the file decides: of the dates of one choice, of which the status was another before, one is fixed now. Who
// voted for it is asked afresh, as by Decide.
func (s *Session) choose(was Status, choice []*Plan, now time.Time) {
	won := slices.IndexFunc(choice, func(p *Plan) bool { return p.Poll != "" && p.Option > 0 && p.Status == Fixed })
	switch {
	case won < 0 || s.Option == 0 || s.Status == was:
	case s.Status == Fixed && s.Decided.IsZero():
		s.Decided, s.VotedAt, s.AskedAt = now, s.AskedAt, s.Sequence
	case s.Status == Cancelled && choice[won].ID != s.ID:
		s.Lost = true
	}
}

// options gives the options of a poll by choice, in the order of their dates.
func (s *Snapshot) options(poll string) (choices []string, options map[string][]*Session) {
	options = map[string][]*Session{}
	for _, x := range s.All() {
		if x.Poll != poll || x.Removed || x.Status == Cancelled && !x.Lost {
			continue
		}
		id := x.choice()
		if options[id] == nil {
			choices = append(choices, id)
		}
		options[id] = append(options[id], x)
	}
	return choices, options
}

// Standing tells where a poll stands.
func (s *Service) Standing(ctx context.Context, poll string) (Standing, error) {
	snap := s.Programme()
	p := snap.Poll(poll)
	if p == nil {
		return Standing{}, Invalidf("poll", "%q is not a poll of the programme", poll)
	}
	st := Standing{Poll: *p}
	err := s.store.View(ctx, func(tx Tx) error {
		st.Choices = nil
		choices, options := snap.options(poll)
		for _, id := range choices {
			c := Choice{ID: id, Title: cmp.Or(options[id][0].GroupTitle, options[id][0].Title)}
			for _, x := range options[id] {
				answers, err := tx.Answers(AnswerQuery{All: true, Session: x.ID})
				if err != nil {
					return err
				}
				if !x.Decided.IsZero() {
					c.Decided = x.ID
				}
				c.Options = append(c.Options, snap.standing(x, decidedAt(options[id]), answers))
			}
			st.Choices = append(st.Choices, c)
		}
		return nil
	})
	return st, err
}

func decidedAt(options []*Session) time.Time {
	for _, x := range options {
		if !x.Decided.IsZero() {
			return x.Decided
		}
	}
	return time.Time{}
}

// standing counts the last vote of each subject on an option, up to the decision.
func (s *Snapshot) standing(x *Session, closed time.Time, answers []Answer) OptionStanding {
	o := OptionStanding{Session: x}
	last := map[Subject]*Answer{}
	for i := range answers {
		a := &answers[i]
		if !closed.IsZero() && a.At.After(closed) {
			o.Late++
			continue
		}
		if x.heard(a.Sequence) {
			last[a.For] = a
		}
	}
	for _, t := range s.Territories {
		if !x.AsksDelegation(t.ID) {
			continue
		}
		a := last[x.SubjectOf(t.ID)]
		o.Delegations.add(a)
		if a == nil || a.Status == NeedsAction {
			o.Silent = append(o.Silent, t.ID)
		} else if a.Comment != "" {
			o.Constraints = append(o.Constraints, Said{t.ID, a.By, a.Status, a.Comment, a.At, a.Late, false})
		}
	}
	for _, p := range s.People() {
		if x.Asks(p) {
			o.Members.add(last[Subject{Person: p.ID}])
		}
	}
	for of, a := range last {
		if strings.HasPrefix(of.Person, NobodyPrefix) && s.Person(of.Person) == nil {
			o.Members.add(a)
		}
	}
	return o
}

// Decide closes a choice of a poll: the option keeps its UID and becomes fixed; a person's own yes to it is their
// acceptance, everybody else is asked afresh, and a delegation's vote is nobody's acceptance. The other options
// leave people's calendars and stand cancelled in feeds. Only an organiser may.
func (s *Service) Decide(ctx context.Context, by *Person, option string) error {
	return s.changeChoice(ctx, by, option, func(x *Session, chosen bool, n int64) Session {
		plan := x.Plan
		if !chosen {
			plan.Status = Cancelled
			lost := x.changed(plan, x.Asked, n, s.now())
			lost.Lost = true
			if !x.Decided.IsZero() { // another one is chosen instead: votes for this one stand as they were
				lost.AskedAt, lost.Decided, lost.VotedAt = x.VotedAt, time.Time{}, 0
			}
			return lost
		}
		plan.Status = Fixed
		won := x.changed(plan, x.Asked, n, s.now())
		if x.Decided.IsZero() {
			won.VotedAt = x.AskedAt
			won.Decided = s.now()
			won.AskedAt = won.Sequence
		}
		return won
	})
}

// Reopen opens a choice again: all its options are candidates, and the votes given before count.
func (s *Service) Reopen(ctx context.Context, by *Person, option string) error {
	return s.changeChoice(ctx, by, option, func(x *Session, _ bool, n int64) Session {
		plan := x.Plan
		plan.Status = Candidate
		if x.Options == 1 {
			plan.Status = Estimated
		}
		votedAt := x.AskedAt
		if !x.Decided.IsZero() {
			votedAt = x.VotedAt
		}
		open := x.changed(plan, x.Asked, n, s.now())
		open.AskedAt, open.Decided, open.VotedAt = votedAt, time.Time{}, 0
		return open
	})
}

// changeChoice changes all options of the choice that one of them belongs to.
func (s *Service) changeChoice(ctx context.Context, by *Person, option string, change func(x *Session, chosen bool, n int64) Session) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	snap := s.Programme()
	x := snap.Session(option)
	switch {
	case by.Role != Organiser:
		return ErrForbidden
	case x == nil || x.Poll == "":
		return Invalidf("option", "%q is not an option of a poll", option)
	}
	_, options := snap.options(x.Poll)
	all := options[x.choice()]
	if !slices.Contains(all, x) {
		return Invalidf("option", "%q is cancelled", option)
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		for _, o := range all {
			n, err := tx.NextChange(ProgrammeHome)
			if err != nil {
				return err
			}
			if err := s.writeSession(tx, o, change(o, o.ID == option, n), nil); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, s.refresh(ctx))
}
