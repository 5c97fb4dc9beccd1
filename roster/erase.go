package roster

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
	"parcours/personal"
	"parcours/report"
)

// erasePage tells what an erasure would do, before it is done.
type erasePage struct {
	office.Frame
	Name, Email string
	Removed     bool // from the programme already
	Would       personal.Prospect
	Referent    string // names of the delegations for which nobody else answers
	Problem     string
	Tried       string // what was typed
}

// kept is somebody of the programme, or who was removed from it and not erased; nil for nobody.
func (p *Pages) kept(r *http.Request) (*events.Person, error) {
	id := mux.Vars(r)["person"]
	if q := p.events.Programme().Person(id); q != nil {
		return q, nil
	}
	removed, err := p.events.RemovedPeople(r.Context())
	for i := range removed {
		if q := &removed[i]; q.ID == id && !q.Erased() {
			return q, err
		}
	}
	return nil, err
}

// erase answers GET /organise/people/{person}/erase: what would go, what would stay. It changes nothing.
func (p *Pages) erase(w http.ResponseWriter, r *http.Request, who *events.Person) {
	q, err := p.kept(r)
	switch {
	case err != nil:
		p.Failed(w, r, err)
	case q == nil:
		p.NotFound(w, r)
	case q.ID == who.ID: // one's own page asks for it
		office.SendBack(w, r, "/me/data")
	default:
		p.showErase(w, r, who, q, http.StatusOK, "")
	}
}

func (p *Pages) showErase(w http.ResponseWriter, r *http.Request, who, q *events.Person, status int, problem string) {
	would, err := p.personal.Prospect(r.Context(), q.ID)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	path := "/organise/people/" + q.ID + "/erase"
	page := &erasePage{Frame: p.Frame(words, path, words.T("people.erase_title", "Name", q.Name)), Name: q.Name, Email: q.Email, Removed: q.Removed, Would: would, Tried: r.PostForm.Get("confirm")}
	page.At("/organise/people")
	page.Referent = words.List(report.Territories(snap, would.LastReferent))
	if problem != "" {
		page.Problem = words.T(problem, "Email", q.Email)
	}
	p.Send(w, status, words.Lang(), templates, "person_erase", page)
}

// erased answers POST /organise/people/{person}/erase: whose address was typed is erased for good.
func (p *Pages) erased(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	var q *events.Person
	if err == nil {
		q, err = p.kept(r)
	}
	switch {
	case err != nil:
		p.Failed(w, r, err)
		return
	case q == nil:
		p.NotFound(w, r)
		return
	case q.ID == who.ID:
		office.SendBack(w, r, "/me/data")
		return
	case events.FoldAddress(form.Get("confirm")) != events.FoldAddress(q.Email):
		p.showErase(w, r, who, q, http.StatusUnprocessableEntity, "people.wrong.confirm")
		return
	}
	err = p.personal.Erase(r.Context(), who, q.ID)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showErase(w, r, who, q, http.StatusUnprocessableEntity, "people.wrong.last_organiser")
		return
	case errors.Is(err, events.ErrNotFound): // somebody else was quicker
		p.NotFound(w, r)
		return
	case errors.Is(err, personal.ErrTraces):
		p.Log.Error("the files were not cleaned after an erasure", "error", err)
	case err != nil:
		p.Failed(w, r, err)
		return
	}
	office.SendBack(w, r, "/organise/people?saved=erased")
}
