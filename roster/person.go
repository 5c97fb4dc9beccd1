package roster

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/contacts"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/report"
)

// personPage is somebody with the forms by which they are changed.
type personPage struct {
	office.Frame
	Row            personRow
	Form           events.Person
	Choices        personChoices
	InFile         bool
	Factor         bool   // they have a second factor, which another may remove
	Link           string // that signs in, shown once
	Until          string
	Saved, Problem string
}

// person answers GET /organise/people/{person}.
func (p *Pages) person(w http.ResponseWriter, r *http.Request, who *events.Person) {
	q := p.events.Programme().Person(mux.Vars(r)["person"])
	if q == nil {
		p.NotFound(w, r)
		return
	}
	p.showPerson(w, r, who, http.StatusOK, *q, func(words *messages.Printer, page *personPage) {
		if said := r.URL.Query().Get("saved"); slices.Contains([]string{"changed", "mailed", "revoked", "unfactored"}, said) {
			page.Saved = words.T("people.saved." + said)
		}
	})
}

func (p *Pages) showPerson(w http.ResponseWriter, r *http.Request, who *events.Person, status int, form events.Person, change func(*messages.Printer, *personPage)) {
	words := p.WordsFor(r, who.Language)
	q := p.events.Programme().Person(form.ID)
	lost, err := p.undelivered(r.Context(), words)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &personPage{Frame: p.Frame(words, "/organise/people", q.Name), Form: form, InFile: q.InFile, Choices: p.personChoices(words, &form)}
	seen, err := p.record.Seen(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page.Row = p.personRow(words, q, lost[q.ID], seen[q.ID])
	factor, err := p.accounts.Factors.State(r.Context(), q.ID)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page.Factor = factor.On && q.ID != who.ID
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "person", page)
}

// personSaid is what a form says of somebody; what it does not say stays.
func personSaid(form url.Values, q events.Person) events.Person {
	line := func(name string) string { return strings.Join(strings.Fields(form.Get(name)), " ") }
	q.Name, q.Email, q.Function = line("name"), line("email"), line("function")
	q.Role, q.Category, q.Language = events.Role(line("role")), line("category"), line("language")
	q.Territories = form["territory"]
	return q
}

// personPosted answers POST /organise/people/{person}: a change, a removal, a link that signs in, or the end of all that lets in.
func (p *Pages) personPosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	q := p.events.Programme().Person(mux.Vars(r)["person"])
	if err != nil || q == nil {
		p.NotFound(w, r)
		return
	}
	back, said := "/organise/people/"+q.ID, *q
	switch form.Get("do") {
	case "link":
		p.showLink(w, r, who, q)
		return
	case "mail":
		back, err = back+"?saved=mailed", p.accounts.AskForLink(r.Context(), events.NoticeSignIn, q.Email, accounts.From{Door: events.DoorOrganiser})
	case "revoke":
		back, err = back+"?saved=revoked", p.accounts.RevokeAll(r.Context(), q.ID)
	case "factor":
		back, err = back+"?saved=unfactored", p.accounts.Factors.Reset(r.Context(), q.ID, who.ID, events.DoorWeb)
	case "remove":
		back, err = "/organise/people?saved=removed", p.events.RemovePerson(r.Context(), q.ID)
	default:
		said = personSaid(form, *q)
		back, err = back+"?saved=changed", p.events.AddPeople(r.Context(), []events.Person{said})
	}
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showPerson(w, r, who, http.StatusUnprocessableEntity, said, func(words *messages.Printer, page *personPage) { page.Problem = office.WrongPerson(words, bad) })
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, back)
	}
}

// showLink shows a link that signs in, to be handed over: once, since only its hash is kept.
func (p *Pages) showLink(w http.ResponseWriter, r *http.Request, who, q *events.Person) {
	token, err := p.accounts.SignInLink(r.Context(), q.ID, handedOverFor)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	p.showPerson(w, r, who, http.StatusOK, *q, func(words *messages.Printer, page *personPage) {
		page.Link, page.Until = p.PublicURL+"/enter/"+token, report.Moment(words, p.events.Programme(), p.events.Now().Add(handedOverFor))
	})
}

// peoplePosted answers POST /organise/people: somebody new, or a table of contacts.
func (p *Pages) peoplePosted(w http.ResponseWriter, r *http.Request, who *events.Person) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		p.importShown(w, r, who)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 2*maxTable)
	err := r.ParseForm()
	form := r.PostForm
	if err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	if form.Has("table") {
		p.importKept(w, r, who)
		return
	}
	said := personSaid(form, events.Person{})
	removed, err := p.events.RemovedPeople(r.Context())
	snap := p.events.Programme()
	switch {
	case err != nil:
	case said.Name == "":
		err = events.Invalidf("name", "give the person's name")
	case snap.ByAddress(said.Email) != nil:
		err = events.Invalidf("email", "%s is the address of somebody", said.Email)
	default:
		said.ID = contacts.NewID(snap, removed, said.Name, func(string) bool { return false })
		err = p.events.AddPeople(r.Context(), []events.Person{said})
	}
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showPeople(w, r, who, http.StatusUnprocessableEntity, said, func(words *messages.Printer, page *peoplePage) { page.Problem = office.WrongPerson(words, bad) })
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, "/organise/people?saved=added")
	}
}
