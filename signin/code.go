package signin

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"parcours/accounts"
	"parcours/events"
	"parcours/factors"
	"parcours/messages"
	"parcours/pages"
)

// halfCookie holds the half of a sign-in while its second factor is asked.
const halfCookie = "parcours-half"

// codePage asks for the second factor, or lets one be set up.
type codePage struct {
	pages.Frame
	Action  string
	Problem string // in words
	SetUp   *setUp
	Codes   []string // recovery codes that are shown, this once
	Draft   pages.Draft
}

// setUp is a second factor that is being set up.
type setUp struct {
	Action  string
	Token   string
	Secret  string       // in groups of four
	Address template.URL // otpauth:
	Picture template.URL
	Problem string // in words
}

func (p *Pages) setUp(d factors.Draft, action, problem string) *setUp {
	s := &setUp{Action: action, Token: d.Token, Address: template.URL(d.Address), Problem: problem}
	for at := 0; at < len(d.Secret); at += 4 {
		s.Secret += d.Secret[at:min(at+4, len(d.Secret))] + " "
	}
	s.Secret = strings.TrimSpace(s.Secret)
	if drawing, err := pages.DrawQR(d.Address); err == nil {
		s.Picture = template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(drawing))
	}
	return s
}

// codeForm answers GET /sign-in/code.
func (p *Pages) codeForm(w http.ResponseWriter, r *http.Request) {
	p.withHalf(w, r, func(h *accounts.Half) { p.showCode(w, r, h, http.StatusOK, "") })
}

// withHalf finds who came by the first way in.
func (p *Pages) withHalf(w http.ResponseWriter, r *http.Request, f func(*accounts.Half)) {
	h, err := p.accounts.Half(r.Context(), p.CookieOf(r, halfCookie))
	switch {
	case errors.Is(err, events.ErrNotFound):
		p.halfOver(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		f(h)
	}
}

// halfOver leads back to the first way in; a form that is carried stands there again.
func (p *Pages) halfOver(w http.ResponseWriter, r *http.Request) {
	p.KeepCookie(w, halfCookie, "", 0)
	if r.PostForm != nil {
		if draft := pages.Carried(r); draft.To != "" {
			p.askAgain(w, r, draft)
			return
		}
	}
	http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
}

// askCode goes on with the second factor. A form that is carried stays in the page, since a redirect would lose it.
func (p *Pages) askCode(w http.ResponseWriter, r *http.Request, half string) {
	p.KeepCookie(w, halfCookie, half, accounts.HalfFor)
	if r.PostForm == nil || pages.Carried(r).To == "" {
		http.Redirect(w, r, inLanguage(r, p.WordsFor(r, "").Lang(), "/sign-in/code"), http.StatusSeeOther)
		return
	}
	h, err := p.accounts.Half(r.Context(), half)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	p.showCode(w, r, h, http.StatusOK, "")
}

func (p *Pages) showCode(w http.ResponseWriter, r *http.Request, h *accounts.Half, status int, problem string) {
	words := p.WordsFor(r, h.Person.Language)
	page := &codePage{Frame: p.Frame(words, "/sign-in/code", words.T("web.factor.title")), Action: inLanguage(r, words.Lang(), "/sign-in/code"), Problem: problem}
	page.Private = true
	if r.PostForm != nil {
		page.Draft = pages.Carried(r)
	}
	if h.Need == factors.NeedSetUp {
		d, err := p.accounts.Factors.Begun(h.Person, r.PostFormValue("factor-token"))
		if err != nil {
			d = p.accounts.Factors.Begin(h.Person)
		}
		page.Title, page.SetUp, page.Problem = words.T("web.factor.needed"), p.setUp(d, page.Action, problem), ""
	}
	p.Send(w, status, words.Lang(), templates, "code", page)
}

// code answers POST /sign-in/code: the fields are code, or recovery; to set one up factor-token and code.
func (p *Pages) code(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxCarrying)
	if err := r.ParseForm(); err != nil {
		p.Notice(w, r, http.StatusBadRequest, "failed")
		return
	}
	p.withHalf(w, r, func(h *accounts.Half) {
		var entry accounts.Entry
		var codes []string
		var err error
		if h.Need == factors.NeedSetUp {
			entry, codes, err = h.SetUp(r.Context(), r.PostForm.Get("factor-token"), typed(r, "code"), p.from(r))
		} else {
			entry, err = h.Enter(r.Context(), typed(r, "code")+typed(r, "recovery"), p.from(r))
		}
		words := p.WordsFor(r, h.Person.Language)
		switch problem := p.refusedCode(w, r, words, err); {
		case err == nil && codes != nil:
			p.enteredWith(w, r, words, entry, codes)
		case err == nil:
			p.entered(w, r, entry)
		case problem != "":
			p.showCode(w, r, h, statusOf(err), problem)
		case errors.Is(err, events.ErrNotFound): // it was used meanwhile
			p.halfOver(w, r)
		default:
			p.Failed(w, r, err)
		}
	})
}

// refusedCode says why a code was not taken, in words; "" for another reason.
func (p *Pages) refusedCode(w http.ResponseWriter, r *http.Request, words *messages.Printer, err error) string {
	var tries *accounts.TriesError
	switch {
	case errors.As(err, &tries):
		p.Log.Warn("too many wrong codes", "account", tries.Account, "door", events.DoorWeb, "from", p.client(r))
		w.Header().Set("Retry-After", "60")
		return words.T("web.factor.tries")
	case errors.Is(err, factors.ErrCode):
		return words.T("web.factor.wrong")
	}
	return ""
}

func statusOf(err error) int {
	if errors.Is(err, accounts.ErrTries) {
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// enteredWith signs in somebody who has just set up a second factor, and shows the recovery codes.
func (p *Pages) enteredWith(w http.ResponseWriter, r *http.Request, words *messages.Printer, e accounts.Entry, codes []string) {
	p.keep(w, r, e)
	page := &codePage{Frame: p.Frame(words, "/me", words.T("web.factor.codes")), Codes: codes, Draft: pages.Carried(r)}
	page.Private, page.Signed = true, true
	p.Send(w, http.StatusOK, words.Lang(), templates, "code", page)
}
