package web

import (
	"slices"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/odt"
	"parcours/pages"
)

// chapter is a part of the note: title, text, dates, the table of the territories and an arbitrage, in this order.
type chapter struct {
	Title        string
	Sub          bool
	Text         passage
	Dates        []*card
	Orientations bool
	Question     *question
}

// passage is a text and the resources that its words link to.
type passage struct {
	Blocks []pages.Block
	Links  []events.Resource
}

func passageOf(snap *events.Snapshot, text string, decision int) passage {
	return passage{Blocks: pages.Blocks(text), Links: linkedIn(&snap.Programme, text, decision)}
}

// dated is the title of a card and its dates, all of them where one is to be chosen.
func dated(words *messages.Printer, c *card) string {
	when := c.When
	for i, o := range c.Options {
		if i > 0 {
			when += " " + words.T("note.or") + " "
		}
		when += o.When
	}
	return c.Title + " : " + when
}

// Known is what else is known of a card.
func (c *card) Known() string {
	parts := []string{c.Status.Words}
	if c.Where != "" {
		parts = append(parts, c.Where)
	}
	return strings.Join(append(parts, c.Peers...), " · ")
}

// linked cuts a text where words link to a resource, each at its first place.
func linked(text string, links []events.Resource) []odt.Span {
	for _, r := range links {
		i := wordsIn(&r, text)
		if i < 0 {
			continue
		}
		end := i + len(r.Words)
		return slices.Concat(linked(text[:i], links), []odt.Span{{Text: r.Words, URL: r.URL}}, linked(text[end:], without(links, r.ID)))
	}
	if text == "" {
		return nil
	}
	return []odt.Span{{Text: text}}
}

func without(links []events.Resource, id string) []events.Resource {
	return slices.DeleteFunc(slices.Clone(links), func(r events.Resource) bool { return r.ID == id })
}

// chapters lays out the note: its parts, with the arbitrages where they are asked. Sessions and arbitrages that no part
// names come after.
func (a *agenda) chapters(questions []question) (all []chapter, others []*card, left []*question) {
	parts := a.snap.Note.Parts
	if len(parts) == 0 {
		parts = a.partsOfSessions()
	}
	dated, asked := map[string]bool{}, map[int]bool{}
	for _, part := range parts {
		c := chapter{Title: part.Title, Sub: part.Sub, Text: passageOf(a.snap, part.Text, part.Decision), Orientations: part.Orientations}
		var sessions []*events.Session
		for _, name := range part.Dates {
			sessions = append(sessions, a.snap.Group(name)...)
		}
		for _, x := range sessions {
			dated[x.ID] = true
		}
		c.Dates = a.cardsOf(sessions)
		if i := slices.IndexFunc(questions, func(q question) bool { return q.Number == part.Decision }); i >= 0 && !asked[part.Decision] {
			c.Question, asked[part.Decision] = &questions[i], true
		}
		all = append(all, c)
	}
	var rest []*events.Session
	for _, x := range a.snap.All() {
		if !dated[x.ID] {
			rest = append(rest, x)
		}
	}
	for i := range questions {
		if !asked[questions[i].Number] {
			left = append(left, &questions[i])
		}
	}
	return all, a.cardsOf(rest), left
}

// partsOfSessions are the chapters of a programme whose file gives none: one a session, then the day of dialogue and
// the budget.
func (a *agenda) partsOfSessions() []events.NotePart {
	var parts []events.NotePart
	seen := map[string]bool{}
	for _, x := range a.snap.All() {
		name, title := x.ID, x.Title
		if x.Group != "" {
			name, title = x.Group, x.GroupTitle
		}
		if !seen[name] && !x.Dropped && !x.Lost && !x.Draft() {
			seen[name] = true
			parts = append(parts, events.NotePart{Title: title, Text: x.Description, Dates: []string{name}, Decision: a.decisionOn(name, x.Poll)})
		}
	}
	if d := a.snap.Dialogue; d.Title != "" {
		parts = append(parts, events.NotePart{Title: d.Title, Text: d.Description})
	}
	b := a.snap.Budget
	oriented := slices.ContainsFunc(a.snap.Territories, func(t events.Territory) bool { return t.Orientation != "" })
	if b.Title != "" || oriented {
		parts = append(parts, events.NotePart{Title: b.Title, Text: b.Description, Orientations: oriented})
	}
	return parts
}

// decisionOn is the number of the first arbitrage about a session or its poll, 0 without one.
func (a *agenda) decisionOn(name, poll string) int {
	for _, d := range a.snap.Decisions {
		if slices.Contains(d.Sessions, name) || poll != "" && d.Poll == poll {
			return d.Number
		}
	}
	return 0
}
