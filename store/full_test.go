package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"parcours/events"
)

// A full disk is said as such, nothing is changed, and the store is writable again once there is room.
func TestFullDisk(t *testing.T) {
	db := openStore(t)
	set := func(value string) error {
		return db.Update(context.Background(), func(tx Tx) error { return tx.SetSetting("large", value) })
	}
	if err := errors.Join(set("before"), db.Writable(t.Context())); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := db.writer.conn.conn.QueryRowContext(t.Context(), "PRAGMA max_page_count = 1").Scan(&pages); err != nil { // as many as there are
		t.Fatal(err)
	}
	if err := set(strings.Repeat("x", 1<<20)); !errors.Is(err, events.ErrFull) {
		t.Fatalf("error %v, want ErrFull", err)
	}
	if !db.doubted.Load() {
		t.Error("it is not known that the disk is full")
	}
	db.View(t.Context(), func(tx Tx) error {
		if value, err := tx.Setting("large"); err != nil || value != "before" {
			t.Errorf("%.20q, %v", value, err)
		}
		return nil
	})
	if err := db.writer.conn.conn.QueryRowContext(t.Context(), "PRAGMA max_page_count = 1000000").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Writable(t.Context()), set(strings.Repeat("x", 1<<20))); err != nil || db.doubted.Load() {
		t.Errorf("there is room again: %v", err)
	}
}

// A database that can be read alone is said not to be writable, until it can be again.
func TestReadOnly(t *testing.T) {
	db := openStore(t)
	set := func() error {
		return db.Update(context.Background(), func(tx Tx) error { return tx.SetSetting("a", "b") })
	}
	only := func(on string) {
		t.Helper()
		if _, err := db.writer.conn.conn.ExecContext(t.Context(), "PRAGMA query_only = "+on); err != nil {
			t.Fatal(err)
		}
	}
	only("ON")
	if err := set(); err == nil || errors.Is(err, events.ErrFull) {
		t.Errorf("written to what is read-only: %v", err)
	}
	if err := db.Writable(t.Context()); err == nil {
		t.Error("it is said to be writable")
	}
	only("OFF")
	if err := errors.Join(db.Writable(t.Context()), set()); err != nil {
		t.Error(err)
	}
}
