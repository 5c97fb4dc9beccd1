package store

import "parcours/delivery"

func scanAlias(row scanner) (a delivery.Alias, err error) {
	return a, row.Scan(&a.Person, &a.Address, &a.State, instant{&a.At})
}

// Alias implements Tx.
func (t *tx) Alias(person, address string) (delivery.Alias, error) {
	return one(t, scanAlias, "SELECT person, address, state, at FROM aliases WHERE person = $1 AND address = $2", person, address)
}

// SetAlias implements Tx.
func (t *tx) SetAlias(a delivery.Alias) error {
	if a.State == delivery.AliasUnknown {
		return t.write("DELETE FROM aliases WHERE person = $1 AND address = $2", a.Person, a.Address)
	}
	return t.write(`INSERT INTO aliases (person, address, state, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person, address) DO UPDATE SET state = excluded.state, at = excluded.at`, a.Person, a.Address, string(a.State), micros(a.At))
}

// Aliases implements Tx.
func (t *tx) Aliases(person string) ([]delivery.Alias, error) {
	b := from("SELECT person, address, state, at FROM aliases")
	if person != "" {
		b.and("person = ?", person)
	}
	b.add(" ORDER BY person, address")
	return list(t, scanAlias, b.text.String(), b.args...)
}
