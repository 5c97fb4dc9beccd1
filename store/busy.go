package store

import (
	"parcours/busylinks"
)

func (t *tx) scanBusyLink(row scanner) (l busylinks.Link, err error) {
	return l, row.Scan(sealed{&l.Token, "busy_links.sealed", t.seal}, &l.Person, instant{&l.Made}, instant{&l.Revoked})
}

const busyRows = "SELECT sealed, person, made_at, revoked_at FROM busy_links"

// SetBusyLink implements Tx.
func (t *tx) SetBusyLink(l busylinks.Link) error {
	return t.write("INSERT INTO busy_links (token, sealed, person, made_at, revoked_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token) DO UPDATE SET revoked_at = excluded.revoked_at",
		hashed(busyToken, l.Token), t.seal.seal("busy_links.sealed", l.Token), l.Person, micros(l.Made), micros(l.Revoked))
}

// BusyLink implements Tx.
func (t *tx) BusyLink(token string) (busylinks.Link, error) {
	return one(t, t.scanBusyLink, busyRows+" WHERE token = $1", hashed(busyToken, token))
}

// BusyLinks implements Tx: latest first.
func (t *tx) BusyLinks(person string) ([]busylinks.Link, error) {
	return list(t, t.scanBusyLink, busyRows+" WHERE person = $1 ORDER BY made_at DESC, token", person)
}
