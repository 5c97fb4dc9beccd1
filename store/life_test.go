package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lifeOf opens a folder, writes to it, and closes it again.
func lifeOf(t *testing.T, dir string) (generation, doubt string) {
	t.Helper()
	db, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx Tx) error { return tx.SetSetting("x", "y") })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return db.Generation(), db.Doubt()
}

// A store that is closed and opened where it is stays what it is; one that was put there is another generation.
func TestGenerations(t *testing.T) {
	dir := t.TempDir()
	first, doubt := lifeOf(t, dir)
	if first == "" || doubt != "" {
		t.Fatalf("new: %q, %q", first, doubt)
	}
	if again, doubt := lifeOf(t, dir); again != first || doubt != "" {
		t.Errorf("opened again: %q, was %q: %s", again, first, doubt)
	}
	octets, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	last := first
	lifeOf(t, dir)
	for what, put := range map[string]func() error{
		"an older copy over the file": func() error { return os.WriteFile(filepath.Join(dir, FileName), octets, 0o600) },
		"a copy of the file": func() error {
			now, err := os.ReadFile(filepath.Join(dir, FileName))
			return errors.Join(err, os.Rename(filepath.Join(dir, FileName), filepath.Join(dir, "old")), os.WriteFile(filepath.Join(dir, FileName), now, 0o600))
		},
		"without the mark":  func() error { return os.Remove(filepath.Join(dir, lifeName)) },
		"with a cut mark":   func() error { return os.Truncate(filepath.Join(dir, lifeName), 10) },
		"with another mark": func() error { return os.WriteFile(filepath.Join(dir, lifeName), []byte("g b 1 false 0\n"), 0o600) },
	} {
		if err := put(); err != nil {
			t.Fatal(err)
		}
		now, doubt := lifeOf(t, dir)
		if now == last || now == "" || now == "g" || doubt == "" {
			t.Errorf("%s: %q, was %q: %q", what, now, last, doubt)
		}
		if again, doubt := lifeOf(t, dir); again != now || doubt != "" {
			t.Errorf("%s, opened again: %q, was %q: %s", what, again, now, doubt)
		}
		last = now
	}
}

// A process that is killed leaves a write-ahead log. Where it is as it was, the store goes on; where it is gone or cut,
// that is said.
func TestLostLog(t *testing.T) {
	for what, c := range map[string]struct {
		lose  func(log string) error
		doubt string
	}{
		"whole":   {func(string) error { return nil }, ""},
		"missing": {os.Remove, "write-ahead log"},
		"cut":     {func(log string) error { return os.Truncate(log, 8192) }, "write-ahead log"},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			generation, _ := lifeOf(t, dir)
			db := openIn(t, dir)
			write(t, db, giveToMove)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			killWhileWriting(t, dir, 50)
			log := filepath.Join(dir, FileName+"-wal")
			if err := c.lose(log); err != nil {
				t.Fatal(err)
			}
			now, doubt := lifeOf(t, dir)
			if (now == generation) != (c.doubt == "") || !strings.Contains(doubt, c.doubt) || (doubt == "") != (c.doubt == "") {
				t.Errorf("%q, was %q: %s", now, generation, doubt)
			}
		})
	}
}
