package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// deskPage is where a delegation's referents answer all that is asked of it, and its members and the organisers read it.
type deskPage struct {
	pages.Frame
	Action     string // where the forms go
	Answers    bool   // whoever looks may answer
	Saved      string // what has just been kept, in words
	Problem    string // what was not kept, in words
	Draft      string // anchor of the form, where what stands in it was carried through signing in, and is not kept
	Problems   []deskProblem
	Categories []string
	Columns    []deskColumn
	Fill       string // sessions that one button answers with yes: all that are blank
	Dates      []*deskRow
	Over       []*deskRow // that have ended
	Polls      []deskPoll
	Decisions  []decisionForm
	Files      *deskFiles // resources
	Team       deskTeam
}

// deskProblem is a field that was refused, and why.
type deskProblem struct{ ID, Where, Words string }

// deskPoll is a poll for dates as a part of the grid.
type deskPoll struct {
	Title, Meaning string
	Until          string // the last day of voting, in words; "" without one
	Closed         bool   // it is over
	Rows           []*deskRow
	Fill           string
}

// desk answers GET /d/{territory}.
func (p *Pages) desk(w http.ResponseWriter, r *http.Request) {
	who, t := p.deskOf(r)
	if who == nil {
		p.NotFound(w, r)
		return
	}
	p.showDesk(w, r, who, t, http.StatusOK, tried{}, func(words *messages.Printer, page *deskPage) { page.tell(words, r.URL.Query()) })
}

// deskOf is who asks for which delegation's desk; nil for whom there is none.
func (p *Pages) deskOf(r *http.Request) (*events.Person, *events.Territory) {
	who, t := pages.Viewer(r), p.events.Programme().Territory(mux.Vars(r)["territory"])
	if who == nil || t == nil || !who.ReadsDelegation(t.ID) {
		return nil, nil
	}
	return who, t
}

// showDesk sends the page, after change has put in what a form said.
func (p *Pages) showDesk(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, status int, form tried, change func(*messages.Printer, *deskPage)) {
	words := p.WordsFor(r, who.Language)
	page, err := p.describeDesk(r.Context(), words, who, t, form)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
		for i := range page.Decisions {
			page.Decisions[i].Action = page.Action
		}
	}
	change(words, page)
	pages.AllowScript(w.Header())
	p.Send(w, status, words.Lang(), templates, "desk", page)
}

func (p *Pages) describeDesk(ctx context.Context, words *messages.Printer, who *events.Person, t *events.Territory, form tried) (*deskPage, error) {
	snap, path := p.events.Programme(), "/d/"+t.ID
	page := &deskPage{
		Frame: p.Frame(words, path, words.T("desk.title", "Of", events.Of(words.Lang(), t.Name))), Action: path, Answers: who.ReferentOf(t.ID),
	}
	page.Private, page.Drafts = true, who.ID
	page.By(who)
	for _, c := range snap.Categories {
		page.Categories, page.Columns = append(page.Categories, c.Label), append(page.Columns, deskColumn{Label: c.Label})
	}
	recap, err := p.record.Recap(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	a := agenda{snap: snap, words: words, now: p.events.Now()}
	page.Dates, page.Polls = a.deskRows(&recap, page.Answers)
	page.Dates, page.Over = split(page.Dates)
	page.fills()
	states, err := p.events.DecisionStates(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	handed, err := p.deskFilesOf(ctx, words, who, t)
	if err != nil {
		return nil, err
	}
	page.Files = handed[0]
	for i := range states {
		one := p.deskDecision(words, path, &states[i], form)
		one.Files = handed[one.Number]
		page.Decisions = append(page.Decisions, one)
	}
	page.Team, err = p.team(ctx, words, who, t)
	if err != nil {
		return nil, err
	}
	return page, nil
}

// sentBack is the address of the desk after a form, with what is to be told.
func sentBack(r *http.Request, t *events.Territory, told, anchor string) string {
	address := "/d/" + t.ID + "?" + told
	if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
		address += "&lang=" + lang
	}
	return address + anchor
}

// split puts rows that have ended apart.
func split(rows []*deskRow) (coming, over []*deskRow) {
	for _, row := range rows {
		if row.Late {
			over = append(over, row)
		} else {
			coming = append(coming, row)
		}
	}
	return coming, over
}

// rows are those of all tables.
func (d *deskPage) rows() []*deskRow {
	all := slices.Concat(d.Dates, d.Over)
	for _, poll := range d.Polls {
		all = append(all, poll.Rows...)
	}
	return all
}
