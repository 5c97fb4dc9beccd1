package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parcours/config"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

// journey is the example's programme on a server of its own, whose clock the story sets. People come through its
// doors only: CalDAV, pages, feeds and commands.
type journey struct {
	t         *testing.T
	service   *house.House
	db        *store.DB
	url       string
	folder    string
	now       atomic.Pointer[time.Time]
	passwords map[string]string // by person
}

func newJourney(t *testing.T) *journey {
	t.Helper()
	return newJourneyOf(t, "../../config.example.toml")
}

// newJourneyOf is a journey through another programme.
func newJourneyOf(t *testing.T, programme string) *journey {
	t.Helper()
	j := &journey{t: t, folder: t.TempDir(), passwords: map[string]string{}}
	j.at("2022-02-01 08:00")
	db, err := store.Open(t.Context(), j.folder)
	j.must(err)
	j.db = db
	t.Cleanup(func() { db.Close() })
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	j.url = server.URL
	j.service, err = house.Open(t.Context(), house.Parts{
		Store: db, Text: ical.NewRenderer(j.url), Passwords: newArgon2id(), Now: func() time.Time { return *j.now.Load() }, NewID: randomID,
	})
	j.must(err)
	file, wrong, err := load(&environment{errs: io.Discard}, programme)
	if err != nil || wrong {
		t.Fatal(wrong, err)
	}
	_, err = j.service.Apply(t.Context(), file.Programme, events.ApplyOptions{})
	j.must(err)
	handler = serverOf(j.service, config.Server{PublicURL: j.url, MaxResourceSize: 1 << 20}).Handler
	socket, err := control(j.service, nil, j.folder)
	j.must(err)
	t.Cleanup(func() { socket.Close() })
	return j
}

func (j *journey) must(err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
}

// at sets the clock to a wall time in Paris.
func (j *journey) at(text string) {
	j.t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	j.must(err)
	now, err := time.ParseInLocation("2006-01-02 15:04", text, paris)
	j.must(err)
	j.now.Store(&now)
}

// command runs a command line beside the server, as an organiser does in a shell.
func (j *journey) command(args ...string) string {
	j.t.Helper()
	out, errs, status := parcours(j.t, append(args, "--data", j.folder)...)
	if status != 0 {
		j.t.Fatalf("parcours %s: %d\n%s", strings.Join(args, " "), status, errs)
	}
	return out
}
