package store

import "parcours/rules"

// AddDayAnswer implements Tx.
func (t *tx) AddDayAnswer(a rules.DayAnswer) error {
	return t.write(`INSERT INTO day_answers (territory, number, uid, said_by, expert, proposes, status, comment, starts, ends, all_day, door, said_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		a.Territory, a.Number, a.UID, a.By, number(a.Expert), number(a.Proposes), string(a.Status), a.Comment,
		micros(a.When.Start), micros(a.When.End), number(a.When.AllDay), string(a.Door), micros(a.At))
}

// DayAnswers implements Tx.
func (t *tx) DayAnswers(territory string) ([]rules.DayAnswer, error) {
	return list(t, func(row scanner) (a rules.DayAnswer, err error) {
		return a, row.Scan(&a.Territory, &a.Number, &a.UID, &a.By, &a.Expert, &a.Proposes, &a.Status, &a.Comment,
			instant{&a.When.Start}, instant{&a.When.End}, &a.When.AllDay, &a.Door, instant{&a.At})
	}, `SELECT territory, number, uid, said_by, expert, proposes, status, comment, starts, ends, all_day, door, said_at
		FROM day_answers WHERE territory = $1 ORDER BY number`, territory)
}
