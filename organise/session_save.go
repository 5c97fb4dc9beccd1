package organise

import (
	"context"
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
)

// errOutdated: a session changed since the form that changes it was shown.
var errOutdated = errors.New("the session changed meanwhile")

// sessionPosted answers POST /organise/sessions and /organise/sessions/{session}: first what the change would do is shown, then it
// is kept.
func (p *Pages) sessionPosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	r.Body = http.MaxBytesReader(w, r.Body, maxSessionForm)
	if err := r.ParseForm(); err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	var x *events.Session
	if name := mux.Vars(r)["session"]; name != "" {
		if x, _ = office.SessionNamed(p.events.Programme(), name); x == nil {
			p.NotFound(w, r)
			return
		}
	}
	e := editOf(p.events.Programme(), x, r.PostForm)
	switch step := r.PostForm.Get("step"); {
	case len(e.wrong) > 0:
		p.showPlan(w, r, who, http.StatusUnprocessableEntity, e)
	case step == "back":
		p.showPlan(w, r, who, http.StatusOK, e)
	case x != nil && len(e.outdated(p.events.Programme())) > 0:
		p.showPlan(w, r, who, http.StatusConflict, e)
	case step == "save":
		p.keepSession(w, r, who, e)
	default:
		p.previewSession(w, r, who, e)
	}
}

// keepSession keeps the edit, and goes back to the session.
func (p *Pages) keepSession(w http.ResponseWriter, r *http.Request, who *events.Person, e *sessionEdit) {
	var name string
	var err error
	if e.x == nil {
		name, err = p.makeSessions(r.Context(), who, &e.form)
	} else {
		if name = e.x.ID; e.form.All && e.x.Category != "" { // what is next is of all rooms too
			name = e.x.Group
		}
		err = p.changeSessions(r.Context(), who, e)
	}
	var bad *events.Invalid
	switch {
	case errors.Is(err, errOutdated):
		p.showPlan(w, r, who, http.StatusConflict, e)
	case errors.As(err, &bad):
		e.wrong = append(e.wrong, office.WrongField{Field: "start", Key: "refused"})
		p.showPlan(w, r, who, http.StatusUnprocessableEntity, e)
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, "/organise/sessions/"+name+"?saved="+toldAs(e))
	}
}

// toldAs is what the page says after the edit.
func toldAs(e *sessionEdit) string {
	switch {
	case e.do != editSession:
		return e.do
	case e.form.Asked == askedNobody:
		return "draft"
	}
	return "edit"
}

// changeSessions changes a session, or all its rooms, unless one changed since the form was shown.
func (p *Pages) changeSessions(ctx context.Context, who *events.Person, e *sessionEdit) error {
	var ids []string
	for _, x := range e.targets(p.events.Programme()) {
		ids = append(ids, x.ID)
	}
	change := e.change(p.events.Programme())
	outdated, looked := false, false
	err := p.events.Replan(ctx, who, ids, func(plan *events.Plan, asked *[]events.Audience) {
		if !looked { // in the step of the change: nobody else's comes between
			looked, outdated = true, len(e.outdated(p.events.Programme())) > 0
		}
		if !outdated {
			change(plan, asked)
		}
	})
	if err == nil && outdated {
		return errOutdated
	}
	return err
}

// makeSessions makes a new session, or its rooms, and gives the name of its page.
func (p *Pages) makeSessions(ctx context.Context, who *events.Person, f *sessionForm) (string, error) {
	made := f.made(p.events.Programme())
	ids, err := p.events.AddSessions(ctx, who, made)
	if err != nil || made[0].Group != "" {
		return made[0].Group, err
	}
	return ids[0], nil
}
