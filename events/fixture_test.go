package events_test

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"parcours/config"
	"parcours/events"
	"parcours/ical"
	"parcours/store"
)

// tester is what a site needs of a test: a testing.T, testing.B or rapid.T.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
	Cleanup(func())
}

// site is a service on a real store, with a clock that the test sets.
type site struct {
	*events.Service
	t         tester
	folder    string
	db        *store.DB
	render    *ical.Renderer
	now       time.Time
	programme events.Programme
}

var paris = mustZone("Europe/Paris")

func mustZone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// at reads a wall time in Paris: "2022-03-10 09:00".
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
	if err != nil {
		panic(err)
	}
	return t
}

// hours is a span on one day: "2022-03-10", "09:00", "12:00".
func hours(day, from, to string) events.When {
	return events.When{Start: at(day + " " + from), End: at(day + " " + to)}
}

// open opens a service on an empty store, at 1 February 2022, 08:00.
func open(t testing.TB) *site {
	t.Helper()
	s := &site{t: t, folder: t.TempDir(), now: at("2022-02-01 08:00"), render: renderer()}
	s.must(s.serve())
	t.Cleanup(func() { s.db.Close() })
	return s
}

// small is a store with the small programme, made once: opening a copy is quicker than making it.
var small = sync.OnceValue(func() []byte {
	folder, err := os.MkdirTemp("", "parcours")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	s := &site{folder: filepath.Join(folder, "made"), now: at("2022-02-01 08:00"), render: renderer()}
	copied := filepath.Join(folder, "copied")
	if err = s.serve(); err == nil {
		_, err = s.Apply(context.Background(), smallProgramme())
	}
	if err == nil {
		err = errors.Join(s.Backup(context.Background(), copied), s.db.Close())
	}
	octets, wrong := os.ReadFile(copied)
	if err := errors.Join(err, wrong); err != nil {
		panic(err)
	}
	return octets
})

// openSmall opens a service with the small programme.
func openSmall(t testing.TB) *site { return openSmallIn(t, t.TempDir()) }

func openSmallIn(t tester, folder string) *site {
	t.Helper()
	s := &site{t: t, folder: folder, now: at("2022-02-01 08:00"), render: renderer(), programme: smallProgramme()}
	s.must(os.WriteFile(filepath.Join(folder, store.FileName), small(), 0o600))
	s.must(s.serve())
	t.Cleanup(func() { s.db.Close() })
	return s
}

// openExample opens a service with the programme that comes with the server.
func openExample(t testing.TB) *site {
	t.Helper()
	text, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := config.Load(text)
	for _, p := range problems {
		t.Fatal(p.In("config.example.toml"))
	}
	s := open(t)
	s.apply(file.Programme)
	return s
}

// reopen closes the store, as a server that stops does, and opens the domain on what is on disk.
func (s *site) reopen() {
	s.t.Helper()
	s.must(s.db.Close())
	s.must(s.serve())
}

// serve opens store and domain.
func (s *site) serve() (err error) {
	if s.db, err = store.Open(context.Background(), s.folder); err != nil {
		return err
	}
	s.Service, err = events.New(context.Background(), events.Parts{
		Store: s.db, Text: s.render, Passwords: argon{}, Now: func() time.Time { return s.now }, NewID: rand.Text,
	})
	return err
}

func renderer() *ical.Renderer { return ical.NewRenderer("https://parcours.example.org") }

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// apply brings a programme in, as its file at a later moment would.
func (s *site) apply(p events.Programme) events.ApplyReport {
	s.t.Helper()
	report, err := s.Apply(s.t.Context(), p)
	s.must(err)
	s.programme = p
	return report
}

// change applies the programme's file after an edit of it, whatever it takes away.
func (s *site) change(edit func(*events.Programme)) events.ApplyReport {
	s.t.Helper()
	p := s.programme
	p.Sessions, p.People = slices.Clone(p.Sessions), slices.Clone(p.People)
	p.Categories, p.Territories = slices.Clone(p.Categories), slices.Clone(p.Territories)
	edit(&p)
	report, err := s.ApplyWith(s.t.Context(), p, events.ApplyOptions{Force: true})
	s.must(err)
	s.programme = p
	return report
}

// plan finds what a programme's file says of a session.
func plan(p *events.Programme, id string) *events.Plan {
	return &p.Sessions[slices.IndexFunc(p.Sessions, func(x events.Plan) bool { return x.ID == id })]
}

func without(p *events.Programme, id string) {
	p.Sessions = slices.DeleteFunc(p.Sessions, func(x events.Plan) bool { return x.ID == id })
}

func (s *site) person(id string) *events.Person {
	s.t.Helper()
	p := s.Programme().Person(id)
	if p == nil {
		s.t.Fatalf("nobody is called %q", id)
	}
	return p
}

func (s *site) session(id string) *events.Session {
	s.t.Helper()
	x := s.Programme().Session(id)
	if x == nil {
		s.t.Fatalf("no session %q", id)
	}
	return x
}

func (s *site) collection(person, name string) *events.Collection {
	s.t.Helper()
	c, err := s.Collection(s.t.Context(), s.person(person), person, name)
	if err != nil {
		s.t.Fatalf("%s/%s: %v", person, name, err)
	}
	return c
}

// items gives a collection's items by name.
func (s *site) items(person, name string) map[string]events.Item {
	s.t.Helper()
	all, err := s.Items(s.t.Context(), s.person(person), s.collection(person, name), events.ItemQuery{})
	s.must(err)
	found := map[string]events.Item{}
	for _, it := range all {
		found[it.Name] = it
	}
	return found
}

// answer says something of a session for oneself, through the web.
func (s *site) answer(person, session string, status events.Partstat) events.Answer {
	s.t.Helper()
	a, err := s.Respond(s.t.Context(), events.Response{
		Session: session, For: events.Subject{Person: person}, By: person, Status: status, Door: events.DoorWeb, Sequence: -1,
	})
	s.must(err)
	return a
}

// vote says something of a session in the name of a delegation.
func (s *site) vote(referent, territory, session string, status events.Partstat) events.Answer {
	s.t.Helper()
	a, err := s.Respond(s.t.Context(), events.Response{
		Session: session, For: events.Subject{Territory: territory, Category: s.session(session).Category}, By: referent,
		Status: status, Door: events.DoorWeb, Sequence: -1,
	})
	s.must(err)
	return a
}

// history gives every answer there is.
func (s *site) history() []events.Answer {
	s.t.Helper()
	all, err := s.History(s.t.Context(), "")
	s.must(err)
	return all
}

// text is what a client is served of an item.
func (s *site) text(it events.Item) string { return string(s.render.Item(it)) }

// put writes an item as a client does.
func (s *site) put(person, collection, name, text string) (events.PutResult, error) {
	s.t.Helper()
	return s.PutItem(s.t.Context(), s.person(person), s.collection(person, collection), name, events.Preconditions{}, []byte(text))
}

// unfold puts folded content lines together (RFC 5545 §3.1).
func unfold(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }

// argon keeps chosen passwords with argon2id (RFC 9106), with little memory because tests hash often.
type argon struct{}

func (argon) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, 1, 64, 1, 32)
}

func (a argon) Hash(password string) string {
	salt := []byte(rand.Text())
	return string(salt) + "$" + hex.EncodeToString(a.key(password, salt))
}

func (a argon) Verify(hash, password string) bool {
	salt, key, _ := strings.Cut(hash, "$")
	return subtle.ConstantTimeCompare([]byte(key), []byte(hex.EncodeToString(a.key(password, []byte(salt))))) == 1
}
