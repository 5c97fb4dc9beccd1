// Package questions is the organisers' pages by which arbitrages are put to the delegations and changed. It has no rule: it asks the
// rooms below.
package questions

import (
	"embed"

	"github.com/gorilla/mux"

	"parcours/arbitrages"
	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events *events.Service
	Record *record.Service
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events *events.Service
	made   *arbitrages.Service
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Office: office.New(shared, rooms.Events), events: rooms.Events, made: arbitrages.New(rooms.Events, rooms.Record)}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "question")

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get("/organise/arbitrages/edit/{number}", p.For(p.question))
	routes.Post("/organise/arbitrages/edit/{number}", p.For(p.questionPosted))
}
