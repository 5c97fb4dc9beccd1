package web

import (
	"strconv"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// decisionForm is the form of an arbitrage.
type decisionForm struct {
	ID, Action, Territory string
	Number                int
	Title                 string
	Due, Start            string // in words, and for machines; "" without a date
	Passed, Optional      bool
	Done                  bool
	Question              []pages.Block
	Resources             []events.Resource
	YesNo                 bool
	Answer                string // of a yes or no: its button
	Text                  string
	Marked                bool     // it is answered by being sent; else by answers to sessions, and the text stands beside them
	Missing               []string // what is to be said yet, in words
	Contradicts           bool
	Reply                 string
	Reopened              bool       // the reply asks something, and nothing was answered since
	Stands                string     // what the button says that keeps the answer as it is: its revision; "" where there is no such button
	Still                 string     // that the organisers wait still, in words
	Said                  string     // who answered and when, in words
	Problem               string     // in words
	Draft                 bool       // what stands in it was carried through signing in, and is not kept
	Saved                 string     // what has just been kept, in words
	Files                 *deskFiles // that answer it, on the desk
	Grid                  string     // where the answers to its sessions are given, on the same page; "" for elsewhere
}

func (p *Pages) decisionForm(words *messages.Printer, action string, st *events.DecisionState, t tried) decisionForm {
	snap := p.events.Programme()
	d := describeDecision(snap, words, st.Decision, st.Due, p.events.Now())
	f := decisionForm{
		ID: "a-" + st.Territory.ID + "-" + strconv.Itoa(st.Decision.Number), Action: action, Territory: st.Territory.ID,
		Number: d.Number, Title: d.Title, Due: d.Due, Start: d.Start, Passed: d.Passed && !st.Done, Optional: d.Optional, Done: st.Done,
		Question: d.Question, Resources: d.Resources, Text: st.Answer, Reply: st.Reply, Reopened: st.Reopened, Contradicts: st.TooEarly,
		Marked: true,
	}
	for _, form := range st.Decision.Form {
		f.YesNo = f.YesNo || form == events.FormYesNo
		f.Marked = f.Marked && form != events.FormMatrix && form != events.FormPoll
	}
	if f.YesNo {
		f.Answer, f.Text = splitYesNo(st.Answer)
	}
	for _, m := range st.Missing {
		if m.Session == "" {
			continue
		}
		start, end := m.When.Span(snap.Loc)
		what := m.Title + ", " + words.When(start, end, m.When.AllDay)
		if c := snap.Category(m.Category); c != nil {
			what += ", " + c.Label
		}
		f.Missing = append(f.Missing, what)
	}
	if st.Said > 0 {
		f.Said = words.T("web.me.decision_said", "Who", nameOf(words, snap, st.By), "When", atMoment(words, st.At.In(snap.Loc)))
	}
	if st.Reopened && st.Answered() && len(st.Missing) == 0 {
		f.Stands = strconv.FormatInt(st.Said, 10)
	}
	if t.problem != "" && t.decision == f.Number && t.territory == f.Territory {
		if !t.stands {
			f.Text, f.Answer = t.comment, t.answer
		}
		if f.Draft = t.draft; !t.draft {
			f.Problem = t.problem
		}
	}
	return f
}

// keptWords say what a form that led here has kept: the answer, or nothing, where it is the one that stood when the organisers asked.
func (f *decisionForm) keptWords(words *messages.Printer) {
	switch {
	case f.Stands != "":
		f.Still = words.T("web.me.still_stands", "Number", f.Number, "Button", words.T("web.me.stands"))
	case f.Reopened:
		f.Still = words.T("web.me.still_lacks", "Number", f.Number)
	case f.Said != "":
		f.Saved = words.T("web.me.decision_saved", "Number", f.Number)
	}
}

// yesNoWords are what a button of the form writes before the text, and is read again from it.
var yesNoWords = map[string]string{"yes": "Oui", "no": "Non"}

// splitYesNo parts the answer to a yes or no that this form wrote into the button and the rest.
func splitYesNo(text string) (button, rest string) {
	for button, word := range yesNoWords {
		if strings.EqualFold(text, word) {
			return button, ""
		}
		if rest, found := strings.CutPrefix(text, word+". "); found {
			return button, rest
		}
	}
	return "", text
}

// joinYesNo puts them together.
func joinYesNo(button, rest string) string {
	word := yesNoWords[button]
	switch {
	case word == "":
		return rest
	case rest == "":
		return word
	}
	return word + ". " + rest
}
