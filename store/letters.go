package store

import (
	"time"

	"parcours/correspondence"
	"parcours/events"
	"parcours/scheduling"
)

// AddLetter implements Tx.
func (t *tx) AddLetter(l scheduling.Letter) error {
	return t.write(`INSERT INTO letters (token, sealed, person, address, uid, kind, message, text, held, state, attempts, next, error, created, sent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		hashed(letterToken, l.Token), t.seal.seal("letters.sealed", l.Token), l.Person, l.Address, l.UID, string(l.Kind), l.Message, l.Text, l.Held, string(l.State), l.Attempts, micros(l.Next), l.Error, micros(l.Created), micros(l.Sent))
}

// SetLetter implements Tx.
func (t *tx) SetLetter(l scheduling.Letter) error {
	n, err := t.exec("UPDATE letters SET message = $2, text = $3, state = $4, attempts = $5, next = $6, error = $7, sent = $8 WHERE number = $1",
		l.Number, l.Message, l.Text, string(l.State), l.Attempts, micros(l.Next), without(l.Token, l.Error), micros(l.Sent))
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}

// Letters implements Tx.
func (t *tx) Letters(q scheduling.LetterQuery) ([]scheduling.Letter, error) {
	b := from("SELECT number, sealed, person, address, uid, kind, message, text, held, state, attempts, next, error, created, sent FROM letters")
	if q.Number != 0 {
		b.and("number = ?", q.Number)
	}
	for _, one := range [][2]string{{"token", hashed(letterToken, q.Token)}, {"person", q.Person}, {"uid", q.UID}, {"address", q.Address}, {"state", string(q.State)}} {
		if one[1] != "" {
			b.and(one[0]+" = ?", one[1])
		}
	}
	if !q.Due.IsZero() {
		b.and("state = 'queued'").and("next <= ?", micros(q.Due))
	}
	if !q.Since.IsZero() {
		b.and("created > ?", micros(q.Since))
	}
	b.add(" ORDER BY number")
	if q.Limit > 0 {
		b.add(" LIMIT ?", q.Limit)
	}
	return list(t, func(row scanner) (l scheduling.Letter, err error) {
		return l, row.Scan(&l.Number, sealed{&l.Token, "letters.sealed", t.seal}, &l.Person, &l.Address, &l.UID, &l.Kind, &l.Message, &l.Text, &l.Held, &l.State, &l.Attempts,
			instant{&l.Next}, &l.Error, instant{&l.Created}, instant{&l.Sent})
	}, b.text.String(), b.args...)
}

// Heard implements Tx.
func (t *tx) Heard(token, about string) (at time.Time, err error) {
	_, err = list(t, func(row scanner) (bool, error) { return true, row.Scan(instant{&at}) },
		"SELECT stamp FROM heard WHERE token = $1 AND instance = $2", hashed(letterToken, token), about)
	return at, err
}

// SetHeard implements Tx.
func (t *tx) SetHeard(token, about string, stamp time.Time) error {
	return t.write("INSERT INTO heard (token, instance, stamp) VALUES ($1, $2, $3) ON CONFLICT (token, instance) DO UPDATE SET stamp = CASE WHEN stamp < excluded.stamp THEN excluded.stamp ELSE stamp END",
		hashed(letterToken, token), about, micros(stamp))
}

// AddHeld implements Tx.
func (t *tx) AddHeld(h correspondence.Held) error {
	return t.write("INSERT INTO held (id, person, address, token, uid, method, message, at, settled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		h.ID, h.Person, h.From, t.seal.seal("held.token", h.Token), h.UID, h.Method, t.seal.sealOctets("held.message", h.Message), micros(h.At), h.Settled)
}

// SetHeld implements Tx.
func (t *tx) SetHeld(h correspondence.Held) error {
	return t.write("UPDATE held SET message = $2, settled = $3 WHERE id = $1", h.ID, t.seal.sealOctets("held.message", h.Message), h.Settled)
}

// HeldOf implements Tx.
func (t *tx) HeldOf(id, person string) ([]correspondence.Held, error) {
	b := from("SELECT id, person, address, token, uid, method, message, at, settled FROM held")
	if id != "" {
		b.and("id = ?", id)
	}
	if person != "" {
		b.and("person = ?", person)
	}
	b.add(" ORDER BY at, id")
	return list(t, func(row scanner) (h correspondence.Held, err error) {
		return h, row.Scan(&h.ID, &h.Person, &h.From, sealed{&h.Token, "held.token", t.seal}, &h.UID, &h.Method, sealedOctets{&h.Message, "held.message", t.seal}, instant{&h.At}, &h.Settled)
	}, b.text.String(), b.args...)
}
