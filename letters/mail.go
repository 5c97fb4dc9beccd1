package letters

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
	"parcours/scheduling"
)

// lettersPage is what came in and waits, what leaves and left, and the form of a letter.
type lettersPage struct {
	office.Frame
	Waiting       []waitingMail
	States        []office.Choice
	Out           []outMail
	Own           []ownLetters
	Overdue       string // since when a letter of somebody's own event could not leave, "" where none waits so
	In            []inMail
	Letter        letterForm
	Categories    []office.Choice
	Territories   []office.Choice
	Sessions      []office.Choice
	People, To    []office.Choice // whose answer a message may be; to which delegation it may be a question
	Saved         string
	InFiles       []office.Export
	Problem, Text string // of the letter, and of a message
}

// waitingMail is a message that somebody has to settle.
type waitingMail struct {
	ID, From, Subject, When, Reason string
	Text                            []pages.Block
	Person, Name                    string // whose invitation it answers, "" where nobody knows
	Delegations                     []office.Option
}

type outMail struct {
	Token, Name, Kind, About, When, Error string
	State                                 pages.Chip
	Again                                 bool
}

type inMail struct{ When, From, Subject, Outcome, Reason string }

// maxMails is how many mails are shown of each kind.
const maxMails = 100

// mail answers GET /organise/mail; ?state= chooses which mails out, ?silent=SESSION begins a letter to who has not answered.
func (p *Pages) mail(w http.ResponseWriter, r *http.Request, who *events.Person) {
	q := r.URL.Query()
	p.showMail(w, r, who, http.StatusOK, letterForm{Silent: q.Get("silent"), Category: q.Get("category"), Territory: q.Get("territory")}, func(words *messages.Printer, page *lettersPage) {
		if said := q.Get("saved"); slices.Contains([]string{"settled", "retried", "sent"}, said) {
			page.Saved = words.T("letters.saved." + said)
		}
	})
}

func (p *Pages) showMail(w http.ResponseWriter, r *http.Request, who *events.Person, status int, letter letterForm, change func(*messages.Printer, *lettersPage)) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	page := &lettersPage{Frame: p.Frame(words, "/organise/mail", words.T("letters.title")), Letter: letter}
	asked := url.Values{}
	if state := r.URL.Query().Get("state"); state != "" {
		asked.Set("state", state)
	}
	page.Exports = []office.Export{office.ExportOf("/organise/mail", words.T("exports.table"), asked)}
	page.InFiles = []office.Export{office.ExportOf("/organise/mail-in", words.T("exports.table"), nil)}
	page.Categories, page.Territories = office.Categories(snap, letter.Category), office.Territories(snap, letter.Territory)
	page.Sessions, page.To = office.Sessions(snap, words, letter.Silent), office.Territories(snap, "")
	for _, q := range office.ByName(snap.People()) {
		page.People = append(page.People, office.Choice{Value: q.ID, Words: q.Name})
	}
	err := errors.Join(p.fillWaiting(r, words, page), p.fillOut(r, words, page), p.fillOwn(r, words, page), p.fillIn(r, words, page))
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "mail", page)
}

func (p *Pages) fillWaiting(r *http.Request, words *messages.Printer, page *lettersPage) error {
	snap := p.events.Programme()
	all, err := p.delivery.Waiting(r.Context())
	for i := range all {
		m := &all[i]
		one := waitingMail{ID: m.ID, From: m.From, Subject: m.Subject, When: report.Moment(words, snap, m.At), Reason: m.Reason, Text: pages.Blocks(m.Message.Text)}
		whose := snap.Person(m.Person)
		if whose == nil {
			whose = snap.ByAddress(m.From)
		}
		if whose != nil {
			one.Person, one.Name = whose.ID, whose.Name
			for _, id := range whose.Territories {
				one.Delegations = append(one.Delegations, office.Option{ID: id, Label: report.Territory(snap, id)})
			}
		}
		page.Waiting = append(page.Waiting, one)
	}
	return err
}

// mailStates are the states that can be chosen.
var mailStates = []delivery.MailState{delivery.MailQueued, delivery.MailFailed, delivery.MailBounced, delivery.MailSent, delivery.MailDropped}

