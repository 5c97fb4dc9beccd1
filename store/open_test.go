package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenMakesFolderAndFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a folder?with #odd% signs", "data")
	db := openIn(t, dir)
	for path, want := range map[string]os.FileMode{dir: os.ModeDir | 0o700, filepath.Join(dir, FileName): 0o600, filepath.Join(dir, FileName+"-wal"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
	fill(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, FileName+"-wal")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the write-ahead log is still there: %v", err)
	}
	checkFilled(t, openIn(t, dir))
}

func TestRoundTrip(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	checkFilled(t, db)
}

func TestEveryConnectionIsDurable(t *testing.T) {
	db := openStore(t)
	connections := map[string]*connection{"writer": db.writer.conn}
	for i, c := range db.readers.all {
		connections["reader "+string(rune('0'+i))] = c
	}
	if len(connections) < 5 {
		t.Fatalf("%d connections", len(connections))
	}
	for name, c := range connections {
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000"} {
			var got string
			if err := c.conn.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s: %s is %s, want %s", name, pragma, got, want)
			}
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	db := openStore(t)
	_, err := db.readers.all[0].exec("INSERT INTO settings (key, value) VALUES ('a', 'b')")
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("error %v, want one of SQLite about a readonly database", err)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := openIn(t, dir)
	fill(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, dir, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, 1)")
	_, err := Open(context.Background(), dir)
	if err == nil || !strings.Contains(err.Error(), "schema version 4711") || !strings.Contains(err.Error(), "newer program") {
		t.Errorf("error %v, want one that names the version and the way out", err)
	}
	alter(t, dir, "DELETE FROM goose_db_version WHERE version_id = 4711")
	checkFilled(t, openIn(t, dir))
}

// alter changes a closed database behind the store's back.
func alter(t *testing.T, dir, statements string) {
	t.Helper()
	raw, err := sql.Open("sqlite", filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	_, err = raw.Exec(statements)
	if err := errors.Join(err, raw.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, FileName)
	if err := os.WriteFile(file, []byte(strings.Repeat("BEGIN:VCALENDAR\r\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), dir)
	if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "not a database") {
		t.Errorf("error %v, want one that names the file and says that it is no database", err)
	}
	if _, err := Open(context.Background(), file); err == nil {
		t.Error("a file was opened as a folder")
	}
}

func TestClosedStore(t *testing.T) {
	db := openStore(t)
	for range 2 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	nothing := func(Tx) error { t.Error("the closure ran"); return nil }
	for name, err := range map[string]error{
		"View":   db.View(context.Background(), nothing),
		"Update": db.Update(context.Background(), nothing),
		"Backup": db.Backup(context.Background(), filepath.Join(t.TempDir(), "copy.db")),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: error %v, want ErrClosed", name, err)
		}
	}
}
