package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"parcours/events"
	"parcours/rules"
)

// answered fills a store with answers, written "number session subject" with a subject "person" or
// "territory/category".
func answered(t *testing.T, db *DB, lines ...string) {
	t.Helper()
	write(t, db, func(tx Tx) error {
		for _, line := range lines {
			f := strings.Fields(line)
			a := events.Answer{Session: f[1], For: events.Subject{Person: f[2]}, Status: events.Accepted}
			if territory, category, ok := strings.Cut(f[2], "/"); ok {
				a.For = events.Subject{Territory: territory, Category: category}
			}
			if _, err := fmt.Sscan(f[0], &a.Number); err != nil {
				return err
			}
			if err := tx.AddAnswer(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// Of several answers to one SEQUENCE the last is read, of each SEQUENCE one: the session may come back to it.
func TestLatestOfEachSequence(t *testing.T) {
	db := openStore(t)
	write(t, db, func(tx Tx) error {
		for i, sequence := range []int{0, 0, 1, 2, 1} {
			a := events.Answer{Number: int64(i + 1), Session: "agora", For: events.Subject{Person: "rita"}, Status: events.Accepted, Sequence: sequence}
			if err := tx.AddAnswer(a); err != nil {
				return err
			}
		}
		return nil
	})
	for upTo, want := range map[int64]string{0: "2 4 5 ", 4: "2 3 4 ", 1: "1 "} {
		var got string
		q := events.AnswerQuery{Person: "rita", Session: "agora", Latest: true, UpTo: upTo}
		for _, a := range read(t, db, func(tx Tx) ([]events.Answer, error) { return tx.Answers(q) }) {
			got += fmt.Sprint(a.Number, " ")
		}
		same(t, "answers", got, want)
	}
}

func TestAnswers(t *testing.T) {
	db := openStore(t)
	answered(t, db,
		"1 agora rita", "2 pairs rita", "3 agora rita", "5 agora rita",
		"1 agora tom",
		"1 agora faverges/", "2 pairs faverges/elus", "3 pairs faverges/ddt", "4 pairs faverges/elus",
		"1 pairs annecy/elus")
	many := make([]string, 700)
	for i := range many {
		many[i] = fmt.Sprint("unknown-", i)
	}
	many[3], many[600], many[601] = "pairs", "agora", "pairs"
	for _, c := range []struct {
		name string
		q    events.AnswerQuery
		want string
	}{
		{"of a person", events.AnswerQuery{Person: "rita"}, "1 agora rita, 2 pairs rita, 3 agora rita, 5 agora rita"},
		{"of a territory", events.AnswerQuery{Territory: "faverges"}, "1 agora faverges/, 2 pairs faverges/elus, 3 pairs faverges/ddt, 4 pairs faverges/elus"},
		{"since", events.AnswerQuery{Person: "rita", Since: 2}, "3 agora rita, 5 agora rita"},
		{"up to", events.AnswerQuery{Person: "rita", UpTo: 3}, "1 agora rita, 2 pairs rita, 3 agora rita"},
		{"latest", events.AnswerQuery{Person: "rita", Latest: true}, "2 pairs rita, 5 agora rita"},
		{"latest at a number", events.AnswerQuery{Person: "rita", Latest: true, UpTo: 4}, "2 pairs rita, 3 agora rita"},
		{"latest since", events.AnswerQuery{Person: "rita", Latest: true, Since: 2}, "5 agora rita"},
		{"latest in a window without the last", events.AnswerQuery{Person: "rita", Latest: true, Since: 3, UpTo: 4}, ""},
		{"latest of a session", events.AnswerQuery{Person: "rita", Session: "agora", Latest: true}, "5 agora rita"},
		{"latest of each category", events.AnswerQuery{Territory: "faverges", Session: "pairs", Latest: true}, "3 pairs faverges/ddt, 4 pairs faverges/elus"},
		{"all of a session", events.AnswerQuery{All: true, Session: "agora"}, "1 agora rita, 1 agora tom, 1 agora faverges/, 3 agora rita, 5 agora rita"},
		{"all, latest", events.AnswerQuery{All: true, Latest: true}, "1 agora tom, 1 pairs annecy/elus, 1 agora faverges/, 2 pairs rita, 3 pairs faverges/ddt, 4 pairs faverges/elus, 5 agora rita"},
		{"of hundreds of sessions", events.AnswerQuery{Person: "rita", Sessions: many, Latest: true}, "2 pairs rita, 5 agora rita"},
		{"of hundreds of sessions, all", events.AnswerQuery{All: true, Sessions: many, UpTo: 1}, "1 agora rita, 1 agora tom, 1 pairs annecy/elus, 1 agora faverges/"},
		{"of a session not among those", events.AnswerQuery{Person: "rita", Session: "agora", Sessions: []string{"pairs"}}, ""},
		{"of nobody known", events.AnswerQuery{Person: "nobody"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, a := range read(t, db, func(tx Tx) ([]events.Answer, error) { return tx.Answers(c.q) }) {
				subject := a.For.Person
				if subject == "" {
					subject = a.For.Territory + "/" + a.For.Category
				}
				got = append(got, fmt.Sprint(a.Number, " ", a.Session, " ", subject))
			}
			same(t, "answers", strings.Join(got, ", "), c.want)
		})
	}
	for name, q := range map[string]events.AnswerQuery{
		"of nobody":                    {},
		"of a person and a delegation": {Person: "rita", Territory: "faverges"},
	} {
		if err := db.View(context.Background(), func(tx Tx) error { _, err := tx.Answers(q); return err }); !errors.Is(err, errWhose) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// decided has every field set.
var decided = events.DecisionAnswer{Number: 12, Decision: 7, Territory: "faverges", By: "rita", Text: "le mardi", Done: true, Reply: true,
	Door: events.DoorWeb, At: day(5, 9)}

func TestDecisionAnswers(t *testing.T) {
	db := openStore(t)
	add := func(territory string, number int64, decision int) events.DecisionAnswer {
		a := events.DecisionAnswer{Number: number, Territory: territory, Decision: decision, Text: fmt.Sprint(territory, number), At: day(1, 1)}
		write(t, db, func(tx Tx) error { return tx.AddDecisionAnswer(a) })
		return a
	}
	second, third, first := add("faverges", 4, 2), add("faverges", 9, 1), add("faverges", 3, 1)
	add("annecy", 1, 1)
	write(t, db, func(tx Tx) error { return tx.AddDecisionAnswer(decided) })
	for decision, want := range map[int][]events.DecisionAnswer{0: {first, second, third, decided}, 1: {first, third}, 2: {second}, 3: nil, 7: {decided}} {
		same(t, fmt.Sprint("decision ", decision), read(t, db, func(tx Tx) ([]events.DecisionAnswer, error) {
			return tx.DecisionAnswers("faverges", decision)
		}), want)
	}
}

// seen has every field set.
var accepted = rules.DayAnswer{Number: 14, Territory: "faverges", UID: "day", By: "emma", Expert: true, Status: events.Accepted, Comment: "Oui",
	When: events.When{Start: day(6, 9), End: day(6, 17)}, Door: events.DoorWeb, At: day(5, 9)}

var seen = events.Presence{Number: 3, Session: "agora", Person: "rita", Present: true, By: "tom", At: day(6, 9)}

func TestPresences(t *testing.T) {
	db := openStore(t)
	other := events.Presence{Number: 2, Session: "agora", Person: "zoe", By: "tom", At: day(6, 8)}
	elsewhere := events.Presence{Number: 1, Session: "pairs", Person: "rita", Present: true, By: "tom", At: day(5, 8)}
	mistaken := events.Presence{Number: 1, Session: "agora", Person: "rita", By: "tom", At: day(6, 7)}
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.AddPresence(mistaken), tx.AddPresence(other), tx.AddPresence(seen), tx.AddPresence(elsewhere))
	})
	for session, want := range map[string][]events.Presence{"agora": {other, seen}, "pairs": {elsewhere}, "": {elsewhere, other, seen}, "unknown": nil} {
		same(t, "presences at "+session, read(t, db, func(tx Tx) ([]events.Presence, error) { return tx.Presences(session) }), want)
	}
}

func TestOverlays(t *testing.T) {
	db := openStore(t)
	put := func(person string, number int64, item string) events.Overlay {
		o := events.Overlay{Number: number, Person: person, Item: item, Text: fmt.Sprint(person, number)}
		write(t, db, func(tx Tx) error { return tx.AddOverlay(o) })
		return o
	}
	first, other, second := put("rita", 1, "a.ics"), put("rita", 2, "b.ics"), put("rita", 4, "a.ics")
	put("tom", 3, "a.ics")
	for _, c := range []struct {
		name        string
		item        string
		since, upTo int64
		want        []events.Overlay
	}{
		{"all", "", 0, 0, []events.Overlay{other, second}},
		{"since", "", 2, 0, []events.Overlay{second}},
		{"all up to", "", 0, 3, []events.Overlay{first, other}},
		{"of an item", "a.ics", 0, 0, []events.Overlay{second}},
		{"of an item up to", "a.ics", 0, 3, []events.Overlay{first}},
		{"of an item since", "a.ics", 4, 0, nil},
		{"of another item", "c.ics", 0, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			same(t, "overlays", read(t, db, func(tx Tx) ([]events.Overlay, error) {
				return tx.Overlays("rita", c.item, c.since, c.upTo)
			}), c.want)
		})
	}
}

// TestAppendOnly tries to rewrite history with SQL: the database itself refuses.
func TestAppendOnly(t *testing.T) {
	db := openStore(t)
	fill(t, db)
	write(t, db, func(tx Tx) error {
		return errors.Join(tx.AddDecisionAnswer(decided), tx.AddPresence(seen), tx.AddDayAnswer(accepted))
	})
	for table, column := range map[string]string{"answers": "status", "overlays": "text", "decision_answers": "text", "day_answers": "status", "presences": "said_by", "session_revisions": "body"} {
		for _, statement := range []string{"UPDATE " + table + " SET " + column + " = ''", "DELETE FROM " + table} {
			err := db.Update(context.Background(), func(x Tx) error { return x.(*tx).write(statement) })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: error %v", statement, err)
			}
		}
	}
	for name, again := range map[string]func(Tx) error{
		"answer":               func(tx Tx) error { return tx.AddAnswer(forHerself) },
		"overlay":              func(tx Tx) error { return tx.AddOverlay(overlay) },
		"presence":             func(tx Tx) error { return tx.AddPresence(seen) },
		"answer to a day":      func(tx Tx) error { return tx.AddDayAnswer(accepted) },
		"answer to a decision": func(tx Tx) error { return tx.AddDecisionAnswer(decided) },
	} {
		if err := db.Update(context.Background(), again); err == nil {
			t.Errorf("the %s with the same number was written again", name)
		}
	}
	checkFilled(t, db)
	same(t, "answers to days", read(t, db, func(tx Tx) ([]rules.DayAnswer, error) { return tx.DayAnswers("faverges") }), []rules.DayAnswer{accepted})
}