var stateColours = map[delivery.MailState]string{
	delivery.MailQueued: "estimated", delivery.MailFailed: "cancelled", delivery.MailBounced: "cancelled", delivery.MailSent: "fixed", delivery.MailDropped: "past",
}

func (p *Pages) fillOut(r *http.Request, words *messages.Printer, page *lettersPage) error {
	snap, wanted := p.events.Programme(), delivery.MailState(r.URL.Query().Get("state"))
	var all []delivery.Mail
	for _, state := range mailStates {
		page.States = append(page.States, office.Choice{Value: string(state), Words: words.T("letters.state." + string(state)), Chosen: state == wanted})
		if state != wanted && (wanted != "" || state == delivery.MailSent || state == delivery.MailDropped) {
			continue
		}
		some, err := p.delivery.Mails(r.Context(), delivery.MailQuery{State: state, Limit: maxMails})
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	for _, m := range all {
		at := m.Next
		if !m.Sent.IsZero() {
			at = m.Sent
		}
		page.Out = append(page.Out, outMail{
			Token: m.Token, Name: report.Person(words, snap, m.Person), Kind: words.T("letters.kind." + string(m.Kind)), About: report.SessionTitle(snap, m.Session),
			When: report.Moment(words, snap, at), Error: m.Error, State: pages.Chip{Class: stateColours[m.State], Words: words.T("letters.state." + string(m.State))},
			Again: m.State == delivery.MailFailed || m.State == delivery.MailBounced,
		})
	}
	return nil
}

// ownLetters are how many letters about people's own events are in a state.
type ownLetters struct {
	State pages.Chip
	Count string
}

// fillOwn counts the letters of people's own events: whose they are and what they say is nobody else's.
func (p *Pages) fillOwn(r *http.Request, words *messages.Printer, page *lettersPage) error {
	tally, err := p.own.Tally(r.Context())
	if err != nil {
		return err
	}
	for _, state := range mailStates[:len(mailStates)-1] { // one that was dropped is no letter any more
		if n := tally.States[scheduling.LetterState(state)]; n > 0 {
			page.Own = append(page.Own, ownLetters{pages.Chip{Class: stateColours[state], Words: words.T("letters.state." + string(state))}, words.T("letters.own_count", "Count", n)})
		}
	}
	if !tally.Overdue.IsZero() {
		page.Overdue = report.Moment(words, p.events.Programme(), tally.Overdue)
	}
	return nil
}

func (p *Pages) fillIn(r *http.Request, words *messages.Printer, page *lettersPage) error {
	all, err := p.delivery.Receipts(r.Context(), "", maxMails)
	for _, m := range all {
		outcome := string(m.Outcome)
		if m.Settled != "" {
			outcome = "settled"
		}
		page.In = append(page.In, inMail{report.Moment(words, p.events.Programme(), m.At), m.From, m.Subject, words.T("letters.outcome." + outcome), m.Reason})
	}
	return err
}

// mailPosted answers POST /organise/mail: a verdict on a message that waits, a mail that is sent again, or a letter.
func (p *Pages) mailPosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	told := "settled"
	switch {
	case form.Has("subject"):
		p.letterPosted(w, r, who)
		return
	case form.Has("again"):
		told, err = "retried", p.delivery.Retry(r.Context(), form.Get("again"))
	default:
		v := delivery.Verdict{AnswerOf: form.Get("answer-of"), NewcomerOf: form.Get("newcomer-of"), QuestionTo: form.Get("question-to"), Nothing: form.Has("nothing")}
		switch form.Get("verdict") { // of somebody chosen from the lists
		case "answer":
			v.AnswerOf = form.Get("person")
		case "newcomer":
			v.NewcomerOf = form.Get("person")
		case "question":
			v.QuestionTo = form.Get("territory")
		}
		err = p.delivery.SettleWaiting(r.Context(), who, form.Get("id"), v)
	}
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showMail(w, r, who, http.StatusUnprocessableEntity, letterForm{}, func(words *messages.Printer, page *lettersPage) {
			if page.Text = words.T("letters.not_settled.message"); bad.Field != "id" {
				page.Text = words.T("letters.not_settled." + bad.Field)
			}
		})
	case errors.Is(err, events.ErrNotFound):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, "/organise/mail?saved="+told)
	}
}
