package web

import (
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

// answer answers POST /a/{token}: it keeps what the form says and sends the browser back to the page, which tells.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) {
	link, err := p.events.Programme().ReadAnswerToken(mux.Vars(r)["token"])
	if err != nil {
		p.NotFound(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
	if err := r.ParseForm(); err != nil {
		p.problem(w, r, link, http.StatusBadRequest, "unreadable", "")
		return
	}
	comment := pages.Clean(r.PostForm.Get("comment"))
	status, ok := pages.Buttons[r.PostForm.Get("answer")]
	if !ok {
		p.problem(w, r, link, http.StatusUnprocessableEntity, "no_answer", comment)
		return
	}
	if !p.MayAnswer(mux.Vars(r)["token"]) { // RFC 6585 §4
		w.Header().Set("Retry-After", "3600")
		p.problem(w, r, link, http.StatusTooManyRequests, "often", comment)
		return
	}
	_, err = p.events.Respond(r.Context(), events.Response{
		Session: link.Session, For: link.For, By: link.Person, Status: status, Comment: comment,
		Door: events.DoorWeb, Sequence: sequenceOf(r.PostForm),
	})
	var bad *events.Invalid
	switch {
	case err == nil:
		seen := "?saved"
		if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
			seen += "&lang=" + lang
		}
		http.Redirect(w, r, r.URL.Path+seen, http.StatusSeeOther)
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case errors.As(err, &bad) && bad.Field == "comment":
		p.problem(w, r, link, http.StatusUnprocessableEntity, "comment", comment)
	case errors.As(err, &bad):
		p.problem(w, r, link, http.StatusUnprocessableEntity, "no_answer", comment)
	default:
		p.Log.Error("answer not kept", "session", link.Session, "error", err)
		p.problem(w, r, link, http.StatusServiceUnavailable, "not_kept", comment)
	}
}

// problem shows the form again with what was typed and what is wrong.
func (p *Pages) problem(w http.ResponseWriter, r *http.Request, link events.AnswerLink, status int, what, comment string) {
	p.showAnswer(w, r, link, status, func(words *messages.Printer, page *answerPage) {
		page.Comment, page.ProblemAt = comment, what
		page.Problem = words.T("web.problem."+what, "Count", utf8.RuneCountInString(comment))
	})
}

// sequenceOf is the SEQUENCE of the session that the page showed when it was opened, -1 for the current one: an
// answer to a date that has moved meanwhile must not count for the new one.
func sequenceOf(form url.Values) int {
	n, err := strconv.Atoi(form.Get("sequence"))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
