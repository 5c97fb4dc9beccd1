package web

import (
	"context"
	"fmt"
	htmltemplate "html/template"
	"io"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/record"
)

// note is the note d'arbitrage as a delegation would send it back: the programme as it stands, and the arbitrages with
// the delegation's answers filled in.
type note struct {
	Lang      string
	Programme *events.Snapshot
	Territory *events.Territory
	Of        string // its name after "of"
	AsOf      string
	Now       time.Time
	Context   passage
	Object    passage
	Chapters  []chapter
	Others    []*card     // that no chapter names
	Left      []*question // that no chapter asks
	Questions []question  // all, for the recap
}

// question is an arbitrage in the note's words with the delegation's answer.
type question struct {
	Number       int
	Title        string
	Due          string  // with its reason, in words
	Question     passage // as the note asks
	Recap        passage // as the end of the note asks once more
	Table        *table  // of the sessions by category
	Votes        []vote
	Answer       []pages.Block // the delegation's own words, or a yes without any
	Reply        string        // of the organisers
	AnsweredBy   string
	AnsweredWhen string
}

// vote is the answer to one date, "" for none.
type vote struct{ When, Title, Answer string }

// table is that of the note's recap: a date a line, a category a column. No answer is an empty cell.
type table struct {
	Categories []string
	Rows       []tableRow
}

type tableRow struct {
	When  string
	Cells []string
}

// noteWriter writes a note in one format and language.
type noteWriter func(out io.Writer, n *note) error

// noteWriters by format and language; templates are parsed at start, so that a broken one stops the program.
var noteWriters = func() map[string]map[string]noteWriter {
	all := map[string]map[string]noteWriter{"html": {}, "text": {}, "odt": {}}
	for _, lang := range messages.Languages {
		words := messages.For(lang)
		funcs := map[string]any{"t": words.T, "flat": flat, "linked": linked, "dated": func(c *card) string { return dated(words, c) }}
		page := htmltemplate.Must(htmltemplate.New("").Funcs(funcs).ParseFS(templateFiles, "templates/note.html"))
		text := texttemplate.Must(texttemplate.New("").Funcs(funcs).ParseFS(templateFiles, "templates/note.tmpl"))
		all["html"][lang] = func(out io.Writer, n *note) error { return page.ExecuteTemplate(out, "note", n) }
		all["text"][lang] = func(out io.Writer, n *note) error { return text.ExecuteTemplate(out, "note", n) }
		all["odt"][lang] = func(out io.Writer, n *note) error { return n.document(words).Write(out) }
	}
	return all
}()

// flat puts blocks back into plain text.
func flat(blocks []pages.Block) string {
	var parts []string
	for _, b := range blocks {
		if b.Items == nil {
			parts = append(parts, b.Text)
			continue
		}
		var lines []string
		for i, item := range b.Items {
			mark := "- "
			if b.Ordered {
				mark = fmt.Sprintf("%d. ", i+1)
			}
			lines = append(lines, mark+item)
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

// WriteNote writes the note d'arbitrage of a delegation as it stands now, in the programme's language: format "html" is
// one page that needs nothing else, "text" is plain text, "odt" a document for LibreOffice or Word.
func WriteNote(ctx context.Context, out io.Writer, s *events.Service, territory, format string) error {
	if noteWriters[format] == nil {
		return fmt.Errorf("format %q: take html, text or odt", format)
	}
	states, err := s.DecisionStates(ctx, territory)
	if err != nil {
		return err
	}
	snap := s.Programme()
	words := messages.For(snap.LanguageFor(nil))
	a := agenda{snap: snap, words: words, now: s.Now()}
	t := snap.Territory(territory)
	n := &note{
		Lang: words.Lang(), Programme: snap, Territory: t, Of: events.Of(words.Lang(), t.Name), AsOf: words.Date(s.Now().In(snap.Loc)), Now: s.Now(),
		Context: passageOf(snap, snap.Note.Context, 0), Object: passageOf(snap, snap.Note.Object, 0),
	}
	for i := range states {
		n.Questions = append(n.Questions, a.question(&states[i]))
	}
	slices.SortFunc(n.Questions, func(a, b question) int { return a.Number - b.Number })
	n.Chapters, n.Others, n.Left = a.chapters(n.Questions)
	return noteWriters[format][words.Lang()](out, n)
}

func (a *agenda) question(st *events.DecisionState) question {
	d := st.Decision
	q := question{
		Number: d.Number, Title: d.Title, Due: a.noteDue(st), Question: passageOf(a.snap, d.Question, d.Number), Recap: passageOf(a.snap, d.Recap, d.Number),
		Answer: pages.Blocks(st.Answer), Reply: strings.TrimSpace(st.Reply),
	}
	if strings.TrimSpace(d.Recap) == "" {
		q.Recap = q.Question
	}
	if len(st.Cells) == 0 && slices.Contains(d.Form, events.FormYesNo) && st.Done && q.Answer == nil {
		q.Answer = []pages.Block{{Text: a.words.T("note.yes")}}
	}
	if slices.Contains(d.Form, events.FormMatrix) {
		q.Table = a.table(st.Territory.ID, st.Cells)
	} else {
		q.Votes = a.votes(st.Cells)
	}
	if st.By != "" && st.Answered() {
		q.AnsweredBy, q.AnsweredWhen = nameOf(a.words, a.snap, st.By), a.words.Date(st.At.In(a.snap.Loc))
	}
	return q
}

// noteDue says the due date, and whether the note states it.
func (a *agenda) noteDue(st *events.DecisionState) string {
	d := st.Decision
	switch {
	case st.Due.IsZero() && d.Optional:
		return a.words.T("note.due_none_optional")
	case st.Due.IsZero():
		return a.words.T("note.due_none")
	case d.DueStated:
		return a.words.T("note.due_stated", "Date", a.words.Date(st.Due.In(time.UTC)))
	}
	return a.words.T("note.due_derived", "Date", a.words.Date(st.Due.In(time.UTC)), "Why", d.DueWhy)
}

// table lays out the answers to sessions by category, as the note does. One that has no rooms is the same for all
// whom it asks.
func (a *agenda) table(territory string, cells []events.DecisionCell) *table {
	t := &table{}
	for _, c := range a.snap.Categories {
		t.Categories = append(t.Categories, c.Label)
	}
	at := map[string]int{}
	for _, cell := range cells {
		x := cell.Session
		when := a.when(x)
		i, seen := at[when]
		if !seen {
			i = len(t.Rows)
			at[when] = i
			t.Rows = append(t.Rows, tableRow{When: when, Cells: make([]string, len(t.Categories))})
		}
		for k, c := range a.snap.Categories {
			if record.AsksIn(a.snap, x, territory, c.ID) {
				t.Rows[i].Cells[k] = a.said("note.available.", &cell)
			}
		}
	}
	return t
}

func (a *agenda) votes(cells []events.DecisionCell) []vote {
	var all []vote
	for i := range cells {
		x := cells[i].Session
		all = append(all, vote{a.when(x), x.Title, a.said("note.vote.", &cells[i])})
	}
	return all
}

// said is an answer in the note's words, with its comment where that says more; "" for none.
func (a *agenda) said(words string, cell *events.DecisionCell) string {
	if cell.Status == events.NeedsAction {
		return ""
	}
	said := a.words.T(words + string(cell.Status))
	comment := strings.Join(strings.Fields(cell.Comment), " ")
	if comment != "" && events.Letters(comment) != events.Letters(said) {
		said = a.words.T("note.commented", "Answer", said, "Comment", comment)
	}
	if cell.Against {
		said = a.words.T("note.against", "Answer", said)
	}
	return said
}
