package web

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/config"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/mailed"
	"parcours/messages"
	"parcours/pages"
	"parcours/signin"
	"parcours/store"
)

const publicURL = "https://parcours.example.org"

// site is the pages of a service on a real store, with a clock that tests set.
type site struct {
	t         *testing.T
	service   *house.House
	programme events.Programme
	now       time.Time
	router    *mux.Router
	store     *store.DB
}

// exampleProgramme is config.example.toml.
func exampleProgramme(t *testing.T) events.Programme {
	t.Helper()
	octets, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := config.Load(octets)
	for _, problem := range problems {
		t.Errorf("config.example.toml: %+v", problem)
	}
	return file.Programme
}

// openSite opens the pages at a moment given as "2022-03-03 10:00" in Paris.
func openSite(t *testing.T, at string, p events.Programme) *site {
	t.Helper()
	s := &site{t: t, programme: p}
	s.setClock(at)
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s.store = db
	s.service, err = house.Open(t.Context(), house.Parts{
		Store: db, Text: ical.NewRenderer(publicURL), Passwords: plainPasswords{}, Now: func() time.Time { return s.now }, NewID: rand.Text,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.apply(func(*events.Programme) {})
	s.router = newRouter(s, publicURL+"/")
	return s
}

// newRouter has the pages of a site, with this address.
func newRouter(s *site, address string) *mux.Router {
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	shared := sharedBy(s.service, address)
	New(roomsOf(s.service), shared).Register(r)
	mailed.New(mailed.Rooms{Events: s.service.Service, Delivery: s.service.Delivery}, shared).Register(r)
	signin.New(s.service.Service, s.service.Accounts, shared, signin.Options{Mail: true}).Register(r)
	return r
}

func exampleSite(t *testing.T) *site { return openSite(t, "2022-03-03 10:00", exampleProgramme(t)) }

func (s *site) setClock(at string) {
	s.t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		s.t.Fatal(err)
	}
	if s.now, err = time.ParseInLocation("2006-01-02 15:04", at, paris); err != nil {
		s.t.Fatal(err)
	}
}

// apply brings in the programme after a change of its file.
func (s *site) apply(change func(*events.Programme)) {
	s.t.Helper()
	s.programme.Sessions = slices.Clone(s.programme.Sessions)
	change(&s.programme)
	if _, err := s.service.Apply(s.t.Context(), s.programme, events.ApplyOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

// plan finds a session of the programme's file.
func plan(t *testing.T, p *events.Programme, id string) *events.Plan {
	t.Helper()
	for i := range p.Sessions {
		if p.Sessions[i].ID == id {
			return &p.Sessions[i]
		}
	}
	t.Fatalf("no session %s", id)
	return nil
}

// person finds somebody of the example programme.
func (s *site) person(role events.Role, territory, category string) *events.Person {
	s.t.Helper()
	for _, p := range s.service.Programme().People() {
		if p.Role == role && (territory == "" || slices.Contains(p.Territories, territory)) && (category == "" || p.Category == category) {
			return p
		}
	}
	s.t.Fatalf("no %s of %s, %s", role, territory, category)
	return nil
}

// ownLink is the path of a person's answer page.
func (s *site) ownLink(p *events.Person, session string) string {
	return "/a/" + s.service.Programme().AnswerToken(events.AnswerLink{Person: p.ID, Session: session, For: events.Subject{Person: p.ID}})
}

// delegationLink is the path of the answer page by which a referent answers for the delegation.
func (s *site) delegationLink(p *events.Person, session, territory, category string) string {
	return "/a/" + s.service.Programme().AnswerToken(events.AnswerLink{
		Person: p.ID, Session: session, For: events.Subject{Territory: territory, Category: category},
	})
}

// history is what was answered by a link.
func (s *site) history(path string) []events.Answer {
	s.t.Helper()
	link, err := s.service.Programme().ReadAnswerToken(strings.TrimPrefix(path, "/a/"))
	if err != nil {
		s.t.Fatal(err)
	}
	_, history, err := s.service.InvitationOf(context.Background(), link)
	if err != nil {
		s.t.Fatal(err)
	}
	return history
}

func (s *site) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	return w
}

// get asks for a page in a language.
func (s *site) get(path, lang string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if lang != "" {
		r.Header.Set("Accept-Language", lang)
	}
	return s.serve(r)
}

// post sends the form of an answer page as a browser does from that page.
func (s *site) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.serve(r)
}

// words checks that a page has or lacks texts; they are looked for as people read them, with the spaces of print.
func words(t *testing.T, page string, present []string, absent ...string) {
	t.Helper()
	text := folded(parsePage(t, page).text)
	for _, want := range present {
		if !strings.Contains(text, folded(messages.Typeset(want))) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range absent {
		if strings.Contains(page, bad) || strings.Contains(text, folded(messages.Typeset(bad))) {
			t.Errorf("the page has %q", bad)
		}
	}
	if t.Failed() {
		t.Logf("the page reads:\n%s", text)
	}
}

// roomsOf are the rooms of a house that pages ask.
func roomsOf(h *house.House) Rooms {
	return Rooms{Events: h.Service, Accounts: h.Accounts, Calendars: h.Calendars, Asked: h.Asked, Delivery: h.Delivery, Record: h.Record, Files: h.Files, Personal: h.Personal}
}

// sharedBy is what the pages share, on a server at an address.
func sharedBy(h *house.House, address string) *pages.Site {
	return pages.New(h.Service, h.Accounts, pages.Options{PublicURL: address, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
}
