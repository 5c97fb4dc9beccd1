package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"encoding/base64"

	"parcours/config"
	"parcours/delivery"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

const outURL = "https://parcours.example.org"

var outSender = Sender{PublicURL: outURL, From: "parcours@example.org", Domain: "example.org", PlusAddressing: true}

// post is a service on a real store with the example programme, a clock that tests set, and a worker.
type post struct {
	*house.House
	*worker
	t         testing.TB
	programme events.Programme
	mu        sync.Mutex
	now       time.Time
	db        *store.DB
	dir       string
}

func (p *post) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// pass lets time go by.
func (p *post) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func exampleProgramme(t testing.TB) events.Programme {
	t.Helper()
	text, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := config.Load(text)
	for _, problem := range problems {
		t.Fatal(problem.In("config.example.toml"))
	}
	return file.Programme
}

// openPost opens the post on 1 February 2022 at 10:00 in Paris, with what transport does; nothing has been sent.
func openPost(t testing.TB, p events.Programme, transport Transport) *post {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	s := &post{t: t, programme: p, now: time.Date(2022, 2, 1, 10, 0, 0, 0, paris), dir: t.TempDir()}
	s.open(transport)
	t.Cleanup(func() { s.db.Close() })
	s.apply(func(*events.Programme) {})
	return s
}

// open opens the store, again after it was closed.
func (p *post) open(transport Transport) {
	p.t.Helper()
	db, err := store.Open(context.Background(), p.dir)
	if err != nil {
		p.t.Fatal(err)
	}
	render := ical.NewRenderer(outURL)
	service, err := house.Open(context.Background(), house.Parts{Store: db, Text: render, Now: p.clock, NewID: rand.Text})
	if err != nil {
		p.t.Fatal(err)
	}
	p.db, p.House = db, service
	p.worker = &worker{Sources{service.Delivery, service.Correspondence}, NewWriter(outSender, render, p.clock), transport, slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// apply brings in the programme after a change of its file.
func (p *post) apply(change func(*events.Programme)) {
	p.t.Helper()
	p.programme.Sessions = slices.Clone(p.programme.Sessions)
	change(&p.programme)
	if _, err := p.Apply(context.Background(), p.programme, events.ApplyOptions{}); err != nil {
		p.t.Fatal(err)
	}
}

// plan changes a session of the programme's file.
func (p *post) plan(id string, change func(*events.Plan)) {
	p.t.Helper()
	p.apply(func(all *events.Programme) {
		i := slices.IndexFunc(all.Sessions, func(x events.Plan) bool { return x.ID == id })
		if i < 0 {
			p.t.Fatalf("no session %s", id)
		}
		change(&all.Sessions[i])
	})
}

// deliver lets what happened be told: it passes the hold and works.
func (p *post) deliver() {
	p.pass(11 * time.Minute)
	p.work(context.Background())
}

func (p *post) mails(q delivery.MailQuery) []delivery.Mail {
	p.t.Helper()
	all, err := p.Delivery.Mails(context.Background(), q)
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// letters is a Transport that keeps what it takes.
type letters struct {
	mu   sync.Mutex
	all  []*outMail
	fail func(n int, to string) error // before the message is taken
	lose func(n int, to string) error // after it is taken
	seen int
}

func (l *letters) Send(_ context.Context, from, to string, octets []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen++
	if l.fail != nil {
		if err := l.fail(l.seen, to); err != nil {
			return err
		}
	}
	m, err := readOut(octets)
	if err != nil {
		return &refusal{err}
	}
	m.from, m.to = from, to
	l.all = append(l.all, m)
	if l.lose != nil {
		return l.lose(l.seen, to)
	}
	return nil
}

func (l *letters) Close() error { return nil }

// take gives what was taken since the last time.
func (l *letters) take() []*outMail {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.all
	l.all = nil
	return all
}

// outMail is a message as a mail program reads it.
type outMail struct {
	from, to string
	header   netmail.Header
	subject  string
	types    []string // of its leaves, in order
	method   string
	text     string
	html     string
	calendar string
	file     string
	octets   []byte
}

func readOut(octets []byte) (*outMail, error) {
	msg, err := netmail.ReadMessage(bytes.NewReader(octets))
	if err != nil {
		return nil, err
	}
	m := &outMail{header: msg.Header, octets: octets}
	if m.subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return nil, err
	}
	return m, m.part(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), msg.Body)
}

func (m *outMail) part(contentType, encoding string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.part(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); err != nil {
				return err
			}
		}
	}
	switch encoding {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	m.types = append(m.types, kind)
	switch kind {
	case "text/plain":
		m.text = string(text)
	case "text/html":
		m.html = string(text)
	case "text/calendar":
		m.calendar, m.method = string(text), params["method"]
	case "application/ics":
		m.file = string(text)
	}
	return err
}
