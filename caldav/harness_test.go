package caldav

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

// site is a server on a real store in a temporary folder, behind a router as the program's own.
type site struct {
	t       testing.TB
	service *house.House
	handler http.Handler
	dav     *Handler
	dir     string
	log     bytes.Buffer
	now     atomic.Int64 // Unix seconds
}

// plainHash stands where the program has argon2id, which takes too long for hundreds of servers.
type plainHash struct{}

func (plainHash) Hash(password string) string {
	sum := sha256.Sum256([]byte("salt" + password))
	return hex.EncodeToString(sum[:])
}

func (p plainHash) Verify(_ context.Context, hash, password string) (bool, error) {
	return hash == p.Hash(password), nil
}

const testPassword = "correct horse"

var startOfTests = time.Date(2022, 2, 15, 9, 0, 0, 0, time.UTC)

// newSite gives a server with a programme and its people, each with testPassword.
func newSite(t testing.TB, p events.Programme) *site {
	t.Helper()
	s := openSite(t, t.TempDir())
	if _, err := s.service.Apply(t.Context(), p, events.ApplyOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, person := range p.People {
		if err := s.service.Accounts.SetPassword(t.Context(), person.ID, testPassword); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// testDatabase is the database of a site with the test programme, made once.
var testDatabase struct {
	sync.Once
	octets, key []byte
}

// testSite is newSite with the test programme, from a copy. Everybody has a task own.ics.
func testSite(t testing.TB) *site {
	t.Helper()
	testDatabase.Do(func() {
		file := filepath.Join(t.TempDir(), "copy.db")
		made := newSite(t, testProgramme())
		for _, p := range made.service.Programme().People() {
			made.do(p.ID, "PUT", "/dav/calendars/"+p.ID+"/tasks/own.ics", todo("own", "Own")).want(t, 201)
		}
		err := made.service.Backup(t.Context(), file)
		if err == nil {
			testDatabase.octets, err = os.ReadFile(file)
			testDatabase.key = made.key()
		}
		if err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), testDatabase.octets, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, store.KeyName), testDatabase.key, 0o600); err != nil {
		t.Fatal(err)
	}
	return openSite(t, dir)
}

func openSite(t testing.TB, dir string) *site {
	t.Helper()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &site{t: t, dir: dir}
	s.now.Store(startOfTests.Unix())
	render := ical.NewRenderer("https://parcours.example.org")
	ids := 0
	s.service, err = house.Open(t.Context(), house.Parts{
		Store: db, Text: render, Passwords: plainHash{},
		Now:   func() time.Time { return time.Unix(s.now.Load(), 0).UTC() },
		NewID: func() string { ids++; return fmt.Sprintf("%016x%016x", fnvOf(dir), ids) },
	})
	if err != nil {
		t.Fatal(err)
	}
	dav := New(roomsOf(s.service), render, Options{
		MaxResourceSize: 100 << 10, Logger: slog.New(slog.NewTextHandler(&s.log, nil)), PublicURL: "https://parcours.example.org",
	})
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	dav.Register(r)
	s.handler, s.dav = r, dav
	return s
}

// fnvOf keeps the ids of two servers on copies of one database apart.
func fnvOf(dir string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(dir))
	return h.Sum64()
}

// testProgramme is a small programme with a person of each role.
func testProgramme() events.Programme {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	at := func(month time.Month, day, from, to int) events.When {
		return events.When{
			Start: time.Date(2022, month, day, from, 0, 0, 0, paris), End: time.Date(2022, month, day, to, 0, 0, 0, paris),
		}
	}
	person := func(id, name string, role events.Role, category string, territories ...string) events.Person {
		return events.Person{ID: id, Email: id + "@example.org", Name: name, Role: role, Category: category, Territories: territories}
	}
	room := func(category string, w events.When) events.Plan {
		return events.Plan{
			ID: "pairs-1-" + category, Group: "pairs-1", GroupTitle: "Session entre pairs", Category: category, Title: "Session entre pairs",
			When: w, Status: events.Fixed, Place: events.Place{Mode: events.Online},
			Room: events.Room{Link: "https://visio.example.org/" + category, Description: "Salle des " + category},
		}
	}
	return events.Programme{
		ID: "pilotes.example.org", Title: "Territoires pilotes", Language: "fr", TimeZone: "Europe/Paris",
		Organiser:   events.Organisation{ID: "equipe", Name: "Équipe du programme", Email: "equipe@example.org"},
		Categories:  []events.Category{{ID: "elus", Label: "Élus", Color: "#5B3A8C"}, {ID: "techniciens", Label: "Techniciens", Color: "teal"}},
		Territories: []events.Territory{{ID: "faverges", Name: "Faverges"}, {ID: "argentan", Name: "Argentan"}},
		Sessions: []events.Plan{
			{ID: "agora", Title: "Agora", When: at(3, 10, 9, 17), Status: events.Fixed, Place: events.Place{Mode: events.OnSite, Where: "Paris"}},
			room("elus", at(3, 21, 14, 16)),
			room("techniciens", at(3, 22, 14, 16)),
			{ID: "atelier", Title: "Atelier de Faverges", When: at(3, 28, 9, 12), Status: events.Estimated, Audience: events.Audience{Territories: []string{"faverges"}}},
			{ID: "cloture", Title: "Clôture", Status: events.Fixed, When: events.When{
				Start: time.Date(2022, 6, 30, 0, 0, 0, 0, time.UTC), End: time.Date(2022, 7, 1, 0, 0, 0, 0, time.UTC), AllDay: true}},
		},
		Decisions: []events.Decision{{
			Number: 1, Title: "Dates des ateliers", Question: "Quelles dates vous conviennent ?", Form: []events.Form{events.FormText},
			Sessions: []string{"atelier"}, Who: events.Referent, Due: events.Day{Year: 2022, Month: 3, Day: 1},
		}},
		People: []events.Person{
			person("olga", "Olga Organisatrice", events.Organiser, ""),
			person("rene", "René Référent", events.Referent, "elus", "faverges"),
			person("mia", "Mia Membre", events.Member, "elus", "faverges"),
			person("tom", "Tom Technicien", events.Member, "techniciens", "argentan"),
			person("eva", "Eva Experte", events.Expert, ""),
			person("gus", "Gus Invité", events.Guest, "elus", "faverges"),
			person("paul", "Paul Simple", "", ""),
		},
	}
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

// do sends a request as a person; "" sends no credentials. Headers are "Name: value".
func (s *site) do(who, method, target, body string, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequest(method, "http://parcours.example.org"+target, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Host = "parcours.example.org"
	r.RequestURI = target
	if who != "" {
		r.SetBasicAuth(who+"@example.org", testPassword)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ":")
		r.Header.Add(name, strings.TrimSpace(value))
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	res := w.Result()
	octets, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res, string(octets)}
}

// want fails the test unless the status is this.
func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d\n%s", methodOf(a), pathOf(a), a.StatusCode, status, a.body)
	}
	return a
}

