// Package organise is the pages from which organisers run the programme. It has no rule: it asks the rooms below. Whoever is no
// organiser gets the same 404 as for an address that is not there.
package organise

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/record"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events    *events.Service
	Accounts  *accounts.Service
	Calendars *calendars.Service
	Delivery  *delivery.Service
	Record    *record.Service

	// Busy tells whether a person is busy by their own calendars; nil: nobody looks.
	Busy func(ctx context.Context, who *events.Person, from, to time.Time) (bool, error)
	// Letter is what a mail says, for who looks at it before it leaves; nil: what was typed is shown.
	Letter func(*delivery.Message) (subject, text string, err error)
}

// Pages answers organisers' requests.
type Pages struct {
	*pages.Site
	events    *events.Service
	accounts  *accounts.Service
	calendars *calendars.Service
	delivery  *delivery.Service
	record    *record.Service
	live      *streams
	busy      func(ctx context.Context, who *events.Person, from, to time.Time) (bool, error)
	letter    func(*delivery.Message) (subject, text string, err error)
}

// New gives the organisers' pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{
		Site: shared, events: rooms.Events, accounts: rooms.Accounts, calendars: rooms.Calendars, delivery: rooms.Delivery, record: rooms.Record, live: newStreams(),
		busy: rooms.Busy, letter: rooms.Letter,
	}
}

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	get := func(path string, f page) { routes.Get(path, p.forOrganisers(f)) }
	post := func(path string, f page) { routes.Post(path, p.forOrganisers(f)) }
	get("/organise", p.overview)
	get("/organise/answers", p.answers)
	get("/organise/live", p.stream)
	for _, format := range []string{"csv", "xlsx", "ods", "json"} {
		get("/organise/answers."+format, p.answersFile(format))
	}
	get("/organise/answers/{session}", p.session)
	post("/organise/answers/{session}", p.enter)
	get("/organise/arbitrages", p.arbitrages)
	get("/organise/arbitrages/{territory}", p.delegation)
	post("/organise/arbitrages/{territory}", p.reply)
	get("/organise/polls", p.polls)
	get("/organise/polls/{option}", p.confirm)
	post("/organise/polls/{option}", p.decide)
	get("/organise/days", p.days)
	post("/organise/days", p.grant)
	get("/organise/history", p.history)
	get("/organise/history.csv", p.historyFile("csv"))
	get("/organise/history.json", p.historyFile("json"))
	p.sessionRoutes(routes)
	p.mailRoutes(routes)
	p.peopleRoutes(routes)
	p.presenceRoutes(routes)
}

// page answers a request of an organiser.
type page func(w http.ResponseWriter, r *http.Request, who *events.Person)

// forOrganisers lets only organisers through.
func (p *Pages) forOrganisers(f page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who := pages.Viewer(r)
		if who == nil || who.Role != events.Organiser {
			p.NotFound(w, r)
			return
		}
		f(w, r, who)
	}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = pages.ParseTemplates(templateFiles, nil, "overview", "answers", "session", "arbitrages", "delegation", "polls", "decide", "days", "history",
	"sessions", "session_edit", "session_preview", "mail", "letter", "people", "person", "people_import", "presence", "sheet", "attestation")

// place is one of the organisers' pages, in the list that each has at its top.
type place struct {
	Path, Words string
	Here        bool
}

// places are the pages in the order of the list.
var places = []struct{ path, key string }{
	{"/organise", "organise.overview"},
	{"/organise/answers", "answers.title"},
	{"/organise/sessions", "sessions.title"},
	{"/organise/arbitrages", "arbitrages.title"},
	{"/organise/polls", "polls.title"},
	{"/organise/days", "days.title"},
	{"/organise/history", "history.title"},
	{"/organise/people", "people.title"},
	{"/organise/mail", "letters.title"},
}

// frame makes the frame of one of the pages.
type frame struct {
	pages.Frame
	Places []place
}

func (p *Pages) frame(words *messages.Printer, path, title string) frame {
	f := frame{Frame: p.Frame(words, path, title)}
	f.Private, f.Signed, f.Organises = true, true, true
	for _, x := range places {
		f.Places = append(f.Places, place{x.path, words.T(x.key), x.path == path})
	}
	return f
}

// at says in the list of pages of which one this is a part.
func (f *frame) at(path string) {
	for i := range f.Places {
		f.Places[i].Here = f.Places[i].Path == path
	}
}
