package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// readers is a pool of read-only connections.
type readers struct {
	free chan *connection
	all  []*connection
	stop chan struct{}
}

func newReaders(ctx context.Context, db *sql.DB, n int) (*readers, error) {
	r := &readers{free: make(chan *connection, n), stop: make(chan struct{})}
	for range n {
		c, err := connect(ctx, db)
		if err != nil {
			return r, err
		}
		r.all = append(r.all, c)
		r.free <- c
	}
	return r, nil
}

// close refuses new readings and waits for those under way.
func (r *readers) close() {
	close(r.stop)
	for range r.all {
		<-r.free
	}
}

func (r *readers) release() error {
	var errs []error
	for _, c := range r.all {
		errs = append(errs, c.release())
	}
	return errors.Join(errs...)
}

// View runs f on the store as it was at f's first reading, whatever is written meanwhile. A context that ends while
// f waits for a connection or between two of its statements gives its error.
func (db *DB) View(ctx context.Context, f func(Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-db.readers.stop:
		return ErrClosed
	default:
	}
	var c *connection
	select {
	case c = <-db.readers.free:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.readers.stop:
		return ErrClosed
	}
	db.views.Add(1)
	t := &tx{ctx: ctx, conn: c, seal: db.seal}
	defer func() {
		t.ended = true
		if e := c.run("ROLLBACK"); e != nil && err == nil {
			err = fmt.Errorf("store: reading: %w", e)
		}
		db.readers.free <- c
	}()
	if err := c.run("BEGIN"); err != nil {
		return fmt.Errorf("store: reading: %w", err)
	}
	return f(t)
}
