package signin

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// passwordPage is the form by which somebody chooses a password.
type passwordPage struct {
	pages.Frame
	Action  string
	Login   string
	Least   int    // characters
	Problem string // in words
}

// passwordForm answers GET /password/{token}. It changes nothing: robots open every link of a mail.
func (p *Pages) passwordForm(w http.ResponseWriter, r *http.Request) {
	p.showPassword(w, r, http.StatusOK, func(*messages.Printer) string { return "" })
}

// showPassword sends the form with what is wrong, in words.
func (p *Pages) showPassword(w http.ResponseWriter, r *http.Request, status int, problem func(*messages.Printer) string) {
	who, err := p.accounts.PasswordLinkOf(r.Context(), mux.Vars(r)["token"])
	if err != nil {
		p.noPassword(w, r, err)
		return
	}
	words := p.WordsFor(r, who.Language)
	page := passwordPage{
		Frame: p.Frame(words, r.URL.Path, words.T("web.password.title")), Action: r.URL.Path,
		Login: who.Email, Least: accounts.MinPassword, Problem: problem(words),
	}
	page.Private = true
	page.By(pages.Viewer(r))
	p.Send(w, status, words.Lang(), templates, "password", page)
}

// noPassword is the page of a link by which nobody chooses a password any more.
func (p *Pages) noPassword(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, events.ErrNotFound) {
		p.Notice(w, r, http.StatusNotFound, "password_gone")
		return
	}
	p.Failed(w, r, err)
}

// password answers POST /password/{token}: it keeps the password, and the link is spent.
func (p *Pages) password(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.showPassword(w, r, http.StatusBadRequest, func(words *messages.Printer) string { return words.T("web.problem.unreadable") })
		return
	}
	chosen := r.PostForm.Get("password")
	if chosen != r.PostForm.Get("again") {
		p.showPassword(w, r, http.StatusUnprocessableEntity, func(words *messages.Printer) string { return words.T("web.password.different") })
		return
	}
	var bad *events.Invalid
	switch err := p.accounts.ChoosePassword(r.Context(), mux.Vars(r)["token"], chosen); {
	case err == nil:
		p.Notice(w, r, http.StatusOK, "password_set")
	case errors.As(err, &bad):
		p.showPassword(w, r, http.StatusUnprocessableEntity, func(words *messages.Printer) string { return refusedPassword(words, bad.Field) })
	default:
		p.noPassword(w, r, err)
	}
}

func refusedPassword(words *messages.Printer, why string) string {
	switch why {
	case accounts.PasswordShort:
		return words.T("web.password.short", "Count", accounts.MinPassword)
	case accounts.PasswordLong:
		return words.T("web.password.long", "Count", accounts.MaxPassword)
	}
	return words.T("web.password.common")
}
