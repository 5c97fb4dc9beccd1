// Package filing is the organisers' page of the programme's file: what the file said beside what was changed here since, and the file
// written anew. It has no rule: it asks the rooms below.
package filing

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events *events.Service
	Record *record.Service
	// File is the programme as a configuration file.
	File func(context.Context) ([]byte, error)
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events *events.Service
	record *record.Service
	file   func(context.Context) ([]byte, error)
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Office: office.New(shared, rooms.Events), events: rooms.Events, record: rooms.Record, file: rooms.File}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "file")

const (
	address  = "/organise/file"
	download = "/organise/export/config.toml"
)

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get(address, p.For(p.page))
	routes.Get(download, p.For(p.download))
}

// filePage is the file beside what stands.
type filePage struct {
	office.Frame
	Problem  string // why no file can be written
	Download string
	Sessions []driftView
	People   []driftView
	More     int // that are not shown
}

// shown is how many sessions, and how many people, are shown at most.
const shown = 200

// driftView is a session or a person of which the file said another thing, or nothing.
type driftView struct {
	ID, URL, Title string
	State          string // made here, or taken out here; "" where it was changed
	Said           []saidView
}

// saidView is one thing that differs.
type saidView struct{ What, File, Here string }

// page answers GET /organise/file.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words := p.WordsFor(r, who.Language)
	f, err := p.record.Filing(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &filePage{Frame: p.Frame(words, address, words.T("filing.title")), Download: download}
	if _, err := p.file(r.Context()); err != nil {
		page.Problem = err.Error()
	}
	v := voice{p.events.Programme(), words}
	sessions, people := f.Sessions(), f.People()
	for _, d := range sessions[:min(len(sessions), shown)] {
		page.Sessions = append(page.Sessions, v.session(d))
	}
	for _, d := range people[:min(len(people), shown)] {
		page.People = append(page.People, v.person(d))
	}
	page.More = len(sessions) + len(people) - len(page.Sessions) - len(page.People)
	p.Send(w, http.StatusOK, words.Lang(), templates, "file", page)
}

// download answers GET /organise/export/config.toml.
func (p *Pages) download(w http.ResponseWriter, r *http.Request, who *events.Person) {
	text, err := p.file(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/toml; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="config-`+p.events.Now().In(p.events.Programme().Loc).Format(time.DateOnly)+`.toml"`)
	if _, err := w.Write(text); err != nil {
		p.Log.Warn("a file was not sent to its end", "file", download, "error", err)
	}
}
