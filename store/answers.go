package store

import (
	"cmp"
	"errors"
	"slices"

	"parcours/events"
)

// errWhose refuses a query that does not say whose answers it means.
var errWhose = errors.New("store: ask for the answers of one person, of one territory, or of all")

// AddAnswer implements Tx. A number that the subject's answers to the session have already is an error.
func (t *tx) AddAnswer(a events.Answer) error {
	t.said = append(t.said, events.Subject{Person: a.For.Person, Territory: a.For.Territory})
	return t.write(`INSERT INTO answers (home, number, session, person, territory, category, said_by, status, comment, door,
		said_at, sequence, late) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		a.For.Home(), a.Number, a.Session, a.For.Person, a.For.Territory, a.For.Category, a.By, string(a.Status), a.Comment,
		string(a.Door), micros(a.At), a.Sequence, number(a.Late))
}

func scanAnswer(row scanner) (a events.Answer, err error) {
	return a, row.Scan(&a.Number, &a.Session, &a.For.Person, &a.For.Territory, &a.For.Category, &a.By, &a.Status, &a.Comment,
		&a.Door, instant{&a.At}, &a.Sequence, &a.Late)
}

// Answers implements Tx. Numbers count within the home of a subject; where answers of several homes are asked
// for, equal numbers follow one another by subject.
func (t *tx) Answers(q events.AnswerQuery) ([]events.Answer, error) {
	if (q.Person != "") == (q.Territory != "") && !(q.All && q.Person == "") {
		return nil, errWhose
	}
	var all []events.Answer
	for _, sessions := range chunks(q.Sessions) {
		part := answersQuery(q, sessions)
		some, err := list(t, scanAnswer, part.text.String(), part.args...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b events.Answer) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.For.Home(), b.For.Home()),
			cmp.Compare(a.Session, b.Session), cmp.Compare(a.For.Territory, b.For.Territory), cmp.Compare(a.For.Category, b.For.Category))
	})
	return all, nil
}

// answersQuery reads one home by number or by session, or all homes by session. The latest answer is the one that no
// later one to the same SEQUENCE follows: the primary key (home, session, territory, category, number) tells it in one
// look, so that a reading costs the answers of those asked for, and nobody else's.
func answersQuery(q events.AnswerQuery, sessions []string) *query {
	b := from(`SELECT a.number, a.session, a.person, a.territory, a.category, a.said_by, a.status, a.comment, a.door,
		a.said_at, a.sequence, a.late FROM answers a`)
	if q.Person != "" {
		b.and("a.home = ?", events.AnswersHome(q.Person))
	}
	if q.Territory != "" {
		b.and("a.home = ?", events.TerritoryHome(q.Territory))
	}
	if q.Session != "" {
		b.and("a.session = ?", q.Session)
	}
	if sessions != nil {
		b.in("a.session", sessions)
	}
	if q.Since != 0 {
		b.and("a.number > ?", q.Since)
	}
	if q.UpTo != 0 {
		b.and("a.number <= ?", q.UpTo)
	}
	if q.Latest {
		b.and(`NOT EXISTS (SELECT 1 FROM answers l WHERE l.home = a.home AND l.session = a.session
			AND l.territory = a.territory AND l.category = a.category AND l.sequence = a.sequence AND l.number > a.number`)
		if q.UpTo != 0 {
			b.and("l.number <= ?", q.UpTo)
		}
		b.add(")")
	}
	return b
}

// AddOverlay implements Tx.
func (t *tx) AddOverlay(o events.Overlay) error {
	return t.write("INSERT INTO overlays (person, item, number, session, text, hidden, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		o.Person, o.Item, o.Number, o.Session, o.Text, number(o.Hidden), o.Sequence)
}

// Overlays implements Tx: by number.
func (t *tx) Overlays(person, item string, since, upTo int64) ([]events.Overlay, error) {
	b := overlaysQuery(person, item, since, upTo)
	return list(t, func(row scanner) (o events.Overlay, err error) {
		return o, row.Scan(&o.Number, &o.Person, &o.Item, &o.Session, &o.Text, &o.Hidden, &o.Sequence)
	}, b.text.String(), b.args...)
}

func overlaysQuery(person, item string, since, upTo int64) *query {
	b := from("SELECT o.number, o.person, o.item, o.session, o.text, o.hidden, o.sequence FROM overlays o")
	b.and("o.person = ?", person).and("o.number > ?", since)
	if item != "" {
		b.and("o.item = ?", item)
	}
	if upTo != 0 {
		b.and("o.number <= ?", upTo)
	}
	b.and("NOT EXISTS (SELECT 1 FROM overlays l WHERE l.person = o.person AND l.item = o.item AND l.number > o.number")
	if upTo != 0 {
		b.and("l.number <= ?", upTo)
	}
	return b.add(") ORDER BY o.number, o.item")
}
