package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parcours/events"
)

// writer is the one goroutine that writes. It takes whoever waits into one SQL transaction, each under a savepoint
// of their own, and answers all of them when COMMIT has returned: one fsync for many (group commit). While it waits
// for the disk the next ones queue up, so that groups grow with the load and a lone writer never waits for others.
type writer struct {
	conn    *connection
	seal    *sealer
	queue   chan *update  // unbuffered: whoever was taken from it runs at once
	between chan func()   // unbuffered: runs while nothing is written
	stop    chan struct{} // closed by close
	stopped chan struct{} // closed when run has ended
	kept    func([]*tx)   // called after each COMMIT, before anybody is told
}

// maxGroup bounds a transaction, so that the first in it is not kept waiting.
const maxGroup = 256

// update is a closure that waits for its turn. It runs in its caller's goroutine, while the writer waits: a panic
// unwinds the caller and leaves the writer alone.
type update struct {
	turn chan *tx   // the transaction, or closed if there is none
	ran  chan bool  // whether to keep what the closure wrote
	kept chan error // the outcome of COMMIT
}

func newWriter(ctx context.Context, db *sql.DB, seal *sealer) (*writer, error) {
	conn, err := connect(ctx, db)
	if err != nil {
		return nil, err
	}
	return &writer{conn: conn, seal: seal, queue: make(chan *update), between: make(chan func()), stop: make(chan struct{}), stopped: make(chan struct{})}, nil
}

// Update runs f in a transaction and returns when it is on disk. Others may share the SQL transaction; an error or
// a panic of f takes back what f wrote and nothing else. A context that ends before f started, or between two
// statements of f, gives its error. f must not call Update, nor wait for anything slow: all writers wait for it.
// Where the disk is full it is an events.ErrFull.
func (db *DB) Update(ctx context.Context, f func(Tx) error) error {
	err := db.update(ctx, f)
	switch {
	case isFull(err):
		db.doubted.Store(true)
		return fmt.Errorf("%w: %w", events.ErrFull, err)
	case err == nil:
		db.doubted.Store(false)
	case isBroken(err):
		db.doubted.Store(true)
	}
	return err
}

// Writable tells whether the store can be written to, as far as is known: after a write that found the disk full or broken
// it tries.
func (db *DB) Writable(ctx context.Context) error {
	if !db.doubted.Load() {
		return nil
	}
	return db.Update(ctx, func(tx Tx) error { return tx.SetSetting(settingRoom, "tried") })
}

// settingRoom is written to see whether there is room.
const settingRoom = "room"

func isFull(err error) bool { return codeOf(err) == sqlite3.SQLITE_FULL }

// isBroken: nothing can be written, whatever it is.
func isBroken(err error) bool {
	switch codeOf(err) {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}

// codeOf is SQLite's primary result code, 0 for an error of another kind.
func codeOf(err error) int {
	var failed *sqlite.Error
	if !errors.As(err, &failed) {
		return 0
	}
	return failed.Code() & 0xff
}

func (db *DB) update(ctx context.Context, f func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{turn: make(chan *tx), ran: make(chan bool), kept: make(chan error, 1)}
	select {
	case db.writer.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.writer.stop:
		return ErrClosed
	}
	t, ok := <-u.turn
	if !ok {
		return <-u.kept
	}
	if err := u.run(ctx, t, f); err != nil {
		return err
	}
	return <-u.kept
}

// run runs f and tells the writer, however f ends.
func (u *update) run(ctx context.Context, t *tx, f func(Tx) error) error {
	keep := false
	defer func() {
		t.ended = true
		u.ran <- keep
	}()
	t.ctx = ctx
	err := ctx.Err()
	if err == nil {
		err = f(t)
	}
	keep = err == nil
	return err
}

func (w *writer) run() {
	defer close(w.stopped)
	for {
		select {
		case u := <-w.queue:
			w.commit(u)
		case f := <-w.between:
			f()
		case <-w.stop:
			return
		}
	}
}

func (w *writer) close() {
	close(w.stop)
	<-w.stopped
}

// commit runs a closure and those that wait behind it in one transaction.
func (w *writer) commit(u *update) {
	var group []*update
	var kept []*tx
	err := w.conn.run("BEGIN IMMEDIATE")
	if err != nil {
		close(u.turn)
		group = append(group, u)
	}
	for err == nil && u != nil {
		group = append(group, u)
		var t *tx
		if t, err = w.give(u); t != nil {
			kept = append(kept, t)
		}
		if err == nil && len(group) < maxGroup {
			u = w.next()
		} else {
			u = nil
		}
	}
	if err == nil {
		err = w.conn.run("COMMIT")
	}
	if err != nil {
		err = fmt.Errorf("store: nothing was written: %w", err)
		w.conn.run("ROLLBACK") // fails where SQLite has rolled back already
	}
	if err == nil && w.kept != nil {
		w.kept(kept)
	}
	for _, u := range group {
		u.kept <- err
	}
}

// next is one that waits, nil if nobody does.
func (w *writer) next() *update {
	select {
	case u := <-w.queue:
		return u
	default:
		return nil
	}
}

// give lets a closure run under its savepoint; the transaction is nil where nothing of it stays. An error is of the whole transaction: SQLite may roll all of it
// back where the disk is full or fails, and then there is no savepoint left.
func (w *writer) give(u *update) (*tx, error) {
	if err := w.conn.run("SAVEPOINT closure"); err != nil {
		close(u.turn)
		return nil, err
	}
	t := &tx{conn: w.conn, seal: w.seal, writes: true}
	u.turn <- t
	if <-u.ran {
		return t, w.conn.run("RELEASE SAVEPOINT closure")
	}
	return nil, w.conn.run("ROLLBACK TO SAVEPOINT closure", "RELEASE SAVEPOINT closure")
}
