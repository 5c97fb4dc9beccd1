package store

import (
	"errors"

	"parcours/events"
)

// Setting implements Tx. The secret that signs links is sealed.
func (t *tx) Setting(key string) (string, error) {
	value, err := one(t, scanString, "SELECT value FROM settings WHERE key = $1", key)
	if errors.Is(err, events.ErrNotFound) {
		return "", nil
	}
	if err == nil && key == events.SettingSecret {
		return t.seal.open("settings."+key, value)
	}
	return value, err
}

// SetSetting implements Tx.
func (t *tx) SetSetting(key, value string) error {
	if key == events.SettingSecret {
		value = t.seal.seal("settings."+key, value)
	}
	return t.write("INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
}

// NextChange implements Tx.
func (t *tx) NextChange(home string) (int64, error) {
	if !t.writes {
		return 0, ErrReadOnly
	}
	return one(t, scanNumber, `INSERT INTO homes (id, change) VALUES ($1, 1)
		ON CONFLICT (id) DO UPDATE SET change = homes.change + 1 RETURNING change`, home)
}

// LastChange implements Tx.
func (t *tx) LastChange(home string) (int64, error) {
	n, err := one(t, scanNumber, "SELECT change FROM homes WHERE id = $1", home)
	if errors.Is(err, events.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// Used implements Tx. Triggers count the objects. '0' follows '/'.
func (t *tx) Used(home string) (int64, error) {
	path := "calendars/" + home
	return one(t, scanNumber, `SELECT coalesce((SELECT used FROM homes WHERE id = $1), 0) +
		coalesce((SELECT sum(length(CAST(xml AS BLOB))) FROM properties WHERE resource IN ($2, $3) AND person = $1), 0) +
		coalesce((SELECT sum(length(CAST(xml AS BLOB))) FROM properties WHERE resource >= $4 AND resource < $5 AND person = $1), 0)`, home, path, "principals/"+home, path+"/", path+"0")
}

// Programme implements Tx.
func (t *tx) Programme() (events.Programme, error) {
	p, err := one(t, func(row scanner) (p events.Programme, err error) { return p, row.Scan(document{&p}) },
		"SELECT body FROM programme WHERE id = 1")
	if errors.Is(err, events.ErrNotFound) {
		return events.Programme{}, nil
	}
	return p, err
}

// SetProgramme implements Tx. It is kept as it is given: what the caller leaves out of it is for the caller
// to say.
func (t *tx) SetProgramme(p events.Programme) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	return t.write("INSERT INTO programme (id, body) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET body = excluded.body", body)
}
