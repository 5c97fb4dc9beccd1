package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"parcours/config"
	"parcours/front"
	"parcours/house"
	"parcours/mail"
)

// receive takes replies from the ways that are configured, until the function that it gives is called.
func receive(ctx context.Context, s *house.House, c config.Mail, watch *front.Watch, log *slog.Logger) (stop func()) {
	inbox := mail.NewInbox(mail.Rooms{Events: s.Service, Asked: s.Asked, Delivery: s.Delivery, Correspondence: s.Correspondence}, mail.Reader{Domain: c.Domain, TrustedAuthservID: c.TrustedAuthservID}, log)
	ctx, cancel := context.WithCancel(ctx)
	var ways sync.WaitGroup
	run := func(name string, way func() error) {
		ways.Go(func() {
			if err := way(); err != nil && !errors.Is(err, context.Canceled) {
				log.Error("replies do not come in any more", "by", name, "error", err)
			}
		})
	}
	if i := c.IMAP; i.Host != "" {
		run("IMAP", func() error {
			return inbox.Poll(ctx, mail.Mailbox{
				Host: i.Host, Port: i.Port, User: i.User, PasswordFile: i.PasswordFile, Folder: i.Folder, TLS: i.TLS,
				Every: time.Duration(i.PollSeconds) * time.Second, Read: watch.MailboxRead,
			})
		})
	}
	if c.LMTP.Listen != "" {
		run("LMTP", func() error { return inbox.ServeLMTP(ctx, c.LMTP.Listen) })
	}
	return func() {
		cancel()
		ways.Wait()
	}
}
