package store

import "parcours/events"

// AddPresence implements Tx.
func (t *tx) AddPresence(p events.Presence) error {
	return t.write("INSERT INTO presences (session, person, number, present, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6)",
		p.Session, p.Person, p.Number, number(p.Present), p.By, micros(p.At))
}

// Presences implements Tx.
func (t *tx) Presences(session string) ([]events.Presence, error) {
	b := from("SELECT p.session, p.person, p.number, p.present, p.said_by, p.said_at FROM presences p")
	if session != "" {
		b.and("p.session = ?", session)
	}
	b.and(`NOT EXISTS (SELECT 1 FROM presences l WHERE l.session = p.session AND l.person = p.person AND l.number > p.number)`)
	b.add(" ORDER BY p.number")
	return list(t, func(row scanner) (p events.Presence, err error) {
		return p, row.Scan(&p.Session, &p.Person, &p.Number, &p.Present, &p.By, instant{&p.At})
	}, b.text.String(), b.args...)
}
