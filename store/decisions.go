package store

import "parcours/events"

// AddDecisionAnswer implements Tx.
func (t *tx) AddDecisionAnswer(a events.DecisionAnswer) error {
	t.said = append(t.said, events.Subject{Territory: a.Territory})
	return t.write(`INSERT INTO decision_answers (territory, number, decision, said_by, text, done, reply, door, said_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.Territory, a.Number, a.Decision, a.By, a.Text, number(a.Done), number(a.Reply), string(a.Door), micros(a.At))
}

// DecisionAnswers implements Tx.
func (t *tx) DecisionAnswers(territory string, decision int) ([]events.DecisionAnswer, error) {
	b := from("SELECT territory, number, decision, said_by, text, done, reply, door, said_at FROM decision_answers")
	b.and("territory = ?", territory)
	if decision != 0 {
		b.and("decision = ?", decision)
	}
	b.add(" ORDER BY number")
	return list(t, func(row scanner) (a events.DecisionAnswer, err error) {
		return a, row.Scan(&a.Territory, &a.Number, &a.Decision, &a.By, &a.Text, &a.Done, &a.Reply, &a.Door, instant{&a.At})
	}, b.text.String(), b.args...)
}
