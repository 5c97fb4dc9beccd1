package desks

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"strings"

	"parcours/contacts"
	"parcours/delegation"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// peoplePage is who belongs to a delegation, with the forms by which its referents change that.
type peoplePage struct {
	frame
	Changes    bool // whoever looks may change somebody
	Categories []events.Category
	People     []personRow
	Add        personRow // the form for one more, with what was typed where it was refused
	Table      string    // as it was pasted or sent
	Lines      []string  // what cannot be read of it, in words, with its line
	Steps      []stepRow // what would become of it
	Keeps      bool      // all of it can be kept
}

// personRow is somebody with the form that changes them.
type personRow struct {
	ID, Name, Email, Function, Role, Category, Language string
	CategoryWords, RoleWords                            string
	Changes, Removes                                    bool
	InFile                                              bool
	Open                                                bool // its form was sent and not kept
	Problem                                             string
}

// stepRow is what would become of one line.
type stepRow struct {
	Name, Email, Kind, Words string
	Details                  string
}

// people answers GET and POST /d/{territory}/people.
func (p *Pages) people(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	if r.Method != http.MethodPost {
		p.showPeople(w, r, who, t, http.StatusOK, func(words *messages.Printer, page *peoplePage) { page.told(words, r) })
		return
	}
	if !form(w, r) {
		p.showPeople(w, r, who, t, http.StatusBadRequest, func(words *messages.Printer, page *peoplePage) { page.Problem = words.T("desks.refused.form") })
		return
	}
	switch {
	case r.PostForm.Has(pages.IsDraft):
		p.showPeople(w, r, who, t, http.StatusOK, func(_ *messages.Printer, page *peoplePage) {
			page.Draft, page.Table = true, r.PostForm.Get("table")
			page.typed(typedPerson(r))
		})
	case r.PostForm.Has("remove"):
		if why := p.back(w, r, p.delegation.Remove(r.Context(), who, t.ID, r.PostForm.Get("remove")), "gone", "#people"); why != "" {
			p.showPeople(w, r, who, t, http.StatusUnprocessableEntity, func(words *messages.Printer, page *peoplePage) { page.Problem = words.T("desks.refused." + why) })
		}
	case r.PostForm.Has("email"):
		p.keepOne(w, r, who, t)
	default:
		p.keepTable(w, r, who, t)
	}
}

// keepOne adds somebody, or changes one who is there: it is a table of one line.
func (p *Pages) keepOne(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	one := typedPerson(r)
	head, line := []string{"email", "name", "function", "category"}, []string{one.Email, one.Name, one.Function, one.Category}
	if one.ID != "" {
		head, line = append(head, "id"), append(line, one.ID)
	}
	var table bytes.Buffer
	c := csv.NewWriter(&table)
	_ = c.WriteAll([][]string{head, line}) // a buffer takes all
	words := p.WordsFor(r, who.Language)
	people, wrong, err := p.read(r, t.ID, table.Bytes(), words)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	var steps []delegation.Step
	if len(wrong) == 0 && len(people) == 1 {
		steps, err = p.delegation.Keep(r.Context(), who, t.ID, people)
	} else if _, err = p.delegation.Plan(r.Context(), who, t.ID, nil); err == nil {
		err = events.Invalidf("people", "name and address are needed")
	}
	if why := p.back(w, r, err, "people", "#people"); why != "" {
		one.Problem = refusedPerson(words, wrong, steps)
		p.showPeople(w, r, who, t, http.StatusUnprocessableEntity, func(_ *messages.Printer, page *peoplePage) { page.typed(one) })
	}
}

// typedPerson reads the form of one person.
func typedPerson(r *http.Request) personRow {
	return personRow{
		ID: r.PostForm.Get("id"), Email: text(r, "email"), Name: text(r, "name"), Function: text(r, "function"), Category: r.PostForm.Get("category"),
	}
}

// refusedPerson says why one person was not kept.
func refusedPerson(words *messages.Printer, wrong []string, steps []delegation.Step) string {
	if len(wrong) > 0 {
		_, said, _ := strings.Cut(wrong[0], ": ")
		return said
	}
	for _, st := range steps {
		if st.Kind == delegation.StepRefused {
			return words.T("desks.why." + string(st.Why))
		}
	}
	return words.T("desks.why.invalid")
}

