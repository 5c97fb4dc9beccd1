package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"parcours/events"
	"parcours/pages"
	"parcours/personal"
)

// dataPage is where a person takes what is kept of them with them, or has it erased.
type dataPage struct {
	pages.Frame
	Login    string
	Would    personal.Prospect
	Referent []string // names of delegations for which nobody else answers
	Problem  string   // in words
	Tried    string   // what was typed
}

// myData answers GET /me/data. It changes nothing.
func (p *Pages) myData(w http.ResponseWriter, r *http.Request) {
	if who := pages.Viewer(r); who != nil {
		p.showData(w, r, who, http.StatusOK, "")
		return
	}
	http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
}

func (p *Pages) showData(w http.ResponseWriter, r *http.Request, who *events.Person, status int, problem string) {
	would, err := p.personal.Prospect(r.Context(), who.ID)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	words := p.WordsFor(r, who.Language)
	page := &dataPage{Frame: p.Frame(words, "/me/data", words.T("web.data.title")), Login: who.Email, Would: would, Tried: r.PostForm.Get("confirm")}
	page.Private, page.Signed = true, true
	page.Referent = territoryNames(p.events.Programme(), would.LastReferent)
	if problem != "" {
		page.Problem = words.T(problem, "Login", who.Email)
	}
	p.Send(w, status, words.Lang(), templates, "data", page)
}

func territoryNames(snap *events.Snapshot, ids []string) (names []string) {
	for _, id := range ids {
		if t := snap.Territory(id); t != nil {
			names = append(names, t.Name)
		}
	}
	return names
}

// takeData answers GET /me/data.zip: all that is kept of who signed in.
func (p *Pages) takeData(w http.ResponseWriter, r *http.Request) {
	who := pages.Viewer(r)
	if who == nil {
		http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
		return
	}
	var archive bytes.Buffer
	e, err := p.personal.Export(r.Context(), who.ID)
	if err == nil {
		err = e.WriteZip(&archive)
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="parcours.zip"`)
	_, _ = w.Write(archive.Bytes())
}

// eraseData answers POST /me/data: who typed their own address is erased.
func (p *Pages) eraseData(w http.ResponseWriter, r *http.Request) {
	who := pages.Viewer(r)
	if who == nil {
		http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
	if err := r.ParseForm(); err != nil || events.FoldAddress(r.PostForm.Get("confirm")) != events.FoldAddress(who.Email) {
		p.showData(w, r, who, http.StatusUnprocessableEntity, "web.data.not_confirmed")
		return
	}
	err := p.personal.Erase(r.Context(), who, who.ID)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showData(w, r, who, http.StatusUnprocessableEntity, "web.data.last_organiser")
		return
	case errors.Is(err, personal.ErrTraces):
		p.Log.Error("the files were not cleaned after an erasure", "error", err)
	case err != nil:
		p.Failed(w, r, err)
		return
	}
	p.SetCookie(w, "")
	p.Notice(w, r.Clone(context.Background()), http.StatusOK, "erased") // nobody is signed in any more
}
