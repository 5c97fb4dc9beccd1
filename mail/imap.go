package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Mailbox is where replies are read by IMAP (RFC 9051).
type Mailbox struct {
	Host         string
	Port         int
	User         string
	PasswordFile string // read at each connection
	Folder       string
	TLS          bool           // from the first octet (RFC 8314); without it STARTTLS, or nothing on this machine
	Every        time.Duration  // between two looks, where the server does not tell by itself (IDLE)
	Roots        *x509.CertPool // whose certificates are believed; nil for the system's
	Read         func()         // told each time that all was read; may be nil
	Patience     time.Duration  // for a connection, and for the answer to each command; 0 for usualPatience
}

// usualPatience is how long a server may take for one thing.
const usualPatience = time.Minute

// The waits after a connection that failed grow from the first to the last.
const (
	firstWait = 2 * time.Second
	lastWait  = 5 * time.Minute
)

// Poll reads the unseen messages of a mailbox until the context ends, and connects again whenever it must. A message is
// marked as seen after its receipt is stored; it is neither moved nor deleted.
func (b *Inbox) Poll(ctx context.Context, m Mailbox) error {
	wait := firstWait
	for {
		began := time.Now()
		err := b.session(ctx, m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Since(began) > lastWait {
			wait = firstWait
		}
		b.log.Warn("the mailbox cannot be read; it is tried again", "host", m.Host, "error", err, "in", wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, lastWait)
	}
}

// session reads a mailbox over one connection, until that or the context ends.
func (b *Inbox) session(ctx context.Context, m Mailbox) error {
	news := make(chan struct{}, 1)
	conn, client, err := m.open(ctx, news)
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	idles := client.Caps().Has(imap.CapIdle)
	for wait := settling; ; wait = m.Every {
		for last, more := imap.UID(0), true; more; {
			err := m.within(conn, "reading", func() (err error) {
				last, more, err = b.next(ctx, client, last)
				return err
			})
			if err != nil {
				return err
			}
			if more {
				wait = settling
			}
		}
		if m.Read != nil {
			m.Read()
		}
		next := m
		next.Every = min(wait, m.Every)
		if err := next.await(ctx, conn, client, news, idles); err != nil {
			return err
		}
	}
}

// open logs in and opens the folder.
func (m Mailbox) open(ctx context.Context, news chan<- struct{}) (net.Conn, *imapclient.Client, error) {
	conn, err := m.dial(ctx)
	if err != nil {
		return nil, nil, at(Connecting, err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	var client *imapclient.Client
	err = m.within(conn, "logging in", func() (err error) {
		if client, err = m.login(conn, news); err != nil {
			return err
		}
		if _, err := client.Select(m.Folder, nil).Wait(); err != nil {
			return at(Opening, fmt.Errorf("folder %s: %w", m.Folder, err))
		}
		client.Caps() // asks for them, where the server did not tell
		return nil
	})
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return conn, client, nil
}

// Try logs in and opens the folder, and reads nothing. Its errors are StepErrors.
func (m Mailbox) Try(ctx context.Context) error {
	conn, client, err := m.open(ctx, nil)
	if err != nil {
		return err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	return m.within(conn, "LOGOUT", client.Logout().Wait)
}

// settling is after how long a mailbox is looked at again that had something, or was just opened: of a message that comes between the
// search and IDLE not every server tells (RFC 2177).
const settling = 5 * time.Second

// within does something with the server, which must not take longer than the mailbox's patience.
func (m Mailbox) within(conn net.Conn, what string, f func() error) error {
	patience := cmp.Or(m.Patience, usualPatience)
	late := time.AfterFunc(patience, func() { conn.Close() })
	err := f()
	if !late.Stop() && err != nil {
		return fmt.Errorf("%s: no answer for %s: %w", what, patience, err)
	}
	return err
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

// login makes a client of a connection and logs in. What the server says by itself comes to news.
func (m Mailbox) login(conn net.Conn, news chan<- struct{}) (*imapclient.Client, error) {
	password, err := os.ReadFile(m.PasswordFile)
	if err != nil {
		return nil, err
	}
	options := &imapclient.Options{TLSConfig: &tls.Config{ServerName: m.Host, RootCAs: m.Roots}, UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) {
			select { // a nil channel takes nothing
			case news <- struct{}{}:
			default:
			}
		},
	}}
	var client *imapclient.Client
	if m.TLS || isLoopback(m.Host) {
		client = imapclient.New(conn, options)
	} else if client, err = imapclient.NewStartTLS(conn, options); err != nil {
		return nil, at(Encrypting, err)
	}
	if err := client.Login(m.User, strings.TrimRight(string(password), "\r\n")).Wait(); err != nil {
		client.Close()
		return nil, at(SigningIn, fmt.Errorf("login of %s: %w", m.User, err))
	}
	return client, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// await returns when there may be something new.
func (m Mailbox) await(ctx context.Context, conn net.Conn, client *imapclient.Client, news <-chan struct{}, idles bool) error {
	if !idles {
		if err := m.pause(ctx, client, news); err != nil {
			return err
		}
		return m.within(conn, "NOOP", client.Noop().Wait)
	}
	idle, err := client.Idle()
	if err != nil {
		return err
	}
	err = m.pause(ctx, client, news)
	return errors.Join(err, m.within(conn, "IDLE", func() error { return errors.Join(idle.Close(), idle.Wait()) }))
}

func (m Mailbox) pause(ctx context.Context, client *imapclient.Client, news <-chan struct{}) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-client.Closed():
		return errors.New("the server closed the connection")
	case <-news:
	case <-time.After(m.Every):
	}
	return nil
}

// next delivers the oldest unseen message after one, and gives it; more where there may be another.
func (b *Inbox) next(ctx context.Context, client *imapclient.Client, after imap.UID) (last imap.UID, more bool, err error) {
	found, err := client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen, imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return 0, false, err
	}
	for _, uid := range found.AllUIDs() {
		if uid <= after {
			continue
		}
		octets, err := fetch(client, uid)
		if err != nil {
			return 0, false, fmt.Errorf("message %d: %w", uid, err)
		}
		if octets == nil {
			continue // expunged meanwhile
		}
		if _, err := b.Deliver(ctx, octets); err != nil {
			return 0, false, err
		}
		seen := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}
		return uid, true, client.Store(imap.UIDSetNum(uid), seen, nil).Close()
	}
	return 0, false, nil
}

// fetch reads a message without marking it, and of one that is too large as much as shows that; nil if it is gone.
func fetch(client *imapclient.Client, uid imap.UID) ([]byte, error) {
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 0, Size: maxMessage + 1}}
	options := &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}
	messages, err := client.Fetch(imap.UIDSetNum(uid), options).Collect()
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if octets := m.FindBodySection(section); m.UID == uid && octets != nil {
			return octets, nil
		}
	}
	return nil, nil
}
