package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"parcours/events"
)

// ErrReadOnly is the answer of a writing method on a View.
var ErrReadOnly = errors.New("store: this is a View; writing needs Update")

// errEnded is the answer of a transaction that was kept beyond its closure.
var errEnded = errors.New("store: the transaction has ended")

// tx is one transaction, as its closure sees it.
type tx struct {
	ctx    context.Context
	conn   *connection
	seal   *sealer
	writes bool
	ended  bool

	said    []events.Subject // whose answers it wrote
	renamed bool             // it gave answers to nobody
}

var _ Tx = (*tx)(nil)

// usable tells why no statement may run now.
func (t *tx) usable() error {
	if t.ended {
		return errEnded
	}
	return t.ctx.Err()
}

// exec writes, and gives the number of rows that it touched.
func (t *tx) exec(query string, args ...any) (int64, error) {
	if !t.writes {
		return 0, ErrReadOnly
	}
	if err := t.usable(); err != nil {
		return 0, err
	}
	r, err := t.conn.exec(query, args...)
	if err != nil {
		return 0, fmt.Errorf("store: %w", err)
	}
	return r.RowsAffected()
}

// write is exec where the number of rows does not matter.
func (t *tx) write(query string, args ...any) error {
	_, err := t.exec(query, args...)
	return err
}

// scanner is a row.
type scanner interface{ Scan(to ...any) error }

// each gives the rows of a query to scan.
func (t *tx) each(scan func(scanner) error, query string, args ...any) error {
	if err := t.usable(); err != nil {
		return err
	}
	rows, err := t.conn.query(query, args...)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("store: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}

// list collects the rows of a query, nil for none.
func list[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := t.each(func(row scanner) error {
		one, err := scan(row)
		all = append(all, one)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// one gives the only row of a query, ErrNotFound without it.
func one[T any](t *tx, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	var found T
	all, err := list(t, scan, query, args...)
	if err != nil {
		return found, err
	}
	if len(all) == 0 {
		return found, events.ErrNotFound
	}
	return all[0], nil
}

// scanString and scanNumber read a row of one column.
func scanString(row scanner) (s string, err error) { return s, row.Scan(&s) }
func scanNumber(row scanner) (n int64, err error)  { return n, row.Scan(&n) }

// instant is a time.Time as a column: microseconds since 1970 UTC, rounded down.
type instant struct{ *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a time column holds %T", value)
	}
	*i.Time = time.UnixMicro(n).UTC()
	return nil
}

// micros is what an instant is stored as. The zero time has a number as well.
func micros(t time.Time) int64 { return t.UnixMicro() }

// document is a value kept as JSON in a text column.
type document struct{ value any }

// Scan implements sql.Scanner.
func (d document) Scan(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("a JSON column holds %T", value)
	}
	return json.Unmarshal([]byte(text), d.value)
}

func encode(value any) (string, error) {
	b, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("store: %w", err)
	}
	return string(b), nil
}

// number is a truth value as a column.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
