package web

import (
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/report"
)

// answerForm is the form by which an invitation is answered: alone on its page, or beside others on one's own.
type answerForm struct {
	ID         string // of the element
	Action     string // where it goes
	Session    string // a field, where the address does not say it; "" where it does
	Territory  string // a field: for which delegation; "" for oneself
	What       string // beside others: of what the buttons speak, for those who hear them
	Tongue     string // language of the programme's own words
	Asked      string // meaning of a yes
	Past       bool
	Delegation bool
	Poll       bool   // one of several dates, or one to be confirmed
	Until      string // of such: the last day of voting, in words; "" without one
	Closed     bool   // the voting is over
	Current    string // the answer that counts, in words; "" without one
	Answer     string // button of it
	Comment    string
	Sequence   int
	ProblemAt  string // "comment" where that is what is wrong
}

// formOf is the form of an invitation, with the answer that counts.
func (p *Pages) formOf(words *messages.Printer, inv *events.Invitation) answerForm {
	x := inv.Session
	f := answerForm{
		Tongue: inv.Programme.LanguageFor(nil), Asked: meaning(inv.Programme, x), Past: x.Past(p.events.Now(), inv.Programme.Loc),
		Delegation: inv.For.Territory != "", Poll: isPolled(x), Comment: inv.Comment, Sequence: x.Sequence,
	}
	if poll := inv.Programme.Poll(x.Poll); poll != nil && f.Poll && x.Live() {
		f.Closed, f.Until = report.Voted(words, inv.Programme, poll, p.events.Now())
	}
	if inv.Status != events.NeedsAction {
		f.Current, f.Answer = pages.AnswerWords(words, inv.Status), pages.ButtonOf(inv.Status)
	}
	return f
}

// isPolled tells a date that is still asked for in a poll.
func isPolled(x *events.Session) bool { return x.Poll != "" && x.Status != events.Fixed }

// choiceButton is one way to answer.
type choiceButton struct {
	Value, Form, What string
	Pressed           bool
}

// Choices are the large buttons of a form that stands alone.
func (f answerForm) Choices() []choiceButton { return f.choices("", "yes", "maybe", "no") }

// Cells are the buttons of a form that is a row of a table, which name it.
func (f answerForm) Cells() []choiceButton {
	if f.Delegation {
		return f.choices(f.ID, "yes", "maybe", "no", "none")
	}
	return f.choices(f.ID, "yes", "maybe", "no")
}

func (f answerForm) choices(form string, values ...string) []choiceButton {
	var all []choiceButton
	for _, v := range values {
		all = append(all, choiceButton{Value: v, Form: form, What: f.What, Pressed: f.Answer == v})
	}
	return all
}
