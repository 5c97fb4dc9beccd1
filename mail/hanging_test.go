package mail

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parcours/events"
)

// hanging is a mail server that falls silent at a step, and keeps the connection open until the test ends.
type hanging struct {
	port     int
	reached  chan string // each time somebody waits
	released chan struct{}

	mu   sync.Mutex
	step string // "" for a server that is well
}

// startHanging listens; each connection is talk's.
func startHanging(t *testing.T, step string, talk func(*hanging, net.Conn)) *hanging {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hanging{port: l.Addr().(*net.TCPAddr).Port, reached: make(chan string, 1000), released: make(chan struct{}), step: step}
	t.Cleanup(func() { close(h.released); l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				talk(h, conn)
			}()
		}
	}()
	return h
}

// hangs waits until the test ends, where this is the step; it is true if it waited.
func (h *hanging) hangs(step string) bool {
	h.mu.Lock()
	here := h.step == step
	h.mu.Unlock()
	if here {
		h.reached <- step
		<-h.released
	}
	return here
}

// recovers lets the server answer from now on.
func (h *hanging) recovers() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.step = ""
}

// lines is a log that a test reads line by line.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

func (l lines) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// saying waits for a line with a text, and gives those before it if it never comes.
func (l lines) saying(t *testing.T, text string) {
	t.Helper()
	var before []string
	for {
		select {
		case line := <-l:
			if strings.Contains(line, text) {
				return
			}
			before = append(before, line)
		case <-t.Context().Done():
		case <-time.After(enough):
			t.Fatalf("no line says %q: %q", text, before)
		}
	}
}

// enough is after what time a test gives up: far more than anything here takes on a busy machine, and less than the deadlines
// that are usual, so that whoever waits for one of those fails.
const enough = 19 * time.Second

// promptly waits for the end of what was stopped, while the server still hangs.
func promptly(t *testing.T, ended <-chan struct{}) {
	t.Helper()
	select {
	case <-ended:
	case <-time.After(enough):
		t.Fatal("it waits for the server that hangs")
	}
}

// talkSMTP is a submission server with STARTTLS and AUTH.
func talkSMTP(config *tls.Config) func(*hanging, net.Conn) {
	return func(h *hanging, conn net.Conn) {
		if h.hangs("greeting") {
			return
		}
		fmt.Fprint(conn, "220 here\r\n")
		for asked := bufio.NewReader(conn); ; {
			line, err := asked.ReadString('\n')
			if err != nil {
				return
			}
			verb := strings.ToUpper(strings.Fields(line + " .")[0])
			if h.hangs(verb) {
				return
			}
			switch verb {
			case "EHLO":
				fmt.Fprint(conn, "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
			case "STARTTLS":
				fmt.Fprint(conn, "220 go on\r\n")
				if h.hangs("TLS") {
					return
				}
				conn = tls.Server(conn, config)
				asked = bufio.NewReader(conn)
			case "AUTH":
				fmt.Fprint(conn, "235 welcome\r\n")
			case "DATA":
				fmt.Fprint(conn, "354 go on\r\n")
				for line != ".\r\n" && err == nil {
					line, err = asked.ReadString('\n')
				}
				if h.hangs("end") {
					return
				}
				fmt.Fprint(conn, "250 taken\r\n")
			default:
				fmt.Fprint(conn, "250 yes\r\n")
			}
		}
	}
}

// fewPeople is the example with some of its people alone: each gets a letter.
func fewPeople(t *testing.T) events.Programme {
	p := exampleProgramme(t)
	p.People = p.People[:3]
	return p
}

// A submission server that hangs, at whatever step: the log says at which, the mail leaves later, and whoever stops does not wait.
func TestSubmissionServerThatHangs(t *testing.T) {
	for step, said := range map[string]string{
		"greeting": "greeting: ", "EHLO": "EHLO: ", "STARTTLS": "STARTTLS: ", "TLS": "STARTTLS: ", "AUTH": "AUTH: ",
		"MAIL": "MAIL FROM: ", "RCPT": "RCPT TO: ", "DATA": ": DATA: ", "end": "the end of DATA: ",
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			server, client := ownCertificate(t)
			h := startHanging(t, step, talkSMTP(server))
			way := &SMTP{Host: "127.0.0.1", Port: h.port, User: "p", Password: "secret", StartTLS: true, TLS: client, Domain: "example.org", Patience: 400 * time.Millisecond}
			p := openPost(t, fewPeople(t), way)
			log := make(lines, 10_000)
			p.worker.log = log.logger()
			p.deliver()
			log.saying(t, strings.TrimPrefix(said, ": "))
			h.recovers()
			way.Patience = 0
			p.pass(2 * time.Hour)
			p.work(t.Context())
			log.saying(t, "level=INFO msg=mail ") // now one left
		})
	}
}

