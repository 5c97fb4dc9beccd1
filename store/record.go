package store

import (
	"time"

	"parcours/record"
)

// AnswerHours implements record.Tx.
func (t *tx) AnswerHours(sessions []string) (all []record.Given, err error) {
	b := from("SELECT a.said_at / 3600000000, a.status, COUNT(*) FROM answers a")
	if sessions != nil {
		b.in("a.session", sessions)
	}
	b.add(" GROUP BY 1, 2 ORDER BY 1, 2")
	return list(t, func(row scanner) (g record.Given, err error) {
		var hour int64
		err = row.Scan(&hour, &g.Status, &g.Number)
		g.Hour = time.Unix(hour*3600, 0).UTC()
		return g, err
	}, b.text.String(), b.args...)
}
