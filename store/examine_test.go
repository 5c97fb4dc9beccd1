package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A store is examined while it is open, after it was closed, damaged, and where there is none; nothing is changed by it.
func TestExamine(t *testing.T) {
	if _, err := Examine(t.Context(), t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
	dir := t.TempDir()
	db := openIn(t, dir)
	good := func(when string) {
		t.Helper()
		e, err := Examine(t.Context(), dir)
		if err != nil || len(e.Damage) > 0 || !e.WAL || e.Schema != e.Known || e.Schema < 20 || e.Size == 0 || time.Since(e.Written) > time.Hour {
			t.Errorf("%s: %+v, %v", when, e, err)
		}
	}
	good("open")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	good("closed")
	path := filepath.Join(dir, FileName)
	octets, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(octets); i += 4096 { // all pages but the first
		copy(octets[i:i+64], make([]byte, 64))
	}
	if err := os.WriteFile(path, octets, 0o600); err != nil {
		t.Fatal(err)
	}
	if e, err := Examine(t.Context(), dir); err == nil && len(e.Damage) == 0 {
		t.Errorf("damaged: %+v", e)
	}
	if err := os.WriteFile(path, []byte("no database at all, only a text of some length"), 0o600); err != nil {
		t.Fatal(err)
	}
	if e, err := Examine(t.Context(), dir); err == nil {
		t.Errorf("no database: %+v", e)
	}
}
