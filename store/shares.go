package store

import (
	"parcours/calendars"
)

func scanShare(row scanner) (s calendars.Share, err error) {
	return s, row.Scan(&s.Home, &s.Collection, &s.Principal, &s.Access)
}

// Shares implements Tx: by principal.
func (t *tx) Shares(home, collection string) ([]calendars.Share, error) {
	return list(t, scanShare, `SELECT home, collection, principal, access FROM shares WHERE home = $1 AND collection = $2
		ORDER BY principal`, home, collection)
}

// SharedWith implements Tx: by home, collection and principal of each chunk of principals.
func (t *tx) SharedWith(principals []string) ([]calendars.Share, error) {
	if len(principals) == 0 {
		return nil, nil
	}
	var all []calendars.Share
	for _, some := range chunks(principals) {
		b := from("SELECT home, collection, principal, access FROM shares").in("principal", some)
		b.add(" ORDER BY home, collection, principal")
		found, err := list(t, scanShare, b.text.String(), b.args...)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// SetShare implements Tx.
func (t *tx) SetShare(s calendars.Share) error {
	if s.Access == calendars.NoAccess {
		return t.write("DELETE FROM shares WHERE home = $1 AND collection = $2 AND principal = $3", s.Home, s.Collection, s.Principal)
	}
	return t.write(`INSERT INTO shares (home, collection, principal, access) VALUES ($1, $2, $3, $4)
		ON CONFLICT (home, collection, principal) DO UPDATE SET access = excluded.access`,
		s.Home, s.Collection, s.Principal, string(s.Access))
}
