package events

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"
)

// Response is what somebody says of a session through one of the doors.
type Response struct {
	Session     string
	For         Subject
	By          string // id of the person who says it
	Status      Partstat
	Comment     string
	KeepComment bool // the door carries no comment: the earlier one stands
	Door        Door
	Sequence    int // the SEQUENCE that was answered; -1 for the current one
}

// MaxComment is the longest comment with an answer, in runes.
const MaxComment = 2000

// Respond is the one rule behind all doors: it checks that the person may answer, and appends the answer. The
// same answer again appends nothing, nor does a withdrawal where nothing was said. It returns the answer that stands;
// its Number is 0 if there is none. A programme's rule never refuses by status: a late answer is kept and marked, one
// to an earlier time is kept and asked again.
func (s *Service) Respond(ctx context.Context, r Response) (Answer, error) {
	var answer Answer
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		answer, err = s.RespondIn(tx, r)
		return err
	})
	return answer, err
}

// RespondIn is Respond within a transaction of another room.
func (s *Service) RespondIn(tx Tx, r Response) (Answer, error) {
	snap := s.Programme()
	x, by := snap.Session(r.Session), snap.Person(r.By)
	if x == nil || by == nil {
		return Answer{}, ErrNotFound
	}
	if err := snap.mayAnswer(by, x, r.For); err != nil {
		return Answer{}, err
	}
	if err := r.Check(); err != nil {
		return Answer{}, err
	}
	if r.Sequence < 0 || r.Sequence > x.Sequence {
		r.Sequence = x.Sequence
	}
	before, err := LastAnswer(tx, r.For, x, 0)
	if err != nil {
		return Answer{}, err
	}
	if before == nil && r.Status == NeedsAction {
		return Answer{Session: x.ID, For: r.For, By: by.ID, Status: NeedsAction, Door: r.Door, At: s.now(), Sequence: r.Sequence}, nil
	}
	if before != nil {
		if r.KeepComment && before.CountsFor(x) {
			r.Comment = before.Comment
		}
		if r.repeats(before, x) {
			return *before, nil
		}
	}
	number, err := tx.NextChange(r.For.Home())
	if err != nil {
		return Answer{}, err
	}
	now := s.now()
	answer := Answer{
		Number: number, Session: x.ID, For: r.For, By: by.ID, Status: r.Status, Comment: r.Comment, Door: r.Door,
		At: now, Sequence: r.Sequence, Late: x.Past(now, snap.Loc),
	}
	return answer, tx.AddAnswer(answer)
}

// repeats tells whether the response says what stands already: a withdrawal too, or the echo of an answer to a time
// that is no longer asked. What is said of an earlier time never takes the place of what stands. Who deleted an invitation and then says no says more than before.
func (r *Response) repeats(before *Answer, x *Session) bool {
	if before.CountsFor(x) && !x.AsksAt(r.Sequence) {
		return true // said of an earlier time, after an answer to the present one
	}
	same := before.Status == r.Status && before.Comment == r.Comment && before.By == r.By && before.Door != DoorDeleted
	return same && (before.CountsFor(x) || before.Status == NeedsAction || !x.AsksAt(r.Sequence))
}

// Check tells what is wrong with what is said, whatever it is said of.
func (r *Response) Check() error {
	switch r.Status {
	case NeedsAction, Accepted, Tentative, Declined:
	case NotApplicable:
		if r.For.Territory == "" {
			return Invalidf("status", "only a referent says \"sans objet\", for the delegation")
		}
	default:
		return Invalidf("status", "%q: answer yes, maybe or no", r.Status)
	}
	if !utf8.ValidString(r.Comment) {
		return Invalidf("comment", "write it in UTF-8")
	}
	if n := utf8.RuneCountInString(r.Comment); n > MaxComment {
		return Invalidf("comment", "%d characters; at most %d are kept", n, MaxComment)
	}
	return nil
}

// mayAnswer tells whether a person may answer for a subject: oneself where one is asked; a delegation by its
// referents; anybody by an organiser. What a person may not know of is not found: who is asked is known within a
// delegation.
func (s *Snapshot) mayAnswer(by *Person, x *Session, f Subject) error {
	if f.Person != "" {
		who := s.Person(f.Person)
		if who == nil || !x.Asks(who) || !x.Listed() {
			return ErrNotFound
		}
		switch {
		case by.ID == f.Person || by.Role == Organiser:
			return nil
		case slices.ContainsFunc(by.Territories, func(t string) bool { return slices.Contains(who.Territories, t) }):
			return ErrForbidden
		}
		return ErrNotFound
	}
	if s.Territory(f.Territory) == nil || !x.AsksDelegation(f.Territory) || f.Category != x.Category || !x.Listed() {
		return ErrNotFound
	}
	if !by.ReferentOf(f.Territory) && by.Role != Organiser {
		if slices.Contains(by.Territories, f.Territory) {
			return ErrForbidden
		}
		return ErrNotFound
	}
	return nil
}

// LastAnswer is the latest answer of a subject to a session with a number not above upTo (0: any), nil without: that to
// its present time where there is one.
func LastAnswer(tx Tx, f Subject, x *Session, upTo int64) (last *Answer, err error) {
	q := AnswerQuery{Person: f.Person, Territory: f.Territory, Session: x.ID, UpTo: upTo, Latest: true}
	all, err := tx.Answers(q)
	for i := range all {
		if a := &all[i]; a.For == f && a.follows(last, x) {
			last = a
		}
	}
	return last, err
}

// InvitationOf gives what an answer page shows: the invitation, and what was answered before, oldest first.
func (s *Service) InvitationOf(ctx context.Context, l AnswerLink) (Invitation, []Answer, error) {
	snap := s.Programme()
	x, who := snap.Session(l.Session), snap.Person(l.Person)
	if x == nil || who == nil {
		return Invitation{}, nil, ErrNotFound
	}
	if err := snap.mayAnswer(who, x, l.For); err != nil {
		return Invitation{}, nil, ErrNotFound
	}
	var history []Answer
	err := s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Answers(AnswerQuery{Person: l.For.Person, Territory: l.For.Territory, Session: x.ID})
		for _, a := range all {
			if a.For == l.For {
				history = append(history, a)
			}
		}
		return err
	})
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Invitation{}, nil, err
	}
	var last *Answer
	for i := range history {
		if history[i].follows(last, x) {
			last = &history[i]
		}
	}
	inv := snap.Invite(x, ViewPersonal, who, l.For, last, nil)
	inv.Full = l.For.Person != "" && x.showsRoomTo(who)
	return *inv, history, nil
}
