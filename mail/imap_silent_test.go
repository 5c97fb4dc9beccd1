package mail

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// promptly is for how long at most somebody who stops waits for a server that is silent: less than any deadline, more than a
// busy machine takes.
const promptly = 15 * time.Second

// endsPromptly waits for the outcome of what was stopped.
func endsPromptly(t *testing.T, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(promptly):
		t.Fatal("it waits for the silent server")
		return nil
	}
}

// A server that greets and never answers is given up, said, and tried again; stopping waits for nobody.
func TestSilentMailServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	connections := make(chan net.Conn, 16)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			c.Write([]byte("* OK here\r\n"))
			connections <- c
		}
	}()
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said lockedBuffer
	s := openInbox(t)
	box := NewInbox(roomsOf(s.House), ours, slog.New(slog.NewTextHandler(&said, nil)))
	m := Mailbox{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, User: "rsvp", PasswordFile: password, Folder: "INBOX", Every: time.Hour, Patience: 50 * time.Millisecond}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- box.Poll(ctx, m) }()
	<-connections
	<-connections // it was given up, and tried again
	if text := said.String(); !strings.Contains(text, "no answer for 50ms") {
		t.Errorf("the log says %q", text)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	m.Patience = time.Hour
	ctx, cancel = context.WithCancel(t.Context())
	go func() { ended <- box.Poll(ctx, m) }()
	<-connections // and now it waits for an hour
	cancel()
	if err := endsPromptly(t, ended); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Whoever stops waits for no submission server: neither for one that is silent while a connection is made nor for one that falls
// silent afterwards.
func TestSilentSubmissionServer(t *testing.T) {
	for name, answers := range map[string][]string{"to EHLO": {"220 here\r\n"}, "to MAIL": {"220 here\r\n", "250 here\r\n"}} {
		t.Run(name, func(t *testing.T) {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			connected := make(chan net.Conn, 1)
			go func() {
				c, err := listener.Accept()
				if err != nil {
					return
				}
				asked := bufio.NewReader(c)
				for _, answer := range answers {
					c.Write([]byte(answer))
					asked.ReadString('\n')
				}
				connected <- c
			}()
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			way := &SMTP{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Domain: "example.org"}
			go func() { ended <- way.Send(ctx, "p@example.org", "ana@example.org", []byte(outText)) }()
			defer (<-connected).Close()
			cancel()
			if err := endsPromptly(t, ended); err == nil || Permanent(err) {
				t.Error(err)
			}
		})
	}
}
