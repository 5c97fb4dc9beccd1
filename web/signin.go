package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
)

// signInPage is the form by which somebody signs in.
type signInPage struct {
	frame
	Action  string
	Login   string
	Ended   bool   // the sign-in of before has ended
	Problem string // in words
}

// cookie is the name of the cookie that holds a sign-in's secret: with __Host- only this server, over https, can have set
// it (RFC 6265bis §4.1.3.2); on a machine of one's own, over http, browsers take no such name.
func (p *Pages) cookie() string {
	if p.https() {
		return "__Host-parcours"
	}
	return "parcours"
}

func (p *Pages) https() bool { return strings.HasPrefix(p.publicURL, "https://") }

// viewerKey is where the context of a request has who signed in.
type viewerKey struct{}

// viewerOf is who signed in with the browser that asks, nil for a stranger.
func viewerOf(r *http.Request) *events.Person {
	who, _ := r.Context().Value(viewerKey{}).(*events.Person)
	return who
}

// signed finds out who asks. Pages for somebody signed in are kept by no cache.
func (p *Pages) signed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := p.accounts.SignedIn(r.Context(), p.secretOf(r))
		if err != nil && !errors.Is(err, events.ErrNotFound) {
			p.log.Error("who is signed in is not known", "error", err)
		}
		if who != nil && err == nil {
			w.Header().Set("Cache-Control", "no-store")
			r = r.WithContext(context.WithValue(r.Context(), viewerKey{}, who))
		}
		next.ServeHTTP(w, r)
	})
}

// secretOf is the secret of the browser's sign-in, "" without one.
func (p *Pages) secretOf(r *http.Request) string {
	if c, err := r.Cookie(p.cookie()); err == nil {
		return c.Value
	}
	return ""
}

// setCookie gives the browser the secret of a sign-in; "" takes it back.
func (p *Pages) setCookie(w http.ResponseWriter, secret string) {
	c := &http.Cookie{
		Name: p.cookie(), Value: secret, Path: "/", MaxAge: int(accounts.SignInFor / time.Second),
		Secure: p.https(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// signInForm answers GET /sign-in.
func (p *Pages) signInForm(w http.ResponseWriter, r *http.Request) {
	if viewerOf(r) != nil {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return
	}
	p.showSignIn(w, r, http.StatusOK, func(*messages.Printer, *signInPage) {})
}

func (p *Pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, change func(*messages.Printer, *signInPage)) {
	words := p.wordsFor(r, "")
	page := &signInPage{frame: p.frame(words, "/sign-in", words.T("web.signin.title")), Action: "/sign-in", Ended: r.URL.Query().Has("ended")}
	page.Private = true
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
	}
	change(words, page)
	p.send(w, status, words.Lang(), "signin", page)
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
		p.setCookie(w, secret)
		http.Redirect(w, r, "/me", http.StatusSeeOther)
	case errors.Is(err, accounts.ErrTries):
		w.Header().Set("Retry-After", "60")
		refuse(http.StatusTooManyRequests, "tries")
	case errors.Is(err, accounts.ErrLogin):
		refuse(http.StatusUnprocessableEntity, "wrong")
	default:
		p.failed(w, r, err)
	}
}

// signOut answers POST /sign-out.
func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.accounts.SignOut(r.Context(), p.secretOf(r)); err != nil {
		p.failed(w, r, err)
		return
	}
	p.setCookie(w, "")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
