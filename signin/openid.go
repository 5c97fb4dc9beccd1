package signin

import (
	"errors"
	"net/http"

	"parcours/events"
	"parcours/openid"
	"parcours/pages"
)

// tripCookie holds what the browser needs of somebody who is with the other service.
const tripCookie = "parcours-trip"

// backPath is where people come back to from the other service.
const backPath = "/sign-in/openid/back"

// leave answers GET /sign-in/openid: it leads to the other service. It is a link and no form, since browsers hold a form to
// this site (form-action of the policy) wherever it leads; nothing is kept but in the browser.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request) {
	address, trip, err := p.other.Leave(r.Context())
	if err != nil {
		p.otherFailed(w, r, err)
		return
	}
	p.KeepCookie(w, tripCookie, trip, openid.TripFor)
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// comeBack answers GET /sign-in/openid/back, where the other service sends people with a code: it signs in.
func (p *Pages) comeBack(w http.ResponseWriter, r *http.Request) {
	trip := p.CookieOf(r, tripCookie)
	p.KeepCookie(w, tripCookie, "", 0)
	address, err := p.other.Return(r.Context(), trip, r.URL.Query())
	switch {
	case errors.Is(err, openid.ErrTrip):
		p.Notice(w, r, http.StatusBadRequest, "openid_trip")
		return
	case errors.Is(err, openid.ErrRefused):
		p.Log.Info("another service let nobody through", "why", err)
		p.Notice(w, r, http.StatusForbidden, "openid_refused")
		return
	case errors.Is(err, openid.ErrUnverified):
		p.Notice(w, r, http.StatusForbidden, "openid_unverified")
		return
	case err != nil:
		p.otherFailed(w, r, err)
		return
	}
	entry, err := p.accounts.SignInAs(r.Context(), address, p.from(r))
	switch {
	case errors.Is(err, events.ErrNotFound):
		p.stranger(w, r, address)
	case err != nil:
		p.Failed(w, r, err)
	default:
		p.entered(w, r, entry)
	}
}

// strangerPage is for somebody whom the other service knows and the programme does not.
type strangerPage struct {
	pages.Frame
	Address string
	Other   string // what people call the other service
	Write   string // address of the organisers
}

func (p *Pages) stranger(w http.ResponseWriter, r *http.Request, address string) {
	words := p.WordsFor(r, "")
	page := strangerPage{Frame: p.Frame(words, "/sign-in", words.T("web.stranger.title")), Address: address, Other: p.label, Write: p.events.Programme().Organiser.Email}
	page.Private = true
	page.By(pages.Viewer(r))
	p.Send(w, http.StatusForbidden, words.Lang(), templates, "stranger", page)
}

// otherFailed is the page of what went wrong with the other service; the log has why.
func (p *Pages) otherFailed(w http.ResponseWriter, r *http.Request, err error) {
	p.Log.Error("signing in by another service", "error", err)
	w.Header().Set("Retry-After", "60")
	p.Notice(w, r, http.StatusBadGateway, "openid_failed")
}
