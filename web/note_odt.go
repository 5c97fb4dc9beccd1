package web

import (
	"bytes"
	"mime"
	"net/http"

	"parcours/messages"
	"parcours/odt"
)

// document is the note for LibreOffice or Word: what the page says, in the page's order.
func (n *note) document(words *messages.Printer) *odt.Document {
	title := n.Programme.Note.Title
	w := &noteDocument{&odt.Document{Meta: odt.Meta{Title: title + " – " + n.Territory.Name, Language: n.Lang, Created: n.Now}}, words}
	w.Heading(1, title)
	w.Paragraph(odt.Body, odt.Plain(words.T("note.delegation", "Of", n.Of, "Date", n.AsOf)))
	w.section(words.T("note.context"), n.Context)
	w.section(words.T("note.object"), n.Object)
	w.Heading(2, words.T("note.sessions"))
	for i := range n.Chapters {
		w.chapter(n, &n.Chapters[i])
	}
	if len(n.Others) > 0 {
		w.Heading(3, words.T("note.others"))
		w.dates(n.Others)
	}
	if len(n.Left) > 0 {
		w.Heading(2, words.T("note.decisions"))
		for _, q := range n.Left {
			w.asked(q)
		}
	}
	w.Heading(2, words.T("note.recap"))
	for i := range n.Questions {
		w.recap(&n.Questions[i])
	}
	return w.Document
}

// noteDocument is a document that a note is written to.
type noteDocument struct {
	*odt.Document
	words *messages.Printer
}

func (w *noteDocument) section(title string, text passage) {
	if len(text.Blocks) > 0 {
		w.Heading(2, title)
		w.text(odt.Body, text)
	}
}

func (w *noteDocument) chapter(n *note, c *chapter) {
	switch {
	case c.Title != "" && c.Sub:
		w.Heading(4, c.Title)
	case c.Title != "":
		w.Heading(3, c.Title)
	}
	w.text(odt.Body, c.Text)
	w.dates(c.Dates)
	if c.Orientations {
		var rows [][]string
		for _, t := range n.Programme.Territories {
			rows = append(rows, []string{t.Name, t.Orientation})
		}
		w.Table(nil, rows)
	}
	if c.Question != nil {
		w.asked(c.Question)
	}
}

// text writes the blocks of a passage, with its links.
func (w *noteDocument) text(style odt.Style, p passage) {
	for _, b := range p.Blocks {
		if b.Items == nil {
			w.Paragraph(style, linked(b.Text, p.Links))
			continue
		}
		var items [][]odt.Span
		for _, item := range b.Items {
			items = append(items, linked(item, p.Links))
		}
		w.List(b.Ordered, items)
	}
}

func (w *noteDocument) dates(cards []*card) {
	var items [][]odt.Span
	for _, c := range cards {
		items = append(items, odt.Plain(dated(w.words, c)+" · "+c.Known()))
	}
	if items != nil {
		w.List(false, items)
	}
}

func (w *noteDocument) asked(q *question) {
	w.Paragraph(odt.Head, odt.Plain(w.words.T("note.decision", "Number", q.Number)))
	w.text(odt.Asked, q.Question)
	w.Paragraph(odt.Fine, odt.Plain(q.Due))
}

// recap recalls an arbitrage, with the delegation's answer.
func (w *noteDocument) recap(q *question) {
	w.Heading(3, w.words.T("note.decision", "Number", q.Number))
	w.text(odt.Body, q.Recap)
	if q.Table != nil {
		var rows [][]string
		for _, row := range q.Table.Rows {
			rows = append(rows, append([]string{row.When}, row.Cells...))
		}
		w.Table(append([]string{w.words.T("note.date")}, q.Table.Categories...), rows)
	}
	if len(q.Votes) > 0 {
		var rows [][]string
		for _, v := range q.Votes {
			rows = append(rows, []string{v.When + " – " + v.Title, v.Answer})
		}
		w.Table([]string{w.words.T("note.date"), w.words.T("note.answer")}, rows)
	}
	w.text(odt.Answer, passage{Blocks: q.Answer})
	if q.Answer == nil && q.Table == nil && len(q.Votes) == 0 {
		w.Paragraph(odt.Missing, odt.Plain(w.words.T("note.no_answer")))
	}
	if q.Reply != "" {
		w.Paragraph(odt.Answer, odt.Plain(w.words.T("note.reply")+" "+q.Reply))
	}
	if q.AnsweredBy != "" {
		w.Paragraph(odt.Answered, odt.Plain(w.words.T("note.answered", "Who", q.AnsweredBy, "When", q.AnsweredWhen)))
	}
}

// deskNoteDocument answers GET /d/{territory}/note.odt.
func (p *Pages) deskNoteDocument(w http.ResponseWriter, r *http.Request) {
	who, t := p.deskOf(r)
	if who == nil {
		p.NotFound(w, r)
		return
	}
	var document bytes.Buffer
	if err := WriteNote(r.Context(), &document, p.events, t.ID, "odt"); err != nil {
		p.Failed(w, r, err)
		return
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "note-" + t.ID + ".odt"}))
	w.Header().Set("Content-Type", odt.MediaType)
	_, _ = document.WriteTo(w) // the browser went away: nobody to tell
}
