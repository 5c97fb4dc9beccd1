package store

import (
	"reflect"
	"time"

	"parcours/delivery"
	"parcours/events"
)

func (t *tx) putNotice(n events.Notice, query string) error {
	body, err := encode(n)
	if err != nil {
		return err
	}
	return t.write(query, n.Number, micros(n.Due), number(n.Done), body)
}

// AddNotice implements Tx.
func (t *tx) AddNotice(n events.Notice) error {
	return t.putNotice(n, "INSERT INTO notices (number, due, done, body) VALUES ($1, $2, $3, $4)")
}

// SetNotice implements Tx.
func (t *tx) SetNotice(n events.Notice) error {
	return t.putNotice(n, `INSERT INTO notices (number, due, done, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (number) DO UPDATE SET due = excluded.due, done = excluded.done, body = excluded.body`)
}

func scanNotice(row scanner) (n events.Notice, err error) { return n, row.Scan(document{&n}) }

// DueNotices implements Tx.
func (t *tx) DueNotices(now time.Time, limit int) ([]events.Notice, error) {
	return list(t, scanNotice, "SELECT body FROM notices WHERE done = 0 AND due <= $1 ORDER BY number LIMIT $2", micros(now), limit)
}

// Notice implements Tx.
func (t *tx) Notice(number int64) (events.Notice, error) {
	return one(t, scanNotice, "SELECT body FROM notices WHERE number = $1", number)
}

// AddReceipt implements Tx.
func (t *tx) AddReceipt(r delivery.Receipt) error {
	message, err := t.sealMessage(r.Message)
	if err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO receipts (id, at, sender, subject, outcome, reason, person, session, token, settled, message)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
		r.ID, micros(r.At), r.From, r.Subject, string(r.Outcome), without(r.Token, r.Reason), r.Person, r.Session, t.seal.seal("receipts.token", r.Token), r.Settled, message)
	if err == nil && n == 0 {
		return events.ErrExists
	}
	return err
}

const receiptRows = "SELECT id, at, sender, subject, outcome, reason, person, session, token, settled, message FROM receipts"

// sealMessage keeps a message that waits whole. It names the address that it came to.
func (t *tx) sealMessage(in delivery.Incoming) (string, error) {
	if reflect.ValueOf(in).IsZero() {
		return "", nil
	}
	message, err := encode(in)
	return t.seal.seal("receipts.message", message), err
}

func (t *tx) scanReceipt(row scanner) (r delivery.Receipt, err error) {
	return r, row.Scan(&r.ID, instant{&r.At}, &r.From, &r.Subject, &r.Outcome, &r.Reason, &r.Person, &r.Session, sealed{&r.Token, "receipts.token", t.seal}, &r.Settled, sealedDocument{&r.Message, "receipts.message", t.seal})
}

// Receipt implements Tx.
func (t *tx) Receipt(id string) (delivery.Receipt, error) {
	return one(t, t.scanReceipt, receiptRows+" WHERE id = $1", id)
}

// Receipts implements Tx.
func (t *tx) Receipts(outcome delivery.Outcome, limit int) ([]delivery.Receipt, error) {
	b := from(receiptRows)
	if outcome != "" {
		b.and("outcome = ?", string(outcome))
	}
	b.add(" ORDER BY at DESC, id LIMIT ?", limit)
	return list(t, t.scanReceipt, b.text.String(), b.args...)
}

// Seen implements Tx.
func (t *tx) Seen(person string, door events.Door) (at time.Time, err error) {
	_, err = list(t, func(row scanner) (bool, error) { return true, row.Scan(instant{&at}) },
		"SELECT at FROM seen WHERE person = $1 AND door = $2", person, string(door))
	return at, err
}

// SetSeen implements Tx.
func (t *tx) SetSeen(person string, door events.Door, at time.Time) error {
	return t.write("INSERT INTO seen (person, door, at) VALUES ($1, $2, $3) ON CONFLICT (person, door) DO UPDATE SET at = excluded.at",
		person, string(door), micros(at))
}

// SetReceipt implements Tx.
func (t *tx) SetReceipt(r delivery.Receipt) error {
	n, err := t.exec("UPDATE receipts SET outcome = $2, reason = $3, person = $4, session = $5, settled = $6 WHERE id = $1",
		r.ID, string(r.Outcome), without(r.Token, r.Reason), r.Person, r.Session, r.Settled)
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}
