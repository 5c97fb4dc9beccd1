package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// mineAnswered answers POST /me.
func (p *Pages) mineAnswered(w http.ResponseWriter, r *http.Request) {
	if who := pages.Viewer(r); who != nil {
		p.keepMine(w, r, who, true)
		return
	}
	if !p.Carry(w, r) {
		http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
	}
}

// mineByLinkAnswered answers POST /m/{token}: for oneself, and nothing else.
func (p *Pages) mineByLinkAnswered(w http.ResponseWriter, r *http.Request) {
	who, err := p.events.Programme().PageOf(mux.Vars(r)["token"])
	if err != nil {
		p.NotFound(w, r)
		return
	}
	p.keepMine(w, r, who, false)
}

// keepMine keeps what a form of somebody's page says, and sends the browser back to the page, which tells.
func (p *Pages) keepMine(w http.ResponseWriter, r *http.Request, who *events.Person, whole bool) {
	words := p.WordsFor(r, who.Language)
	r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
	if err := r.ParseForm(); err != nil {
		p.showMine(w, r, who, whole, http.StatusBadRequest, tried{problem: words.T("web.problem.unreadable")})
		return
	}
	form := r.PostForm
	switch {
	case whole && form.Has(pages.IsDraft):
		p.showMine(w, r, who, whole, http.StatusOK, mineDraft(words, form))
	case !whole && form.Get("territory") != "":
		p.NotFound(w, r)
	case form.Has("session"):
		p.keepAnswer(w, r, who, whole)
	case form.Has("mails"):
		p.keepMails(w, r, who, whole)
	case form.Has("invitations"):
		p.sendInvitations(w, r, who, whole)
	case form.Has("language"):
		p.keepLanguage(w, r, who, form.Get("language"))
	case !whole:
		p.NotFound(w, r)
	case form.Has("decision"):
		p.keepDecision(w, r, who)
	default:
		p.showMine(w, r, who, whole, http.StatusUnprocessableEntity, tried{problem: words.T("web.problem.unreadable")})
	}
}

// mineDraft is a form of one's page that was carried through signing in.
func mineDraft(words *messages.Printer, form url.Values) tried {
	t := tried{
		session: form.Get("session"), territory: form.Get("territory"), answer: form.Get("answer"), draft: true,
		comment: pages.Clean(form.Get("comment")), problem: words.T("web.draft.here"), at: "draft", stands: form.Has("stands"),
	}
	if form.Has("decision") {
		t.decision, _ = strconv.Atoi(form.Get("decision")) // 0 is none
		t.comment = pages.Clean(form.Get("text"))
	}
	return t
}

// keepAnswer keeps an answer for oneself, or, where a territory is named, for its delegation.
func (p *Pages) keepAnswer(w http.ResponseWriter, r *http.Request, who *events.Person, whole bool) {
	words, form := p.WordsFor(r, who.Language), r.PostForm
	t := tried{session: form.Get("session"), territory: form.Get("territory"), comment: pages.Clean(form.Get("comment"))}
	subject, part := events.Subject{Person: who.ID}, "mine"
	if x := p.events.Programme().Session(t.session); x != nil && t.territory != "" {
		subject, part = x.SubjectOf(t.territory), "for-"+t.territory
	}
	refuse := func(status int, what string) {
		t.problem, t.at = words.T("web.problem."+what, "Count", utf8.RuneCountInString(t.comment)), what
		p.showMine(w, r, who, whole, status, t)
	}
	status, ok := pages.Buttons[form.Get("answer")]
	if !ok {
		refuse(http.StatusUnprocessableEntity, "no_answer")
		return
	}
	_, err := p.events.Respond(r.Context(), events.Response{
		Session: t.session, For: subject, By: who.ID, Status: status, Comment: t.comment, Door: events.DoorWeb, Sequence: sequenceOf(form),
	})
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad) && bad.Field == "comment":
		refuse(http.StatusUnprocessableEntity, "comment")
	case errors.As(err, &bad):
		refuse(http.StatusUnprocessableEntity, "no_answer")
	case errors.Is(err, events.ErrFull):
		refuse(http.StatusServiceUnavailable, "not_kept")
	default:
		p.backToMine(w, r, err, url.Values{"saved": {t.session}, "territory": {t.territory}}, part)
	}
}

// keepDecision keeps a delegation's answer to an arbitrage: a text, a yes or no before it, and the mark that it is all.
func (p *Pages) keepDecision(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, form := p.WordsFor(r, who.Language), r.PostForm
	t, said, err := p.decisionSaid(r, who, form.Get("territory"))
	if err != nil {
		p.NotFound(w, r)
		return
	}
	err = p.events.AnswerDecision(r.Context(), said)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		t.problem = words.T("web.me.text_too_long")
		p.showMine(w, r, who, true, http.StatusUnprocessableEntity, t)
	default:
		p.backToMine(w, r, err, url.Values{"decision": {form.Get("decision")}, "territory": {t.territory}}, "for-"+t.territory)
	}
}

// decisionSaid reads what a form says of an arbitrage.
func (p *Pages) decisionSaid(r *http.Request, who *events.Person, territory string) (tried, events.DecisionResponse, error) {
	form := r.PostForm
	number, err := strconv.Atoi(form.Get("decision"))
	t := tried{decision: number, territory: territory, comment: pages.Clean(form.Get("text")), answer: form.Get("answer")}
	text := joinYesNo(t.answer, t.comment)
	said := events.DecisionResponse{Decision: number, Territory: territory, By: who.ID, Text: &text, Door: events.DoorWeb}
	if form.Has("stands") {
		said.Text, said.Done = nil, p.stillStands(r.Context(), territory, number, form.Get("stands"))
		return t, said, err
	}
	if done := form.Get("done"); done != "" {
		mark := done == "yes" && text != ""
		said.Done = &mark
	}
	return t, said, err
}

// stillStands is the mark that an answer is all, where the organisers asked back and it is the answer that the page showed; nil where
// it has changed meanwhile: then nothing is said of it.
func (p *Pages) stillStands(ctx context.Context, territory string, number int, shown string) *bool {
	states, err := p.events.DecisionStates(ctx, territory)
	if err != nil {
		return nil // who may not know of it is told so by AnswerDecision
	}
	for i := range states {
		if st := &states[i]; st.Decision.Number == number && st.Reopened && strconv.FormatInt(st.Said, 10) == shown {
			done := true
			return &done
		}
	}
	return nil
}

// keepLanguage keeps the language of a person's pages, mails and calendars.
func (p *Pages) keepLanguage(w http.ResponseWriter, r *http.Request, who *events.Person, language string) {
	if language != "fr" && language != "en" {
		p.NotFound(w, r)
		return
	}
	changed := *who
	changed.Language = language
	p.backToMine(w, r, p.events.AddPeople(r.Context(), []events.Person{changed}), nil, "language")
}

// backToMine sends the browser back to the page that the form came from, or says why nothing was kept.
func (p *Pages) backToMine(w http.ResponseWriter, r *http.Request, err error, query url.Values, part string) {
	switch {
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
		return
	case err != nil:
		p.Failed(w, r, err)
		return
	}
	if query == nil {
		query = url.Values{}
	}
	if query.Get("territory") == "" {
		query.Del("territory")
	}
	if lang := r.URL.Query().Get("lang"); (lang == "fr" || lang == "en") && part != "language" {
		query.Set("lang", lang)
	}
	to := r.URL.EscapedPath()
	if len(query) > 0 {
		to += "?" + query.Encode()
	}
	http.Redirect(w, r, to+"#"+part, http.StatusSeeOther)
}