func methodOf(a answer) string {
	if a.Request == nil {
		return "answer"
	}
	return a.Request.Method
}

func pathOf(a answer) string {
	if a.Request == nil {
		return ""
	}
	return a.Request.URL.Path
}

// has fails the test unless the body has all these texts.
func (a answer) has(t testing.TB, texts ...string) answer {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(a.body, s) {
			t.Errorf("no %q in the answer:\n%s", s, a.body)
		}
	}
	return a
}

// lacks fails the test if the body has one of these texts.
func (a answer) lacks(t testing.TB, texts ...string) answer {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(a.body, s) {
			t.Errorf("%q in the answer:\n%s", s, a.body)
		}
	}
	return a
}

// prop gives a PROPFIND body for properties in prefixed form.
func prop(names ...string) string {
	return propOf("D:propfind", names...)
}

func propOf(root string, names ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?><` + root + declarations + `><D:prop><` + strings.Join(names, "/><") + `/></D:prop></` + root + `>`
}

// event is an object of one VEVENT.
func event(uid, summary, start, end string, lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20220201T080000Z\r\nDTSTART:" +
		start + "\r\nDTEND:" + end + "\r\nSUMMARY:" + summary + "\r\n" + strings.Join(append(lines, ""), "\r\n") + "END:VEVENT\r\nEND:VCALENDAR\r\n"
}

func todo(uid, summary string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VTODO\r\nUID:" + uid + "\r\nSUMMARY:" + summary + "\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
}

const calendarType = "Content-Type: text/calendar; charset=utf-8"

// roomsOf are the rooms of a house that the DAV face asks.
func roomsOf(h *house.House) Rooms {
	return Rooms{Events: h.Service, Calendars: h.Calendars, Feeds: h.Feeds, Accounts: h.Accounts, Files: h.Files, Attachments: h.Attachments}
}

// key is that of the secrets in the site's database.
func (s *site) key() []byte {
	s.t.Helper()
	octets, err := os.ReadFile(filepath.Join(s.dir, store.KeyName))
	if err != nil {
		s.t.Fatal(err)
	}
	return octets
}
