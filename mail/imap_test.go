package mail

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// imapAccount is an account with an INBOX on a real IMAP server of this process.
type imapAccount struct {
	*imapmemserver.User
	mailbox Mailbox
	listen  string
	server  *imapserver.Server
}

func startIMAP(t *testing.T, caps imap.CapSet) *imapAccount {
	t.Helper()
	user := imapmemserver.NewUser("rsvp", "secret")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &imapAccount{User: user, listen: "127.0.0.1:0"}
	a.start(t, caps)
	t.Cleanup(func() { a.server.Close() })
	port := a.port(t)
	a.mailbox = Mailbox{Host: "127.0.0.1", Port: port, User: "rsvp", PasswordFile: password, Folder: "INBOX", Every: 50 * time.Millisecond}
	return a
}

func (a *imapAccount) start(t *testing.T, caps imap.CapSet) {
	t.Helper()
	memory := imapmemserver.New()
	memory.AddUser(a.User)
	l, err := net.Listen("tcp", a.listen)
	if err != nil {
		t.Fatal(err)
	}
	a.listen = l.Addr().String()
	a.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         caps,
		InsecureAuth: true,
	})
	go a.server.Serve(l)
}

func (a *imapAccount) port(t *testing.T) int {
	t.Helper()
	address, err := net.ResolveTCPAddr("tcp", a.listen)
	if err != nil {
		t.Fatal(err)
	}
	return address.Port
}

func (a *imapAccount) put(t *testing.T, octets []byte, flags ...imap.Flag) {
	t.Helper()
	if _, err := a.Append("INBOX", bytes.NewReader(octets), &imap.AppendOptions{Flags: flags}); err != nil {
		t.Fatal(err)
	}
}

func (a *imapAccount) unseen(t *testing.T) uint32 {
	t.Helper()
	data, err := a.Status("INBOX", &imap.StatusOptions{NumUnseen: true, NumMessages: true})
	if err != nil {
		t.Fatal(err)
	}
	return *data.NumUnseen
}

// poll reads the account until the test ends.
func (s *received) poll(m Mailbox) {
	ctx, cancel := context.WithCancel(s.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.inbox.Poll(ctx, m) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			s.t.Errorf("polling ended by %v", err)
		}
	})
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 1500 {
		if holds() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("never came: %s", what)
}

func TestPollReadsWhatIsUnseen(t *testing.T) {
	for name, caps := range map[string]imap.CapSet{
		"told by IDLE": {imap.CapIMAP4rev1: {}, imap.CapIdle: {}},
		"asking":       {imap.CapIMAP4rev1: {}},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := openInbox(t), startIMAP(t, caps)
			a.put(t, crlf(corpus(t, "thunderbird-accept")), imap.FlagSeen)
			a.put(t, crlf(corpus(t, "exchange-decline-comment")))
			a.put(t, []byte("noise"))
			if name == "told by IDLE" {
				a.mailbox.Every = time.Hour
			}
			s.poll(a.mailbox)
			eventually(t, "the two unseen ones", func() bool { return len(s.receipts()) == 2 && a.unseen(t) == 0 })
			a.put(t, crlf(corpus(t, "gmail-accept")))
			eventually(t, "one that comes later", func() bool { return len(s.receipts()) == 3 && a.unseen(t) == 0 })
			want := []string{"camille-roux DECLINED mail Désolé, conseil municipal ce jour-là.", "camille-roux ACCEPTED mail J'arriverai a 10 h"}
			if got := s.answers(); !slices.Equal(got, want) {
				t.Errorf("answers %q", got)
			}
		})
	}
}

func TestPollConnectsAgain(t *testing.T) {
	s, a := openInbox(t), startIMAP(t, nil)
	s.poll(a.mailbox)
	a.put(t, crlf(corpus(t, "exchange-accept")))
	eventually(t, "the first", func() bool { return len(s.receipts()) == 1 })
	a.server.Close()
	a.put(t, crlf(corpus(t, "apple-mail-decline")))
	a.start(t, nil)
	eventually(t, "the second, after the server was away", func() bool { return len(s.receipts()) == 2 && a.unseen(t) == 0 })
}

func TestPollLeavesUnseenWhatIsNotStored(t *testing.T) {
	s, a := openInbox(t), startIMAP(t, nil)
	a.put(t, crlf(corpus(t, "exchange-accept")))
	s.db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.inbox.session(ctx, a.mailbox); err == nil || ctx.Err() != nil {
		t.Errorf("a session without a store: %v", err)
	}
	if n := a.unseen(t); n != 1 {
		t.Errorf("%d unseen of the one that was not stored", n)
	}
}

func TestPollNeedsItsPasswordFile(t *testing.T) {
	s, a := openInbox(t), startIMAP(t, nil)
	a.mailbox.PasswordFile += "-missing"
	if err := s.inbox.session(t.Context(), a.mailbox); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
