package mail

import (
	"context"
	"errors"
	"log/slog"

	"parcours/delivery"
	"parcours/events"
)

// Inbox takes the messages that come in, by whatever way.
type Inbox struct {
	delivery *delivery.Service
	reader   Reader
	log      *slog.Logger
}

// NewInbox makes one.
func NewInbox(s *delivery.Service, r Reader, log *slog.Logger) *Inbox { return &Inbox{s, r, log} }

// Deliver reads a message and does what it says. It ends as a receipt, whatever it is; an error means that nothing
// could be stored, and that the message must be offered again.
func (b *Inbox) Deliver(ctx context.Context, octets []byte) (delivery.Receipt, error) {
	r, err := b.deliver(ctx, octets)
	if err != nil {
		b.log.Error("a mail came and could not be stored", "error", err)
		return r, err
	}
	b.log.Info("a mail came", "receipt", r.ID, "outcome", r.Outcome, "person", r.Person, "session", r.Session)
	return r, nil
}

func (b *Inbox) deliver(ctx context.Context, octets []byte) (delivery.Receipt, error) {
	in, bounces, err := b.reader.Read(octets)
	if err != nil {
		return b.delivery.Refuse(ctx, in, err.Error())
	}
	if len(bounces) > 0 {
		var failed []delivery.Failure
		for _, x := range bounces {
			failed = append(failed, delivery.Failure{Token: x.Token, Thread: x.Thread, Reason: x.Reason + " (" + x.Recipient + ")"})
		}
		return b.delivery.Returned(ctx, in, failed)
	}
	r, err := b.delivery.Receive(ctx, in)
	if isRefusal(err) {
		return b.delivery.Refuse(ctx, in, err.Error())
	}
	return r, err
}

// isRefusal tells an answer of the domain from a store that failed.
func isRefusal(err error) bool {
	var invalid *events.Invalid
	return errors.As(err, &invalid) || errors.Is(err, events.ErrNotFound) || errors.Is(err, events.ErrForbidden)
}
