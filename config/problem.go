package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is a mistake in the file, or with Warning something that is allowed and probably not meant.
type Problem struct {
	Line, Column int    // from 1; the column counts characters
	What         string // what is wrong, without full stop
	Mend         string // how to mend it, a sentence
	Warning      bool
}

// String is the problem after the name of its file: "12:9: end is before start: ... Put the end after the start."
func (p Problem) String() string {
	kind := ""
	if p.Warning {
		kind = "warning: "
	}
	return fmt.Sprintf("%d:%d: %s%s. %s", p.Line, p.Column, kind, p.What, p.Mend)
}

// In is the problem with the name of its file, in the form that editors jump to: "config.toml:12:9: ...".
func (p Problem) In(file string) string { return file + ":" + p.String() }

// position is a place in the file: line and column from 1, the column in characters. Zero: nowhere.
type position struct{ line, column int }

func (p position) known() bool { return p.line > 0 }

// report collects the problems of one file.
type report struct {
	problems []Problem
	unknown  bool // a word was unknown: what would follow from it is not worth telling
}

func (r *report) add(at position, mend, what string, args ...any) {
	r.put(at, mend, fmt.Sprintf(what, args...), false)
}

func (r *report) warn(at position, mend, what string, args ...any) {
	r.put(at, mend, fmt.Sprintf(what, args...), true)
}

func (r *report) put(at position, mend, what string, warning bool) {
	if !at.known() {
		at = position{1, 1}
	}
	r.problems = append(r.problems, Problem{at.line, at.column, what, mend, warning})
}

// sorted gives the problems in the order of the file, each once.
func (r *report) sorted() []Problem {
	slices.SortFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(r.problems)
}

// suggest is the mend for a word that is not among the known ones: the nearest, else all of them.
func suggest(word string, known []string, all string) string {
	known = slices.Sorted(slices.Values(known))
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("Did you mean %q?", near)
	}
	switch {
	case len(known) == 0:
		return "There is none to name; remove it, or add one."
	case len(known) > 24:
		return "Check how it is written."
	}
	return fmt.Sprintf("%s: %s.", all, strings.Join(known, ", "))
}

// nearest is the known word with the fewest letters to change, "" if none is near.
func nearest(word string, known []string) string {
	if len(word) < 3 || len(word) > 64 {
		return ""
	}
	best, least := "", len(word)/3+1
	for _, k := range known {
		d := distance([]rune(strings.ToLower(word)), []rune(k))
		if d >= least && (strings.HasPrefix(k, word) || strings.HasPrefix(word, k)) {
			d = least - 1
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters must be added, left out or replaced to make b of a (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
