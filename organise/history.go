package organise

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

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

const (
	entriesOnPage = 100
	pagesOfLog    = 200 // beyond these one asks for dates
)

// asked reads the address: whom, which session, which dates, what kind. field names what is not there.
func (p *Pages) askedLog(r *http.Request) (q record.LogQuery, field string) {
	form, snap := r.URL.Query(), p.events.Programme()
	q.Session, q.Kind = form.Get("session"), record.EntryKind(form.Get("kind"))
	if who := strings.TrimSpace(form.Get("who")); who != "" {
		person := contacts.Called(snap, who)
		if person == nil {
			return q, "who"
		}
		q.Person = person.ID
	}
	if q.Session != "" && len(snap.Group(q.Session)) == 0 {
		return q, "session"
	}
	for name, to := range map[string]*time.Time{"from": &q.From, "to": &q.To} {
		if text := form.Get(name); text != "" {
			day, err := events.ParseDay(text)
			if err != nil {
				return q, "date"
			}
			if name == "to" {
				day = day.Add(1)
			}
			*to = day.In(snap.Loc)
		}
	}
	return q, ""
}

// history answers GET /organise/history.
func (p *Pages) history(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, status, form := p.WordsFor(r, who.Language), http.StatusOK, r.URL.Query()
	page := &historyPage{Frame: p.Frame(words, "/organise/history", words.T("history.title")), Who: form.Get("who"), From: form.Get("from"), To: form.Get("to")}
	v, l := p.voice(words), lookOf(r)
	q, field := p.askedLog(r)
	if field != "" {
		page.Problem, status, q = words.T("history.problem."+field), http.StatusUnprocessableEntity, record.LogQuery{}
	}
	l.Page = min(l.Page, pagesOfLog)
	q.Skip, q.Limit = entriesOnPage*(l.Page-1), entriesOnPage+1
	all, err := p.record.Log(r.Context(), q)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	asked := func(n int) url.Values {
		asked := url.Values{}
		for _, name := range []string{"who", "session", "from", "to", "kind", "lang"} {
			if value := form.Get(name); value != "" {
				asked.Set(name, value)
			}
		}
		if n > 1 {
			asked.Set("page", strconv.Itoa(n))
		}
		return asked
	}
	address := func(n int) string { return withQuery("/organise/history", asked(n)) }
	page.Pager = office.Pager{Here: l.Page, Last: l.Page, Open: true}
	if l.Page > 1 {
		page.Pager.Earlier = address(l.Page - 1)
	}
	if len(all) > entriesOnPage && l.Page < pagesOfLog {
		page.Pager.Later, page.Pager.Last = address(l.Page+1), l.Page+1
	}
	all = all[:min(len(all), entriesOnPage)]
	for i := range all {
		page.Entries = append(page.Entries, v.entry(&all[i]))
	}
	page.Sessions = office.Sessions(v.snap, words, q.Session)
	for _, kind := range record.EntryKinds {
		page.Kinds = append(page.Kinds, office.Choice{Value: string(kind), Words: words.T("history.kind." + string(kind)), Chosen: kind == q.Kind})
	}
	for _, person := range v.snap.People() {
		if len(page.Known) < knownOffered {
			page.Known = append(page.Known, person.Email)
		}
	}
	page.Exports = []office.Export{office.ExportOf("/organise/history", words.T("history.export"), asked(1))}
	p.Send(w, status, words.Lang(), templates, "history", page)
}

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
		q, field := p.askedLog(r)
		if field != "" {
			http.Error(w, words.T("history.problem."+field), http.StatusBadRequest)
			return
		}
		all, err := p.record.Log(r.Context(), q)
		var bad *events.Invalid
		if errors.As(err, &bad) {
			http.Error(w, bad.Error(), http.StatusBadRequest)
			return
		}
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		v, list := p.voice(words), []entryView{}
		for i := range all {
			list = append(list, v.entry(&all[i]))
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
