package ical

import (
	"hash/fnv"
	"strconv"
	"strings"

	ics "github.com/arran4/golang-ical"

	"parcours/calendars"
	"parcours/events"
	"parcours/messages"
)

// Renderer puts the programme into iCalendar text: sessions and due dates as seen by one viewer, and whole feeds. The
// same input always gives the same octets. It implements events.Text.
type Renderer struct {
	publicURL string // without a slash at the end
	version   string
}

// rendering grows with every change of what is written for the same input, so that clients fetch everything anew.
// A test that compares the written samples reminds of it.
const rendering = "11"

// NewRenderer gives the renderer of a server with this address ("https://parcours.example.org").
func NewRenderer(publicURL string) *Renderer {
	publicURL = strings.TrimRight(publicURL, "/")
	h := fnv.New64a()
	h.Write([]byte(publicURL))
	return &Renderer{
		publicURL: publicURL,
		version:   rendering + "." + messages.Version("ical", "dates", "task", "polls") + "." + strconv.FormatUint(h.Sum64(), 36),
	}
}

// Version names what is written for an input: it changes with the code, the texts and the server's address.
func (r *Renderer) Version() string { return r.version }

// Item gives the octets of a calendar object resource: stored ones as they are, derived ones rendered (one VCALENDAR
// without METHOD, RFC 4791 §4.1).
func (r *Renderer) Item(it calendars.Item) []byte {
	switch {
	case it.Invitation != nil:
		inv := it.Invitation
		cal := newCalendar()
		addZone(cal, inv.Programme.Loc, inv.Session.When)
		w := r.writer(inv.Programme, inv.Viewer)
		cal.AddVEvent(w.invitation(inv, w.title(inv, labelled(inv))))
		return withOverlay(Encode(cal), inv.Overlay)
	case it.Task != nil:
		cal := newCalendar()
		cal.Components = append(cal.Components, r.writer(it.Task.Programme, it.Task.Reader).todo(it.Task))
		return Encode(cal)
	}
	return it.Octets
}

// Shown is the title and the place that an invitation's text has.
func (r *Renderer) Shown(inv events.Invitation) (title, where string) {
	w := r.writer(inv.Programme, inv.Viewer)
	return w.title(&inv, labelled(&inv)), w.where(inv.Session)
}

// product names this program in what it writes (RFC 5545 §3.7.3).
const product = "-//Parcours//Parcours//FR"

func newCalendar() *ics.Calendar {
	cal := &ics.Calendar{}
	cal.SetProductId(product)
	cal.SetVersion("2.0")
	cal.SetCalscale("GREGORIAN")
	return cal
}

// eventWriter writes events for one reader.
type eventWriter struct {
	*messages.Printer
	publicURL string
}

// writer speaks the reader's language; nil is the public, which reads the programme's.
func (r *Renderer) writer(snap *events.Snapshot, reader *events.Person) *eventWriter {
	return &eventWriter{messages.For(snap.LanguageFor(reader)), r.publicURL}
}
