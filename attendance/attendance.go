// Package attendance is the organisers' pages of who came: presence with a tap or a code, guests on the spot, the sheet to sign, attestations,
// and the audience that follows from presence. It has no rule: it asks the rooms below.
package attendance

import (
	"embed"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
	"parcours/pages"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events *events.Service
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events *events.Service
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Office: office.New(shared, rooms.Events), events: rooms.Events}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "presence", "sheet", "attestation")

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get("/organise/presence/{session}", p.For(p.presence))
	routes.Post("/organise/presence/{session}", p.For(p.presencePosted))
}
