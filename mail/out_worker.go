package mail

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"parcours/correspondence"
	"parcours/delivery"
	"parcours/scheduling"
)

const (
	wakeEvery   = 2 * time.Second
	remindEvery = time.Hour
	batch       = 50
	atOnce      = 4
	breath      = 10 * time.Millisecond // between two steps of an expansion, for answers that wait to be written
)

// Run sends mails until ctx ends: it turns notices into mails, and hands over those that are due. A mail that was
// taken by the next server, but not yet noted as sent when the process died, is sent again with the same Message-ID.
func Run(ctx context.Context, from Sources, writer *Writer, transport Transport, log *slog.Logger) {
	w := &worker{from, writer, transport, log}
	defer transport.Close()
	wake, remind := time.NewTicker(wakeEvery), time.NewTicker(remindEvery)
	defer wake.Stop()
	defer remind.Stop()
	w.remind(ctx)
	for {
		w.work(ctx)
		select {
		case <-ctx.Done():
			return
		case <-remind.C:
			w.remind(ctx)
		case <-wake.C:
		}
	}
}

// Sources are where mails come from.
type Sources struct {
	Delivery       *delivery.Service
	Correspondence *correspondence.Service
}

type worker struct {
	Sources
	writer    *Writer
	transport Transport
	log       *slog.Logger
}

// remind runs the daily job, which guards itself.
func (w *worker) remind(ctx context.Context) {
	if err := w.Delivery.Remind(ctx); err != nil && ctx.Err() == nil {
		w.log.Error("reminders", "error", err)
	}
}

// work does all there is to do now.
func (w *worker) work(ctx context.Context) {
	if err := w.expand(ctx); err != nil && ctx.Err() == nil {
		w.log.Error("mails of what changed", "error", err)
	}
	drain(ctx, w, "mails to send", w.Delivery.DueMails, w.send)
	drain(ctx, w, "letters to send", w.Correspondence.Due, w.sendLetter)
}

// drain sends all that is due of one source. It ends where an outcome could not be noted: then the rest waits.
func drain[T any](ctx context.Context, w *worker, what string, due func(context.Context, int) ([]T, error), send func(context.Context, T) error) {
	for ctx.Err() == nil {
		all, err := due(ctx, batch)
		if err == nil && len(all) > 0 {
			err = sendAll(ctx, all, send)
		}
		if err != nil && ctx.Err() == nil {
			w.log.Error(what, "error", err)
		}
		if err != nil || len(all) == 0 {
			return
		}
	}
}

func (w *worker) expand(ctx context.Context) error {
	for {
		more, err := w.Delivery.ExpandNotices(ctx)
		if err != nil || !more {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(breath):
		}
	}
}

// sendAll sends some, few at once. It gives the error of one whose outcome could not be noted.
func sendAll[T any](ctx context.Context, some []T, send func(context.Context, T) error) error {
	var wait sync.WaitGroup
	all := make(chan T)
	failed := make(chan error, len(some))
	for range min(atOnce, len(some)) {
		wait.Go(func() {
			for m := range all {
				if err := send(ctx, m); err != nil {
					failed <- err
				}
			}
		})
	}
	for _, m := range some {
		if ctx.Err() == nil {
			all <- m
		}
	}
	close(all)
	wait.Wait()
	close(failed)
	return <-failed // nil if none did
}

// send hands one mail over and notes how that ended.
func (w *worker) send(ctx context.Context, m delivery.Mail) error {
	held, err := w.Delivery.Hold(ctx, m)
	if err != nil || held {
		return err
	}
	sent := w.handOver(ctx, m)
	if ctx.Err() != nil && sent != nil {
		return ctx.Err() // it was interrupted: that is no failure of the mail's
	}
	o, level := outcomeOf(sent)
	w.log.Log(ctx, level, "mail", "id", m.MessageID(), "kind", m.Kind, "person", m.Person, "attempt", m.Attempts+1, "nothing", o.Nothing, "error", o.Err)
	return w.Delivery.Settle(context.WithoutCancel(ctx), m, o) // what was handed over is noted even while the server stops
}

func (w *worker) handOver(ctx context.Context, m delivery.Mail) error {
	msg, err := w.Delivery.ToSend(ctx, m)
	if err != nil {
		return err
	}
	octets, err := w.writer.Compose(msg)
	if err != nil {
		return err
	}
	return w.transport.Send(ctx, w.writer.EnvelopeFrom(m.Token), msg.To.Email, octets)
}

// outcomeOf is how an attempt ended, and how loud the log says so.
func outcomeOf(sent error) (delivery.MailOutcome, slog.Level) {
	switch {
	case errors.Is(sent, delivery.ErrNothingToSay):
		return delivery.MailOutcome{Nothing: true}, slog.LevelInfo
	case sent != nil:
		return delivery.MailOutcome{Err: sent, Permanent: Permanent(sent)}, slog.LevelWarn
	}
	return delivery.MailOutcome{}, slog.LevelInfo
}

// sendLetter hands one letter over and notes how that ended.
func (w *worker) sendLetter(ctx context.Context, l scheduling.Letter) error {
	still, err := w.Correspondence.Begin(ctx, l)
	if err != nil || !still {
		return err
	}
	sent := w.handOverLetter(ctx, l)
	if ctx.Err() != nil && sent != nil {
		return ctx.Err()
	}
	o, level := outcomeOf(sent)
	w.log.Log(ctx, level, "letter", "number", l.Number, "kind", l.Kind, "person", l.Person, "attempt", l.Attempts+1, "nothing", o.Nothing, "error", o.Err)
	return w.Correspondence.Settle(context.WithoutCancel(ctx), l, o)
}

func (w *worker) handOverLetter(ctx context.Context, l scheduling.Letter) error {
	msg, err := w.Correspondence.Compose(ctx, l)
	if err != nil {
		return err
	}
	octets, err := w.writer.ComposeLetter(msg)
	if err != nil {
		return err
	}
	return w.transport.Send(ctx, w.writer.EnvelopeFrom(l.Token), msg.To, octets)
}
