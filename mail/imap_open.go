package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// sitting is one connection to a mailbox, after it was opened.
type sitting struct {
	conn     net.Conn
	client   *imapclient.Client
	patience time.Duration
}

// within does something with the server, which must not take longer than the mailbox's patience; what says what it is.
func (s *sitting) within(what string, f func() error) error {
	late := time.AfterFunc(s.patience, func() { s.conn.Close() })
	err := f()
	if !late.Stop() { // closed, even if it was answered in the last moment
		return fmt.Errorf("%s: no answer for %s: %w", what, s.patience, cmp.Or(err, os.ErrDeadlineExceeded))
	}
	return err
}

// open logs in and opens the folder. What the server says by itself comes to news.
func (m Mailbox) open(ctx context.Context, news chan<- struct{}) (*sitting, error) {
	conn, err := m.dial(ctx)
	if err != nil {
		return nil, at(Connecting, fmt.Errorf("connecting: %w", err))
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	s := &sitting{conn: conn, patience: cmp.Or(m.Patience, usualPatience)}
	if err := m.enter(s, news); err != nil {
		conn.Close()
		return nil, err
	}
	return s, nil
}

// Try logs in and opens the folder, and reads nothing. Its errors are StepErrors.
func (m Mailbox) Try(ctx context.Context) error {
	s, err := m.open(ctx, nil)
	if err != nil {
		return err
	}
	defer s.conn.Close()
	stop := context.AfterFunc(ctx, func() { s.conn.Close() })
	defer stop()
	return s.within("LOGOUT", func() error { return s.client.Logout().Wait() })
}

// dial opens a connection; with TLS, also what it needs to be private.
func (m Mailbox) dial(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(m.Patience, usualPatience))
	defer cancel()
	address := net.JoinHostPort(m.Host, strconv.Itoa(m.Port))
	if m.TLS {
		d := tls.Dialer{Config: &tls.Config{ServerName: m.Host, RootCAs: m.Roots, NextProtos: []string{"imap"}}} // RFC 8314 §3.2
		return d.DialContext(ctx, "tcp", address)
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address)
}

// enter makes a client of a connection, logs in and opens the folder.
func (m Mailbox) enter(s *sitting, news chan<- struct{}) error {
	password, err := os.ReadFile(m.PasswordFile)
	if err != nil {
		return err
	}
	if err := m.greet(s, news); err != nil {
		return err
	}
	err = s.within("LOGIN", func() error { return s.client.Login(m.User, strings.TrimRight(string(password), "\r\n")).Wait() })
	if err != nil {
		return at(SigningIn, fmt.Errorf("login of %s: %w", m.User, err))
	}
	if err := s.within("CAPABILITY", func() error { s.client.Caps(); return nil }); err != nil { // asks for them, where the server did not tell
		return at(Opening, err)
	}
	err = s.within("SELECT", func() error { _, err := s.client.Select(m.Folder, nil).Wait(); return err })
	if err != nil {
		err = fmt.Errorf("folder %s: %w", m.Folder, err)
	}
	return at(Opening, err)
}

// greet waits until the server speaks, and makes the connection private where it is not yet and leaves this machine.
func (m Mailbox) greet(s *sitting, news chan<- struct{}) error {
	options := &imapclient.Options{TLSConfig: &tls.Config{ServerName: m.Host, RootCAs: m.Roots}, UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) {
			select { // a nil channel takes nothing
			case news <- struct{}{}:
			default:
			}
		},
	}}
	if m.TLS || isLoopback(m.Host) {
		return at(Greeting, s.within("greeting", func() error {
			s.client = imapclient.New(s.conn, options)
			return s.client.WaitGreeting()
		}))
	}
	return at(Encrypting, s.within("STARTTLS", func() (err error) {
		s.client, err = imapclient.NewStartTLS(s.conn, options)
		return err
	}))
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
