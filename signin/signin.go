package signin

import (
	"errors"
	"net/http"
	"strings"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// signInPage has the ways by which somebody signs in.
type signInPage struct {
	pages.Frame
	Lang2   string // "?lang=..." for the forms, "" where none was asked for
	Login   string
	Address string
	Ended   bool        // the sign-in of before has ended
	Sent    bool        // a link was asked for
	Mail    bool        // links can be asked for
	Other   string      // what people call another service by which they sign in, "" for none
	Problem string      // of the password, in words
	NoLink  string      // of the link, in words
	Draft   pages.Draft // a form that is carried on
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
	asked := r.URL.Query()
	page := &signInPage{
		Frame: p.Frame(words, "/sign-in", words.T("web.signin.title")), Lang2: inLanguage(r, words.Lang(), ""),
		Ended: asked.Has("ended"), Sent: asked.Has("sent"), Mail: p.mail, Other: p.label,
	}
	page.Private = true
	if r.PostForm != nil {
		page.Draft = pages.Carried(r)
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "signin", page)
}

// askAgain shows the ways to sign in to somebody whose sign-in ended before a form was sent, and carries the form.
func (p *Pages) askAgain(w http.ResponseWriter, r *http.Request, draft pages.Draft) {
	p.showSignIn(w, r, http.StatusForbidden, func(_ *messages.Printer, page *signInPage) { page.Ended, page.Draft = true, draft })
}

// resumePage leads from signing in to the form that was carried.
type resumePage struct {
	pages.Frame
	Draft pages.Draft
}

// goOn shows the way to the form that was carried. A redirect would lose it.
func (p *Pages) goOn(w http.ResponseWriter, r *http.Request, draft pages.Draft) {
	words := p.WordsFor(r, "")
	page := resumePage{Frame: p.Frame(words, "/me", words.T("web.draft.title")), Draft: draft}
	page.Private, page.Signed = true, true
	p.Send(w, http.StatusOK, words.Lang(), templates, "resume", page)
}

// signIn answers POST /sign-in: the fields are login and password.
func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxCarrying)
	refuse := func(status int, what string) {
		p.showSignIn(w, r, status, func(words *messages.Printer, page *signInPage) {
			page.Login, page.Problem = typed(r, "login"), words.T("web.signin."+what)
		})
	}
	if err := r.ParseForm(); err != nil {
		refuse(http.StatusBadRequest, "unreadable")
		return
	}
	entry, err := p.accounts.SignIn(r.Context(), r.PostForm.Get("login"), r.PostForm.Get("password"), p.from(r))
	var tries *accounts.TriesError
	switch {
	case err == nil:
		p.entered(w, r, entry)
	case errors.As(err, &tries):
		p.Log.Warn("too many wrong passwords", "account", tries.Account, "door", events.DoorWeb, "from", p.client(r))
		w.Header().Set("Retry-After", "60")
		refuse(http.StatusTooManyRequests, "tries")
	case errors.Is(err, accounts.ErrLogin):
		refuse(http.StatusUnprocessableEntity, "wrong")
	case errors.Is(err, accounts.ErrBusy):
		w.Header().Set("Retry-After", "5")
		refuse(http.StatusServiceUnavailable, "busy")
	default:
		p.Failed(w, r, err)
	}
}

// typed is what somebody typed into a field of one line.
func typed(r *http.Request, field string) string {
	return events.Cut(strings.Join(strings.Fields(strings.ToValidUTF8(r.PostForm.Get(field), "")), " "), 300)
}

// signOut answers POST /sign-out. The browser stays known.
func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.accounts.SignOut(r.Context(), p.SecretOf(r)); err != nil {
		p.Failed(w, r, err)
		return
	}
	p.SetCookie(w, "")
	w.Header().Set("Clear-Site-Data", `"storage"`) // drafts on this device
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
