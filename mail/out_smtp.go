package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// SMTP is a Transport to a submission server (RFC 6409). Connections are kept for the mails of a batch.
type SMTP struct {
	Host     string
	Port     int
	User     string // "" without authentication
	Password string
	StartTLS bool          // the connection must become a TLS one (RFC 3207)
	TLS      *tls.Config   // nil for the usual one
	Domain   string        // said in EHLO
	Patience time.Duration // for a connection until it can be used, and for a mail; 0 for the usual ones

	mu   sync.Mutex
	idle []*connection
}

// connection is a session with the server, after EHLO, TLS and authentication.
type connection struct {
	*smtp.Client
	net  net.Conn
	used time.Time
}

const (
	dialTimeout = 20 * time.Second
	sendTimeout = 2 * time.Minute
	idleTimeout = 20 * time.Second
	quitTimeout = time.Second // in all: whoever stops does not wait for politeness
	maxIdle     = 4
)

// Send implements Transport.
func (s *SMTP) Send(ctx context.Context, from, to string, octets []byte) error {
	c, err := s.connection(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.net.Close() })
	defer stop()
	if err := c.net.SetDeadline(time.Now().Add(cmp.Or(s.Patience, sendTimeout))); err != nil {
		return err
	}
	if err := c.send(from, to, octets); err != nil {
		var reply *textproto.Error
		if errors.As(err, &reply) && reply.Code != 421 && c.Reset() == nil { // 421: the server closes (RFC 5321 §3.8)
			s.keep(c)
		} else {
			c.Client.Close()
		}
		return judged(err)
	}
	s.keep(c)
	return nil
}

func (c *connection) send(from, to string, octets []byte) error {
	if err := c.Mail(from); err != nil {
		return fmt.Errorf("MAIL FROM: %w", err)
	}
	if err := c.Rcpt(to); err != nil {
		return fmt.Errorf("RCPT TO: %w", err)
	}
	data, err := c.Data()
	if err != nil {
		return fmt.Errorf("DATA: %w", err)
	}
	if _, err := data.Write(octets); err != nil {
		return fmt.Errorf("the text after DATA: %w", err)
	}
	if err := data.Close(); err != nil {
		return fmt.Errorf("the end of DATA: %w", err)
	}
	return nil
}

// connection takes an idle connection that still lives, or makes one.
func (s *SMTP) connection(ctx context.Context) (*connection, error) {
	for {
		s.mu.Lock()
		last := len(s.idle) - 1
		if last < 0 {
			s.mu.Unlock()
			return s.dial(ctx)
		}
		c := s.idle[last]
		s.idle = s.idle[:last]
		s.mu.Unlock()
		if time.Since(c.used) < idleTimeout && c.lives(ctx, cmp.Or(s.Patience, dialTimeout)) {
			return c, nil
		}
		c.Client.Close()
	}
}

// lives tells whether the server still answers; a context that ends is not waited for.
func (c *connection) lives(ctx context.Context, patience time.Duration) bool {
	stop := context.AfterFunc(ctx, func() { c.net.Close() })
	defer stop()
	return c.net.SetDeadline(time.Now().Add(patience)) == nil && c.Noop() == nil
}

// Try connects, makes the connection private and signs in as for a mail, and sends none. Its errors are StepErrors.
func (s *SMTP) Try(ctx context.Context) error {
	c, err := s.dial(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { c.net.Close() })
	defer stop()
	return c.Quit()
}

func (s *SMTP) keep(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.used = time.Now()
	if len(s.idle) < maxIdle {
		s.idle = append(s.idle, c)
		return
	}
	c.Client.Close()
}

// dial connects and greets.
func (s *SMTP) dial(ctx context.Context) (*connection, error) {
	address := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	patience := cmp.Or(s.Patience, dialTimeout)
	raw, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, at(Connecting, fmt.Errorf("connecting: %w", err))
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	if err := raw.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	client, err := smtp.NewClient(raw, s.Host)
	if err != nil {
		raw.Close()
		return nil, at(Greeting, fmt.Errorf("%s: greeting: %w", address, err))
	}
	if err := s.greet(client); err != nil {
		client.Close()
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return &connection{Client: client, net: raw}, nil
}

func (s *SMTP) greet(c *smtp.Client) error {
	if err := c.Hello(s.Domain); err != nil {
		return at(Greeting, fmt.Errorf("EHLO: %w", err))
	}
	if s.StartTLS {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return at(Encrypting, errors.New("the server offers no STARTTLS; nothing is sent in the clear"))
		}
		config := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
		if s.TLS != nil {
			config = s.TLS
		}
		if err := c.StartTLS(config); err != nil {
			return at(Encrypting, fmt.Errorf("STARTTLS: %w", err))
		}
	}
	if s.User == "" {
		return nil
	}
	ok, mechanisms := c.Extension("AUTH")
	if !ok {
		return at(SigningIn, errors.New("the server offers no AUTH"))
	}
	var auth smtp.Auth = smtp.PlainAuth("", s.User, s.Password, s.Host)
	if all := strings.Fields(strings.ToUpper(mechanisms)); !slices.Contains(all, "PLAIN") && slices.Contains(all, "LOGIN") {
		auth = &loginAuth{user: s.User, password: s.Password}
	}
	if err := c.Auth(auth); err != nil {
		return at(SigningIn, fmt.Errorf("AUTH: %w", err))
	}
	return nil
}

// Close ends the idle connections, all at once.
func (s *SMTP) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ending sync.WaitGroup
	for _, c := range s.idle {
		ending.Go(func() {
			c.net.SetDeadline(time.Now().Add(quitTimeout))
			if c.Quit() != nil {
				c.Client.Close()
			}
		})
	}
	ending.Wait()
	s.idle = nil
	return nil
}

// loginAuth is the mechanism LOGIN, which some servers offer alone. As PLAIN, it is used on TLS connections and on
// this machine only.
type loginAuth struct{ user, password string }

func (a *loginAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if ip := net.ParseIP(server.Name); !server.TLS && server.Name != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", nil, errors.New("the connection is not encrypted")
	}
	return "LOGIN", nil, nil
}

func (a *loginAuth) Next(question []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	switch asked := strings.ToLower(string(question)); {
	case strings.HasPrefix(asked, "user"):
		return []byte(a.user), nil
	case strings.HasPrefix(asked, "pass"):
		return []byte(a.password), nil
	}
	return nil, errors.New("LOGIN: an unknown question")
}
