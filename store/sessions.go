package store

import (
	"errors"
	"reflect"
	"time"

	"parcours/events"
)

func scanSession(row scanner) (s events.Session, err error) { return s, row.Scan(document{&s}) }

// Sessions implements Tx.
func (t *tx) Sessions(since int64) ([]events.Session, error) {
	return list(t, scanSession, "SELECT body FROM sessions WHERE change > $1 ORDER BY change, id", since)
}

// SetSession implements Tx. The body is kept for SessionRevision as well, unless it is what was there.
func (t *tx) SetSession(s events.Session, filed *events.Plan) error {
	body, err := encode(inUTC(s))
	if err != nil {
		return err
	}
	before, err := one(t, scanString, "SELECT body FROM sessions WHERE id = $1", s.ID)
	if err != nil && !errors.Is(err, events.ErrNotFound) {
		return err
	}
	if err := t.write(`INSERT INTO sessions (id, change, body) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET change = excluded.change, body = excluded.body`, s.ID, s.Change, body); err != nil {
		return err
	}
	if body != before {
		if err := t.write(`INSERT INTO session_revisions (id, edition, sequence, change, body) VALUES
			($1, (SELECT COALESCE(MAX(edition), 0) + 1 FROM session_revisions WHERE id = $1), $2, $3, $4)`,
			s.ID, s.Sequence, s.Change, body); err != nil {
			return err
		}
	}
	if filed == nil {
		return nil
	}
	text, err := encode(inUTC(*filed))
	if err != nil {
		return err
	}
	return t.write("UPDATE sessions SET filed = $2 WHERE id = $1", s.ID, text)
}

// inUTC gives a session or plan whose times all are in UTC: JSON keeps an offset, not the name of a zone, and the
// same instant has the same text.
func inUTC[T events.Session | events.Plan](v T) T {
	timesInUTC(reflect.ValueOf(&v).Elem())
	return v
}

func timesInUTC(v reflect.Value) {
	if !v.CanInterface() {
		return
	}
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		*at = at.UTC()
		return
	}
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			timesInUTC(v.Field(i))
		}
	}
}

// Filed implements Tx.
func (t *tx) Filed() (map[string]events.Plan, error) {
	filed := map[string]events.Plan{}
	err := t.each(func(row scanner) error {
		var id string
		var plan events.Plan
		err := row.Scan(&id, document{&plan})
		filed[id] = plan
		return err
	}, "SELECT id, filed FROM sessions WHERE filed IS NOT NULL")
	if err != nil {
		return nil, err
	}
	return filed, nil
}

// SessionRevision implements Tx. Where a session was written several times with one SEQUENCE, it is the last
// of these.
func (t *tx) SessionRevision(id string, sequence int) (events.Session, error) {
	return one(t, scanSession, `SELECT body FROM session_revisions WHERE id = $1 AND sequence = $2
		ORDER BY edition DESC LIMIT 1`, id, sequence)
}
