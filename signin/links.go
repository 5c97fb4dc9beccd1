package signin

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// askLink answers POST /sign-in/link: the field is address. Whatever it is, the page says the same.
func (p *Pages) askLink(w http.ResponseWriter, r *http.Request) {
	p.ask(w, r, events.NoticeSignIn, "/sign-in", func(status int, what string) {
		p.showSignIn(w, r, status, func(words *messages.Printer, page *signInPage) {
			page.Address, page.NoLink = typed(r, "address"), words.T("web.signin."+what)
		})
	})
}

// askPage answers POST /lost: the field is address.
func (p *Pages) askPage(w http.ResponseWriter, r *http.Request) {
	p.ask(w, r, events.NoticePage, "/lost", func(status int, what string) { p.showLost(w, r, status, what) })
}

// ask lets a mail leave, and sends the browser back to a page that says so.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request, kind events.NoticeKind, back string, refuse func(status int, what string)) {
	r.Body = http.MaxBytesReader(w, r.Body, maxCarrying)
	if err := r.ParseForm(); err != nil {
		refuse(http.StatusBadRequest, "unreadable")
		return
	}
	if !p.mail {
		refuse(http.StatusServiceUnavailable, "no_mail")
		return
	}
	address := typed(r, "address")
	if local, domain, ok := strings.Cut(address, "@"); !ok || local == "" || domain == "" || strings.Contains(address, " ") {
		refuse(http.StatusUnprocessableEntity, "no_address")
		return
	}
	switch err := p.accounts.AskForLink(r.Context(), kind, address, p.from(r)); {
	case err == nil && pages.Carried(r).To != "":
		p.showSignIn(w, r, http.StatusOK, func(_ *messages.Printer, page *signInPage) { page.Sent = true })
	case err == nil:
		back += "?sent"
		if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
			back += "&lang=" + lang
		}
		http.Redirect(w, r, back, http.StatusSeeOther)
	case errors.Is(err, accounts.ErrAsking):
		w.Header().Set("Retry-After", "3600")
		refuse(http.StatusTooManyRequests, "asking")
	default:
		p.Failed(w, r, err)
	}
}

// lostPage is the form by which somebody has the link to their page sent again.
type lostPage struct {
	pages.Frame
	Lang2   string
	Address string
	Mail    bool
	Sent    bool
	NoLink  string // in words
}

// lostForm answers GET /lost.
func (p *Pages) lostForm(w http.ResponseWriter, r *http.Request) { p.showLost(w, r, http.StatusOK, "") }

func (p *Pages) showLost(w http.ResponseWriter, r *http.Request, status int, what string) {
	words := p.WordsFor(r, "")
	page := &lostPage{Frame: p.Frame(words, "/lost", words.T("web.lost.title")), Lang2: inLanguage(r, words.Lang(), ""), Mail: p.mail, Sent: r.URL.Query().Has("sent")}
	page.Private = true
	page.By(pages.Viewer(r))
	if what != "" {
		page.Address, page.NoLink = typed(r, "address"), words.T("web.signin."+what)
	}
	p.Send(w, status, words.Lang(), templates, "lost", page)
}

// enterPage is what a link that signs in opens: one button.
type enterPage struct {
	pages.Frame
	Action string
	Name   string
}

// enterForm answers GET /enter/{token}. It spends nothing: robots open every link of a mail.
func (p *Pages) enterForm(w http.ResponseWriter, r *http.Request) {
	who, err := p.accounts.SignInLinkOf(r.Context(), mux.Vars(r)["token"])
	if err != nil {
		p.noLink(w, r, err)
		return
	}
	words := p.WordsFor(r, who.Language)
	page := enterPage{Frame: p.Frame(words, r.URL.Path, words.T("web.signin.title")), Action: r.URL.Path, Name: who.Name}
	page.Private = true
	page.By(pages.Viewer(r))
	p.Send(w, http.StatusOK, words.Lang(), templates, "enter", page)
}

// enter answers POST /enter/{token}: it signs in, and the link is spent.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request) {
	entry, err := p.accounts.SignInByLink(r.Context(), mux.Vars(r)["token"], p.from(r))
	if err != nil {
		p.noLink(w, r, err)
		return
	}
	p.entered(w, r, entry)
}

// noLink is the page of a link by which nobody signs in any more.
func (p *Pages) noLink(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, events.ErrNotFound) {
		p.Notice(w, r, http.StatusNotFound, "link_gone")
		return
	}
	p.Failed(w, r, err)
}
