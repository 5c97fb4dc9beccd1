package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"parcours/config"
	"parcours/delivery"
	"parcours/front"
	"parcours/house"
	"parcours/ical"
	"parcours/mail"
)

// mailPolicy is when mails leave, as configured.
func mailPolicy(c config.Mail) delivery.MailPolicy {
	return delivery.MailPolicy{
		Hold: time.Duration(c.HoldMinutes) * time.Minute, QuietFrom: c.QuietFrom, QuietTo: c.QuietTo, DailyCap: c.DailyCap,
		Digest: delivery.UsualMailPolicy.Digest,
	}
}

// folderOfMails is where mails are written while mail is off, in the data folder.
const folderOfMails = "mails"

// transport is the way out: the submission server, or a folder where mail is off.
func transport(c config.Mail, data string) (mail.Transport, error) {
	if !c.Enabled {
		return mail.NewFolder(filepath.Join(data, folderOfMails), time.Now)
	}
	password := ""
	if c.PasswordFile != "" {
		octets, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("the password of the mail server: %w", err)
		}
		password = strings.TrimRight(string(octets), "\r\n")
	}
	return &mail.SMTP{Host: c.Host, Port: c.Port, User: c.User, Password: password, StartTLS: c.StartTLS, Domain: c.Domain}, nil
}

// mailSender is how the server writes to people. Without a domain, nothing that is written leaves the machine.
func mailSender(publicURL string, c config.Mail) mail.Sender {
	domain := cmp.Or(c.Domain, "parcours.invalid")
	return mail.Sender{
		PublicURL: publicURL, From: cmp.Or(c.From, "parcours@"+domain), Domain: domain, PlusAddressing: c.PlusAddressing,
	}
}

// sendMails sends what there is to send until the function that it gives is called.
func sendMails(ctx context.Context, s *house.House, server config.Server, watch *front.Watch, log *slog.Logger) (stop func(), err error) {
	way, err := transport(server.Mail, server.Data)
	if err != nil {
		return nil, err
	}
	way = &counted{way, watch}
	writer := mail.NewWriter(mailSender(server.PublicURL, server.Mail), ical.NewRenderer(server.PublicURL), time.Now)
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() {
		mail.Run(ctx, mail.Sources{Delivery: s.Delivery, Correspondence: s.Correspondence}, writer, way, log)
	})
	return func() {
		cancel()
		working.Wait()
	}, nil
}

// counted is a way out whose mails are counted.
type counted struct {
	mail.Transport
	watch *front.Watch
}

// Send implements mail.Transport.
func (c *counted) Send(ctx context.Context, from, to string, octets []byte) error {
	err := c.Transport.Send(ctx, from, to, octets)
	switch {
	case err == nil:
		c.watch.MailSent("sent")
	case mail.Permanent(err):
		c.watch.MailSent("refused")
	case ctx.Err() == nil:
		c.watch.MailSent("later")
	}
	return err
}
