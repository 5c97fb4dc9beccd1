// Package exports is what organisers take along: the notes of all delegations at once, and each table that they see as a file. It has no
// rule: it asks the rooms below.
package exports

import (
	"context"
	"io"

	"github.com/gorilla/mux"

	"parcours/calendars"
	"parcours/delegation"
	"parcours/delivery"
	"parcours/events"
	"parcours/ical"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
)

// Rooms are what is asked.
type Rooms struct {
	Events     *events.Service
	Calendars  *calendars.Service
	Delegation *delegation.Service
	Delivery   *delivery.Service
	Record     *record.Service
	Text       *ical.Renderer
	// Note writes the note of a delegation as it stands now; format "html" or "odt".
	Note func(ctx context.Context, out io.Writer, territory, format string) error
}

// Files answers organisers' requests for files.
type Files struct {
	*office.Office
	events     *events.Service
	calendars  *calendars.Service
	delegation *delegation.Service
	delivery   *delivery.Service
	record     *record.Service
	text       *ical.Renderer
	note       func(ctx context.Context, out io.Writer, territory, format string) error
}

// New gives the files of a server.
func New(rooms Rooms, shared *pages.Site) *Files {
	return &Files{
		Office: office.New(shared, rooms.Events), events: rooms.Events, calendars: rooms.Calendars, delegation: rooms.Delegation, delivery: rooms.Delivery,
		record: rooms.Record, text: rooms.Text, note: rooms.Note,
	}
}

// Register adds the routes of all files.
func (f *Files) Register(r *mux.Router) {
	routes := f.Routes(r)
	routes.Get("/organise/notes.zip", f.For(f.notes))
	for name := range tables {
		for _, format := range office.Formats["/organise/"+name] {
			routes.Get("/organise/"+name+"."+format, f.For(f.file(name, format)))
		}
	}
}