func TestStoppingWhileTheSubmissionServerHangs(t *testing.T) {
	for _, step := range []string{"greeting", "EHLO", "STARTTLS", "TLS", "AUTH", "MAIL", "RCPT", "DATA", "end", "QUIT"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			server, client := ownCertificate(t)
			h := startHanging(t, step, talkSMTP(server))
			way := &SMTP{Host: "127.0.0.1", Port: h.port, User: "p", Password: "secret", StartTLS: true, TLS: client, Domain: "example.org", Patience: time.Hour}
			p := openPost(t, fewPeople(t), way)
			log := make(lines, 10_000)
			p.pass(11 * time.Minute)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); Run(ctx, p.Sources, p.writer, way, log.logger()) }()
			if step == "QUIT" {
				log.saying(t, "level=INFO msg=mail ")
			} else {
				<-h.reached
			}
			cancel()
			promptly(t, ended)
		})
	}
}

// talkIMAP is a server with one message.
func talkIMAP(idles bool) func(*hanging, net.Conn) {
	const message = "From: a@example.org\r\nSubject: s\r\nMessage-ID: <x@example.org>\r\n\r\ntext\r\n"
	capabilities := "IMAP4rev1"
	if idles {
		capabilities += " IDLE"
	}
	return func(h *hanging, conn net.Conn) {
		if h.hangs("greeting") {
			return
		}
		fmt.Fprint(conn, "* OK here\r\n")
		for asked := bufio.NewReader(conn); ; {
			line, err := asked.ReadString('\n')
			words := strings.Fields(strings.ToUpper(strings.Replace(line, "UID ", "", 1)))
			if err != nil || len(words) < 2 {
				return
			}
			if h.hangs(words[1]) {
				return
			}
			switch words[1] {
			case "CAPABILITY":
				fmt.Fprintf(conn, "* CAPABILITY %s\r\n", capabilities)
			case "SELECT":
				fmt.Fprint(conn, "* 1 EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 1] here\r\n")
			case "SEARCH":
				fmt.Fprint(conn, "* SEARCH 1\r\n")
			case "FETCH":
				fmt.Fprintf(conn, "* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%s", len(message), message[:20])
				if h.hangs("literal") {
					return
				}
				fmt.Fprintf(conn, "%s)\r\n", message[20:])
			case "IDLE":
				fmt.Fprint(conn, "+ idling\r\n")
				if _, err := asked.ReadString('\n'); err != nil || h.hangs("DONE") {
					return
				}
			}
			fmt.Fprintf(conn, "%s OK done\r\n", strings.Fields(line)[0])
		}
	}
}

// mailbox is that of a server that hangs.
func (h *hanging) mailbox(t *testing.T) Mailbox {
	t.Helper()
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	return Mailbox{Host: "127.0.0.1", Port: h.port, User: "rsvp", PasswordFile: password, Folder: "INBOX", Every: 10 * time.Millisecond, Patience: time.Hour}
}

// A mailbox whose server hangs, at whatever step: the log says at which, it is read later, and whoever stops does not wait.
func TestMailboxThatHangs(t *testing.T) {
	for step, said := range map[string]string{
		"greeting": "greeting: no answer", "LOGIN": "LOGIN: no answer", "SELECT": "SELECT: no answer", "CAPABILITY": "CAPABILITY: no answer", "SEARCH": "SEARCH: no answer",
		"FETCH": "FETCH: no answer", "literal": "FETCH: no answer", "STORE": "STORE: no answer", "IDLE": "IDLE: no answer", "DONE": "the end of IDLE: no answer", "NOOP": "NOOP: no answer",
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			h := startHanging(t, step, talkIMAP(step != "NOOP"))
			log := make(lines, 10_000)
			box := NewInbox(roomsOf(openInbox(t).House), ours, log.logger())
			m := h.mailbox(t)
			m.Patience = 400 * time.Millisecond
			read := make(chan struct{}, 10_000)
			m.Read = func() { read <- struct{}{} }
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); box.Poll(ctx, m) }()
			log.saying(t, said)
			h.recovers()
			for len(read) > 0 {
				<-read
			}
			select {
			case <-read:
			case <-time.After(enough):
				t.Error("it was not read later")
			}
			cancel()
			promptly(t, ended)
		})
	}
}

func TestStoppingWhileTheMailboxHangs(t *testing.T) {
	for _, step := range []string{"greeting", "LOGIN", "SELECT", "CAPABILITY", "SEARCH", "FETCH", "literal", "STORE", "IDLE", "DONE", "NOOP"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			h := startHanging(t, step, talkIMAP(step != "NOOP"))
			box := NewInbox(roomsOf(openInbox(t).House), ours, slog.New(slog.NewTextHandler(io.Discard, nil)))
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); box.Poll(ctx, h.mailbox(t)) }()
			<-h.reached
			cancel()
			promptly(t, ended)
		})
	}
}
