package delivery

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// Understood is what a door made of a reply in plain words. Nothing of it counts before its person has confirmed it.
type Understood struct {
	Proposals []Proposal
	Rest      []string // sentences that were not understood, in the person's words
	Doubt     bool     // what was not understood speaks of an answer all the same
}

// Proposal is one answer that a reply gives: to a session, or to an arbitrage in words.
type Proposal struct {
	Session   string          // id; "" of an arbitrage
	For       events.Subject  // of a session
	Status    events.Partstat // of a session; of an arbitrage that is a yes or no, what its words say
	Sequence  int             // of the session, as it was asked then
	Decision  int             // number of an arbitrage, 0 for a session
	Territory string          // of an arbitrage
	Text      string          // of an arbitrage, in the person's words
}

// replyLife is for how long a reply may be confirmed by its link.
const replyLife = 7 * 24 * time.Hour

// Reply is what was understood of a person's words, as it stands now.
type Reply struct {
	Person    *events.Person
	Programme *events.Snapshot
	Receipt   Receipt
	Answers   []Proposed
	Expired   bool
	Confirmed bool
}

// Proposed is a proposal beside what is so now.
type Proposed struct {
	Proposal
	Invitation *events.Invitation    // of a session; nil where it is asked no more
	State      *events.DecisionState // of an arbitrage; nil where it is asked no more
	Was        events.When           // of a session that moved since: its time when the person wrote
	Since      bool                  // another answer was given since
}

// Open tells whether it may be confirmed: it is asked still, and of the same time.
func (p *Proposed) Open() bool {
	return (p.Invitation != nil || p.State != nil) && p.Was.Start.IsZero()
}

const replyPurpose = "reply"

// ReplyToken signs a link for the path /reply/{token}: of one person and one reply. It ends with the person's other links.
func ReplyToken(snap *events.Snapshot, p *events.Person, receipt string) string {
	return snap.Seal(replyPurpose, p.ID, receipt, replyMark(snap, p))
}

func replyMark(snap *events.Snapshot, p *events.Person) string {
	return base64.RawURLEncoding.EncodeToString(snap.Sign("reply of feed", p.FeedToken)[:6])
}

// ReplyOf gives the reply of a link, as it stands now. ErrNotFound for a link that is none, or that has ended.
func (s *Service) ReplyOf(ctx context.Context, token string) (*Reply, error) {
	snap := s.events.Programme()
	f, err := snap.Open(replyPurpose, token)
	if err != nil || len(f) != 3 {
		return nil, events.ErrNotFound
	}
	p := snap.Person(f[0])
	if p == nil || f[2] != replyMark(snap, p) {
		return nil, events.ErrNotFound
	}
	return s.reply(ctx, p, f[1])
}

// confirmedID is the id of the receipt of a confirmation.
func confirmedID(receipt string) string { return "confirmed-" + receipt }

