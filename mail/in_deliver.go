package mail

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"parcours/asks"
	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/replies"
)

// Inbox takes the messages that come in, by whatever way.
type Inbox struct {
	Rooms
	reader Reader
	log    *slog.Logger
}

// Rooms are what an Inbox asks.
type Rooms struct {
	Events         *events.Service
	Asked          *asks.Service
	Delivery       *delivery.Service
	Correspondence *correspondence.Service
}

// NewInbox makes one.
func NewInbox(rooms Rooms, r Reader, log *slog.Logger) *Inbox { return &Inbox{rooms, r, log} }

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
		return b.Delivery.Refuse(ctx, in, err.Error())
	}
	if len(bounces) > 0 {
		var failed []delivery.Failure
		for _, x := range bounces {
			failed = append(failed, delivery.Failure{Token: x.Token, Thread: x.Thread, Reason: x.Reason + " (" + x.Recipient + ")"})
		}
		if ours, err := b.Correspondence.Returned(ctx, failed); ours || err != nil {
			return delivery.Receipt{ID: in.ID, From: in.From, Outcome: delivery.ReceiptApplied, Reason: "a letter did not arrive"}, err
		}
		return b.Delivery.Returned(ctx, in, failed)
	}
	if r, ours, err := b.Correspondence.Receive(ctx, in); ours || err != nil {
		return r, err
	}
	if err := b.understand(ctx, &in); err != nil {
		return delivery.Receipt{}, err
	}
	r, err := b.Delivery.Receive(ctx, in)
	if isRefusal(err) {
		return b.Delivery.Refuse(ctx, in, err.Error())
	}
	return r, err
}

// understand reads plain words against what is asked of who writes.
func (b *Inbox) understand(ctx context.Context, in *delivery.Incoming) error {
	if in.Method != "" || in.Automatic || in.Text == "" {
		return nil
	}
	who, m, err := b.Delivery.Answered(ctx, *in)
	if who == nil || err != nil {
		return err
	}
	desk, err := b.Asked.Desk(ctx, who)
	if err != nil {
		return err
	}
	in.Understood = replies.Read(in.Text, desk, aboutOf(desk.Programme, m), b.Events.Now())
	return nil
}

// aboutOf is what a mail is about: a session, or an arbitrage.
func aboutOf(snap *events.Snapshot, m delivery.Mail) replies.About {
	territory, number, ok := strings.Cut(m.Session, "/")
	if !ok {
		if snap.Session(m.Session) == nil {
			return replies.About{}
		}
		return replies.About{Session: m.Session}
	}
	n, _ := strconv.Atoi(number)
	return replies.About{Territory: territory, Decision: n}
}

// isRefusal tells an answer of the domain from a store that failed.
func isRefusal(err error) bool {
	var invalid *events.Invalid
	return errors.As(err, &invalid) || errors.Is(err, events.ErrNotFound) || errors.Is(err, events.ErrForbidden)
}
