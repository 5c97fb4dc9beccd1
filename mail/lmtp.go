package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
)

// ServeLMTP takes messages from a mail server of this machine (RFC 2033) until the context ends. listen is host:port of
// the loopback, or the path of a socket, which the group of its folder may use. Each recipient is answered for itself:
// 250 after the receipt is stored, 451 where it could not be.
func (b *Inbox) ServeLMTP(ctx context.Context, listen string) error {
	l, err := listenLMTP(listen)
	if err != nil {
		return fmt.Errorf("LMTP on %s: %w", listen, err)
	}
	return b.serveLMTP(ctx, l)
}

func listenLMTP(listen string) (net.Listener, error) {
	if !strings.HasPrefix(listen, "/") {
		return net.Listen("tcp", listen)
	}
	if info, err := os.Lstat(listen); err == nil && info.Mode()&fs.ModeSocket != 0 {
		if err := os.Remove(listen); err != nil {
			return nil, err
		}
	}
	l, err := net.Listen("unix", listen)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(listen, 0o660)
}

func (b *Inbox) serveLMTP(ctx context.Context, l net.Listener) error {
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &arrival{ctx: ctx, inbox: b}, nil }))
	server.LMTP = true
	server.Domain = "localhost"
	server.MaxMessageBytes = maxMessage
	server.MaxRecipients = 100
	server.ReadTimeout, server.WriteTimeout = 5*time.Minute, time.Minute
	server.ErrorLog = slog.NewLogLogger(b.log.Handler(), slog.LevelWarn)
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	err := server.Serve(l)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// arrival is one message on its way in.
type arrival struct {
	ctx        context.Context
	inbox      *Inbox
	from       string
	recipients []string
}

// Mail implements smtp.Session; a delivery report comes from "".
func (d *arrival) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

// Rcpt implements smtp.Session.
func (d *arrival) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.ContainsAny(to, "\r\n") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 3}, Message: "no address"}
	}
	d.recipients = append(d.recipients, to)
	return nil
}

// Reset implements smtp.Session.
func (d *arrival) Reset() { d.from, d.recipients = "", nil }

// Logout implements smtp.Session.
func (d *arrival) Logout() error { return nil }

// Data implements smtp.Session: one answer for all recipients.
func (d *arrival) Data(r io.Reader) error {
	octets, err := io.ReadAll(r)
	for _, to := range d.recipients {
		err = errors.Join(err, d.deliver(octets, to))
	}
	return err
}

// LMTPData implements smtp.LMTPSession: one answer a recipient (RFC 2033 §4.2).
func (d *arrival) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	octets, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range d.recipients {
		status.SetStatus(to, d.deliver(octets, to))
	}
	return nil
}

// deliver takes the message for one recipient, whom the envelope alone may name.
func (d *arrival) deliver(octets []byte, to string) error {
	way := fmt.Sprintf("Return-Path: <%s>\r\nDelivered-To: %s\r\n", strings.NewReplacer("\r", "", "\n", "").Replace(d.from), to)
	if _, err := d.inbox.Deliver(d.ctx, append([]byte(way), octets...)); err != nil {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "it could not be stored; try again"}
	}
	return nil
}
