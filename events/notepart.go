package events

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NotePart is a part of a chapter of the note: its title, text, dates, table and arbitrage stand in this order.
type NotePart struct {
	Title        string // "" where the chapter before goes on
	Sub          bool   // a chapter within the one before
	Text         string
	Describes    []string // ids of sessions or groups, "dialogue", "budget": their descriptions have Text already
	Dates        []string // ids of sessions or groups whose dates are listed
	Orientations bool     // the table of the territories
	Decision     int      // number of the arbitrage asked here, 0 for none
}

// ResourcesOf gives the resources that name an arbitrage.
func (p *Programme) ResourcesOf(decision int) []Resource {
	var all []Resource
	for _, r := range p.Resources {
		if slices.Contains(r.Decisions, decision) {
			all = append(all, r)
		}
	}
	return all
}

// LinkedIn gives the resources that words of a text link to. decision is the number of the arbitrage by which the text
// stands, 0 for none: what names arbitrages is linked in theirs only.
func (p *Programme) LinkedIn(text string, decision int) []Resource {
	var all []Resource
	for _, r := range p.Resources {
		if len(r.Decisions) > 0 && !slices.Contains(r.Decisions, decision) {
			continue
		}
		if r.In(text) >= 0 {
			all = append(all, r)
		}
	}
	return all
}

// In is where the words that link to the resource begin in a text, whole words only; -1 without them.
func (r *Resource) In(text string) int {
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