func (s *Service) reply(ctx context.Context, p *events.Person, receipt string) (*Reply, error) {
	r := &Reply{Person: p, Programme: s.events.Programme()}
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if r.Receipt, err = tx.Receipt(receipt); err != nil {
			return err
		}
		_, err = tx.Receipt(confirmedID(receipt))
		r.Confirmed = err == nil
		if errors.Is(err, events.ErrNotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.Receipt.Person != p.ID {
		return nil, events.ErrNotFound
	}
	r.Expired = !r.Confirmed && s.now().Sub(r.Receipt.At) > replyLife
	for _, proposal := range r.Receipt.Message.Proposals {
		one := Proposed{Proposal: proposal}
		if proposal.Decision > 0 {
			err = s.nowDecision(ctx, r, &one)
		} else {
			err = s.nowSession(ctx, r, &one)
		}
		if err != nil {
			return nil, err
		}
		r.Answers = append(r.Answers, one)
	}
	return r, nil
}

// nowSession tells what is so of a session now.
func (s *Service) nowSession(ctx context.Context, r *Reply, p *Proposed) error {
	inv, _, err := s.events.InvitationOf(ctx, events.AnswerLink{Person: r.Person.ID, Session: p.Session, For: p.For})
	if errors.Is(err, events.ErrNotFound) {
		return nil
	}
	if err != nil || !inv.Session.Live() {
		return err
	}
	p.Invitation = &inv
	p.Since = !r.Confirmed && inv.Last != nil && inv.Last.At.After(r.Receipt.At) && inv.Status != p.Status
	if inv.Session.AsksAt(p.Sequence) {
		return nil
	}
	return s.store.View(ctx, func(tx Tx) error {
		old, err := tx.SessionRevision(p.Session, p.Sequence)
		if errors.Is(err, events.ErrNotFound) {
			return nil
		}
		p.Was = old.When
		return err
	})
}

// nowDecision tells what is so of an arbitrage now.
func (s *Service) nowDecision(ctx context.Context, r *Reply, p *Proposed) error {
	if !r.Person.ReferentOf(p.Territory) {
		return nil
	}
	states, err := s.events.DecisionStates(ctx, p.Territory)
	var bad *events.Invalid
	if errors.As(err, &bad) {
		return nil // the territory is gone
	}
	for i := range states {
		if states[i].Decision.Number == p.Decision {
			p.State = &states[i]
			p.Since = !r.Confirmed && states[i].At.After(r.Receipt.At) && states[i].Answer != p.Text
		}
	}
	return err
}

// ConfirmReply makes some of the answers of a reply count, by their places in it. Once: a second time changes nothing. What
// is asked no more, or of another time, refuses all of it; the page tells what.
func (s *Service) ConfirmReply(ctx context.Context, token string, chosen []int) error {
	r, err := s.ReplyOf(ctx, token)
	switch {
	case err != nil:
		return err
	case r.Confirmed:
		return nil
	case r.Expired:
		return events.Invalidf("expired", "the link is older than a week: answer on your page")
	case len(chosen) == 0:
		return events.Invalidf("answers", "choose what you confirm")
	}
	var said []string
	err = s.store.Update(ctx, func(tx Tx) error {
		said = nil
		for i, p := range r.Answers {
			if !slices.Contains(chosen, i) {
				continue
			}
			if !p.Open() {
				return events.Invalidf("changed", "what is asked has changed")
			}
			err := s.confirm(tx, r.Person, p.Proposal)
			if errors.Is(err, events.ErrNotFound) || errors.Is(err, events.ErrForbidden) {
				err = events.Invalidf("changed", "what is asked has changed")
			}
			if err != nil {
				return err
			}
			said = append(said, p.Proposal.String())
		}
		if len(said) == 0 {
			return events.Invalidf("answers", "choose what you confirm")
		}
		return tx.AddReceipt(Receipt{
			ID: confirmedID(r.Receipt.ID), At: s.now(), From: r.Person.Email, Subject: r.Receipt.Subject, Person: r.Person.ID,
			Outcome: ReceiptApplied, Reason: "confirmed by its link: " + strings.Join(said, ", "),
		})
	})
	if errors.Is(err, events.ErrExists) {
		return nil // confirmed in the same moment
	}
	return err
}

// confirm gives one answer.
func (s *Service) confirm(tx Tx, who *events.Person, p Proposal) error {
	if p.Decision > 0 {
		done := true
		return s.events.AnswerDecisionIn(tx, events.DecisionResponse{Decision: p.Decision, Territory: p.Territory, By: who.ID, Text: &p.Text, Done: &done, Door: events.DoorMail})
	}
	_, err := s.events.RespondIn(tx, events.Response{
		Session: p.Session, For: p.For, By: who.ID, Status: p.Status, KeepComment: true, Door: events.DoorMail, Sequence: p.Sequence,
	})
	return err
}

// Label says for whom an answer stands that is a delegation's: "Délégation de Faverges, Élus".
func (p *Proposal) Label(snap *events.Snapshot, reader *events.Person) string {
	x := snap.Session(p.Session)
	if x == nil {
		return ""
	}
	return snap.Invite(x, events.ViewDelegation, reader, p.For, nil, nil).Label
}

// String is a proposal as lists of what came in have it.
func (p Proposal) String() string {
	if p.Decision > 0 {
		return fmt.Sprintf("%s/%d", p.Territory, p.Decision)
	}
	return strings.TrimSpace(p.For.Territory + " " + p.Session + "=" + string(p.Status))
}
