// Package roster is the organisers' pages of people: who is in the programme, by which doors they were seen, their roles, links and
// access, and tables of contacts that are brought in. It has no rule: it asks the rooms below.
package roster

import (
	"embed"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/delivery"
	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/personal"
	"parcours/record"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events   *events.Service
	Accounts *accounts.Service
	Delivery *delivery.Service
	Record   *record.Service
	Personal *personal.Service
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events   *events.Service
	accounts *accounts.Service
	delivery *delivery.Service
	record   *record.Service
	personal *personal.Service
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Office: office.New(shared, rooms.Events), events: rooms.Events, accounts: rooms.Accounts, delivery: rooms.Delivery, record: rooms.Record, personal: rooms.Personal}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "people", "person", "person_erase", "people_import")

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get("/organise/people", p.For(p.people))
	routes.Post("/organise/people", p.For(p.peoplePosted))
	routes.Get("/organise/people/{person}", p.For(p.person))
	routes.Post("/organise/people/{person}", p.For(p.personPosted))
	routes.Get("/organise/people/{person}/erase", p.For(p.erase))
	routes.Post("/organise/people/{person}/erase", p.For(p.erased))
}
