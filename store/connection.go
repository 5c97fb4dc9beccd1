package store

import (
	"context"
	"database/sql"
	"errors"
)

// connection is one connection with its prepared statements. One goroutine uses it at a time.
//
// Statements run without the caller's context: SQLite ends the whole transaction when a statement is interrupted,
// and that transaction may be shared. A transaction looks at its context between two statements instead.
type connection struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

// maxStatements bounds the prepared statements of a connection: queries are put together from few parts.
const maxStatements = 256

func connect(ctx context.Context, db *sql.DB) (*connection, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

func (c *connection) prepare(query string) (*sql.Stmt, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		if err := c.forget(); err != nil {
			return nil, err
		}
	}
	s, err := c.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.statements[query] = s
	return s, nil
}

func (c *connection) exec(query string, args ...any) (sql.Result, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(context.Background(), args...)
}

func (c *connection) query(query string, args ...any) (*sql.Rows, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

// run executes statements without arguments one after another, up to the first error.
func (c *connection) run(queries ...string) error {
	for _, q := range queries {
		if _, err := c.exec(q); err != nil {
			return err
		}
	}
	return nil
}

func (c *connection) forget() error {
	var errs []error
	for _, s := range c.statements {
		errs = append(errs, s.Close())
	}
	clear(c.statements)
	return errors.Join(errs...)
}

func (c *connection) release() error { return errors.Join(c.forget(), c.conn.Close()) }
