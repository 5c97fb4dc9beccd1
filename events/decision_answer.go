package events

import (
	"context"
	"slices"
	"strings"
)

// DecisionResponse is what somebody says of an arbitrage through one of the doors.
type DecisionResponse struct {
	Decision  int
	Territory string
	By        string
	Text      *string // nil: unchanged
	Done      *bool   // nil: unchanged
	Reply     bool    // an organiser's reply to the delegation
	Door      Door
}

// maxDecisionText is the longest answer to an arbitrage, in octets.
const maxDecisionText = 64 << 10

// AnswerDecision keeps a revision of a delegation's answer, by one of its referents or an organiser; members of the
// delegation may read. Saying again what stands keeps nothing new. A yes or no about sessions is the delegation's answer to
// them as well.
func (s *Service) AnswerDecision(ctx context.Context, r DecisionResponse) error {
	return s.store.Update(ctx, func(tx Tx) error { return s.AnswerDecisionIn(tx, r) })
}

// lastAnswer is a delegation's answer that holds, and whether it is done: what an organiser replied to is open again.
func lastAnswer(revisions []DecisionAnswer) (answer DecisionAnswer, done bool) {
	replied := false
	for _, old := range revisions {
		if replied = old.Reply; !old.Reply {
			answer = old
		}
	}
	return answer, answer.Done && !replied
}

// AnswerDecisionIn is AnswerDecision within a transaction of another room.
func (s *Service) AnswerDecisionIn(tx Tx, r DecisionResponse) error {
	snap := s.Programme()
	by, t, d := snap.Person(r.By), snap.Territory(r.Territory), snap.Decision(r.Decision)
	switch {
	case by == nil || t == nil || d == nil:
		return ErrNotFound
	case by.Role != Organiser && !slices.Contains(by.Territories, t.ID):
		return ErrNotFound
	case by.Role != Organiser && (r.Reply || !by.ReferentOf(t.ID)):
		return ErrForbidden
	case r.Text != nil && len(*r.Text) > maxDecisionText:
		return Invalidf("answer", "%d octets; at most %d are kept", len(*r.Text), maxDecisionText)
	}
	revisions, err := tx.DecisionAnswers(t.ID, d.Number)
	if err != nil {
		return err
	}
	next := DecisionAnswer{Decision: d.Number, Territory: t.ID, By: by.ID, Reply: r.Reply, Door: r.Door, At: s.now()}
	if r.Reply {
		if r.Text == nil || strings.TrimSpace(*r.Text) == "" {
			return Invalidf("reply", "write something")
		}
		next.Text = *r.Text
	} else {
		before, done := lastAnswer(revisions)
		next.Text, next.Done = before.Text, done
		if r.Text != nil {
			next.Text = strings.TrimSpace(*r.Text)
		}
		if r.Done != nil {
			next.Done = *r.Done
		}
		if err := s.answerSessions(tx, d, r, before, next); err != nil {
			return err
		}
		if next.Text == before.Text && next.Done == done {
			return nil
		}
	}
	if next.Number, err = tx.NextChange(TerritoryHome(t.ID)); err != nil {
		return err
	}
	if err := tx.AddDecisionAnswer(next); err != nil || !r.Reply {
		return err
	}
	return s.Notify(tx, Notice{Kind: NoticeReply, Territory: t.ID, Decision: d.Number, Text: next.Text})
}
