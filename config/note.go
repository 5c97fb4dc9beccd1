package config

import (
	"slices"
	"strconv"
	"strings"

	"parcours/events"
)

// noteParts reads the chapters of the note, once what they name is known, and gives their text to what it is about.
func (l *loader) noteParts() {
	p := &l.file.Programme
	for _, t := range l.parts {
		part := events.NotePart{
			Title: t.text("title").text, Sub: t.flag("sub"), Text: t.text("text").text, Describes: l.described(t),
			Dates: l.referAll(t, "session", t.texts("dates")), Orientations: t.flag("orientations"), Decision: l.decisionOf(t),
		}
		t.close()
		if len(part.Describes) > 0 && part.Text == "" {
			t.add(t.at("describes"), `Add text = "...", or remove describes.`, "%s describes something and has no text", t.name)
		}
		p.Note.Parts = append(p.Note.Parts, part)
		l.describe(part)
	}
}

// described are the sessions that a text is about; the day of dialogue and the budget are named by their tables.
func (l *loader) described(t *table) []string {
	var all []string
	for _, name := range t.texts("describes") {
		if name.text != "dialogue" && name.text != "budget" {
			l.refer(t, "session", name)
		}
		all = append(all, name.text)
	}
	return all
}

func (l *loader) describe(part events.NotePart) {
	p := &l.file.Programme
	add := func(to *string, names ...string) {
		if !l.whole[names[0]] && tells(part, names...) {
			*to = joined(*to, part.Text)
		}
	}
	add(&p.Dialogue.Description, "dialogue")
	add(&p.Budget.Description, "budget")
	for i := range p.Sessions {
		s := &p.Sessions[i]
		add(&s.Description, s.ID, s.Group)
	}
}

// tells whether a chapter of the note is about what has one of some names.
func tells(part events.NotePart, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && slices.Contains(part.Describes, name) })
}

// describesItself reads whether what a table is of says all of itself: the chapters of the note that are about it add nothing.
func (l *loader) describesItself(t *table, name string) {
	if !t.flagOr("described", true) {
		l.whole[name] = true
	}
}

func joined(before, text string) string { return strings.TrimSpace(before + "\n\n" + text) }

// decisionOf reads the number of an arbitrage.
func (l *loader) decisionOf(t *table) int {
	number := int(t.number("decision", 1, 9999, 0))
	if number != 0 {
		l.known(t, "decision", number, t.at("decision"))
	}
	return number
}

// decisionsOf reads the numbers of arbitrages.
func (l *loader) decisionsOf(t *table) []int {
	list := t.of(aList, "decisions", "decisions = [5]")
	if list == nil {
		return nil
	}
	var all []int
	for _, n := range list.items {
		number, err := strconv.Atoi(n.text)
		if n.kind != aNumber || err != nil {
			t.add(n.at, "Write their numbers: decisions = [5, 8].", "%q must be a list of whole numbers", "decisions")
			continue
		}
		l.known(t, "decisions", number, n.at)
		all = append(all, number)
	}
	return all
}

func (l *loader) known(t *table, key string, number int, at position) {
	if !slices.ContainsFunc(l.file.Programme.Decisions, func(d events.Decision) bool { return d.Number == number }) {
		t.add(at, "Write the number of a [[decision]].", "%q of %s names no decision: %d", key, t.name, number)
	}
}
