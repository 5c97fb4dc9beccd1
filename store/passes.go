package store

import (
	"parcours/accounts"
)

const passColumns = "hash, kind, person, made, until"

func scanPass(row scanner) (x accounts.Pass, err error) {
	return x, row.Scan(&x.Hash, &x.Kind, &x.Person, instant{&x.Made}, instant{&x.Until})
}

// SetPass implements Tx.
func (t *tx) SetPass(x accounts.Pass) error {
	return t.write("INSERT INTO passes ("+passColumns+") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO UPDATE SET made = excluded.made, until = excluded.until",
		x.Hash, string(x.Kind), x.Person, micros(x.Made), micros(x.Until))
}

// Pass implements Tx.
func (t *tx) Pass(hash string) (accounts.Pass, error) {
	return one(t, scanPass, "SELECT "+passColumns+" FROM passes WHERE hash = $1", hash)
}

// Passes implements Tx: latest first.
func (t *tx) Passes(person string, kind accounts.PassKind) ([]accounts.Pass, error) {
	return list(t, scanPass, "SELECT "+passColumns+" FROM passes WHERE person = $1 AND kind = $2 ORDER BY made DESC, hash", person, string(kind))
}

// RemovePass implements Tx.
func (t *tx) RemovePass(hash string) error {
	return t.write("DELETE FROM passes WHERE hash = $1", hash)
}
