package store

import (
	"slices"
	"strings"

	"parcours/calendars"
	"parcours/events"
	"parcours/personal"
)

// Erasing implements Tx.
func (t *tx) Erasing(f func() error) error {
	if err := t.write("INSERT INTO erasing (one) VALUES (1)"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	return t.write("DELETE FROM erasing")
}

// step is a statement of an erasure with its values.
type step struct {
	text string
	args []any
}

func (t *tx) steps(all ...step) error {
	for _, s := range all {
		if err := t.write(s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// RemoveOwn implements Tx.
func (t *tx) RemoveOwn(person string, settings []string) error {
	var all []step
	for _, from := range []string{
		"credentials WHERE person = $1", "second_factors WHERE person = $1", "recovery_codes WHERE person = $1", "sign_ins WHERE person = $1", "passes WHERE person = $1", "feed_tokens WHERE person = $1", "busy_links WHERE person = $1", "seen WHERE person = $1", "aliases WHERE person = $1",
		"overlays WHERE person = $1", "properties WHERE person = $1", "shares WHERE home = $1 OR principal = $1", "objects WHERE home = $1",
		"file_parts WHERE file IN (SELECT file FROM attached WHERE home = $1)", "attached WHERE home = $1", "files WHERE territory = '' AND id NOT IN (SELECT file FROM attached) AND $1 <> ''",
		"collections WHERE home = $1", "tombstones WHERE home = $1", "homes WHERE id = $1",
		"heard WHERE token IN (SELECT token FROM letters WHERE person = $1)", "letters WHERE person = $1", "held WHERE person = $1", "mails WHERE person = $1", "mails WHERE notice IN (SELECT number FROM notices WHERE body LIKE '%\"Person\":\"' || $1 || '\"%')",
		"notices WHERE body LIKE '%\"Person\":\"' || $1 || '\"%'",
	} {
		all = append(all, step{"DELETE FROM " + from, []any{person}})
	}
	for _, place := range []string{"calendars/" + person, "principals/" + person} {
		all = append(all, step{"DELETE FROM properties WHERE resource = $1 OR resource LIKE $1 || '/%'", []any{place}})
	}
	for _, key := range settings {
		all = append(all, step{"DELETE FROM settings WHERE key = $1 || $2 OR key LIKE $1 || '%:' || $2", []any{key, person}})
	}
	return t.steps(all...)
}

// RenamePerson implements Tx.
func (t *tx) RenamePerson(from, to string) error {
	t.renamed = true
	both := []any{from, to}
	homes := []any{events.AnswersHome(from), events.AnswersHome(to)}
	err := t.steps(
		step{"UPDATE answers SET person = $2, comment = '' WHERE person = $1", both},
		step{"UPDATE answers SET said_by = $2 WHERE said_by = $1", both},
		step{"UPDATE answers SET home = $2 WHERE home = $1", homes},
		step{"UPDATE homes SET id = $2 WHERE id = $1", homes},
		step{"UPDATE decision_answers SET said_by = $2 WHERE said_by = $1", both},
		step{"UPDATE day_answers SET comment = '' WHERE said_by = $1 AND expert = 1", both[:1]},
		step{"UPDATE day_answers SET said_by = $2 WHERE said_by = $1", both},
		step{"UPDATE files SET put_by = $2 WHERE put_by = $1", both},
		step{"UPDATE files SET removed_by = $2 WHERE removed_by = $1", both},
		step{"UPDATE presences SET person = $2 WHERE person = $1", both},
		step{"UPDATE presences SET said_by = $2 WHERE said_by = $1", both},
		step{"UPDATE factor_acts SET person = $2 WHERE person = $1", both},
		step{"UPDATE factor_acts SET said_by = $2 WHERE said_by = $1", both},
		step{"UPDATE erasures SET said_by = $2 WHERE said_by = $1", both},
		step{"UPDATE people SET godparent = $2 WHERE godparent = $1", both},
		step{"UPDATE receipts SET settled = $2 || substr(settled, length($1) + 1) WHERE settled LIKE $1 || ':%'", both},
		step{"UPDATE receipts SET settled = substr(settled, 1, length(settled) - length($1)) || $2 WHERE settled LIKE '% of ' || $1", both},
		step{"DELETE FROM people WHERE id = $1", both[:1]},
	)
	if err != nil {
		return err
	}
	quoted, now := `"`+from+`"`, `"`+to+`"`
	for _, table := range []string{"sessions", "session_revisions"} {
		err := t.rewrite(table, "body", []string{`"Invited":[%` + quoted, `"Excused":[%` + quoted}, func(body string) string {
			return inLists(body, []string{`"Invited":[`, `"Excused":[`}, quoted, now)
		})
		if err != nil {
			return err
		}
	}
	// Who said it becomes nobody; what the file once asked of them by name (events.Decision.To) is asked of nobody by name.
	said, asked := `"By":`+quoted, `"To":`+quoted
	return t.rewrite("settings", "value", []string{said, asked}, func(value string) string {
		return strings.NewReplacer(said, `"By":`+now, asked, `"To":""`).Replace(value)
	})
}

// inLists replaces a text within JSON lists of ids.
func inLists(body string, begin []string, old, new string) string {
	for _, b := range begin {
		before, rest, found := strings.Cut(body, b)
		if list, after, ends := strings.Cut(rest, "]"); found && ends {
			body = before + b + strings.ReplaceAll(list, old, new) + "]" + after
		}
	}
	return body
}

// ClearReceipts implements Tx. Their ids, which are of what came, stay: the same message is not taken again.
func (t *tx) ClearReceipts(person, nobody string, addresses []string) error {
	cleared := `UPDATE receipts SET sender = '', subject = '', reason = '', message = '', token = '',
		person = $1, settled = CASE WHEN outcome = 'waiting' AND settled = '' THEN $1 || ': erased' ELSE settled END WHERE `
	if err := t.write(cleared+"person = $2", nobody, person); err != nil {
		return err
	}
	for _, a := range addresses {
		if err := t.write(cleared+"lower(sender) = $2", nobody, a); err != nil {
			return err
		}
		for _, from := range []string{"aliases", "letters", "held"} {
			if err := t.write("DELETE FROM "+from+" WHERE address = $1", a); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts are the columns in which people's words stand, or are handed on.
var texts = [][2]string{
	{"answers", "comment"}, {"decision_answers", "text"}, {"day_answers", "comment"}, {"notices", "body"}, {"mails", "error"}, {"receipts", "sender"}, {"receipts", "subject"},
	{"receipts", "reason"}, {"receipts", "settled"}, {"properties", "xml"}, {"settings", "value"},
	{"letters", "text"}, {"letters", "error"}, {"files", "name"}, {"files", "url"}, {"collections", "display_name"}, {"collections", "description"},
}

// RewriteTexts implements Tx.
func (t *tx) RewriteTexts(holding []string, f func(string) string) error {
	for _, at := range texts {
		if err := t.rewrite(at[0], at[1], holding, f); err != nil {
			return err
		}
	}
	return t.rewriteMessages(holding, f)
}

// rewriteMessages changes the messages that wait, which are sealed.
func (t *tx) rewriteMessages(holding []string, f func(string) string) error {
	type waiting struct{ id, message string }
	found, err := list(t, func(row scanner) (w waiting, err error) {
		return w, row.Scan(&w.id, sealed{&w.message, "receipts.message", t.seal})
	}, "SELECT id, message FROM receipts WHERE message <> ''")
	if err != nil {
		return err
	}
	for _, w := range found {
		holds := slices.ContainsFunc(holding, func(one string) bool { return strings.Contains(strings.ToLower(w.message), strings.ToLower(one)) })
		if changed := f(w.message); holds && changed != w.message {
			if err := t.write("UPDATE receipts SET message = $1 WHERE id = $2", t.seal.seal("receipts.message", changed), w.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// rewrite changes a column where it holds one of these texts, in any letters.
func (t *tx) rewrite(table, column string, holding []string, f func(string) string) error {
	b := from("SELECT DISTINCT " + column + " FROM " + table)
	b.holds(column, holding)
	found, err := list(t, scanString, b.text.String(), b.args...)
	if err != nil {
		return err
	}
	for _, old := range found {
		if changed := f(old); changed != old {
			if err := t.write("UPDATE "+table+" SET "+column+" = $1 WHERE "+column+" = $2", changed, old); err != nil {
				return err
			}
		}
	}
	return nil
}

// holds adds the condition that a text holds one of these, in any letters; it may let through a little more.
func (q *query) holds(text string, any []string) *query {
	q.add(" AND (1 = 0")
	for _, one := range any {
		q.add(" OR lower("+text+") LIKE lower(?)", "%"+one+"%")
	}
	return q.add(")")
}

// ObjectsHolding implements Tx. Folds (RFC 5545 §3.1) are taken out before it looks.
func (t *tx) ObjectsHolding(any []string) ([]calendars.Object, error) {
	b := from(objectColumns + ", octets FROM objects")
	b.holds("replace(replace(CAST(octets AS TEXT), char(13, 10, 32), ''), char(10, 32), '')", any)
	b.add(" ORDER BY home, collection, change")
	return list(t, scanObject(true), b.text.String(), b.args...)
}

// AddErasure implements Tx.
func (t *tx) AddErasure(e personal.Erasure) error {
	return t.write("INSERT INTO erasures (nobody, said_by, at) VALUES ($1, $2, $3)", e.Nobody, e.By, micros(e.At))
}

// Erasures implements Tx: oldest first.
func (t *tx) Erasures() ([]personal.Erasure, error) {
	return list(t, func(row scanner) (e personal.Erasure, err error) {
		return e, row.Scan(&e.Nobody, &e.By, instant{&e.At})
	},
		"SELECT nobody, said_by, at FROM erasures ORDER BY at, nobody")
}

// NoticesHolding implements Tx.
func (t *tx) NoticesHolding(any []string) ([]events.Notice, error) {
	b := from("SELECT body FROM notices").holds("body", any)
	b.add(" ORDER BY number")
	return list(t, scanNotice, b.text.String(), b.args...)
}

// RemoveNotice implements Tx.
func (t *tx) RemoveNotice(number int64) error {
	return t.steps(step{"DELETE FROM mails WHERE notice = $1", []any{number}}, step{"DELETE FROM notices WHERE number = $1", []any{number}})
}
