package mail

import (
	"context"
	"errors"
	"log/slog"

	"parcours/events"
)

// Inbox takes the messages that come in, by whatever way.
type Inbox struct {
	service *events.Service
	reader  Reader
	log     *slog.Logger
}

// NewInbox makes one.
func NewInbox(s *events.Service, r Reader, log *slog.Logger) *Inbox { return &Inbox{s, r, log} }

// Deliver reads a message and does what it says. It ends as a receipt, whatever it is; an error means that nothing
// could be stored, and that the message must be offered again.
func (b *Inbox) Deliver(ctx context.Context, octets []byte) (events.Receipt, error) {
	r, err := b.deliver(ctx, octets)
	if err != nil {
		b.log.Error("a mail came and could not be stored", "error", err)
		return r, err
	}
	b.log.Info("a mail came", "receipt", r.ID, "outcome", r.Outcome, "person", r.Person, "session", r.Session)
	return r, nil
}

func (b *Inbox) deliver(ctx context.Context, octets []byte) (events.Receipt, error) {
	in, bounces, err := b.reader.Read(octets)
	if err != nil {
		return b.service.Refuse(ctx, in, err.Error())
	}
	if len(bounces) > 0 {
		var failed []events.Failure
		for _, x := range bounces {
			failed = append(failed, events.Failure{Token: x.Token, Thread: x.Thread, Reason: x.Reason + " (" + x.Recipient + ")"})
		}
		return b.service.Returned(ctx, in, failed)
	}
	r, err := b.service.Receive(ctx, in)
	if isRefusal(err) {
		return b.service.Refuse(ctx, in, err.Error())
	}
	return r, err
}

// isRefusal tells an answer of the domain from a store that failed.
func isRefusal(err error) bool {
	var invalid *events.Invalid
	return errors.As(err, &invalid) || errors.Is(err, events.ErrNotFound) || errors.Is(err, events.ErrForbidden)
}
