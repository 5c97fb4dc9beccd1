package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// cellForm is what the form says of one session: fields named by the domain's words, a full stop, and the session.
type cellForm struct {
	session         string
	answer, comment string
	shown, said     string // as the page showed them; without it, as they stand
	sequence        int
}

// deskAnswered answers POST /d/{territory}: the grid, an arbitrage, or a guest.
func (p *Pages) deskAnswered(w http.ResponseWriter, r *http.Request) {
	who, t := p.deskOf(r)
	if who == nil {
		p.carryOrHide(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, pages.MaxForm)
	if err := r.ParseForm(); err != nil {
		p.showDesk(w, r, who, t, http.StatusBadRequest, tried{}, func(words *messages.Printer, page *deskPage) {
			page.Problem = words.T("web.problem.unreadable")
		})
		return
	}
	switch {
	case r.PostForm.Has(pages.IsDraft):
		p.deskDraft(w, r, who, t)
	case r.PostForm.Has("decision"):
		p.deskDecided(w, r, who, t)
	case r.PostForm.Has("briefed"):
		p.deskBriefed(w, r, who, t)
	case r.PostForm.Has("email"):
		p.deskBrought(w, r, who, t)
	case who.ReferentOf(t.ID):
		p.deskGrid(w, r, who, t)
	default:
		p.NotFound(w, r)
	}
}

// deskGrid keeps all cells of the grid that changed.
func (p *Pages) deskGrid(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	now, err := p.describeDesk(r.Context(), p.WordsFor(r, who.Language), who, t, tried{})
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	forms := cellForms(r.PostForm, now.cells())
	fill(forms, r.PostForm)
	kept, refused := 0, map[string]error{}
	for _, f := range forms {
		if f.answer == f.shown && f.comment == f.said {
			continue
		}
		if err := p.keepCell(r.Context(), who, t, f); err != nil {
			refused[f.session] = err
			continue
		}
		kept++
	}
	if len(refused) == 0 {
		http.Redirect(w, r, sentBack(r, t, "kept="+strconv.Itoa(kept), ""), http.StatusSeeOther)
		return
	}
	p.showRefused(w, r, who, t, forms, kept, refused)
}

// cellForms reads the fields of all sessions that a form names, in the order of their ids.
func cellForms(form url.Values, cells map[string]*deskCell) (all []cellForm) {
	for field := range form {
		session, found := strings.CutPrefix(field, "answer.")
		if !found {
			continue
		}
		f := cellForm{session: session, answer: form.Get(field), sequence: sequenceOf(url.Values{"sequence": {form.Get("sequence." + session)}})}
		if c := cells[session]; c != nil {
			f.shown, f.said, f.comment = c.Shown, pages.Clean(c.Said), pages.Clean(c.Said)
		}
		if form.Has("shown." + session) {
			f.shown, f.said = form.Get("shown."+session), pages.Clean(form.Get("said."+session))
		}
		if form.Has("comment." + session) {
			f.comment = pages.Clean(form.Get("comment." + session))
		}
		if f.answer == "" && f.comment == f.said { // taken back, and what was said with it
			f.comment, f.said = "", ""
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b cellForm) int { return cmp.Compare(a.session, b.session) })
	return all
}

// errNoAnswer tells a comment without an answer.
var errNoAnswer = events.Invalidf("answer", "a comment goes with an answer: choose one")

// keepCell keeps the delegation's answer to one session.
func (p *Pages) keepCell(ctx context.Context, who *events.Person, t *events.Territory, f cellForm) error {
	x := p.events.Programme().Session(f.session)
	if x == nil {
		return events.ErrNotFound
	}
	status, known := pages.Buttons[f.answer]
	switch {
	case f.answer == "" && f.comment != "":
		return errNoAnswer
	case f.answer == "":
		status = events.NeedsAction
	case !known:
		return events.Invalidf("status", "%q: answer yes, maybe, no or none", f.answer)
	}
	_, err := p.events.Respond(ctx, events.Response{
		Session: x.ID, For: x.SubjectOf(t.ID), By: who.ID, Status: status, Comment: f.comment, Door: events.DoorWeb, Sequence: f.sequence,
	})
	return err
}

// showRefused shows the grid with what was typed, what was kept and what was not, and why.
func (p *Pages) showRefused(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, forms []cellForm, kept int, refused map[string]error) {
	status := http.StatusUnprocessableEntity
	for session, err := range refused {
		if refusal(err) == "not_kept" {
			status = http.StatusServiceUnavailable
			p.Log.Error("answer not kept", "session", session, "error", err)
		}
	}
	p.showDesk(w, r, who, t, status, tried{}, func(words *messages.Printer, page *deskPage) {
		if kept > 0 {
			page.Saved = words.T("desk.kept", "Count", kept)
		}
		page.Problem = words.T("desk.refused", "Count", len(refused))
		cells := page.cells()
		for _, f := range forms {
			c, err := cells[f.session], refused[f.session]
			if err == nil {
				continue
			}
			said := words.T("desk.problem."+refusal(err), "Count", utf8.RuneCountInString(f.comment))
			if c == nil {
				page.Problems = append(page.Problems, deskProblem{Where: f.session, Words: said})
				continue
			}
			c.Answer, c.Comment, c.Problem = f.answer, f.comment, said
			page.Problems = append(page.Problems, deskProblem{ID: "answer-" + f.session, Where: page.where(f.session), Words: said})
		}
	})
}

// refusal is the key of the words for what is wrong with a cell.
func refusal(err error) string {
	var bad *events.Invalid
	switch {
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		return "not_asked"
	case errors.As(err, &bad) && bad.Field == "comment":
		return "comment"
	case errors.As(err, &bad):
		return "answer"
	}
	return "not_kept"
}

// where names a cell: its date, and its category.
func (d *deskPage) where(session string) string {
	for _, row := range d.rows() {
		for _, c := range row.Cells {
			if c.Session == session && c.Label != "" {
				return row.When + " – " + c.Label
			}
			if c.Session == session {
				return row.When + " – " + row.Title
			}
		}
	}
	return session
}
