package organise

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"parcours/accounts"
	"parcours/contacts"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
	"parcours/table"
)

// historyPage is what happened, the latest first.
type historyPage struct {
	office.Frame
	Problem  string
	Who      string // as it was typed
	Known    []string
	Sessions []office.Choice
	Kinds    []office.Choice
	Doors    []office.Choice
	Word     string
	From, To string // dates
	Entries  []entryView
	Pager    office.Pager
}

// entryView is one thing that happened, in words.
type entryView struct {
	At       time.Time `json:"at"`
	When     string    `json:"-"`
	Kind     string    `json:"kind"`
	KindWord string    `json:"-"`
	Session  string    `json:"session,omitempty"` // id
	Title    string    `json:"title,omitempty"`
	About    string    `json:"about,omitempty"` // whom
	By       string    `json:"by,omitempty"`
	Door     string    `json:"door,omitempty"`
	DoorWord string    `json:"-"`
	Before   string    `json:"before,omitempty"`
	After    string    `json:"after"`
	Comment  string    `json:"comment,omitempty"`
}

const entriesOnPage = 100

// asked is which entries an address asks for; word is what they say.
type asked struct {
	record.LogQuery
	word string
}

// askedLog reads the address: whom, which session, which dates, what kind, by which door, which word. field names what is not there.
func (p *Pages) askedLog(r *http.Request) (q asked, field string, err error) {
	form, snap := r.URL.Query(), p.events.Programme()
	q.Session, q.Kind, q.Door = form.Get("session"), record.EntryKind(form.Get("kind")), events.Door(form.Get("door"))
	q.word = folded(form.Get("word"))
	if who := strings.TrimSpace(form.Get("who")); who != "" {
		if q.Person, err = p.whoever(r, who); q.Person == "" {
			return q, "who", err
		}
	}
	if q.Session != "" && len(snap.Group(q.Session)) == 0 {
		return q, "session", nil
	}
	for name, to := range map[string]*time.Time{"from": &q.From, "to": &q.To} {
		if text := form.Get(name); text != "" {
			day, err := events.ParseDay(text)
			if err != nil {
				return q, "date", nil
			}
			if name == "to" {
				day = day.Add(1)
			}
			*to = day.In(snap.Loc)
		}
	}
	return q, "", nil
}

// whoever is the id of whom an id, an address or a whole name means, of somebody who was removed too; "" for nobody.
func (p *Pages) whoever(r *http.Request, who string) (string, error) {
	if person := contacts.Called(p.events.Programme(), who); person != nil {
		return person.ID, nil
	}
	removed, err := p.events.RemovedPeople(r.Context())
	for i := range removed {
		if q := &removed[i]; !q.Erased() && (q.ID == who || events.FoldAddress(q.Email) == events.FoldAddress(who) || contacts.SameLetters(q.Name, who)) {
			return q.ID, err
		}
	}
	return "", err
}

// entries reads and words the entries of a page, or all (0), and tells whether more follow. A word is looked for in all that is shown of
// an entry, so that all entries are read then.
func (p *Pages) entries(r *http.Request, v voice, q asked, page int) (views []entryView, more bool, err error) {
	if page > 0 && q.word == "" {
		q.Skip, q.Limit = entriesOnPage*(page-1), entriesOnPage+1
	}
	all, err := p.record.Log(r.Context(), q.LogQuery)
	skip := 0
	for i := range all {
		view := v.entry(&all[i])
		if q.word != "" {
			if !strings.Contains(view.letters(), q.word) {
				continue
			}
			if skip++; page > 0 && skip <= entriesOnPage*(page-1) {
				continue
			}
		}
		if page > 0 && len(views) == entriesOnPage {
			return views, true, err
		}
		views = append(views, view)
	}
	return views, false, err
}

