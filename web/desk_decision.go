package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// deskDecision is the form of an arbitrage on the desk: what sessions answer is answered in the grid above.
func (p *Pages) deskDecision(words *messages.Printer, action string, st *events.DecisionState, t tried) decisionForm {
	f := p.decisionForm(words, action, st, t)
	switch {
	case slices.Contains(st.Decision.Form, events.FormPoll):
		f.Grid = "#polls"
	case slices.Contains(st.Decision.Form, events.FormMatrix):
		f.Grid = "#dates"
	}
	return f
}

// deskDecided keeps a delegation's answer to an arbitrage.
func (p *Pages) deskDecided(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	form, said, err := p.decisionSaid(r, who, t.ID)
	if err != nil || !who.ReferentOf(t.ID) {
		p.NotFound(w, r)
		return
	}
	err = p.events.AnswerDecision(r.Context(), said)
	var bad *events.Invalid
	switch {
	case err == nil:
		number := strconv.Itoa(said.Decision)
		http.Redirect(w, r, sentBack(r, t, "decided="+number, "#a-"+t.ID+"-"+number), http.StatusSeeOther)
	case errors.As(err, &bad):
		words := p.WordsFor(r, who.Language)
		form.problem = words.T("web.me.text_too_long")
		p.showDesk(w, r, who, t, http.StatusUnprocessableEntity, form, func(_ *messages.Printer, page *deskPage) { page.Problem = form.problem })
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	default:
		p.Failed(w, r, err)
	}
}

// tell says what the form that led here has kept.
func (d *deskPage) tell(words *messages.Printer, q url.Values) {
	if kept, err := strconv.Atoi(q.Get("kept")); err == nil && kept >= 0 {
		d.Saved = words.T("desk.kept", "Count", kept)
	}
	for i := range d.Decisions {
		if f := &d.Decisions[i]; q.Get("decided") == strconv.Itoa(f.Number) {
			f.keptWords(words)
		}
	}
	switch {
	case q.Has("handed"):
		d.Saved = words.T("desk.file.handed")
	case q.Has("removed"):
		d.Saved = words.T("desk.file.removed_now")
	case q.Has("brought"):
		d.Saved = words.T("desk.brought")
	case q.Has("briefed"):
		d.Saved = words.T("desk.briefed")
	}
}

// deskNote answers GET /d/{territory}/note: the note with the delegation's answers, one page with its own style.
func (p *Pages) deskNote(w http.ResponseWriter, r *http.Request) {
	who, t := p.deskOf(r)
	if who == nil {
		p.NotFound(w, r)
		return
	}
	var page bytes.Buffer
	if err := WriteNote(r.Context(), &page, p.events, t.ID, "html"); err != nil {
		p.Failed(w, r, err)
		return
	}
	_, rest, _ := strings.Cut(page.String(), "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style)) // CSP 3 §2.3.1
	w.Header().Set("Content-Security-Policy", strings.Replace(pages.ContentPolicy, "style-src 'self'", "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", 1))
	pages.SendPage(w, http.StatusOK, p.events.Programme().LanguageFor(nil), []byte(messages.TypesetHTML(page.String())))
}
