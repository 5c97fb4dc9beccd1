package ical

import (
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/rules"
)

// TaskDescription is the text of an arbitrage's task in plain words. A delegation's ends with the line below which its
// answer is written.
func (r *Renderer) TaskDescription(t events.Task) string {
	return r.writer(t.Programme, t.Reader).taskDescription(&t)
}

func (w *eventWriter) taskDescription(t *events.Task) string {
	if t.State == nil {
		return w.taskOfAll(t)
	}
	var text paragraphs
	st := t.State
	if st.TooEarly {
		text.add(w.missingLines(st, t.Programme)...)
	}
	if st.Reply != "" {
		text.add(w.T("task.reply", "Text", strings.TrimSpace(st.Reply)))
	}
	text.add(t.Decision.Question)
	text.add(w.decisionResources(t)...)
	text.add(append([]string{w.formLine(t)}, w.votingLines(t.Programme, t.Decision.Poll)...)...)
	text.add(w.sessionLines(t)...)
	text.add(w.dueLine(t), w.toLine(t))
	asked := strings.Join(append(text, rules.AnswerLine[w.Lang()]), "\n\n")
	return messages.Typeset(asked) + "\n" + strings.TrimSpace(st.Answer)
}

// missingLines say what an arbitrage lacks that was marked as done too early.
func (w *eventWriter) missingLines(st *events.DecisionState, snap *events.Snapshot) []string {
	var lines []string
	for _, m := range st.Missing {
		what := w.T("task.missing_answer")
		if m.Session != "" {
			what = w.T("task.comma", "First", m.Title, "Second", w.whenWords(m.When, snap.Loc))
			if c := snap.Category(m.Category); c != nil {
				what = w.T("task.comma", "First", what, "Second", c.Label)
			}
		}
		if m.Against != "" {
			what = w.T("task.contradiction", "What", what, "State", w.T("task.state."+string(m.Against)))
		}
		lines = append(lines, w.T("task.missing", "What", what))
	}
	return lines
}

// decisionResources are the links that an arbitrage shows.
func (w *eventWriter) decisionResources(t *events.Task) []string {
	var lines []string
	for _, r := range t.Programme.ResourcesOf(t.Decision.Number) {
		lines = append(lines, w.T("ical.resources.line", "Title", r.Title, "URL", r.URL))
	}
	return lines
}

// formLine says what to do. Several forms that sessions' answers are part of are one thing to do: to answer those.
func (w *eventWriter) formLine(t *events.Task) string {
	for _, f := range []events.Form{events.FormPoll, events.FormMatrix, events.FormYesNo, events.FormDocument, events.FormText} {
		if slices.Contains(t.Decision.Form, f) {
			of := events.Of(w.Lang(), t.Territory.Name)
			line := w.T("task.form."+string(f), "Of", of)
			if f == events.FormYesNo && len(t.State.Cells) > 0 {
				line += " " + w.T("task.form.yes_no_sessions", "Of", of)
			}
			return line
		}
	}
	return ""
}

// sessionLines are the sessions that the answer is made of, each with what was said of it; else those that the
// question is about.
func (w *eventWriter) sessionLines(t *events.Task) []string {
	if len(t.State.Cells) > 0 {
		return w.cellLines(t.State.Cells, t.Programme)
	}
	var lines []string
	for _, name := range t.Decision.Sessions {
		for _, x := range t.Programme.Group(name) {
			if x.Live() && !x.Dropped && !x.Lost {
				lines = append(lines, w.T("task.about", "When", w.whenWords(x.When, t.Programme.Loc), "Title", x.Title))
			}
		}
	}
	return lines
}

func (w *eventWriter) cellLines(cells []events.DecisionCell, snap *events.Snapshot) []string {
	var lines []string
	for i := range cells {
		cell := &cells[i]
		x := cell.Session
		what := x.Title
		if c := snap.Category(x.Category); c != nil {
			what = c.Label
		}
		lines = append(lines, w.T("task.cell", "When", w.startWords(x.When, snap.Loc), "What", what, "State", w.cellState(cell)))
	}
	return lines
}

