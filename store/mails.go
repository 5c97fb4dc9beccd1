package store

import (
	"parcours/delivery"
	"parcours/events"
)

// AddMail implements Tx.
func (t *tx) AddMail(m delivery.Mail) error {
	return t.write(`INSERT INTO mails (token, sealed, notice, person, kind, session, state, attempts, next, error, created, sent, sequence, thread)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (notice, person, kind, session) DO NOTHING`,
		hashed(mailToken, m.Token), t.seal.seal("mails.sealed", m.Token), m.Notice, m.Person, string(m.Kind), m.Session, string(m.State), m.Attempts, micros(m.Next), m.Error,
		micros(m.Created), micros(m.Sent), m.Sequence, hashed(mailThread, m.MessageID()))
}

// SetMail implements Tx.
func (t *tx) SetMail(m delivery.Mail) error {
	n, err := t.exec(`UPDATE mails SET state = $2, attempts = $3, next = $4, error = $5, sent = $6, sequence = $7 WHERE token = $1`,
		hashed(mailToken, m.Token), string(m.State), m.Attempts, micros(m.Next), without(m.Token, m.Error), micros(m.Sent), m.Sequence)
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}

// Mails implements Tx.
func (t *tx) Mails(q delivery.MailQuery) ([]delivery.Mail, error) {
	b := mailsQuery(q)
	return list(t, func(row scanner) (m delivery.Mail, err error) {
		return m, row.Scan(sealed{&m.Token, "mails.sealed", t.seal}, &m.Notice, &m.Person, &m.Kind, &m.Session, &m.State, &m.Attempts, instant{&m.Next}, &m.Error,
			instant{&m.Created}, instant{&m.Sent}, &m.Sequence)
	}, b.text.String(), b.args...)
}

func mailsQuery(q delivery.MailQuery) *query {
	b := from("SELECT sealed, notice, person, kind, session, state, attempts, next, error, created, sent, sequence FROM mails")
	if !q.Due.IsZero() {
		b.and("state = 'queued'").and("next <= ?", micros(q.Due))
	}
	if q.State != "" {
		b.and("state = ?", string(q.State))
	}
	if q.Person != "" {
		b.and("person = ?", q.Person)
	}
	if q.Token != "" {
		b.and("token = ?", hashed(mailToken, q.Token))
	}
	if q.Thread != "" {
		b.and("thread = ?", hashed(mailThread, q.Thread))
	}
	if q.Notice != 0 {
		b.and("notice = ?", q.Notice)
	}
	if q.Kind != "" {
		b.and("kind = ?", string(q.Kind))
	}
	if !q.Since.IsZero() {
		b.and("created >= ?", micros(q.Since))
	}
	b.add(" ORDER BY next, token")
	if q.Limit > 0 {
		b.add(" LIMIT ?", q.Limit)
	}
	return b
}
