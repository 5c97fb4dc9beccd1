// Package pages is what every page has around its own part: layout and components, style sheet, headers, compression,
// language, who signed in, the pages that only say something. The doors `web` (for everybody) and `organise` (for organisers)
// are built on it. Pages need no JavaScript.
package pages

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/budget"
	"parcours/events"
	"parcours/messages"
)

// Options of the pages.
type Options struct {
	PublicURL string       // "https://parcours.example.org": what addresses on the pages begin with
	Logger    *slog.Logger // nil: slog's default
}

// Site is what the pages of one server share.
type Site struct {
	PublicURL string // without a slash at its end
	Log       *slog.Logger
	// AskSignIn shows the ways to sign in and carries a draft through them; the door that has them sets it.
	AskSignIn func(http.ResponseWriter, *http.Request, Draft)

	router    *mux.Router // of all pages
	programme *events.Service
	accounts  *accounts.Service
	origins   *http.CrossOriginProtection
	answers   *budget.Rate // by one link
}

// New gives what the pages of a server share.
func New(programme *events.Service, accounts *accounts.Service, o Options) *Site {
	p := &Site{
		PublicURL: strings.TrimRight(o.PublicURL, "/"), Log: o.Logger,
		programme: programme, accounts: accounts, origins: http.NewCrossOriginProtection(),
		answers: &budget.Rate{Most: AnswersHourly, Within: time.Hour, Now: programme.Now},
	}
	if p.Log == nil {
		p.Log = slog.Default()
	}
	if err := p.origins.AddTrustedOrigin(p.PublicURL); err != nil {
		p.Log.Warn("the public address is no origin of a form", "public_url", p.PublicURL, "error", err)
	}
	p.origins.SetDenyHandler(http.HandlerFunc(p.foreignForm))
	return p
}

// Routes takes the routes of pages: what they answer has the headers of pages, is compressed, and knows who signed in.
type Routes struct {
	site   *Site
	router *mux.Router
}

// Routes begins a list of routes.
func (p *Site) Routes(r *mux.Router) Routes {
	p.router = r
	sub := r.NewRoute().Subrouter()
	sub.Use(secured, p.signedIn, packed)
	return Routes{p, sub}
}

// Get answers GET and HEAD, which change nothing.
func (r Routes) Get(path string, f http.HandlerFunc) {
	r.router.HandleFunc(path, f).Methods(http.MethodGet, http.MethodHead)
}

// Post answers POST from forms of this site.
func (r Routes) Post(path string, f http.HandlerFunc) {
	r.router.Handle(path, r.site.origins.Handler(f)).Methods(http.MethodPost)
}

//go:embed templates/*.html
var templateFiles embed.FS

// Templates are those of a door's pages, by language and name.
type Templates map[string]map[string]*template.Template

// own are the pages of this package itself.
var own = ParseTemplates(templateFiles, nil, "notice")

// ParseTemplates reads templates/NAME.html of files for each name, with the layout and the components that all share; a broken
// one panics, so that the program does not start. templates/shared.html of files, where it is, is in each; funcs are known besides "t", "style" and "phrases".
func ParseTemplates(files fs.FS, funcs template.FuncMap, names ...string) Templates {
	return ParseTemplatesOver(nil, files, funcs, names...)
}

// ParseTemplatesOver is ParseTemplates with templates/shared.html of what the pages are built on as well.
func ParseTemplatesOver(below []fs.FS, files fs.FS, funcs template.FuncMap, names ...string) Templates {
	all := Templates{}
	for _, lang := range messages.Languages {
		known := template.FuncMap{
			"t": messages.For(lang).T, "style": func() string { return StyleAddress }, "script": func() string { return draftAddress }, "live": func() string { return liveAddress }, "month": func() string { return monthScript }, "parts": func() string { return calendarParts }, "nonce": func() string { return notYet },
			"phrases": func(when string) []string { return strings.SplitAfter(when, ",") }, // lines break after these
		}
		maps.Copy(known, funcs)
		shared := template.Must(template.New("").Funcs(known).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
		for _, from := range append(slices.Clone(below), files) {
			if _, err := fs.Stat(from, "templates/shared.html"); err == nil {
				template.Must(shared.ParseFS(from, "templates/shared.html"))
			}
		}
		all[lang] = map[string]*template.Template{}
		for _, name := range names {
			all[lang][name] = template.Must(template.Must(shared.Clone()).ParseFS(files, "templates/"+name+".html"))
		}
	}
	return all
}

// Frame is what every page has around its own part.
type Frame struct {
	Lang      string // of the page
	Other     string // the language to switch to
	OtherURL  string
	Spoken    string // language of the programme's own titles and descriptions
	Site      string // title of the programme, "" without one
	Title     string
	Private   bool // not for search engines
	Feed      string
	About     string // what search engines show of the page, "" for nothing
	Main      string // address of the page that this one is a part or an order of, "" for none
	Signed    bool   // by somebody who signed in
	Live      bool   // a script keeps the page up to date; its own handler allows that
	Organises bool   // an organiser: the frame leads to their pages
	Calendar  bool   // a script shows its month with FullCalendar; Kept.SendStyled sends it
	Drafts    string // whose drafts a script keeps on this device: the person's id; "" for a page without script
}

// Frame makes the frame of a page; path is where it is.
func (p *Site) Frame(words *messages.Printer, path, title string) Frame {
	snap := p.programme.Programme()
	other := messages.Languages[0]
	if words.Lang() == other {
		other = messages.Languages[1]
	}
	return Frame{
		Lang: words.Lang(), Other: other, OtherURL: path + "?lang=" + other,
		Spoken: snap.LanguageFor(nil), Site: snap.Title, Title: title,
	}
}

// Render puts a page together before any of it is sent.
func (t Templates) Render(lang, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := t[lang][name].ExecuteTemplate(&b, "layout", data)
	return []byte(messages.TypesetHTML(b.String())), err
}

// Send renders and sends a page.
func (p *Site) Send(w http.ResponseWriter, status int, lang string, t Templates, name string, data any) {
	page, err := t.Render(lang, name, data)
	if err != nil {
		p.Log.Error("page not rendered", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	SendPage(w, status, lang, page)
}

// SendPage sends a page that was rendered before.
func SendPage(w http.ResponseWriter, status int, lang string, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", lang)
	w.WriteHeader(status)
	_, _ = w.Write(page) // the browser went away: nobody to tell
}

// By notes whose browser asks for the page: nil for a stranger.
func (f *Frame) By(who *events.Person) {
	f.Signed, f.Organises = who != nil, who != nil && who.Role == events.Organiser
}