// history answers GET /organise/history.
func (p *Pages) history(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, status, form := p.WordsFor(r, who.Language), http.StatusOK, r.URL.Query()
	page := &historyPage{Frame: p.Frame(words, "/organise/history", words.T("history.title")), Who: form.Get("who"), Word: form.Get("word"), From: form.Get("from"), To: form.Get("to")}
	v, l := p.voice(words), lookOf(r)
	q, field, err := p.askedLog(r)
	if field != "" && err == nil {
		page.Problem, status, q = words.T("history.problem."+field), http.StatusUnprocessableEntity, asked{}
	}
	more := false
	if err == nil {
		page.Entries, more, err = p.entries(r, v, q, l.Page)
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	address := func(n int) string { return withQuery("/organise/history", askedOn(form, n)) }
	page.Pager = office.Pager{Here: l.Page, Last: l.Page, Open: true}
	if l.Page > 1 {
		page.Pager.Earlier = address(l.Page - 1)
	}
	if more {
		page.Pager.Later, page.Pager.Last = address(l.Page+1), l.Page+1
	}
	p.fillSearch(words, page, q)
	page.Exports = []office.Export{office.ExportOf("/organise/history", words.T("history.export"), askedOn(form, 1))}
	p.Send(w, status, words.Lang(), templates, "history", page)
}

// askedOn is what a page of the history is asked by.
func askedOn(form url.Values, page int) url.Values {
	asked := url.Values{}
	for _, name := range []string{"who", "session", "from", "to", "kind", "door", "word", "lang"} {
		if value := form.Get(name); value != "" {
			asked.Set(name, value)
		}
	}
	if page > 1 {
		asked.Set("page", strconv.Itoa(page))
	}
	return asked
}

// fillSearch fills the form by which the history is searched.
func (p *Pages) fillSearch(words *messages.Printer, page *historyPage, q asked) {
	snap := p.events.Programme()
	page.Sessions = office.Sessions(snap, words, q.Session)
	for _, kind := range record.EntryKinds {
		page.Kinds = append(page.Kinds, office.Choice{Value: string(kind), Words: words.T("history.kind." + string(kind)), Chosen: kind == q.Kind})
	}
	for _, door := range historyDoors {
		page.Doors = append(page.Doors, office.Choice{Value: string(door), Words: words.T("history.through." + string(door)), Chosen: door == q.Door})
	}
	for _, person := range snap.People() {
		if len(page.Known) < knownOffered {
			page.Known = append(page.Known, person.Email)
		}
	}
}

// historyDoors are those by which something comes that the history has.
var historyDoors = []events.Door{events.DoorWeb, events.DoorCalDAV, events.DoorMail, events.DoorOrganiser, events.DoorCommand, accounts.DoorFile, events.DoorDeleted}

// entry puts an entry into words.
func (v voice) entry(e *record.Entry) entryView {
	view := entryView{
		At: e.At.In(v.snap.Loc), When: v.moment(e.At), Kind: string(e.Kind), KindWord: v.words.T("history.kind." + string(e.Kind)), Session: e.Session, Door: string(e.Door),
		About: report.Subject(v.words, v.snap, e.For), By: report.Person(v.words, v.snap, e.By),
	}
	if e.Session != "" {
		view.Title = report.SessionTitle(v.snap, e.Session)
	}
	if e.Door != "" {
		view.DoorWord = v.words.T("command.door." + string(e.Door))
	}
	switch e.Kind {
	case record.EntryAnswer:
		view.After, view.Comment = v.answer(e.Answer).Words, e.Answer.Comment
		if e.Before != nil {
			view.Before = v.answer(e.Before).Words
		}
	case record.EntryArbitrage, record.EntryReply:
		view.Title = v.words.T("history.arbitrage", "Number", e.Said.Decision)
		view.Before, view.After = pages.Shortened(e.SaidWas, 300), cmp.Or(e.Said.Text, v.words.T("history.no_words"))
		if e.Said.Done {
			view.After = v.words.T("history.done", "Text", view.After)
		}
	case record.EntrySession:
		view.After = v.state(e.Now)
		view.Title, view.Comment = e.Now.Title, e.Now.Why
		if e.Was != nil {
			view.Before = v.state(e.Was)
		}
	case record.EntryPerson, record.EntryAccess, record.EntryErased:
		v.aboutPerson(e, &view)
	case record.EntryFactor:
		view.After = v.words.T("history.factor." + e.Access.What)
	case record.EntryPresence:
		view.After = v.words.T("history.absent")
		if e.Present.Present {
			view.After = v.words.T("history.present")
		}
	}
	return view
}

// state is a session's date and its state.
func (v voice) state(x *events.Session) string {
	state := string(x.Status)
	if x.Draft() {
		state = "draft"
	}
	return x.Title + ", " + v.when(x.When) + " (" + v.words.T("command.session."+state) + ")"
}

// historyFile answers GET /organise/history.csv, .xlsx, .ods and .json: all entries that the address asks for.
func (p *Pages) historyFile(format string) office.Page {
	return func(w http.ResponseWriter, r *http.Request, who *events.Person) {
		words := p.WordsFor(r, who.Language)
		q, field, err := p.askedLog(r)
		if field != "" && err == nil {
			http.Error(w, words.T("history.problem."+field), http.StatusBadRequest)
			return
		}
		list := []entryView{}
		if err == nil {
			var all []entryView
			all, _, err = p.entries(r, p.voice(words), q, 0)
			list = append(list, all...)
		}
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		p.SendFile(w, r, format, office.Download{Name: "history", Sheet: table.Sheet{Name: words.T("history.title"), Head: historyHead(words), Rows: historyCells(list)}, List: list})
	}
}

func historyHead(words *messages.Printer) (head []string) {
	for _, key := range []string{"when", "kind", "session", "title", "about", "before", "after", "comment", "by", "door"} {
		head = append(head, words.T("history.head."+key))
	}
	return head
}

func historyCells(list []entryView) func(func([]any) bool) {
	return func(yield func([]any) bool) {
		for _, e := range list {
			if !yield([]any{e.At, e.KindWord, e.Session, e.Title, e.About, e.Before, e.After, e.Comment, e.By, e.DoorWord}) {
				return
			}
		}
	}
}
