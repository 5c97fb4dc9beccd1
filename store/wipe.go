package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrRead is the answer of Wipe where a long reading keeps a part of the write-ahead log in use: it is emptied by a later one, or when the
// store is closed.
var ErrRead = errors.New("store: the write-ahead log is being read")

// Wipe takes out of the files what rows were before they were changed or removed: the database is written anew, since pages keep
// scraps of what was freed even where it is overwritten (secure_delete), and the write-ahead log is cut to nothing. Who reads goes on
// reading; who writes waits, some seconds a gigabyte, and the log needs as much room as the database for that time.
func (db *DB) Wipe(ctx context.Context) error {
	done := make(chan error, 1)
	wipe := func() { done <- db.wipe() }
	select {
	case db.writer.between <- wipe:
		return <-done
	case <-ctx.Done():
		return ctx.Err()
	case <-db.writer.stop:
		return ErrClosed
	}
}

// wipe runs in the writer's goroutine. The file that says how long the log was is changed first: should the process die in
// between, it says less than there is, and nothing is doubted in vain.
func (db *DB) wipe() (err error) {
	db.life.log = 0
	if err := errors.Join(db.life.write(db.lifeFile), db.lifeFile.Sync()); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer db.grown()
	if err := db.writer.conn.run("VACUUM"); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	rows, err := db.writer.conn.query("PRAGMA wal_checkpoint(TRUNCATE)")
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var busy, log, moved int64
	if !rows.Next() {
		return errors.Join(errors.New("store: no checkpoint"), rows.Err())
	}
	if err := rows.Scan(&busy, &log, &moved); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if busy != 0 {
		return ErrRead
	}
	return nil
}
