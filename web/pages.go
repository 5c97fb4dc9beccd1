// Package web is the pages that people open in a browser: the programme with its calendars to subscribe to, and
// the answer page of one invitation. They need no JavaScript.
package web

import (
	"bytes"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/ical"
	"parcours/messages"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events    *events.Service
	Accounts  *accounts.Service
	Calendars *calendars.Service
	Delivery  *delivery.Service
}

// Options of the pages.
type Options struct {
	PublicURL string       // "https://parcours.example.org": what addresses on the pages begin with
	Logger    *slog.Logger // nil: slog's default
}

// Pages answers the browser's requests.
type Pages struct {
	events    *events.Service
	accounts  *accounts.Service
	calendars *calendars.Service
	delivery  *delivery.Service
	text      *ical.Renderer
	publicURL string
	log       *slog.Logger
	origins   *http.CrossOriginProtection

	mu       sync.Mutex
	rendered map[string]rendering // the programme page by what the address asks for, language, and whether one is signed in
}

// rendering is the programme page as it was for one snapshot and minute: it shows nothing finer.
type rendering struct {
	programme *events.Snapshot
	minute    time.Time
	page      *kept
}

// New gives the pages of a service.
func New(rooms Rooms, o Options) *Pages {
	p := &Pages{
		events: rooms.Events, accounts: rooms.Accounts, calendars: rooms.Calendars, delivery: rooms.Delivery, publicURL: strings.TrimRight(o.PublicURL, "/"), log: o.Logger,
		origins: http.NewCrossOriginProtection(), rendered: map[string]rendering{},
	}
	p.text = ical.NewRenderer(p.publicURL)
	if p.log == nil {
		p.log = slog.Default()
	}
	if err := p.origins.AddTrustedOrigin(p.publicURL); err != nil {
		p.log.Warn("the public address is no origin of a form", "public_url", p.publicURL, "error", err)
	}
	p.origins.SetDenyHandler(http.HandlerFunc(p.foreignForm))
	return p
}

// Register adds the routes of all pages. They take GET, HEAD and, for an answer, POST; other methods are left to
// other routes.
func (p *Pages) Register(r *mux.Router) {
	pages := r.NewRoute().Subrouter()
	pages.Use(secured, p.signed, packed)
	get := func(path string, f http.HandlerFunc) {
		pages.HandleFunc(path, f).Methods(http.MethodGet, http.MethodHead)
	}
	post := func(path string, f http.HandlerFunc) {
		pages.Handle(path, p.origins.Handler(f)).Methods(http.MethodPost)
	}
	get("/", p.programme)
	get("/s/{session}.ics", p.sessionFile)
	get("/a/{token}", p.answerForm)
	post("/a/{token}", p.answer)
	get("/password/{token}", p.passwordForm)
	post("/password/{token}", p.password)
	for path, q := range p.questions() {
		get(path, p.question(q))
		post(path, p.questionAnswered(q).ServeHTTP)
	}
	get("/sign-in", p.signInForm)
	post("/sign-in", p.signIn)
	post("/sign-out", p.signOut)
	get("/me", p.mine)
	post("/me", p.mineAnswered)
	get("/m/{token}", p.mineByLink)
	post("/m/{token}", p.mineByLinkAnswered)
	get("/d/{territory}", p.desk)
	post("/d/{territory}", p.deskAnswered)
	get("/d/{territory}/note", p.deskNote)
	get("/qr/{scope:.+}.svg", p.qr)
	get("/robots.txt", robots)
	get("/favicon.ico", static("favicon.svg"))
	get("/static/{name:style.css|favicon.svg}", func(w http.ResponseWriter, r *http.Request) {
		static(mux.Vars(r)["name"])(w, r)
	})
}

//go:embed templates/*.html templates/note.tmpl
var templateFiles embed.FS

// templates of each page by language. They are parsed at start, so that a broken one stops the program.
var templates = parseTemplates()

var pageNames = []string{"programme", "welcome", "answer", "password", "question", "notice", "signin", "me", "desk"}

func parseTemplates() map[string]map[string]*template.Template {
	all := map[string]map[string]*template.Template{}
	for _, lang := range messages.Languages {
		words := messages.For(lang)
		funcs := template.FuncMap{
			"t": words.T, "style": func() string { return styleAddress },
			"phrases": func(when string) []string { return strings.SplitAfter(when, ",") }, // lines break after these
		}
		shared := template.Must(template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
		all[lang] = map[string]*template.Template{}
		for _, name := range pageNames {
			page := template.Must(shared.Clone())
			all[lang][name] = template.Must(page.ParseFS(templateFiles, "templates/"+name+".html"))
		}
	}
	return all
}

// frame is what every page has around its own part.
type frame struct {
	Lang     string // of the page
	Other    string // the language to switch to
	OtherURL string
	Spoken   string // language of the programme's own titles and descriptions
	Site     string // title of the programme, "" without one
	Title    string
	Private  bool // not for search engines
	Feed     string
	About    string // what search engines show of the page, "" for nothing
	Main     string // address of the page that this one is a part or an order of, "" for none
	Signed   bool   // by somebody who signed in
}

// frame makes the frame of a page; path is where it is.
func (p *Pages) frame(words *messages.Printer, path, title string) frame {
	snap := p.events.Programme()
	other := messages.Languages[0]
	if words.Lang() == other {
		other = messages.Languages[1]
	}
	return frame{
		Lang: words.Lang(), Other: other, OtherURL: path + "?lang=" + other,
		Spoken: snap.LanguageFor(nil), Site: snap.Title, Title: title,
	}
}

// render puts a page together before any of it is sent.
func (p *Pages) render(lang, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := templates[lang][name].ExecuteTemplate(&b, "layout", data)
	return []byte(messages.TypesetHTML(b.String())), err
}

// send renders and sends a page.
func (p *Pages) send(w http.ResponseWriter, status int, lang, name string, data any) {
	page, err := p.render(lang, name, data)
	if err != nil {
		p.log.Error("page not rendered", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	sendPage(w, status, lang, page)
}

func sendPage(w http.ResponseWriter, status int, lang string, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", lang)
	w.WriteHeader(status)
	_, _ = w.Write(page) // the browser went away: nobody to tell
}
