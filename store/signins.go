package store

import (
	"errors"
	"time"

	"parcours/accounts"
)

const signInColumns = "hash, person, made, used, agent"

func scanSignIn(row scanner) (x accounts.SignIn, err error) {
	return x, row.Scan(&x.Hash, &x.Person, instant{&x.Made}, instant{&x.Used}, &x.Agent)
}

// SetSignIn implements Tx.
func (t *tx) SetSignIn(x accounts.SignIn) error {
	return t.write(`INSERT INTO sign_ins (`+signInColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (hash) DO UPDATE SET used = excluded.used`, x.Hash, x.Person, micros(x.Made), micros(x.Used), x.Agent)
}

// SignIn implements Tx.
func (t *tx) SignIn(hash string) (accounts.SignIn, error) {
	return one(t, scanSignIn, "SELECT "+signInColumns+" FROM sign_ins WHERE hash = $1", hash)
}

// SignIns implements Tx: latest first.
func (t *tx) SignIns(person string) ([]accounts.SignIn, error) {
	return list(t, scanSignIn, "SELECT "+signInColumns+" FROM sign_ins WHERE person = $1 ORDER BY made DESC, hash", person)
}

// RemoveSignIn implements Tx.
func (t *tx) RemoveSignIn(hash string) error {
	return t.write("DELETE FROM sign_ins WHERE hash = $1", hash)
}

// RemoveSignIns implements Tx: all of them with all that signs in, or would make it easier.
func (t *tx) RemoveSignIns(person string, before time.Time) error {
	if before.IsZero() {
		return errors.Join(t.write("DELETE FROM sign_ins WHERE person = $1", person), t.write("DELETE FROM passes WHERE person = $1", person))
	}
	return t.write("DELETE FROM sign_ins WHERE person = $1 AND made <= $2", person, micros(before))
}
