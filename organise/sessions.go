package organise

import (
	"net/http"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
)

// sessionsPage lists the sessions by what is to be done with them.
type sessionsPage struct {
	office.Frame
	Drafts, Coming, Over, Cancelled []*sessionRow
}

// sessionRow is a session, or the rooms of a split one that meet at one time.
type sessionRow struct {
	URL, Title  string
	When, Start string
	Asked       string // in words
	Status      pages.Chip
	Optional    bool
	Rooms       []sessionRoom
}

// sessionRoom leads to one room of a split session.
type sessionRoom struct {
	URL, Label string
	Here       bool
}

func (p *Pages) sessionRoutes(routes pages.Routes) {
	routes.Get("/organise/sessions", p.For(p.sessions))
	routes.Post("/organise/sessions", p.For(p.sessionPosted))
	routes.Get("/organise/sessions/{session}", p.For(p.sessionForm))
	routes.Post("/organise/sessions/{session}", p.For(p.sessionPosted))
}

// sessions answers GET /organise/sessions; with ?new it has the form of a new one, with ?copy=SESSION that of one like another.
func (p *Pages) sessions(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words := p.WordsFor(r, who.Language)
	q := r.URL.Query()
	switch {
	case q.Has("copy"):
		x, _ := office.SessionNamed(p.events.Programme(), q.Get("copy"))
		if x == nil {
			p.NotFound(w, r)
			return
		}
		p.showPlan(w, r, who, http.StatusOK, &sessionEdit{form: copyOf(p.events.Programme(), x, q.Get("copy"))})
		return
	case q.Has("new"):
		p.showPlan(w, r, who, http.StatusOK, &sessionEdit{form: sessionForm{Status: string(events.Fixed), Asked: askedAll}})
		return
	}
	page := &sessionsPage{Frame: p.Frame(words, "/organise/sessions", words.T("sessions.title"))}
	p.fillSessions(words, page)
	p.Send(w, http.StatusOK, words.Lang(), templates, "sessions", page)
}

// fillSessions sorts the sessions that still stand into the page's lists.
func (p *Pages) fillSessions(words *messages.Printer, page *sessionsPage) {
	snap, now := p.events.Programme(), p.events.Now()
	type place struct {
		group      string
		start, end int64
		live       bool
	}
	at := map[place]*sessionRow{}
	for _, x := range snap.All() {
		if !x.Listed() {
			continue
		}
		room := sessionRoom{URL: "/organise/sessions/" + x.ID}
		if c := snap.Category(x.Category); c != nil {
			room.Label = c.Label
			here := place{x.Group, x.When.Start.Unix(), x.When.End.Unix(), x.Live()}
			if row := at[here]; row != nil {
				row.Rooms = append(row.Rooms, room)
				continue
			}
			row := p.sessionRow(words, x)
			row.Title, row.URL, row.Asked, row.Rooms = x.GroupTitle, "/organise/sessions/"+x.Group, "", []sessionRoom{room}
			at[here] = row
			page.add(row, x, now, snap.Loc)
			continue
		}
		page.add(p.sessionRow(words, x), x, now, snap.Loc)
	}
}

func (page *sessionsPage) add(row *sessionRow, x *events.Session, now time.Time, loc *time.Location) {
	switch {
	case !x.Live():
		page.Cancelled = append(page.Cancelled, row)
	case x.Draft():
		page.Drafts = append(page.Drafts, row)
	case x.Past(now, loc):
		page.Over = append(page.Over, row)
	default:
		page.Coming = append(page.Coming, row)
	}
}

func (p *Pages) sessionRow(words *messages.Printer, x *events.Session) *sessionRow {
	snap := p.events.Programme()
	row := &sessionRow{
		URL: "/organise/sessions/" + x.ID, Title: x.Title, When: report.When(words, snap, x.When), Start: x.When.Start.Format(time.DateOnly),
		Status: pages.StatusOf(words, x, p.events.Now(), snap.Loc), Optional: x.Optional, Asked: pages.AskedOf(words, snap, x),
	}
	if x.Draft() {
		row.Status = pages.Chip{Class: "estimated", Words: words.T("sessions.draft")}
	}
	return row
}

// roomsOf are the rooms of the split session that one belongs to, cancelled ones too; nil for one that is none.
func roomsOf(snap *events.Snapshot, x *events.Session) (all []*events.Session) {
	if x == nil || x.Category == "" {
		return nil
	}
	for _, one := range snap.Group(x.Group) {
		if one.Listed() && one.Category != "" {
			all = append(all, one)
		}
	}
	return all
}
