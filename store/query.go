package store

import (
	"slices"
	"strconv"
	"strings"
)

// query puts a SELECT together. Its parts are literals of this package; values are only ever arguments.
type query struct {
	text strings.Builder
	args []any
}

func from(selection string) *query {
	q := &query{}
	q.text.WriteString(selection)
	q.text.WriteString(" WHERE 1 = 1")
	return q
}

// and adds a condition; each ? in it takes the next value.
func (q *query) and(condition string, values ...any) *query {
	q.text.WriteString(" AND ")
	return q.add(condition, values...)
}

// add adds text; each ? in it takes the next value.
func (q *query) add(text string, values ...any) *query {
	for _, v := range values {
		before, after, _ := strings.Cut(text, "?")
		q.args = append(q.args, v)
		q.text.WriteString(before)
		q.text.WriteByte('$')
		q.text.WriteString(strconv.Itoa(len(q.args)))
		text = after
	}
	q.text.WriteString(text)
	return q
}

// in adds the condition that a column is one of a list, made as long as one of sizes by repeating its last value:
// so few different statements are prepared.
func (q *query) in(column string, list []string) *query {
	size := sizes[len(sizes)-1]
	for _, s := range slices.Backward(sizes) {
		if s >= len(list) {
			size = s
		}
	}
	values := make([]any, size)
	for i := range values {
		values[i] = list[min(i, len(list)-1)]
	}
	return q.and(column+" IN (?"+strings.Repeat(", ?", size-1)+")", values...)
}

// sizes of the lists in a statement; the last is far below what SQLite (32766) and PostgreSQL (65535) take.
var sizes = []int{1, 8, 64, 512}

// chunks splits a list into parts without doubles that each fit into one statement; one nil part for an empty list,
// which asks for any.
func chunks(list []string) [][]string {
	if len(list) == 0 {
		return [][]string{nil}
	}
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return slices.Collect(slices.Chunk(slices.Compact(sorted), sizes[len(sizes)-1]))
}
