package report

import (
	"slices"
	"strings"
	"unicode"

	"parcours/events"
)

// Theme are the answers that speak of a theme. One that speaks of several Stands under each.
type Theme struct {
	Label  string // label; "" for answers that speak of no theme of the programme
	States []events.DecisionState
}

// ByTheme groups the answers to the decisions that are read by theme, in the order of the programme's themes; those of
// no theme come last, and nothing that was answered is left out.
func ByTheme(s *events.Snapshot, states []events.DecisionState) []Theme {
	groups := make([]Theme, len(s.Themes)+1)
	for i, t := range s.Themes {
		groups[i].Label = t.Label
	}
	for _, st := range states {
		if !st.Decision.ByTheme || st.Answer == "" {
			continue
		}
		words, found := wordsOf(st.Answer), false
		for i, t := range s.Themes {
			if slices.ContainsFunc(t.Words, func(term string) bool { return speaksOf(words, wordsOf(term)) }) {
				groups[i].States, found = append(groups[i].States, st), true
			}
		}
		if !found {
			last := &groups[len(groups)-1]
			last.States = append(last.States, st)
		}
	}
	return slices.DeleteFunc(groups, func(g Theme) bool { return len(g.States) == 0 })
}

// wordsOf are the words of a text by their letters.
func wordsOf(text string) []string {
	var words []string
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if l := events.Letters(w); l != "" {
			words = append(words, l)
		}
	}
	return words
}

// speaksOf tells whether a text has words in a row that begin with those of a term.
func speaksOf(words, term []string) bool {
	if len(term) == 0 {
		return false
	}
	for i := 0; i+len(term) <= len(words); i++ {
		all := true
		for k, t := range term {
			all = all && strings.HasPrefix(words[i+k], t)
		}
		if all {
			return true
		}
	}
	return false
}
