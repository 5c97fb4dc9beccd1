// Package shelf is the organisers' page of resources: links and documents of the programme, of a delegation, of sessions and arbitrages. It
// has no rule: it asks the rooms below.
package shelf

import (
	"embed"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
	"parcours/resources"
)

// Rooms are what the pages ask.
type Rooms struct {
	Events *events.Service
	Record *record.Service
}

// Pages answers organisers' requests.
type Pages struct {
	*office.Office
	events *events.Service
	made   *resources.Service
}

// New gives the pages of a server.
func New(rooms Rooms, shared *pages.Site) *Pages {
	return &Pages{Office: office.New(shared, rooms.Events), events: rooms.Events, made: resources.New(rooms.Events, rooms.Record)}
}

//go:embed templates/*.html
var templateFiles embed.FS

var templates = office.ParseTemplates(templateFiles, nil, "resources")

const address = "/organise/resources"

// Register adds the routes of all pages.
func (p *Pages) Register(r *mux.Router) {
	routes := p.Routes(r)
	routes.Get("/organise/resources", p.For(p.page))
	routes.Post("/organise/resources", p.For(p.posted))
}

// resourcesPage is all resources, and the form of one or of a new one.
type resourcesPage struct {
	office.Frame
	Resources                 []resourceRow
	Change                    string // id of the one that the form changes, "" for a new one
	Form                      events.Resource
	Territories               []office.Choice
	Sessions, Decisions       []office.Option
	Saved, Problem, ProblemAt string
}

type resourceRow struct{ ID, Title, URL, Where, Edit string }

// page answers GET /organise/resources; ?change=ID has the form of one.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, who *events.Person) {
	all, err := p.made.Written(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	id := r.URL.Query().Get("change")
	i := slices.IndexFunc(all, func(x events.Resource) bool { return x.ID == id })
	switch {
	case id == "":
		p.show(w, r, who, http.StatusOK, events.Resource{}, nil)
	case i < 0:
		p.NotFound(w, r)
	default:
		p.show(w, r, who, http.StatusOK, all[i], nil)
	}
}

// said is what the form says.
func said(r *http.Request) events.Resource {
	line := func(name string) string { return strings.Join(strings.Fields(r.PostForm.Get(name)), " ") }
	x := events.Resource{ID: line("id"), Title: line("title"), URL: line("url"), Territory: line("territory"), Sessions: r.PostForm["session"], Words: line("words")}
	for _, text := range r.PostForm["decision"] {
		n, _ := strconv.Atoi(text)
		x.Decisions = append(x.Decisions, n)
	}
	return x
}

// posted answers POST: a new resource, a change, or do=remove.
func (p *Pages) posted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	x, told := said(r), "changed"
	switch {
	case form.Get("do") == "remove":
		told, err = "removed", p.made.Remove(r.Context(), who, x.ID)
	case x.ID != "":
		err = p.made.Change(r.Context(), who, x)
	default:
		told = "made"
		_, err = p.made.Make(r.Context(), who, x)
	}
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.show(w, r, who, http.StatusUnprocessableEntity, x, bad)
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, address+"?saved="+told)
	}
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, who *events.Person, status int, form events.Resource, bad *events.Invalid) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	all, err := p.made.Written(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &resourcesPage{Frame: p.Frame(words, address, words.T("resources.title")), Change: form.ID, Form: form, Territories: office.Territories(snap, form.Territory)}
	for _, x := range all {
		page.Resources = append(page.Resources, resourceRow{x.ID, x.Title, x.URL, where(words, snap, &x), address + "?change=" + x.ID + "#form"})
	}
	for _, x := range office.Sessions(snap, words, "") {
		page.Sessions = append(page.Sessions, office.Option{ID: x.Value, Label: x.Words, On: slices.Contains(form.Sessions, x.Value)})
	}
	for _, d := range snap.Decisions {
		page.Decisions = append(page.Decisions, office.Option{ID: strconv.Itoa(d.Number), Label: strconv.Itoa(d.Number) + ". " + d.Title, On: slices.Contains(form.Decisions, d.Number)})
	}
	if bad != nil {
		page.Problem, page.ProblemAt = words.T("resources.wrong."+bad.Field), bad.Field
	}
	if said := r.URL.Query().Get("saved"); r.Method != http.MethodPost && slices.Contains([]string{"made", "changed", "removed"}, said) {
		page.Saved = words.T("resources.saved." + said)
	}
	p.Send(w, status, words.Lang(), templates, "resources", page)
}

// where says where a resource is shown.
func where(words *messages.Printer, snap *events.Snapshot, x *events.Resource) string {
	places := []string{words.T("resources.everywhere")}
	if x.Territory != "" {
		places[0] = report.Territory(snap, x.Territory)
	}
	places = append(places, report.Titles(snap, x.Sessions)...)
	for _, n := range x.Decisions {
		places = append(places, words.T("history.arbitrage", "Number", n))
	}
	return words.List(places)
}
