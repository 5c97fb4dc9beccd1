package web

import (
	"net/http"
	"net/url"
	"strconv"

	"parcours/events"
	"parcours/messages"
)

// carryOrHide answers a form of somebody who may not send it: whose sign-in has ended signs in again and finds it as it
// was; for anybody else it is nowhere.
func (p *Pages) carryOrHide(w http.ResponseWriter, r *http.Request) {
	if !p.Carry(w, r) {
		p.NotFound(w, r)
	}
}

// deskDraft shows the desk with what a form said that was carried through signing in; nothing of it is kept. Of the grid, what
// was changed on the page as it stood then is shown, and nothing else: another may have answered meanwhile.
func (p *Pages) deskDraft(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	form := mineDraft(p.WordsFor(r, who.Language), r.PostForm)
	form.territory = t.ID
	p.showDesk(w, r, who, t, http.StatusOK, form, func(_ *messages.Printer, page *deskPage) {
		page.Draft = draftAt(form, r.PostForm)
		cells := page.cells()
		for _, f := range cellForms(r.PostForm, cells) {
			if c := cells[f.session]; c != nil && (f.answer != f.shown || f.comment != f.said) {
				c.Answer, c.Comment, c.Draft = f.answer, f.comment, true
			}
		}
		page.Team.Tried = events.Person{Name: r.PostForm.Get("name"), Email: r.PostForm.Get("email"), Category: r.PostForm.Get("category")}
	})
}

// draftAt is the anchor of the form that was carried.
func draftAt(t tried, form url.Values) string {
	switch {
	case t.decision > 0:
		return "#a-" + t.territory + "-" + strconv.Itoa(t.decision)
	case form.Has("email"):
		return "#bring"
	}
	return "#grid"
}
