package store

import (
	"time"

	"parcours/events"
	"parcours/record"
)

// AnswerHours implements record.Tx.
func (t *tx) AnswerHours(sessions []string) (all []record.Given, err error) {
	b := from("SELECT a.said_at / 3600000000, a.status, COUNT(*) FROM answers a")
	if sessions != nil {
		b.in("a.session", sessions)
	}
	b.add(" GROUP BY 1, 2 ORDER BY 1, 2")
	return list(t, func(row scanner) (g record.Given, err error) {
		var hour int64
		err = row.Scan(&hour, &g.Status, &g.Number)
		g.Hour = time.Unix(hour*3600, 0).UTC()
		return g, err
	}, b.text.String(), b.args...)
}

// AnswersSaid implements record.Tx.
func (t *tx) AnswersSaid(q record.LogQuery) ([]events.Answer, error) {
	b := from(`SELECT a.number, a.session, a.person, a.territory, a.category, a.said_by, a.status, a.comment, a.door,
		a.said_at, a.sequence, a.late FROM answers a`)
	if q.Sessions != nil {
		b.in("a.session", q.Sessions)
	}
	if q.Person != "" {
		b.and("(a.person = ? OR a.said_by = ?)", q.Person, q.Person)
	}
	if q.Door != "" {
		b.and("a.door = ?", string(q.Door))
	}
	if !q.From.IsZero() {
		b.and("a.said_at >= ?", micros(q.From))
	}
	if !q.To.IsZero() {
		b.and("a.said_at < ?", micros(q.To))
	}
	b.add(" ORDER BY a.said_at DESC, a.number DESC, a.home, a.session")
	if q.Limit > 0 {
		b.add(" LIMIT ?", q.Skip+q.Limit)
	}
	return list(t, scanAnswer, b.text.String(), b.args...)
}

// SessionRevisions implements record.Tx.
func (t *tx) SessionRevisions(sessions []string) ([]events.Session, error) {
	b := from("SELECT r.body FROM session_revisions r")
	if sessions != nil {
		b.in("r.id", sessions)
	}
	b.add(" ORDER BY r.id, r.edition")
	return list(t, scanSession, b.text.String(), b.args...)
}

// PresencesSaid implements record.Tx.
func (t *tx) PresencesSaid() ([]events.Presence, error) {
	return list(t, func(row scanner) (p events.Presence, err error) {
		return p, row.Scan(&p.Session, &p.Person, &p.Number, &p.Present, &p.By, instant{&p.At})
	}, "SELECT session, person, number, present, said_by, said_at FROM presences ORDER BY number")
}

// Sendings implements record.Tx.
func (t *tx) Sendings(since time.Time) ([]record.Sending, error) {
	return list(t, func(row scanner) (s record.Sending, err error) {
		c := &s.Counts
		err = row.Scan(document{&s.Notice}, &c.Waiting, &c.Sent, &c.Failed, &c.Dropped, instant{&s.Next})
		if c.Waiting == 0 {
			s.Next = time.Time{}
		}
		return s, err
	}, `SELECT n.body, COUNT(CASE WHEN m.state = 'queued' THEN 1 END), COUNT(CASE WHEN m.state = 'sent' THEN 1 END),
			COUNT(CASE WHEN m.state IN ('failed', 'bounced') THEN 1 END), COUNT(CASE WHEN m.state = 'dropped' THEN 1 END),
			COALESCE(MIN(CASE WHEN m.state = 'queued' THEN m.next END), 0)
		FROM notices n LEFT JOIN mails m ON m.notice = n.number
		WHERE n.done = 0 OR n.number IN (SELECT notice FROM mails WHERE state = 'queued' OR created >= $1)
		GROUP BY n.number, n.body ORDER BY n.number DESC`, micros(since))
}

// SeenByAll implements record.Tx.
func (t *tx) SeenByAll() (map[string]map[events.Door]time.Time, error) {
	all := map[string]map[events.Door]time.Time{}
	return all, t.each(func(row scanner) error {
		var person, door string
		var at time.Time
		if err := row.Scan(&person, &door, instant{&at}); err != nil {
			return err
		}
		if all[person] == nil {
			all[person] = map[events.Door]time.Time{}
		}
		all[person][events.Door(door)] = at
		return nil
	}, "SELECT person, door, at FROM seen")
}

// Views counts the readings that were made since the store was opened.
func (db *DB) Views() uint64 { return db.views.Load() }
