package delivery

import (
	"context"
	"strings"
	"time"

	"parcours/events"
)

// settingWaiting is until when organisers have been told, or will be, that mails wait (RFC 3339).
const settingWaiting = "waiting-told"

// waitingEvery is how often organisers are told at most.
const waitingEvery = time.Hour

// tellWaiting tells the organisers that a mail waits: at once, and of all that came within an hour in one mail.
func (s *Service) tellWaiting(tx Tx) error {
	text, err := tx.Setting(settingWaiting)
	if err != nil {
		return err
	}
	now := s.now()
	last, _ := time.Parse(time.RFC3339, text)
	if last.After(now) {
		return nil // a mail that has not left yet tells of this one too
	}
	due := now
	if next := last.Add(waitingEvery); !last.IsZero() && next.After(now) {
		due = next
	}
	if err := tx.SetSetting(settingWaiting, due.UTC().Format(time.RFC3339)); err != nil {
		return err
	}
	return s.events.Notify(tx, events.Notice{Kind: events.NoticeWaiting, Due: due})
}

// Waiting are the messages that somebody has to settle, oldest first.
func (s *Service) Waiting(ctx context.Context) (all []Receipt, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = waiting(tx)
		return err
	})
	return all, err
}

func waiting(tx Tx) (all []Receipt, err error) {
	found, err := tx.Receipts(ReceiptWaiting, 1000)
	for i := len(found) - 1; i >= 0; i-- {
		if found[i].Waits() {
			all = append(all, found[i])
		}
	}
	return all, err
}

// Verdict is what an organiser says of a message that waits. One of its fields is set.
type Verdict struct {
	AnswerOf   string // id of the person whose answer or comment it is: the address is theirs from now on
	NewcomerOf string // id of the person whose invitation a guest answered
	QuestionTo string // id of the territory whose referents it is sent on to
	Nothing    bool
}

// SettleWaiting settles a message that waits, by its id or the beginning of it that no other has.
func (s *Service) SettleWaiting(ctx context.Context, by *events.Person, id string, v Verdict) error {
	if by.Role != events.Organiser {
		return events.ErrForbidden
	}
	return s.store.Update(ctx, func(tx Tx) error {
		r, err := waitingOne(tx, id)
		if err != nil {
			return err
		}
		snap := s.events.Programme()
		r.Settled = by.ID + ": nothing"
		switch {
		case v.AnswerOf != "":
			who := snap.Person(v.AnswerOf)
			if who == nil {
				return events.Invalidf("answer-of", "%q is nobody of the programme", v.AnswerOf)
			}
			if other := snap.ByAddress(r.From); other != nil && other.ID != who.ID {
				return events.Invalidf("answer-of", "%s is the address of %s", r.From, other.Name)
			}
			return s.answerOf(tx, by, who, r)
		case v.NewcomerOf != "":
			who := snap.Person(v.NewcomerOf)
			if who == nil {
				return events.Invalidf("newcomer-of", "%q is nobody of the programme", v.NewcomerOf)
			}
			r.Settled = by.ID + ": a guest of " + who.ID
			if err := s.setAlias(tx, who.ID, r.From, AliasGuest); err != nil {
				return err
			}
			if err := s.tellNewcomer(tx, who, r.From); err != nil {
				return err
			}
		case v.QuestionTo != "":
			if snap.Territory(v.QuestionTo) == nil {
				return events.Invalidf("question-to", "%q is not a territory of the programme", v.QuestionTo)
			}
			r.Settled = by.ID + ": sent on to " + v.QuestionTo
			if err := s.sendOn(tx, v.QuestionTo, r); err != nil {
				return err
			}
		case !v.Nothing:
			return events.Invalidf("verdict", "say whose answer it is, whose guest, to whom it is a question, or that it is nothing")
		}
		return tx.SetReceipt(r)
	})
}

func waitingOne(tx Tx, id string) (Receipt, error) {
	all, err := waiting(tx)
	if err != nil {
		return Receipt{}, err
	}
	var found []Receipt
	for _, r := range all {
		if id != "" && strings.HasPrefix(r.ID, id) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Receipt{}, events.Invalidf("id", "no message %q waits", id)
	}
	return Receipt{}, events.Invalidf("id", "%d messages that wait begin with %q: give more of it", len(found), id)
}

// answerOf takes a message as a person's own, whose address its sender has from now on.
func (s *Service) answerOf(tx Tx, by, who *events.Person, r Receipt) error {
	r.Settled = by.ID + ": an answer of " + who.ID
	if events.FoldAddress(r.From) != events.FoldAddress(who.Email) {
		if err := s.setAlias(tx, who.ID, r.From, AliasTheirs); err != nil {
			return err
		}
	}
	x := sessionWith(s.events.Programme(), r.Message.UID)
	if x == nil {
		x = s.events.Programme().Session(r.Session)
	}
	if x == nil || r.Message.Method != "REPLY" && strings.TrimSpace(r.Message.Text) == "" {
		return tx.SetReceipt(r)
	}
	settled := r.Settled
	var err error
	if r.Message.Method == "REPLY" {
		err = s.receiveReply(tx, who, x, r.Message, &r)
	} else {
		err = s.receiveText(tx, who, x, r.Message, &r)
	}
	r.Person, r.Session, r.Settled = who.ID, x.ID, settled
	if err != nil {
		return err
	}
	return tx.SetReceipt(r)
}

// sendOn sends what somebody wrote on to the referents of a delegation.
func (s *Service) sendOn(tx Tx, territory string, r Receipt) error {
	for _, p := range s.events.Programme().Delegation(territory) {
		if !p.ReferentOf(territory) {
			continue
		}
		n := events.Notice{Kind: events.NoticeWritten, Person: p.ID, Subject: "→ " + events.Cut(r.Subject, 150), Text: r.From + "\n\n" + events.Cut(r.Message.Text, events.MaxComment), Due: s.now()}
		if err := s.events.Notify(tx, n); err != nil {
			return err
		}
	}
	return nil
}
