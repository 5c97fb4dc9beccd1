package store

import (
	"parcours/accounts"
)

const busyColumns = "token, person, made_at, revoked_at"

func scanBusyLink(row scanner) (l accounts.BusyLink, err error) {
	return l, row.Scan(&l.Token, &l.Person, instant{&l.Made}, instant{&l.Revoked})
}

// SetBusyLink implements Tx.
func (t *tx) SetBusyLink(l accounts.BusyLink) error {
	return t.write("INSERT INTO busy_links ("+busyColumns+") VALUES ($1, $2, $3, $4) ON CONFLICT (token) DO UPDATE SET revoked_at = excluded.revoked_at",
		l.Token, l.Person, micros(l.Made), micros(l.Revoked))
}

// BusyLink implements Tx.
func (t *tx) BusyLink(token string) (accounts.BusyLink, error) {
	return one(t, scanBusyLink, "SELECT "+busyColumns+" FROM busy_links WHERE token = $1", token)
}

// BusyLinks implements Tx: latest first.
func (t *tx) BusyLinks(person string) ([]accounts.BusyLink, error) {
	return list(t, scanBusyLink, "SELECT "+busyColumns+" FROM busy_links WHERE person = $1 ORDER BY made_at DESC, token", person)
}
