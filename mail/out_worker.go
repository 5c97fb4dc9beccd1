package mail

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"parcours/delivery"
	"parcours/events"
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
func Run(ctx context.Context, programme *events.Service, mails *delivery.Service, writer *Writer, transport Transport, log *slog.Logger) {
	w := &worker{programme, mails, writer, transport, log}
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

type worker struct {
	events    *events.Service
	delivery  *delivery.Service
	writer    *Writer
	transport Transport
	log       *slog.Logger
}

// remind runs the daily job, which guards itself.
func (w *worker) remind(ctx context.Context) {
	if err := w.delivery.Remind(ctx); err != nil && ctx.Err() == nil {
		w.log.Error("reminders", "error", err)
	}
}

// work does all there is to do now.
func (w *worker) work(ctx context.Context) {
	if err := w.expand(ctx); err != nil && ctx.Err() == nil {
		w.log.Error("mails of what changed", "error", err)
	}
	for ctx.Err() == nil {
		mails, err := w.delivery.DueMails(ctx, batch)
		if err != nil && ctx.Err() == nil {
			w.log.Error("mails to send", "error", err)
		}
		if err != nil || len(mails) == 0 || !w.sendAll(ctx, mails) {
			return
		}
	}
}

func (w *worker) expand(ctx context.Context) error {
	for {
		more, err := w.delivery.ExpandNotices(ctx)
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

// sendAll sends some mails, few at once. It is false if the outcome of one could not be noted: then the rest waits.
func (w *worker) sendAll(ctx context.Context, mails []delivery.Mail) bool {
	var wait sync.WaitGroup
	all := make(chan delivery.Mail)
	failed := make(chan error, len(mails))
	for range min(atOnce, len(mails)) {
		wait.Go(func() {
			for m := range all {
				if err := w.send(ctx, m); err != nil {
					failed <- err
				}
			}
		})
	}
	for _, m := range mails {
		if ctx.Err() == nil {
			all <- m
		}
	}
	close(all)
	wait.Wait()
	close(failed)
	err := <-failed // nil if none did
	if err != nil && ctx.Err() == nil {
		w.log.Error("a mail's outcome was not noted", "error", err)
	}
	return err == nil
}

// send hands one mail over and notes how that ended.
func (w *worker) send(ctx context.Context, m delivery.Mail) error {
	held, err := w.delivery.Hold(ctx, m)
	if err != nil || held {
		return err
	}
	sent := w.handOver(ctx, m)
	if ctx.Err() != nil && sent != nil {
		return ctx.Err() // it was interrupted: that is no failure of the mail's
	}
	o := delivery.MailOutcome{Err: sent, Permanent: Permanent(sent)}
	if errors.Is(sent, delivery.ErrNothingToSay) {
		o = delivery.MailOutcome{Nothing: true}
	}
	level := slog.LevelInfo
	if o.Err != nil {
		level = slog.LevelWarn
	}
	w.log.Log(ctx, level, "mail", "id", m.MessageID(), "kind", m.Kind, "person", m.Person, "attempt", m.Attempts+1, "nothing", o.Nothing, "error", o.Err)
	return w.delivery.Settle(context.WithoutCancel(ctx), m, o) // what was handed over is noted even while the server stops
}

func (w *worker) handOver(ctx context.Context, m delivery.Mail) error {
	msg, err := w.delivery.ToSend(ctx, m)
	if err != nil {
		return err
	}
	octets, err := w.writer.Compose(msg)
	if err != nil {
		return err
	}
	return w.transport.Send(ctx, w.writer.EnvelopeFrom(m.Token), msg.To.Email, octets)
}
