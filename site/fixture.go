package site

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
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

	"parcours/accounts"
	"parcours/calendars"
	"parcours/config"
	"parcours/events"
	"parcours/feeds"
	"parcours/house"
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

// Site is a service on a real store, with a clock that the test sets.
type Site struct {
	*house.House
	T      tester
	Folder string
	DB     *store.DB
	Render *ical.Renderer
	Clock  time.Time
	File   events.Programme

	moving sync.RWMutex // of the clock, where Wait moves it while others read it
}

// Wait lets time pass while a server goes on.
func (s *Site) Wait(d time.Duration) {
	s.moving.Lock()
	defer s.moving.Unlock()
	s.Clock = s.Clock.Add(d)
}

// now is the clock of the house.
func (s *Site) now() time.Time {
	s.moving.RLock()
	defer s.moving.RUnlock()
	return s.Clock
}

var Paris = mustZone("Europe/Paris")

func mustZone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// At reads a wall time in Paris: "2022-03-10 09:00".
func At(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, Paris)
	if err != nil {
		panic(err)
	}
	return t
}

// Hours is a span on one day: "2022-03-10", "09:00", "12:00".
func Hours(day, from, to string) events.When {
	return events.When{Start: At(day + " " + from), End: At(day + " " + to)}
}

// Open opens a service on an empty store, at 1 February 2022, 08:00.
func Open(t testing.TB) *Site {
	t.Helper()
	s := &Site{T: t, Folder: t.TempDir(), Clock: At("2022-02-01 08:00"), Render: renderer()}
	s.Must(s.Serve())
	t.Cleanup(func() { s.DB.Close() })
	return s
}

// Small is a store with the small programme, made once: opening a copy is quicker than making it.
var Small = sync.OnceValue(func() []byte {
	folder, err := os.MkdirTemp("", "parcours")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	s := &Site{Folder: filepath.Join(folder, "made"), Clock: At("2022-02-01 08:00"), Render: renderer()}
	copied := filepath.Join(folder, "copied")
	if err = s.keyed(); err == nil {
		err = s.Serve()
	}
	if err == nil {
		_, err = s.Apply(context.Background(), SmallProgramme(), events.ApplyOptions{})
	}
	if err == nil {
		err = errors.Join(s.Backup(context.Background(), copied), s.DB.Close())
	}
	octets, wrong := os.ReadFile(copied)
	if err := errors.Join(err, wrong); err != nil {
		panic(err)
	}
	return octets
})

// OpenSmall opens a service with the small programme.
func OpenSmall(t testing.TB) *Site { return OpenSmallIn(t, t.TempDir()) }

func OpenSmallIn(t tester, folder string) *Site {
	t.Helper()
	s := &Site{T: t, Folder: folder, Clock: At("2022-02-01 08:00"), Render: renderer(), File: SmallProgramme()}
	s.Must(os.WriteFile(filepath.Join(folder, store.FileName), Small(), 0o600))
	s.Must(s.keyed())
	s.Must(s.Serve())
	t.Cleanup(func() { s.DB.Close() })
	return s
}

// keyed gives the folder the key of all copies.
func (s *Site) keyed() error {
	return errors.Join(os.MkdirAll(s.Folder, 0o700), os.WriteFile(filepath.Join(s.Folder, store.KeyName), []byte(base64.StdEncoding.EncodeToString(make([]byte, 32))), 0o600))
}

// OpenExample opens a service with the programme that comes with the server.
func OpenExample(t testing.TB) *Site {
	t.Helper()
	text, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := config.Load(text)
	for _, p := range problems {
		t.Fatal(p.In("config.example.toml"))
	}
	s := Open(t)
	s.Take(file.Programme)
	return s
}

// Restart closes the store, as a server that stops does, and opens the domain on what is on disk.
func (s *Site) Restart() {
	s.T.Helper()
	s.Must(s.DB.Close())
	s.Must(s.Serve())
}

// Serve opens store and domain.
func (s *Site) Serve() (err error) {
	if s.DB, err = store.Open(context.Background(), s.Folder); err != nil {
		return err
	}
	s.House, err = house.Open(context.Background(), house.Parts{
		Store: s.DB, Text: s.Render, Passwords: argon{}, Now: s.now, NewID: rand.Text,
	})
	return err
}

func renderer() *ical.Renderer { return ical.NewRenderer("https://parcours.example.org") }

func (s *Site) Must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// Take brings a programme in, as its file at a later moment would.
func (s *Site) Take(p events.Programme) events.ApplyReport {
	s.T.Helper()
	report, err := s.Apply(s.T.Context(), p, events.ApplyOptions{})
	s.Must(err)
	s.File = p
	return report
}

