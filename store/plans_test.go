package store

import (
	"context"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/events"
)

// TestPlans asks SQLite how it would answer the queries that every request makes: each is a search in the index made
// for it, none reads a table from end to end.
func TestPlans(t *testing.T) {
	db := openStore(t)
	hundreds := make([]string, 300)
	week := calendars.ObjectQuery{From: day(7, 0), To: day(14, 0)}
	part := func(q calendars.ObjectQuery, i int) *query { return objectQueries("rita", "calendar", q)[i] }
	answers := func(q events.AnswerQuery) *query { return answersQuery(q, q.Sessions) }
	const bySubject = "SEARCH l USING INDEX sqlite_autoindex_answers_1 (home=? AND session=? AND territory=? AND category=? AND number>?"
	for _, c := range []struct {
		name string
		q    *query
		want []string
	}{
		{"short spans of a week", part(week, shortSpan), []string{"objects_by_span (home=? AND collection=? AND reach=? AND first>? AND first<?)"}},
		{"long spans of a week", part(week, longSpan), []string{"objects_by_span (home=? AND collection=? AND reach=? AND first<?)"}},
		{"open spans of a week", part(week, openSpan), []string{"objects_by_span (home=? AND collection=? AND reach=? AND first<?)"}},
		{"a week of events", part(calendars.ObjectQuery{From: week.From, To: week.To, Component: "VEVENT", Limit: 10}, shortSpan), []string{"objects_by_span (home=? AND collection=? AND reach=? AND first>? AND first<?)"}},
		{"all objects", part(calendars.ObjectQuery{}, 0), []string{"objects_by_change (home=? AND collection=?)"}},
		{"objects since", part(calendars.ObjectQuery{Since: 7, Limit: 100, NoOctets: true}, 0), []string{"objects_by_change (home=? AND collection=? AND change>?)"}},
		{"object by UID", part(calendars.ObjectQuery{UID: "a"}, 0), []string{"objects_by_uid (home=? AND collection=? AND uid=?)"}},
		{"message by UID", objectQuery("rita", calendars.InboxName, calendars.ObjectQuery{UID: "a"}, nil, anySpan), []string{"objects_in_inbox_by_uid (home=? AND uid=?)"}},
		{"hundreds of names", part(calendars.ObjectQuery{Names: hundreds}, 0), []string{"sqlite_autoindex_objects_1 (home=? AND collection=? AND name=?)"}},
		{"gone", literal(goneObjects, "rita", "calendar", 1), []string{"tombstones_by_change (home=? AND collection=? AND change>?)", "sqlite_autoindex_objects_1 (home=? AND collection=? AND name=?)"}},
		{"gone collections", literal(goneCollections, "rita", "", 1), []string{"tombstones_by_change (home=? AND collection=? AND change>?)", "sqlite_autoindex_collections_1 (home=? AND name=?)"}},

		{"answers of a person", answers(events.AnswerQuery{Person: "rita"}), []string{"(home=?)"}},
		{"answers since", answers(events.AnswerQuery{Person: "rita", Since: 7}), []string{"answers_by_number (home=? AND number>?)"}},
		{"latest of a person", answers(events.AnswerQuery{Person: "rita", Latest: true}), []string{"(home=?)", bySubject}},
		{"latest of a territory", answers(events.AnswerQuery{Territory: "faverges", Latest: true, UpTo: 9}), []string{"(home=?", bySubject}},
		{"latest of one session", answers(events.AnswerQuery{Person: "rita", Session: "agora", Latest: true}), []string{"sqlite_autoindex_answers_1 (home=? AND session=?)", bySubject}},
		{"latest of hundreds of sessions", answers(events.AnswerQuery{Person: "rita", Sessions: hundreds, Latest: true}), []string{"sqlite_autoindex_answers_1 (home=? AND session=?)", bySubject}},
		{"latest of everybody to a session", answers(events.AnswerQuery{All: true, Session: "agora", Latest: true}), []string{"answers_by_session (session=?)", bySubject}},
		{"everybody to hundreds of sessions", answers(events.AnswerQuery{All: true, Sessions: hundreds}), []string{"answers_by_session (session=?)"}},

		{"overlays of a person", overlaysQuery("rita", "", 7, 0), []string{"overlays_by_number (person=? AND number>?)", "sqlite_autoindex_overlays_1 (person=? AND item=? AND number>?)"}},
		{"overlay of an item", overlaysQuery("rita", "parcours/agora.ics", 0, 9), []string{"sqlite_autoindex_overlays_1 (person=? AND item=? AND number>? AND number<?)"}},
		{"person by address", literal(personByAddress, "rita@example.org"), []string{"people_by_address (address=?)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := explain(t, db, c.q)
			for _, want := range c.want {
				if !strings.Contains(plan, want) {
					t.Errorf("%q is not in the plan:\n%s", want, plan)
				}
			}
			if strings.Contains(plan, "SCAN") {
				t.Errorf("the plan reads a whole table:\n%s", plan)
			}
		})
	}
}

func literal(text string, args ...any) *query {
	q := &query{args: args}
	q.text.WriteString(text)
	return q
}

func explain(t *testing.T, db *DB, q *query) string {
	t.Helper()
	rows, err := db.reading.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+q.text.String(), q.args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}
