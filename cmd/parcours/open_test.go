package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parcours/config"
	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

// A folder in use stays so, whatever becomes of the file that says it.
func TestFolderIsTakenOnce(t *testing.T) {
	dir := t.TempDir()
	first, err := open(t.Context(), dir, ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if second, err := open(t.Context(), dir, ical.NewRenderer("")); !errors.Is(err, errInUse) {
			second.Close()
			t.Fatalf("a second one: %v", err)
		}
		os.Remove(filepath.Join(dir, "lock"))
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := open(t.Context(), dir, ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

// fullStore is a store whose disk has become full.
type fullStore struct{ *store.DB }

func (fullStore) Writable(context.Context) error { return events.ErrFull }

// Whoever watches the server learns that its disk is full.
func TestFullDiskIsNotReady(t *testing.T) {
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for status, kept := range map[int]house.Store{http.StatusOK: db, http.StatusServiceUnavailable: fullStore{db}} {
		s, err := house.Open(t.Context(), house.Parts{Store: kept, Text: ical.NewRenderer(""), Passwords: newArgon2id(), Now: time.Now, NewID: randomID})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		serverOf(s, config.Server{}).Handler.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
		if w.Code != status {
			t.Errorf("%d %s, want %d", w.Code, w.Body, status)
		}
	}
}
