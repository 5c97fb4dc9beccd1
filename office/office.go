// Package office is what all pages of organisers share: who gets in, the list of pages at the top of each, their forms and lists to
// choose from. The rooms organise, roster, attendance and letters are built on it. Whoever is no organiser gets the same 404 as for an
// address that is not there.
package office

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// Office is what organisers' pages have beside what all pages have.
type Office struct {
	*pages.Site
	programme *events.Service
}

// New gives what organisers' pages of a server share.
func New(shared *pages.Site, programme *events.Service) *Office { return &Office{shared, programme} }

// Page answers a request of an organiser.
type Page func(w http.ResponseWriter, r *http.Request, who *events.Person)

// For lets only organisers through. Who organised in this browser before, and whose sign-in has ended, finds the form that was sent again
// after signing in.
func (o *Office) For(f Page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who := pages.Viewer(r)
		switch {
		case who != nil && who.Role == events.Organiser && pages.Resumes(r):
			o.Resume(w, r)
		case who != nil && who.Role == events.Organiser:
			f(w, r, who)
		case r.Method != http.MethodPost || !o.Carry(w, r):
			o.NotFound(w, r)
		}
	}
}

//go:embed templates/*.html
var templateFiles embed.FS

// ParseTemplates reads the pages of a room of organisers, as pages.ParseTemplates does, with the components that these share.
func ParseTemplates(files fs.FS, funcs template.FuncMap, names ...string) pages.Templates {
	return pages.ParseTemplatesOver([]fs.FS{templateFiles}, files, funcs, names...)
}

// Place is one of the organisers' pages, in the list that each has at its top.
type Place struct {
	Path, Words string
	Here        bool
}

// Places are the pages in the order of the list: the address of each, and the key of its title.
var Places = []struct{ Path, Key string }{
	{"/organise", "organise.overview"},
	{"/organise/answers", "answers.title"},
	{"/organise/sessions", "sessions.title"},
	{"/organise/arbitrages", "arbitrages.title"},
	{"/organise/polls", "polls.title"},
	{"/organise/days", "days.title"},
	{"/organise/resources", "resources.title"},
	{"/organise/history", "history.title"},
	{"/organise/people", "people.title"},
	{"/organise/mail", "letters.title"},
	{"/organise/file", "filing.title"},
}

// Frame is what each of the pages has around its own part.
type Frame struct {
	pages.Frame
	Places  []Place
	Exports []Export // what is on the page as files
}

// Frame makes the frame of one of the pages.
func (o *Office) Frame(words *messages.Printer, path, title string) Frame {
	f := Frame{Frame: o.Site.Frame(words, path, title)}
	f.Private, f.Signed, f.Organises = true, true, true
	for _, x := range Places {
		f.Places = append(f.Places, Place{x.Path, words.T(x.Key), x.Path == path})
	}
	f.export(words, path)
	return f
}

// At says in the list of pages of which one this is a part.
func (f *Frame) At(path string) {
	for i := range f.Places {
		f.Places[i].Here = f.Places[i].Path == path
	}
}
