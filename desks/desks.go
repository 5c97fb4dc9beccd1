// Package desks is the pages of what a delegation keeps of itself, beside its desk: its agenda and expert days, its people; and the
// page of an expert with the days of all their territories. It has no rule: it asks the rooms below. Unknown and forbidden are the
// same 404.
package desks

import (
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"parcours/calendars"
	"parcours/delegation"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events     *events.Service
	Calendars  *calendars.Service
	Delegation *delegation.Service
}

// Pages answers the browser's requests.
type Pages struct {
	*pages.Site
	events     *events.Service
	calendars  *calendars.Service
	delegation *delegation.Service
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Site: shared, events: rooms.Events, calendars: rooms.Calendars, delegation: rooms.Delegation}
}

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	get := func(path string, f page) { routes.Get(path, p.ofDelegation(f)) }
	post := func(path string, f page) { routes.Post(path, p.ofDelegation(f)) }
	get("/d/{territory}/agenda", p.agenda)
	post("/d/{territory}/agenda", p.agenda)
	get("/d/{territory}/people", p.people)
	post("/d/{territory}/people", p.people)
	routes.Get("/me/days", p.days)
	routes.Post("/me/days", p.days)
}

// page answers a request of somebody who may read a delegation's desk.
type page func(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory)

// ofDelegation lets only those through who read the delegation.
func (p *Pages) ofDelegation(f page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, t := pages.Viewer(r), p.events.Programme().Territory(mux.Vars(r)["territory"])
		if who == nil || t == nil || !who.ReadsDelegation(t.ID) {
			if r.Method != http.MethodPost || !p.Carry(w, r) {
				p.NotFound(w, r)
			}
			return
		}
		f(w, r, who, t)
	}
}

//go:embed templates/*.html
var templateFiles embed.FS

// dict gives a template several values by name.
func dict(pairs ...any) map[string]any {
	all := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i].(string)] = pairs[i+1]
	}
	return all
}

var templates = pages.ParseTemplates(templateFiles, template.FuncMap{"dict": dict}, "agenda", "people", "days")

// frame is the frame of one of the pages, with what was kept or refused.
type frame struct {
	pages.Frame
	Action  string // where the forms go
	Desk    string // address of the delegation's desk
	Saved   string // what has just been kept, in words
	Problem string // why nothing was, in words
	Draft   bool   // what stands in a form was carried through signing in, and is not kept
}

func (p *Pages) frame(r *http.Request, words *messages.Printer, title string) frame {
	f := frame{Frame: p.Frame(words, r.URL.Path, title), Action: r.URL.Path}
	f.Private = true
	f.By(pages.Viewer(r))
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		f.Action += "?lang=" + lang
	}
	return f
}

// saved are what the address of a page may say that was kept.
var saved = map[string]bool{"entered": true, "proposed": true, "withdrawn": true, "answered": true, "removed": true, "chosen": true, "changed": true, "people": true, "gone": true}

// told puts into words what the form kept that led here.
func (f *frame) told(words *messages.Printer, r *http.Request) {
	for what := range r.URL.Query() {
		if saved[what] {
			f.Saved = words.T("desks.saved." + what)
		}
	}
}

// back sends the browser back to the page, which tells; or says why nothing was kept: "" where that is not for the page to say.
func (p *Pages) back(w http.ResponseWriter, r *http.Request, err error, told, anchor string) (refused string) {
	var bad *events.Invalid
	switch {
	case err == nil:
		q := url.Values{told: {""}}
		if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
			q.Set("lang", lang)
		}
		http.Redirect(w, r, r.URL.EscapedPath()+"?"+q.Encode()+anchor, http.StatusSeeOther)
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case errors.Is(err, events.ErrQuota):
		return "full"
	case errors.As(err, &bad) && refusals[bad.Field]:
		return bad.Field
	case errors.As(err, &bad):
		return "form"
	default:
		p.Failed(w, r, err)
	}
	return ""
}

// refusals are the fields of which there are words for what is wrong.
var refusals = map[string]bool{"title": true, "where": true, "when": true, "start": true, "taken": true, "comment": true, "people": true, "changed": true, "recurs": true}

// maxForm is the largest form that is read, in octets: a table of some thousand people.
const maxForm = 1 << 20

// form reads what a form sends; false where it is too large or broken.
func form(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.ParseMultipartForm(maxForm) == nil
	}
	return r.ParseForm() == nil
}

// text is a field as it is kept: UTF-8 with one kind of line break.
func text(r *http.Request, field string) string {
	s := strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(field), "\r\n", "\n"))
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}