// typed shows a form again that was refused.
func (page *peoplePage) typed(one personRow) {
	page.Problem = one.Problem
	if one.ID == "" {
		page.Add = one
		return
	}
	for i := range page.People {
		if row := &page.People[i]; row.ID == one.ID {
			row.Name, row.Email, row.Function, row.Category = one.Name, one.Email, one.Function, one.Category
			row.Problem, row.Open = one.Problem, true
		}
	}
}

// keepTable reads a table that was pasted or sent as a file, and shows what would become of each line; with the word for it, it is
// kept.
func (p *Pages) keepTable(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	octets, err := tableOf(r)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	words := p.WordsFor(r, who.Language)
	people, wrong, err := p.read(r, t.ID, octets, words)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	if r.PostForm.Get("keep") == "yes" && len(wrong) == 0 {
		steps, err := p.delegation.Keep(r.Context(), who, t.ID, people)
		if why := p.back(w, r, err, "people", "#people"); why != "" {
			p.showTable(w, r, who, t, octets, wrong, steps)
		}
		return
	}
	steps, err := p.delegation.Plan(r.Context(), who, t.ID, people)
	if errors.Is(err, events.ErrForbidden) || errors.Is(err, events.ErrNotFound) {
		p.NotFound(w, r)
		return
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	p.showTable(w, r, who, t, octets, wrong, steps)
}

// tableOf is the table of a form: a file if there is one, else what was pasted.
func tableOf(r *http.Request) ([]byte, error) {
	if r.MultipartForm != nil {
		for _, f := range r.MultipartForm.File["file"] {
			if f.Size == 0 {
				continue
			}
			file, err := f.Open()
			if err != nil {
				return nil, err
			}
			defer file.Close()
			return io.ReadAll(file)
		}
	}
	return []byte(r.PostForm.Get("table")), nil
}

func (p *Pages) read(r *http.Request, territory string, table []byte, words *messages.Printer) (people []events.Person, wrong []string, err error) {
	removed, err := p.events.RemovedPeople(r.Context())
	if err != nil {
		return nil, nil, err
	}
	people, wrong = contacts.ReadOf(territory, table, p.events.Programme(), removed, words)
	return people, wrong, nil
}

// showTable shows what would become of a table.
func (p *Pages) showTable(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, octets []byte, wrong []string, steps []delegation.Step) {
	p.showPeople(w, r, who, t, http.StatusOK, func(words *messages.Printer, page *peoplePage) {
		page.Table, page.Lines = contacts.Text(octets), wrong
		page.Keeps = len(wrong) == 0 && len(steps) > 0
		for _, st := range steps {
			row := stepRow{Name: st.Person.Name, Email: st.Person.Email, Kind: string(st.Kind), Words: words.T("desks.step." + string(st.Kind))}
			switch {
			case st.Kind == delegation.StepRefused:
				row.Details, page.Keeps = words.T("desks.why."+string(st.Why)), false
			case st.Kind == delegation.StepChanged:
				var fields []string
				for _, f := range st.Changes {
					fields = append(fields, words.T("desks.field."+f))
				}
				row.Details = words.List(fields)
			}
			page.Steps = append(page.Steps, row)
		}
		if !page.Keeps {
			page.Problem = words.T("desks.refused.people")
		}
	})
}

func (p *Pages) showPeople(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, status int, change func(*messages.Printer, *peoplePage)) {
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	page := &peoplePage{frame: p.frame(r, words, words.T("desks.people.title", "Of", events.Of(words.Lang(), t.Name))), Categories: snap.Categories}
	page.Desk, page.Changes = "/d/"+t.ID, who.Role == events.Organiser || who.ReferentOf(t.ID)
	for _, x := range snap.Delegation(t.ID) {
		row := personRow{
			ID: x.ID, Name: x.Name, Function: x.Function, Category: x.Category, RoleWords: words.T("desk.as." + string(x.Role)),
			Changes: delegation.Changes(who, t.ID, x), Removes: delegation.Removes(who, t.ID, x), InFile: x.InFile,
		}
		if page.Changes {
			row.Email = x.Email
		}
		if c := snap.Category(x.Category); c != nil {
			row.CategoryWords = c.Label
		}
		page.People = append(page.People, row)
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "people", page)
}
