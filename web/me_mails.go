package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
)

// mailSettings is what a person says of their mails and their language, on their own page.
type mailSettings struct {
	Action  string
	Address string // to which mails go
	Wishes  []wishChoice
	Own     string // language of their pages, mails and calendars
	Sent    string // of the button that sends the invitations: what came of it, in words
	Wait    string // when they were sent last, and from when on again, in words; "" where they may be sent now
	Kept    string // what has just been kept, in words
}

// wishChoice is one of the ways to have mails.
type wishChoice struct {
	Value   delivery.Wish
	Current bool
}

// mailSettings reads what a person said of their mails.
func (p *Pages) mailSettings(r *http.Request, words *messages.Printer, action string, who *events.Person) (*mailSettings, error) {
	said, err := p.delivery.MailsOf(r.Context(), who.ID)
	if err != nil {
		return nil, err
	}
	m := &mailSettings{Action: action, Address: who.Email, Own: p.events.Programme().LanguageFor(who)}
	for _, wish := range delivery.Wishes {
		m.Wishes = append(m.Wishes, wishChoice{wish, wish == said.Wish})
	}
	loc, until := p.events.Programme().Loc, said.Asked.Add(delivery.InvitationsEvery)
	if until.After(p.events.Now()) {
		m.Wait = words.T("web.mails.wait", "At", words.Clock(said.Asked.In(loc)), "Until", words.Clock(until.In(loc)))
	}
	if r.Method == http.MethodPost {
		return m, nil
	}
	q := r.URL.Query()
	if n, err := strconv.Atoi(q.Get("sent")); err == nil && (n == 0 || m.Wait != "") {
		m.Sent = words.T("web.mails.none_sent")
		if n > 0 {
			m.Sent = words.T("web.mails.sent", "Count", n, "Address", who.Email)
		}
	}
	if q.Get("kept") == "mails" {
		m.Kept = words.T("web.mails.kept")
	}
	return m, nil
}

// keepMails keeps which mails a person wants.
func (p *Pages) keepMails(w http.ResponseWriter, r *http.Request, who *events.Person, whole bool) {
	err := p.delivery.ChooseMails(r.Context(), who.ID, delivery.Wish(r.PostForm.Get("mails")))
	var bad *events.Invalid
	if errors.As(err, &bad) {
		p.showMine(w, r, who, whole, http.StatusUnprocessableEntity, tried{problem: p.WordsFor(r, who.Language).T("web.mails.bad")})
		return
	}
	p.backToMine(w, r, err, url.Values{"kept": {"mails"}}, "mails")
}

// sendInvitations sends a person's invitations to their own address.
func (p *Pages) sendInvitations(w http.ResponseWriter, r *http.Request, who *events.Person, whole bool) {
	sent, err := p.delivery.SendInvitations(r.Context(), who.ID)
	var bad *events.Invalid
	if errors.As(err, &bad) {
		p.showMine(w, r, who, whole, http.StatusUnprocessableEntity, tried{problem: p.WordsFor(r, who.Language).T("web.mails.again")})
		return
	}
	p.backToMine(w, r, err, url.Values{"sent": {strconv.Itoa(sent)}}, "to-calendar")
}

// nextAsk is where to go on after an answer.
type nextAsk struct{ Title, When, URL string }

// Next is what to answer next in a part, nil where nothing is missing: the invitations, then the open dates, then the arbitrages.
func (p part) Next() *nextAsk {
	rows := p.Missing
	for _, b := range p.Polls {
		rows = append(rows[:len(rows):len(rows)], b.Rows...)
	}
	for _, one := range rows {
		if one.Form.Current == "" {
			return &nextAsk{one.Card.Title, one.Card.When, "#" + one.Form.ID}
		}
	}
	for _, d := range p.Due {
		return &nextAsk{d.Title, d.Due, "#" + d.ID}
	}
	return nil
}
