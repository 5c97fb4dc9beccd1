package config

import (
	"strings"

	"parcours/events"
)

// note writes the note, with its chapters.
func (w *fileWriter) note() {
	n := w.p.Note
	if n.Title+n.Context+n.Object == "" && len(n.Parts) == 0 {
		return
	}
	w.WriteString("\n")
	w.remark(`The note. A text says the date of a session by {date:agora}, also {day:...}, {weekday:...}, {month:...} and {year:...}. Its chapters are parts, in this order: title (sub: within the one before), text, dates of sessions, orientations, the arbitrage that is asked there (decision). describes: what the text is about, which has it as its own description after what it says itself.`)
	w.WriteString("[programme.note]\n")
	w.text("title", n.Title)
	w.text("context", n.Context)
	w.text("object", n.Object)
	for _, part := range n.Parts {
		w.open("[[programme.note.part]]")
		w.text("title", part.Title)
		w.flag("sub", part.Sub)
		w.texts("describes", part.Describes)
		w.text("text", part.Text)
		w.texts("dates", part.Dates)
		w.flag("orientations", part.Orientations)
		w.number("decision", part.Decision)
	}
}

// described writes the description of what the note's chapters may be about.
func (w *fileWriter) described(key, text, name string) {
	own, whole := w.ownWords(text, name)
	w.text(key, own)
	if whole {
		w.put("described", "false")
	}
}

// ownWords is what a description says before the note's chapters add to it; whole where it is not what they would make of it.
func (w *fileWriter) ownWords(text string, names ...string) (own string, whole bool) {
	told := ""
	for _, part := range w.p.Note.Parts {
		if tells(part, names...) {
			told = joined(told, part.Text)
		}
	}
	if told == "" {
		return text, false
	}
	own, found := strings.CutSuffix(text, "\n\n"+told)
	if text == told {
		own, found = "", true
	}
	if found && own == strings.TrimSpace(own) && describedBy(w.p.Note.Parts, own, names...) == text {
		return own, false
	}
	return text, true
}

// describedBy is what the note's chapters make of a description.
func describedBy(parts []events.NotePart, text string, names ...string) string {
	for _, part := range parts {
		if tells(part, names...) {
			text = joined(text, part.Text)
		}
	}
	return text
}
