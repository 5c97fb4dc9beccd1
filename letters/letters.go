// Package letters is the organisers' page of mail: messages that wait, letters to many, what left and what came in. It has no rule: it asks
// the rooms below.
package letters

import (
	"embed"

	"github.com/gorilla/mux"

	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events   *events.Service
	Delivery *delivery.Service
	Record   *record.Service
	Own      *correspondence.Service // letters about people's own events, of which organisers see how many there are

	// Letter is what a mail says, for who looks at it before it leaves; nil: what was typed is shown.
	Letter func(*delivery.Message) (subject, text string, err error)
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events   *events.Service
	delivery *delivery.Service
	record   *record.Service
	own      *correspondence.Service
	letter   func(*delivery.Message) (subject, text string, err error)
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Office: office.New(shared, rooms.Events), events: rooms.Events, delivery: rooms.Delivery, record: rooms.Record, own: rooms.Own, letter: rooms.Letter}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "mail", "letter", "work")

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get("/organise/mail", p.For(p.mail))
	routes.Post("/organise/mail", p.For(p.mailPosted))
	routes.Get("/organise/work", p.For(p.work))
}
