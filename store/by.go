package store

import (
	"parcours/accounts"
	"parcours/events"
	"parcours/record"
)

// By implements events.Ground.
func (t *tx) By() (person string, door events.Door) { return accounts.Actor(t.ctx) }

// NoticesOf implements record.Tx.
func (t *tx) NoticesOf(kinds ...events.NoticeKind) (all []events.Notice, err error) {
	var any []string
	for _, kind := range kinds {
		any = append(any, `"Kind":"`+string(kind)+`"`)
	}
	some, err := t.NoticesHolding(any)
	for _, n := range some {
		for _, kind := range kinds {
			if n.Kind == kind {
				all = append(all, n)
			}
		}
	}
	return all, err
}

// Erased implements record.Tx.
func (t *tx) Erased() ([]record.Erased, error) {
	return list(t, func(row scanner) (e record.Erased, err error) {
		return e, row.Scan(&e.Nobody, &e.By, instant{&e.At})
	}, "SELECT nobody, said_by, at FROM erasures ORDER BY at, nobody")
}
