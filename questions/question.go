package questions

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"parcours/arbitrages"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
)

// questionPage is an arbitrage with its form, or the form of a new one.
type questionPage struct {
	office.Frame
	New                       bool
	List                      string // address of what was answered
	Form                      questionForm
	Forms, Sessions           []office.Option
	Polls, To                 []office.Choice
	Saved, Problem, ProblemAt string
}

// questionForm is what the form says, as somebody typed it.
type questionForm struct {
	Number, Title, Question, Recap string
	Forms, Sessions                []string
	Poll, Who, To                  string
	Due, DueWhy                    string
	Stated, Optional, ByTheme      bool
}

var (
	allForms = []events.Form{events.FormYesNo, events.FormText, events.FormDocument, events.FormMatrix, events.FormPoll}
	saidAs   = []string{"made", "changed"}
)

// newQuestion stands in the address of a new one for its number.
const newQuestion = "new"

// readForm reads what was sent.
func readForm(r *http.Request) questionForm {
	line := func(name string) string { return strings.Join(strings.Fields(r.PostForm.Get(name)), " ") }
	text := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n"))
	}
	return questionForm{
		Number: line("number"), Title: line("title"), Question: text("question"), Recap: text("recap"), Forms: r.PostForm["form"], Sessions: r.PostForm["session"],
		Poll: line("poll"), Who: line("who"), To: line("to"), Due: line("due"), DueWhy: line("due-why"),
		Stated: r.PostForm.Has("stated"), Optional: r.PostForm.Has("optional"), ByTheme: r.PostForm.Has("by-theme"),
	}
}

// formOf is the form of an arbitrage as it was written.
func formOf(d *events.Decision) questionForm {
	f := questionForm{
		Number: strconv.Itoa(d.Number), Title: d.Title, Question: d.Question, Recap: d.Recap, Sessions: d.Sessions, Poll: d.Poll, Who: string(d.Who), To: d.To,
		Due: d.Due.String(), DueWhy: d.DueWhy, Stated: d.DueStated, Optional: d.Optional, ByTheme: d.ByTheme,
	}
	for _, form := range d.Form {
		f.Forms = append(f.Forms, string(form))
	}
	return f
}

// decision is what the form means. A field that cannot be read is an *Invalid.
func (f *questionForm) decision() (d events.Decision, err error) {
	d = events.Decision{
		Title: f.Title, Question: f.Question, Recap: f.Recap, Sessions: f.Sessions, Poll: f.Poll, Who: events.Role(f.Who), To: f.To,
		DueStated: f.Stated && f.Due != "", DueWhy: f.DueWhy, Optional: f.Optional, ByTheme: f.ByTheme,
	}
	for _, form := range allForms {
		if slices.Contains(f.Forms, string(form)) {
			d.Form = append(d.Form, form)
		}
	}
	if d.Number, err = strconv.Atoi(f.Number); err != nil {
		return d, events.Invalidf("number", "%q is no number", f.Number)
	}
	if f.Due != "" {
		if d.Due, err = events.ParseDay(f.Due); err != nil {
			return d, events.Invalidf("due", "%q is no day", f.Due)
		}
	}
	return d, nil
}

// question answers GET /organise/arbitrages/edit/{number}, where number is "new" for a new one.
func (p *Pages) question(w http.ResponseWriter, r *http.Request, who *events.Person) {
	named := mux.Vars(r)["number"]
	if named == newQuestion {
		next := strconv.Itoa(arbitrages.Next(p.events.Programme()))
		p.show(w, r, who, http.StatusOK, questionForm{Number: next, Forms: []string{string(events.FormText)}, Who: string(events.Referent)}, nil)
		return
	}
	number, _ := strconv.Atoi(named)
	d, err := p.made.Written(r.Context(), number)
	switch {
	case errors.Is(err, events.ErrNotFound):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		p.show(w, r, who, http.StatusOK, formOf(&d), nil)
	}
}

// questionPosted answers POST of the same: a new arbitrage, a change, or do=remove.
func (p *Pages) questionPosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	named := mux.Vars(r)["number"]
	number, _ := strconv.Atoi(named)
	f, back := readForm(r), "/organise/arbitrages"
	if named != newQuestion {
		f.Number = named
	}
	d, err := f.decision()
	switch {
	case form.Get("do") == "remove" && named != newQuestion:
		err = p.made.Remove(r.Context(), who, number)
	case err != nil:
	case named == newQuestion:
		back += "/edit/" + strconv.Itoa(d.Number) + "?saved=made"
		err = p.made.Make(r.Context(), who, d)
	default:
		back += "/edit/" + strconv.Itoa(number) + "?saved=changed"
		err = p.made.Change(r.Context(), who, number, d)
	}
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		if form.Get("do") == "remove" {
			if written, readable := p.made.Written(r.Context(), number); readable == nil {
				f = formOf(&written)
			}
		}
		p.show(w, r, who, http.StatusUnprocessableEntity, f, bad)
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, back)
	}
}

// show shows an arbitrage with its form as it was typed, and what is wrong with it, nil for nothing.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, who *events.Person, status int, f questionForm, bad *events.Invalid) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	page := &questionPage{New: mux.Vars(r)["number"] == newQuestion, Form: f, List: "/organise/arbitrages?decision=" + f.Number}
	title := words.T("questions.new")
	if !page.New {
		title = words.T("questions.title", "Number", f.Number)
	}
	page.Frame = p.Frame(words, r.URL.Path, title)
	page.At("/organise/arbitrages")
	for _, form := range allForms {
		page.Forms = append(page.Forms, office.Option{ID: string(form), Label: words.T("questions.form." + string(form)), On: slices.Contains(f.Forms, string(form))})
	}
	for _, x := range office.Sessions(snap, words, "") {
		page.Sessions = append(page.Sessions, office.Option{ID: x.Value, Label: x.Words, On: slices.Contains(f.Sessions, x.Value)})
	}
	page.Polls, page.To = polls(snap, f.Poll), p.receivers(words, snap, f.To)
	if bad != nil {
		page.Problem, page.ProblemAt = words.T("questions.wrong."+bad.Field), bad.Field
	}
	if said := r.URL.Query().Get("saved"); r.Method != http.MethodPost && slices.Contains(saidAs, said) {
		page.Saved = words.T("questions.saved." + said)
	}
	p.Send(w, status, words.Lang(), templates, "question", page)
}

func polls(snap *events.Snapshot, chosen string) (all []office.Choice) {
	for _, x := range snap.Polls {
		all = append(all, office.Choice{Value: x.ID, Words: x.Title})
	}
	return office.Chosen(all, chosen)
}

// receivers are who may receive the answers beside the organisers: who belongs to no delegation.
func (p *Pages) receivers(words *messages.Printer, snap *events.Snapshot, chosen string) (all []office.Choice) {
	all = []office.Choice{{Value: "", Words: words.T("questions.to_organisers")}}
	for _, q := range snap.People() {
		if q.ID == chosen || q.Role == events.Expert || q.Role == events.Organiser {
			all = append(all, office.Choice{Value: q.ID, Words: q.Name})
		}
	}
	return office.Chosen(all, chosen)
}
