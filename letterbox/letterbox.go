// Package letterbox is the page by which somebody decides on a message about their calendar that came by mail and for which nobody
// vouches. The link of the mail lets in.
package letterbox

import (
	"embed"
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"parcours/correspondence"
	"parcours/events"
	"parcours/ical"
	"parcours/messages"
	"parcours/pages"
)

//go:embed templates/*.html
var templateFiles embed.FS

var templates = pages.ParseTemplates(templateFiles, nil, "held")

// Rooms are what the page asks.
type Rooms struct {
	Events         *events.Service
	Correspondence *correspondence.Service
	Render         *ical.Renderer
}

// Pages answers for the page.
type Pages struct {
	Rooms
	*pages.Site
}

// New makes it.
func New(rooms Rooms, site *pages.Site) *Pages { return &Pages{rooms, site} }

// Register takes the page's routes.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get("/letterbox/{id}", func(w http.ResponseWriter, r *http.Request) { p.show(w, r, http.StatusOK, "") })
	routes.Post("/letterbox/{id}", p.decide)
}

// heldPage shows what waits. What somebody elsewhere wrote is shown as text alone.
type heldPage struct {
	pages.Frame
	Action  string
	Lead    string
	Take    string // the words of the button that takes it
	What    string
	When    string
	Where   string
	Text    string
	Problem string
	Settled string // what became of it, in words; "" while it waits
}

// show answers GET /letterbox/{id}: it never changes anything.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, problem string) {
	h, err := p.Correspondence.Held(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		p.missing(w, r, err)
		return
	}
	language := ""
	if who := p.Events.Programme().Person(h.Person); who != nil {
		language = who.Language
	}
	words := p.WordsFor(r, language)
	page := heldPage{Frame: p.Frame(words, r.URL.Path, words.T("letterbox.title")), Action: r.URL.Path}
	page.Private = true
	page.By(pages.Viewer(r))
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
	}
	if problem != "" {
		page.Problem = words.T("letterbox." + problem)
	}
	if h.Settled != "" {
		page.Settled = words.T("letterbox." + h.Settled)
	} else if err := p.fill(&page, words, h); err != nil {
		p.Failed(w, r, err)
		return
	}
	p.Send(w, status, words.Lang(), templates, "held", page)
}

// fill says what waits.
func (p *Pages) fill(page *heldPage, words *messages.Printer, h *correspondence.Held) error {
	zone := p.Events.Programme().Loc
	told, err := p.Render.Told(h.Message, zone)
	if err != nil {
		return err
	}
	page.What, page.Where, page.Text = told.Title, told.Where, pages.Shortened(told.Text, 600)
	if page.What == "" {
		page.What = words.T("letter.untitled")
	}
	if w := told.When; w.AllDay {
		page.When = words.When(w.Start, w.End, true)
	} else if !w.Start.IsZero() {
		page.When = words.When(w.Start.In(zone), w.End, false)
	}
	switch {
	case h.Token != "":
		page.Lead, page.Take = words.T("letterbox.lead_answer", "From", h.From, "Answer", words.T("letterbox.answer."+answerWord(told.Partstat))), words.T("letterbox.take_answer")
	case h.Method == "CANCEL":
		page.Lead, page.Take = words.T("letterbox.lead_cancel", "From", h.From, "Organiser", told.Organiser), words.T("letterbox.take_cancel")
	case told.Organiser == h.From:
		page.Lead, page.Take = words.T("letterbox.lead_invites", "From", h.From), words.T("letterbox.take_invitation")
	default:
		page.Lead, page.Take = words.T("letterbox.lead_invitation", "From", h.From, "Organiser", told.Organiser), words.T("letterbox.take_invitation")
	}
	return nil
}

// answerWord is the key of an answer's words.
func answerWord(partstat string) string {
	switch events.Partstat(partstat) {
	case events.Accepted:
		return "yes"
	case events.Tentative:
		return "maybe"
	case events.Declined:
		return "no"
	}
	return "something"
}

func (p *Pages) missing(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, events.ErrNotFound) {
		p.NotFound(w, r)
		return
	}
	p.Failed(w, r, err)
}

// decide answers the POST, and sends the browser back to the page, which says what became of it.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<12)
	if err := r.ParseForm(); err != nil {
		p.show(w, r, http.StatusBadRequest, "choose")
		return
	}
	answer := r.PostForm.Get("answer")
	if answer != "take" && answer != "leave" {
		p.show(w, r, http.StatusUnprocessableEntity, "choose")
		return
	}
	if err := p.Correspondence.Decide(r.Context(), mux.Vars(r)["id"], answer == "take"); err != nil {
		p.missing(w, r, err)
		return
	}
	to := r.URL.Path
	if lang := r.URL.Query().Get("lang"); lang == "fr" || lang == "en" {
		to += "?lang=" + lang
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}
