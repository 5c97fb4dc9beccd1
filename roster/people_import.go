package roster

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"parcours/contacts"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/report"
)

// importPage shows line by line what a table of contacts would do.
type importPage struct {
	office.Frame
	Table string // the table, handed on in base64
	Lines []importLine
	Count int // of those that add or change somebody
}

type importLine struct{ Name, Email, Role, Place, What, Class string }

// maxTable is the largest table of contacts, in octets.
const maxTable = 4 << 20

// importShown reads a table and shows what it would do.
func (p *Pages) importShown(w http.ResponseWriter, r *http.Request, who *events.Person) {
	r.Body = http.MaxBytesReader(w, r.Body, maxTable)
	file, _, err := r.FormFile("file")
	var octets []byte
	if err == nil {
		defer file.Close()
		octets, err = io.ReadAll(file)
	}
	if err != nil {
		p.showPeople(w, r, who, http.StatusUnprocessableEntity, events.Person{}, func(words *messages.Printer, page *peoplePage) { page.Problem = words.T("people.no_file") })
		return
	}
	words, snap := p.WordsFor(r, who.Language), p.events.Programme()
	people, ok := p.readTable(w, r, who, octets)
	if !ok {
		return
	}
	page := &importPage{Frame: p.Frame(words, "/organise/people", words.T("people.import_title")), Table: base64.StdEncoding.EncodeToString(octets)}
	for _, q := range people {
		role := words.T("people.role.none")
		if q.Role != "" {
			role = words.T("people.role." + string(q.Role))
		} else if len(q.Territories) > 0 || q.Category != "" {
			role = words.T("people.role.member") // as AddPeople takes it
		}
		line := importLine{Name: q.Name, Email: q.Email, Role: role, What: words.T("people.line.new"), Class: "fixed"}
		line.Place = words.List(report.Territories(snap, q.Territories))
		if q.Category != "" {
			line.Place += " · " + report.Category(snap, q.Category)
		}
		if old := snap.Person(q.ID); old != nil {
			line.What, line.Class = words.T("people.line.changed"), "estimated"
			if contacts.Same(old, &q) {
				line.What, line.Class = words.T("people.line.same"), "past"
				page.Count--
			}
		}
		page.Count++
		page.Lines = append(page.Lines, line)
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "people_import", page)
}

// readTable reads a table against the programme as it stands; where a line cannot be read, it says so and nothing is taken.
func (p *Pages) readTable(w http.ResponseWriter, r *http.Request, who *events.Person, octets []byte) ([]events.Person, bool) {
	removed, err := p.events.RemovedPeople(r.Context())
	if err != nil {
		p.Failed(w, r, err)
		return nil, false
	}
	people, wrong := contacts.Read(octets, p.events.Programme(), removed, p.WordsFor(r, who.Language))
	if len(wrong) > 0 || len(people) == 0 {
		p.showPeople(w, r, who, http.StatusUnprocessableEntity, events.Person{}, func(words *messages.Printer, page *peoplePage) {
			page.Problem, page.Wrong = words.T("command.contacts.nothing", "Count", len(wrong)), wrong
		})
		return nil, false
	}
	return people, true
}

// importKept takes the table that was shown, against the programme as it stands by now.
func (p *Pages) importKept(w http.ResponseWriter, r *http.Request, who *events.Person) {
	octets, err := base64.StdEncoding.DecodeString(r.PostForm.Get("table"))
	if err != nil {
		p.Notice(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	people, ok := p.readTable(w, r, who, octets)
	if !ok {
		return
	}
	err = p.events.AddPeople(r.Context(), people)
	var bad *events.Invalid
	switch {
	case errors.As(err, &bad):
		p.showPeople(w, r, who, http.StatusUnprocessableEntity, events.Person{}, func(words *messages.Printer, page *peoplePage) { page.Problem = office.WrongPerson(words, bad) })
	case err != nil:
		p.Failed(w, r, err)
	default:
		office.SendBack(w, r, "/organise/people?saved=imported")
	}
}
