package web

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parcours/events"
)

// linkedIn gives the resources that words of a text link to. decision is the number of the arbitrage by which the text
// stands, 0 for none: what names arbitrages is linked in theirs only.
func linkedIn(p *events.Programme, text string, decision int) []events.Resource {
	var all []events.Resource
	for _, r := range p.Resources {
		if len(r.Decisions) > 0 && !slices.Contains(r.Decisions, decision) {
			continue
		}
		if wordsIn(&r, text) >= 0 {
			all = append(all, r)
		}
	}
	return all
}

// wordsIn is where the words that link to the resource begin in a text, whole words only; -1 without them.
func wordsIn(r *events.Resource, text string) int {
	if r.Words == "" {
		return -1
	}
	for from := 0; ; {
		i := strings.Index(text[from:], r.Words)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(r.Words):])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return i
		}
		from = i + len(r.Words)
	}
}
