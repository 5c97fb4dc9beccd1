package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Examination is what Examine found in a folder.
type Examination struct {
	Damage  []string // what SQLite says is wrong (PRAGMA quick_check), ten at most; none is good
	WAL     bool     // it is written ahead, so that readers and the writer do not wait for each other
	Schema  int64    // its version
	Known   int64    // the newest that this program knows
	Size    int64    // octets of the database
	Log     int64    // octets of its write-ahead log
	Written time.Time
	Key     KeyState // how the key here and the database go together
}

// Examine looks at the store in a folder, which a server may use meanwhile, and changes nothing. It is fs.ErrNotExist
// where there is none. Of options it takes KeyFile. It reads the whole file: seconds a gigabyte.
func Examine(ctx context.Context, dir string, options ...Option) (e Examination, err error) {
	path, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return e, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return e, err
	}
	e.Size, e.Written = info.Size(), info.ModTime()
	if log, err := os.Stat(path + "-wal"); err == nil {
		e.Log = log.Size()
		if log.ModTime().After(e.Written) {
			e.Written = log.ModTime()
		}
	}
	if e.Known, err = newestMigration(); err != nil {
		return e, err
	}
	opened := &DB{keyFile: filepath.Join(filepath.Dir(path), KeyName)}
	for _, o := range options {
		o(opened)
	}
	db, err := sql.Open("sqlite", dataSource(path, readOnly))
	if err != nil {
		return e, err
	}
	return e, errors.Join(e.read(ctx, db, opened.keyFile), db.Close())
}

func (e *Examination) read(ctx context.Context, db *sql.DB, keyFile string) error {
	mode := ""
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	e.WAL = mode == "wal"
	rows, err := db.QueryContext(ctx, "PRAGMA quick_check(10)")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			e.Damage = append(e.Damage, line)
		}
	}
	if err := rows.Err(); err != nil || len(e.Damage) > 0 {
		return err
	}
	by := ""
	err = db.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM settings WHERE key = $1), '')", settingSealed).Scan(&by)
	e.Key = stateOf(keyFile, by)
	return errors.Join(err, db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&e.Schema))
}

// newestMigration is the version of the newest schema.
func newestMigration() (newest int64, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	for _, name := range names {
		number, _, _ := strings.Cut(filepath.Base(name), "_")
		n, wrong := strconv.ParseInt(number, 10, 64)
		if wrong != nil {
			return 0, fmt.Errorf("migration %s: %w", name, wrong)
		}
		newest = max(newest, n)
	}
	return newest, err
}
