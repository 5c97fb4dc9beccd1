package delivery

import (
	"context"
	"errors"
	"strings"

	"parcours/events"
)

// Refuse keeps a message that cannot be taken, with the reason in words, and tells its person that it could not be read. One
// that came before changes nothing.
func (s *Service) Refuse(ctx context.Context, in Incoming, reason string) (Receipt, error) {
	return s.note(ctx, in, func(tx Tx, r *Receipt) error {
		r.Outcome, r.Reason = ReceiptRefused, reason
		who, _, err := s.sender(tx, s.events.Programme(), in)
		if err != nil || who == nil {
			return err
		}
		if speaks, err := in.speaksFor(tx, who); err != nil || !speaks {
			return err
		}
		r.Person = who.ID
		return s.tellUnclear(tx, who, in)
	})
}

// Failure is what a delivery report says of one mail (RFC 3464).
type Failure struct{ Token, Thread, Reason string }

// Returned keeps a delivery report, and marks the mails that it says did not arrive. One that came before changes
// nothing: a mail that was sent again since stays as it is.
func (s *Service) Returned(ctx context.Context, in Incoming, failed []Failure) (Receipt, error) {
	return s.note(ctx, in, func(tx Tx, r *Receipt) error {
		r.Outcome, r.Reason = ReceiptKept, "a delivery report of a mail that is not known here"
		var reasons []string
		for _, f := range failed {
			q := MailQuery{Thread: f.Thread}
			if f.Thread == "" {
				q = MailQuery{Token: f.Token}
			}
			err := changeOne(tx, q, func(m *Mail) error {
				r.Token, r.Person, r.Session = m.Token, m.Person, m.Session
				m.State, m.Error = MailBounced, f.Reason
				return nil
			})
			if err != nil && !errors.Is(err, events.ErrNotFound) {
				return err
			}
			if err == nil {
				reasons = append(reasons, f.Reason)
			}
		}
		if len(reasons) > 0 {
			r.Outcome, r.Reason = ReceiptApplied, "it did not arrive: "+strings.Join(reasons, "; ")
		}
		return nil
	})
}

// note stores a receipt with what it settles, once.
func (s *Service) note(ctx context.Context, in Incoming, settle func(Tx, *Receipt) error) (Receipt, error) {
	r := Receipt{ID: in.ID, At: s.now(), From: in.From, Subject: in.Subject, Token: in.Token}
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := settle(tx, &r); err != nil {
			return err
		}
		return tx.AddReceipt(r)
	})
	if errors.Is(err, events.ErrExists) {
		r.Outcome, r.Reason = ReceiptKept, "it came before"
		return r, nil
	}
	return r, err
}
