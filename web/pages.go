// Package web is the pages that people open in a browser: the programme with its calendars to subscribe to, and
// the answer page of one invitation. They need no JavaScript.
package web

import (
	"embed"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/asks"
	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/files"
	"parcours/ical"
	"parcours/pages"
	"parcours/personal"
	"parcours/record"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events    *events.Service
	Accounts  *accounts.Service
	Calendars *calendars.Service
	Asked     *asks.Service
	Delivery  *delivery.Service
	Files     *files.Service
	Record    *record.Service
	Personal  *personal.Service
}

// Pages answers the browser's requests.
type Pages struct {
	*pages.Site
	events    *events.Service
	accounts  *accounts.Service
	calendars *calendars.Service
	asked     *asks.Service
	delivery  *delivery.Service
	files     *files.Service
	record    *record.Service
	personal  *personal.Service
	text      *ical.Renderer

	mu       sync.Mutex
	parts    map[string]keptTerritories // of the programme page, by language
	rendered map[string]rendering       // the programme page by what the address asks for, language, and whether one is signed in
}

// rendering is the programme page as it was for one snapshot and minute: it shows nothing finer.
type rendering struct {
	programme *events.Snapshot
	minute    time.Time
	page      *pages.Kept
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{
		Site: shared, events: rooms.Events, accounts: rooms.Accounts, calendars: rooms.Calendars, asked: rooms.Asked, delivery: rooms.Delivery, files: rooms.Files, record: rooms.Record, personal: rooms.Personal,
		text: ical.NewRenderer(shared.PublicURL), rendered: map[string]rendering{}, parts: map[string]keptTerritories{},
	}
}

// Register adds the routes of all pages. They take GET, HEAD and, for an answer, POST; other methods are left to
// other routes.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	get, post := routes.Get, routes.Post
	get("/", p.programme)
	get("/s/{session}.ics", p.sessionFile)
	get("/a/{token}", p.answerForm)
	post("/a/{token}", p.answer)
	get("/me", p.mine)
	post("/me", p.mineAnswered)
	get("/m/{token}", p.mineByLink)
	post("/m/{token}", p.mineByLinkAnswered)
	get("/me/data", p.myData)
	get("/me/data.zip", p.takeData)
	post("/me/data", p.eraseData)
	get("/d/{territory}", p.desk)
	post("/d/{territory}", p.deskAnswered)
	get("/d/{territory}/files/{id}/{name}", p.deskFile)
	post("/d/{territory}/files", p.deskHandedIn)
	get("/d/{territory}/note", p.deskNote)
	get("/d/{territory}/note.odt", p.deskNoteDocument)
	get("/qr/{scope:.+}.svg", p.qr)
	get("/robots.txt", robots)
	get("/favicon.ico", pages.Static("favicon.svg"))
	get("/static/{name:.+}", p.Statics())
}

//go:embed templates/*.html templates/note.tmpl
var templateFiles embed.FS

var templates = pages.ParseTemplates(templateFiles, nil, "programme", "welcome", "answer", "me", "data", "desk")

// robots lets search engines read the programme, and calendar services fetch feeds.
func robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write([]byte("User-agent: *\nAllow: /\nAllow: /feeds/\nDisallow: /a/\nDisallow: /d/\nDisallow: /m\nDisallow: /reply/\nDisallow: /dav/\n"))
}