// Change applies the programme's file after an edit of it, whatever it takes away.
func (s *Site) Change(edit func(*events.Programme)) events.ApplyReport {
	s.T.Helper()
	p := s.File
	p.Sessions, p.People = slices.Clone(p.Sessions), slices.Clone(p.People)
	p.Categories, p.Territories = slices.Clone(p.Categories), slices.Clone(p.Territories)
	edit(&p)
	report, err := s.Apply(s.T.Context(), p, events.ApplyOptions{Force: true})
	s.Must(err)
	s.File = p
	return report
}

// Plan finds what a programme's file says of a session.
func Plan(p *events.Programme, id string) *events.Plan {
	return &p.Sessions[slices.IndexFunc(p.Sessions, func(x events.Plan) bool { return x.ID == id })]
}

func Without(p *events.Programme, id string) {
	p.Sessions = slices.DeleteFunc(p.Sessions, func(x events.Plan) bool { return x.ID == id })
}

func (s *Site) Person(id string) *events.Person {
	s.T.Helper()
	p := s.Programme().Person(id)
	if p == nil {
		s.T.Fatalf("nobody is called %q", id)
	}
	return p
}

func (s *Site) Session(id string) *events.Session {
	s.T.Helper()
	x := s.Programme().Session(id)
	if x == nil {
		s.T.Fatalf("no session %q", id)
	}
	return x
}

func (s *Site) Collection(person, name string) *calendars.Collection {
	s.T.Helper()
	c, err := s.Calendars.Collection(s.T.Context(), s.Person(person), person, name)
	if err != nil {
		s.T.Fatalf("%s/%s: %v", person, name, err)
	}
	return c
}

// Items gives a collection's items by name.
func (s *Site) Items(person, name string) map[string]calendars.Item {
	s.T.Helper()
	all, err := s.Calendars.Items(s.T.Context(), s.Person(person), s.Collection(person, name), calendars.ItemQuery{})
	s.Must(err)
	found := map[string]calendars.Item{}
	for _, it := range all {
		found[it.Name] = it
	}
	return found
}

// Answer says something of a session for oneself, through the web.
func (s *Site) Answer(person, session string, status events.Partstat) events.Answer {
	s.T.Helper()
	a, err := s.Respond(s.T.Context(), events.Response{
		Session: session, For: events.Subject{Person: person}, By: person, Status: status, Door: events.DoorWeb, Sequence: -1,
	})
	s.Must(err)
	return a
}

// Vote says something of a session in the name of a delegation.
func (s *Site) Vote(referent, territory, session string, status events.Partstat) events.Answer {
	s.T.Helper()
	a, err := s.Respond(s.T.Context(), events.Response{
		Session: session, For: events.Subject{Territory: territory, Category: s.Session(session).Category}, By: referent,
		Status: status, Door: events.DoorWeb, Sequence: -1,
	})
	s.Must(err)
	return a
}

// AllAnswers gives every answer there is.
func (s *Site) AllAnswers() []events.Answer {
	s.T.Helper()
	all, err := s.Record.History(s.T.Context(), "")
	s.Must(err)
	return all
}

// Text is what a client is served of an item.
func (s *Site) Text(it calendars.Item) string { return string(s.Render.Item(it)) }

// Put writes an item as a client does.
func (s *Site) Put(person, collection, name, text string) (calendars.PutResult, error) {
	s.T.Helper()
	return s.Calendars.PutItem(s.T.Context(), s.Person(person), s.Collection(person, collection), name, calendars.Preconditions{}, []byte(text))
}

// Unfold puts folded content lines together (RFC 5545 §3.1).
func Unfold(text string) string { return strings.ReplaceAll(text, "\r\n ", "") }

// argon keeps chosen passwords with argon2id (RFC 9106), with little memory because tests hash often.
type argon struct{}

// Passwords is how the site keeps chosen passwords.
func Passwords() accounts.Passwords { return argon{} }

func (argon) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, 1, 64, 1, 32)
}

func (a argon) Hash(password string) string {
	salt := []byte(rand.Text())
	return string(salt) + "$" + hex.EncodeToString(a.key(password, salt))
}

func (a argon) Verify(_ context.Context, hash, password string) (bool, error) {
	salt, key, _ := strings.Cut(hash, "$")
	return subtle.ConstantTimeCompare([]byte(key), []byte(hex.EncodeToString(a.key(password, []byte(salt))))) == 1, nil
}

// PersonalFeed is what somebody reads who has the token of a person's own feed.
func (s *Site) PersonalFeed(token string) (*feeds.Feed, error) {
	reader, err := s.Accounts.FeedReader(s.T.Context(), token)
	if err != nil {
		return nil, err
	}
	return s.Feeds.PersonalFeed(s.T.Context(), reader)
}

// PersonalFeedRevision names what they would read.
func (s *Site) PersonalFeedRevision(token string) (string, error) {
	reader, err := s.Accounts.FeedReader(s.T.Context(), token)
	if err != nil {
		return "", err
	}
	return s.Feeds.PersonalFeedRevision(s.T.Context(), reader)
}
