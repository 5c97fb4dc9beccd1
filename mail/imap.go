package mail

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
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
	s, err := m.open(ctx, news)
	if err != nil {
		return err
	}
	defer s.conn.Close()
	stop := context.AfterFunc(ctx, func() { s.conn.Close() })
	defer stop()
	idles := s.client.Caps().Has(imap.CapIdle)
	for wait := settling; ; wait = m.Every {
		for last, more := imap.UID(0), true; more; {
			if last, more, err = b.next(ctx, s, last); err != nil {
				return err
			}
			if more {
				wait = settling
			}
		}
		if m.Read != nil {
			m.Read()
		}
		if err := s.await(ctx, min(wait, m.Every), news, idles); err != nil {
			return err
		}
	}
}

// settling is after how long a mailbox is looked at again that had something, or was just opened: of a message that comes between the
// search and IDLE not every server tells (RFC 2177).
const settling = 5 * time.Second

// await returns when there may be something new, and after a time at the latest.
func (s *sitting) await(ctx context.Context, most time.Duration, news <-chan struct{}, idles bool) error {
	if !idles {
		if err := s.pause(ctx, most, news); err != nil {
			return err
		}
		return s.within("NOOP", func() error { return s.client.Noop().Wait() })
	}
	var idle *imapclient.IdleCommand
	err := s.within("IDLE", func() (err error) {
		idle, err = s.client.Idle() // waits for the server to go along (RFC 2177 §3)
		return err
	})
	if err != nil {
		return err
	}
	err = s.pause(ctx, most, news)
	return errors.Join(err, s.within("the end of IDLE", func() error { return errors.Join(idle.Close(), idle.Wait()) }))
}

func (s *sitting) pause(ctx context.Context, most time.Duration, news <-chan struct{}) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.client.Closed():
		return errors.New("the server closed the connection")
	case <-news:
	case <-time.After(most):
	}
	return nil
}

// next delivers the oldest unseen message after one, and gives it; more where there may be another.
func (b *Inbox) next(ctx context.Context, s *sitting, after imap.UID) (last imap.UID, more bool, err error) {
	var found *imap.SearchData
	err = s.within("SEARCH", func() (err error) {
		found, err = s.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen, imap.FlagDeleted}}, nil).Wait()
		return err
	})
	if err != nil {
		return 0, false, err
	}
	for _, uid := range found.AllUIDs() {
		if uid <= after {
			continue
		}
		octets, err := s.fetch(uid)
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
		return uid, true, s.within("STORE", func() error { return s.client.Store(imap.UIDSetNum(uid), seen, nil).Close() })
	}
	return 0, false, nil
}

// fetch reads a message without marking it, and of one that is too large as much as shows that; nil if it is gone.
func (s *sitting) fetch(uid imap.UID) ([]byte, error) {
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 0, Size: maxMessage + 1}}
	options := &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}}
	var messages []*imapclient.FetchMessageBuffer
	err := s.within("FETCH", func() (err error) {
		messages, err = s.client.Fetch(imap.UIDSetNum(uid), options).Collect()
		return err
	})
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
