package store

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parcours/events"
)

// TestMain lets the test binary be the process that TestCrash kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		writeUntilKilled(dir)
	}
	os.Exit(m.Run())
}

func openStore(t testing.TB) *DB {
	t.Helper()
	return openIn(t, t.TempDir())
}

func openIn(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func write(t testing.TB, db *DB, f func(Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, db *DB, f func(Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// read gives what a reading method gives.
func read[T any](t testing.TB, db *DB, f func(Tx) (T, error)) T {
	t.Helper()
	var got T
	view(t, db, func(tx Tx) (err error) {
		got, err = f(tx)
		return err
	})
	return got
}

// wantError runs f on a View and compares its error.
func wantError(t testing.TB, db *DB, want error, f func(Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), f); !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

func same[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(events.Session{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func day(d, hour int) time.Time { return time.Date(2022, time.March, d, hour, 0, 0, 0, time.UTC) }
