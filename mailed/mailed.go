// Package mailed is the pages that links of mails open to ask one thing: to confirm what was understood of a reply in plain words, to
// say whose an address is, to bring somebody along, to stop mails. A link of the mail lets in, and opening it changes nothing.
package mailed

import (
	"embed"

	"github.com/gorilla/mux"

	"parcours/delivery"
	"parcours/events"
	"parcours/pages"
)

//go:embed templates/*.html
var templateFiles embed.FS

var templates = pages.ParseTemplates(templateFiles, nil, "question", "reply")

// Rooms are what the pages ask.
type Rooms struct {
	Events   *events.Service
	Delivery *delivery.Service
}

// Pages answers for the pages.
type Pages struct {
	Rooms
	*pages.Site
}

// New makes them.
func New(rooms Rooms, site *pages.Site) *Pages { return &Pages{rooms, site} }

// Register takes the pages' routes.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	for path, q := range p.questions() {
		routes.Get(path, p.question(q))
		routes.Post(path, p.questionAnswered(q).ServeHTTP)
	}
	routes.Get("/reply/{token}", p.reply)
	routes.Post("/reply/{token}", p.replyConfirmed)
}
