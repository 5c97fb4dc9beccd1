package store

import (
	"errors"

	"parcours/events"
	"parcours/factors"
	"parcours/record"
)

// Factor implements Tx.
func (t *tx) Factor(person string) (factors.Factor, error) {
	return one(t, func(row scanner) (f factors.Factor, err error) {
		return f, row.Scan(&f.Person, sealed{&f.Secret, "second_factors.secret", t.seal}, instant{&f.Made}, &f.Step)
	}, "SELECT person, secret, made, step FROM second_factors WHERE person = $1", person)
}

// SetFactor implements Tx.
func (t *tx) SetFactor(f factors.Factor) error {
	return t.write(`INSERT INTO second_factors (person, secret, made, step) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, made = excluded.made, step = excluded.step`,
		f.Person, t.seal.seal("second_factors.secret", f.Secret), micros(f.Made), f.Step)
}

// RemoveFactor implements Tx.
func (t *tx) RemoveFactor(person string) error {
	return errors.Join(t.write("DELETE FROM second_factors WHERE person = $1", person), t.write("DELETE FROM recovery_codes WHERE person = $1", person))
}

// SetRecovery implements Tx.
func (t *tx) SetRecovery(person string, hashes []string) error {
	err := t.write("DELETE FROM recovery_codes WHERE person = $1", person)
	for _, hash := range hashes {
		err = errors.Join(err, t.write("INSERT INTO recovery_codes (person, hash) VALUES ($1, $2)", person, hash))
	}
	return err
}

// UseRecovery implements Tx.
func (t *tx) UseRecovery(person, hash string) error {
	n, err := t.exec("DELETE FROM recovery_codes WHERE person = $1 AND hash = $2", person, hash)
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}

// RecoveryLeft implements Tx.
func (t *tx) RecoveryLeft(person string) (int, error) {
	n, err := one(t, scanNumber, "SELECT COUNT(*) FROM recovery_codes WHERE person = $1", person)
	return int(n), err
}

// AddFactorAct implements Tx.
func (t *tx) AddFactorAct(a factors.Act) error {
	return t.write("INSERT INTO factor_acts (person, said_by, what, door, at) VALUES ($1, $2, $3, $4, $5)", a.Person, a.By, string(a.What), string(a.Door), micros(a.At))
}

// AccessActs implements record.Tx.
func (t *tx) AccessActs() ([]record.AccessAct, error) {
	return list(t, func(row scanner) (a record.AccessAct, err error) {
		return a, row.Scan(&a.Person, &a.By, &a.What, &a.Door, instant{&a.At})
	}, "SELECT person, said_by, what, door, at FROM factor_acts ORDER BY number")
}