func (w *eventWriter) cellState(cell *events.DecisionCell) string {
	state := w.T("task.state." + string(cell.Status))
	if cell.Status == events.NeedsAction && cell.Again {
		state = w.T("task.state.again")
	}
	comment := strings.Join(strings.Fields(cell.Comment), " ")
	if comment != "" && events.Letters(comment) != events.Letters(state) {
		state = w.T("task.commented", "State", state, "Comment", comment)
	}
	if cell.Against {
		state = w.T("task.against", "State", state)
	}
	return state
}

// whenWords is a session's time in words, startWords only its day and hour.
func (w *eventWriter) whenWords(when events.When, loc *time.Location) string {
	start, end := when.Span(loc)
	return w.When(start.In(loc), end.In(loc), when.AllDay)
}

func (w *eventWriter) startWords(when events.When, loc *time.Location) string {
	start, _ := when.Span(loc)
	start = start.In(loc)
	if when.AllDay {
		return w.Date(start)
	}
	return w.T("task.at", "Date", w.Date(start), "Time", w.Clock(start))
}

// dueLine says the due date, and whether the note states it or from what it was derived.
func (w *eventWriter) dueLine(t *events.Task) string {
	d := t.Decision
	switch {
	case t.Due.IsZero() && d.Optional:
		return w.T("task.due.optional_none")
	case t.Due.IsZero():
		return w.T("task.due.none")
	}
	due := w.T("task.due.derived", "Date", w.Date(t.Due.In(time.UTC)), "Why", d.DueWhy)
	if d.DueStated {
		due = w.T("task.due.stated", "Date", w.Date(t.Due.In(time.UTC)), "Why", d.DueWhy)
	}
	if d.Optional {
		due += " " + w.T("task.due.optional")
	}
	return strings.TrimSpace(due)
}

func (w *eventWriter) toLine(t *events.Task) string {
	if to := t.Programme.Person(t.Decision.To); to != nil {
		return w.T("task.to", "Name", to.Name)
	}
	return ""
}

// taskOfAll is the organisers' text: how many delegations have answered, who has not, and each answer below its
// territory's name. Nobody is counted among the silent of what is optional.
func (w *eventWriter) taskOfAll(t *events.Task) string {
	done, silent := haveAnswered(t)
	var text paragraphs
	var partly, none []string
	for i := range t.States {
		if st := &t.States[i]; st.Answered() && !st.Done {
			partly = append(partly, st.Territory.Name)
		}
	}
	for _, s := range silent {
		none = append(none, s.Name)
	}
	lines := []string{w.T("task.all.answered", "Count", done, "Total", len(t.States))}
	if len(partly) > 0 {
		lines = append(lines, w.T("task.all.partly", "Names", w.List(partly)))
	}
	if len(none) > 0 && !t.Decision.Optional {
		lines = append(lines, w.T("task.all.silent", "Names", w.List(none)))
	}
	text.add(lines...)
	text.add(t.Decision.Question)
	text.add(w.decisionResources(t)...)
	text.add(w.dueLine(t), w.toLine(t))
	for i := range t.States {
		if t.States[i].Answered() {
			text.add(w.answerOf(&t.States[i], t.Programme)...)
		}
	}
	return strings.Join(text, "\n\n")
}

// haveAnswered counts the delegations that have done with a task, in the organisers' list, and names those that said nothing.
func haveAnswered(t *events.Task) (done int, silent []*events.Territory) {
	for i := range t.States {
		if t.States[i].Done {
			done++
		} else if !t.States[i].Answered() {
			silent = append(silent, t.States[i].Territory)
		}
	}
	return done, silent
}

// answerOf is what a delegation answered, below its name.
func (w *eventWriter) answerOf(st *events.DecisionState, snap *events.Snapshot) []string {
	name := st.Territory.Name
	if st.Asks() && st.Reply == "" {
		name = w.T("task.all.asks", "Territory", name)
	}
	lines := []string{name, strings.TrimSpace(st.Answer)}
	given := slices.DeleteFunc(slices.Clone(st.Cells), func(c events.DecisionCell) bool { return c.Status == events.NeedsAction })
	lines = append(lines, w.cellLines(given, snap)...)
	if lines[1] == "" && len(given) == 0 {
		lines[1] = w.T("task.state.done")
		if slices.Contains(st.Decision.Form, events.FormYesNo) {
			lines[1] = w.T("task.state." + string(events.Accepted))
		}
	}
	if st.Reply != "" {
		lines = append(lines, w.T("task.reply", "Text", strings.TrimSpace(st.Reply)))
	}
	return lines
}
