package web

import (
	"errors"
	"net/http"

	"parcours/accounts"
	"parcours/messages"
	"parcours/pages"
)

// signInPage is the form by which somebody signs in.
type signInPage struct {
	pages.Frame
	Action  string
	Login   string
	Ended   bool   // the sign-in of before has ended
	Problem string // in words
}

// signInForm answers GET /sign-in.
func (p *Pages) signInForm(w http.ResponseWriter, r *http.Request) {
	if pages.Viewer(r) != nil {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return
	}
	p.showSignIn(w, r, http.StatusOK, func(*messages.Printer, *signInPage) {})
}

func (p *Pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, change func(*messages.Printer, *signInPage)) {
	words := p.WordsFor(r, "")
	page := &signInPage{Frame: p.Frame(words, "/sign-in", words.T("web.signin.title")), Action: "/sign-in", Ended: r.URL.Query().Has("ended")}
	page.Private = true
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "signin", page)
}

// signIn answers POST /sign-in: the fields are login and password.
func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	refuse := func(status int, what string) {
		p.showSignIn(w, r, status, func(words *messages.Printer, page *signInPage) {
			page.Login, page.Problem = cleanComment(r.PostForm.Get("login")), words.T("web.signin."+what)
		})
	}
	if err := r.ParseForm(); err != nil {
		refuse(http.StatusBadRequest, "unreadable")
		return
	}
	secret, err := p.accounts.SignIn(r.Context(), r.PostForm.Get("login"), r.PostForm.Get("password"), r.UserAgent())
	switch {
	case err == nil:
		p.SetCookie(w, secret)
		http.Redirect(w, r, "/me", http.StatusSeeOther)
	case errors.Is(err, accounts.ErrTries):
		w.Header().Set("Retry-After", "60")
		refuse(http.StatusTooManyRequests, "tries")
	case errors.Is(err, accounts.ErrLogin):
		refuse(http.StatusUnprocessableEntity, "wrong")
	default:
		p.Failed(w, r, err)
	}
}

// signOut answers POST /sign-out.
func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.accounts.SignOut(r.Context(), p.SecretOf(r)); err != nil {
		p.Failed(w, r, err)
		return
	}
	p.SetCookie(w, "")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
