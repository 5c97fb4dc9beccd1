// Package organise is the pages from which organisers run the programme: what waits, answers, sessions, arbitrages, polls, expert days and
// the history. It has no rule: it asks the rooms below.
package organise

import (
	"context"
	"embed"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/polls"
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
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events    *events.Service
	accounts  *accounts.Service
	calendars *calendars.Service
	delivery  *delivery.Service
	record    *record.Service
	made      *polls.Service // of polls: how they are made
	live      *streams
	busy      func(ctx context.Context, who *events.Person, from, to time.Time) (bool, error)
}

// New gives the organisers' pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{
		Office: office.New(shared, rooms.Events), events: rooms.Events, accounts: rooms.Accounts, calendars: rooms.Calendars, delivery: rooms.Delivery, record: rooms.Record, made: polls.New(rooms.Events, rooms.Record), live: newStreams(),
		busy: rooms.Busy,
	}
}

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	get := func(path string, f office.Page) { routes.Get(path, p.For(f)) }
	post := func(path string, f office.Page) { routes.Post(path, p.For(f)) }
	get("/organise", p.overview)
	get("/organise/answers", p.answers)
	get("/organise/live", p.stream)
	for _, format := range office.Formats["/organise/answers"] {
		get("/organise/answers."+format, p.answersFile(format))
	}
	get("/organise/answers/{session}", p.session)
	post("/organise/answers/{session}", p.enter)
	get("/organise/arbitrages", p.arbitrages)
	get("/organise/arbitrages/{territory}", p.delegation)
	post("/organise/arbitrages/{territory}", p.reply)
	get("/organise/polls", p.polls)
	post("/organise/polls", p.pollPosted)
	get("/organise/polls/{poll}/edit", p.pollForm)
	post("/organise/polls/{poll}/edit", p.pollPosted)
	get("/organise/polls/{option}", p.confirm)
	post("/organise/polls/{option}", p.decide)
	get("/organise/days", p.days)
	post("/organise/days", p.grant)
	get("/organise/history", p.history)
	for _, format := range office.Formats["/organise/history"] {
		get("/organise/history."+format, p.historyFile(format))
	}
	p.sessionRoutes(routes)
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "overview", "answers", "session", "arbitrages", "delegation", "polls", "poll_edit", "decide", "days", "history",
	"sessions", "session_edit", "session_preview")
