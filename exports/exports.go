// Package exports is what organisers take along: the notes of all delegations at once, and each table that they see as a file. It has no
// rule: it asks the rooms below.
package exports

import (
	"context"
	"io"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
	"parcours/pages"
)

// Rooms are what is asked.
type Rooms struct {
	Events *events.Service
	// Note writes the note of a delegation as it stands now; format "html" or "odt".
	Note func(ctx context.Context, out io.Writer, territory, format string) error
}

// Files answers organisers' requests for files.
type Files struct {
	*office.Office
	events *events.Service
	note   func(ctx context.Context, out io.Writer, territory, format string) error
}

// New gives the files of a server.
func New(rooms Rooms, shared *pages.Site) *Files {
	return &Files{Office: office.New(shared, rooms.Events), events: rooms.Events, note: rooms.Note}
}

// Register adds the routes of all files.
func (f *Files) Register(r *mux.Router) {
	routes := f.Routes(r)
	routes.Get("/organise/notes.zip", f.For(f.notes))
}
