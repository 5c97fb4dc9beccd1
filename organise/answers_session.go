package organise

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"parcours/contacts"
	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
)

// sessionPage is who answered what of a session, or of the rooms or dates of a group.
type sessionPage struct {
	office.Frame
	When        string
	Status      pages.Chip
	Filter      filter
	Saved       string
	Shares      []share
	Course      courseView
	Rooms       bool // there are several: each line says its own
	Delegations []rollLine
	People      []rollLine
	Pager       office.Pager
	Silent      []silent
	SilentMore  int    // beyond those that are named
	Mail        string // address of a letter to the silent, "" where none is written here
	History     []string
	HistoryMore string // address of all of it, "" where it is all here
	Enter       enterForm
}

// rollLine is one subject's answer.
type rollLine struct {
	Name, Function, Territory, Category, Room string
	Answer                                    pages.Chip
	Comment, Said                             string
	Enter                                     string // address of the form, with the name in it
}

// silent is somebody who has not answered.
type silent struct{ Name, Email, Territory, Category string }

// enterForm is what an organiser enters for somebody.
type enterForm struct {
	Action, Who, Answer, Comment, Room string
	Rooms                              []office.Choice
	Known                              []string // names to choose from
	Problem, ProblemAt                 string
}

const (
	namesOnPage   = 200 // people on a page of the roll
	knownOffered  = 500 // names that the form offers
	historyOnPage = 30
)

// session answers GET /organise/answers/{session}.
func (p *Pages) session(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form := enterForm{Who: pages.Clean(r.URL.Query().Get("who")), Room: r.URL.Query().Get("room")}
	p.showSession(w, r, who, http.StatusOK, form)
}

// showSession sends the page, with what a form said.
func (p *Pages) showSession(w http.ResponseWriter, r *http.Request, who *events.Person, status int, form enterForm) {
	words, l := p.WordsFor(r, who.Language), lookOf(r)
	l.Session = mux.Vars(r)["session"]
	all, err := p.record.Roll(r.Context(), record.Query{Session: l.Session, Territory: l.Territory, Category: l.Category})
	var bad *events.Invalid
	if errors.Is(err, events.ErrNotFound) || errors.As(err, &bad) {
		p.NotFound(w, r)
		return
	}
	var course record.Course
	if err == nil {
		course, err = p.record.Course(r.Context(), l.Session)
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	x := all.Sessions[0]
	path := "/organise/answers/" + l.Session
	page := &sessionPage{Frame: p.Frame(words, path, words.T("answers.of", "Title", cmp.Or(x.GroupTitle, x.Title)))}
	page.At("/organise/answers")
	v := p.voice(words)
	page.When, page.Status, page.Rooms = v.when(x.When), pages.StatusOf(words, x, v.now, v.snap.Loc), len(all.Sessions) > 1
	page.Filter = filter{
		Action: path, Territories: office.Territories(v.snap, l.Territory), Categories: office.Categories(v.snap, l.Category), States: states(words, l.State),
	}
	page.Shares, page.Course = sharesOf(words, v.snap, all.ByCategory(v.snap)), describeCourse(words, course)
	v.describeRoll(page, l, path, &all)
	v.describeHistory(page, l, all.Said)
	page.Mail = mailPage + "?silent=" + url.QueryEscape(l.Session)
	page.Enter = v.enterForm(form, path, l, &all)
	if r.URL.Query().Has("said") {
		page.Saved = words.T("answers.entered")
	}
	p.Send(w, status, words.Lang(), templates, "session", page)
}

// describeRoll says who answered what, and who is silent.
func (v voice) describeRoll(page *sessionPage, l look, path string, all *record.Roll) {
	for _, line := range all.People() {
		if line.Answer != nil || slices.ContainsFunc(page.Silent, func(s silent) bool { return s.Email == line.Person.Email }) {
			continue
		}
		page.Silent = append(page.Silent, silent{line.Person.Name, line.Person.Email, v.words.List(report.Territories(v.snap, line.Person.Territories)), report.Category(v.snap, line.Person.Category)})
	}
	if len(page.Silent) > namesOnPage {
		page.SilentMore, page.Silent = len(page.Silent)-namesOnPage, page.Silent[:namesOnPage]
	}
	some := all.In(l.State)
	for _, line := range some.Delegations() {
		page.Delegations = append(page.Delegations, v.rollLine(line, path, page.Rooms, l.Lang))
	}
	people, turn := some.People(), func(n int) string {
		l := l
		l.Session, l.Page = "", n
		return l.address(path)
	}
	people, page.Pager = office.CutPage(people, l.Page, namesOnPage, turn)
	for _, line := range people {
		page.People = append(page.People, v.rollLine(line, path, page.Rooms, l.Lang))
	}
}

func (v voice) rollLine(l record.RollLine, path string, rooms bool, lang string) rollLine {
	x := l.Session
	line := rollLine{Answer: pages.Chip{Class: "past", Words: v.words.T("answers.blank")}}
	if rooms {
		line.Room = v.room(x)
	}
	who := ""
	if l.Person != nil {
		who = l.Person.Email
		line.Name, line.Function, line.Territory = l.Person.Name, l.Person.Function, v.words.List(report.Territories(v.snap, l.Person.Territories))
		line.Category = report.Category(v.snap, l.Person.Category)
	} else {
		who = report.Territory(v.snap, l.For.Territory)
		line.Name, line.Category = who, report.Category(v.snap, l.For.Category)
	}
	switch a := l.Answer; {
	case a != nil:
		line.Answer, line.Comment, line.Said = v.answer(a), a.Comment, v.saidBy(a)
	case l.Before != nil:
		line.Said = v.words.T("answers.before", "Answer", report.Status(v.words, l.Before.Status), "When", v.moment(l.Before.At))
	}
	asked := url.Values{"who": {who}, "room": {x.ID}}
	if lang != "" {
		asked.Set("lang", lang)
	}
	line.Enter = withQuery(path, asked) + "#enter"
	return line
}

// room names a room or a date among others.
func (v voice) room(x *events.Session) string {
	if x.Category != "" {
		return report.Category(v.snap, x.Category)
	}
	return v.when(x.When)
}

func (v voice) answer(a *events.Answer) pages.Chip {
	class := map[events.Partstat]string{events.Accepted: "fixed", events.Tentative: "estimated", events.Declined: "cancelled"}[a.Status]
	said := report.Status(v.words, a.Status)
	if a.Late {
		said = v.words.T("command.late", "Answer", said)
	}
	return pages.Chip{Class: cmp.Or(class, "past"), Words: said}
}

// saidBy tells who said it, when, and by which door.
func (v voice) saidBy(a *events.Answer) string {
	key := "answers.said"
	if a.By == a.For.Person {
		key = "answers.said_self"
	}
	return v.words.T(key, "Who", report.Person(v.words, v.snap, a.By), "When", v.moment(a.At), "Door", v.words.T("command.door."+string(a.Door)))
}

// describeHistory tells what was said last, the latest first.
func (v voice) describeHistory(page *sessionPage, l look, said []events.Answer) {
	for _, a := range slices.Backward(said) {
		if len(page.History) == historyOnPage {
			page.HistoryMore = "/organise/history?" + url.Values{"session": {l.Session}}.Encode()
			return
		}
		line := v.words.T("answers.history_line", "Who", report.Subject(v.words, v.snap, a.For), "Answer", report.Status(v.words, a.Status), "Said", v.saidBy(&a))
		if a.Comment != "" {
			line += " – " + report.OneLine(a.Comment)
		}
		page.History = append(page.History, line)
	}
}

// enterForm fills the form in that enters an answer.
func (v voice) enterForm(f enterForm, path string, l look, all *record.Roll) enterForm {
	f.Action = path
	if l.Lang != "" {
		f.Action += "?lang=" + l.Lang
	}
	if len(all.Sessions) > 1 {
		for _, x := range all.Sessions {
			f.Rooms = append(f.Rooms, office.Choice{Value: x.ID, Words: v.room(x)})
		}
		f.Rooms = office.Chosen(f.Rooms, f.Room)
	}
	for _, line := range slices.Concat(all.Delegations(), all.People()) {
		name := report.Territory(v.snap, line.For.Territory)
		if line.Person != nil {
			name = line.Person.Email
		}
		if !slices.Contains(f.Known, name) && len(f.Known) < knownOffered {
			f.Known = append(f.Known, name)
		}
	}
	return f
}

// enteredStatus are the answers that the form knows.
var enteredStatus = map[string]events.Partstat{
	"yes": events.Accepted, "maybe": events.Tentative, "no": events.Declined, "none": events.NotApplicable, "withdraw": events.NeedsAction,
}

// enter answers POST /organise/answers/{session}: an answer that came by telephone.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, session := p.WordsFor(r, who.Language), mux.Vars(r)["session"]
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.showSession(w, r, who, http.StatusBadRequest, enterForm{Problem: words.T("web.problem.unreadable")})
		return
	}
	f := enterForm{Who: pages.Clean(form.Get("who")), Answer: form.Get("answer"), Comment: pages.Clean(form.Get("comment")), Room: form.Get("room")}
	said, field := enteredBy(p.events.Programme(), session, f)
	if field == "" {
		said.By = who.ID
		_, err := p.events.Respond(r.Context(), said)
		var bad *events.Invalid
		switch {
		case err == nil:
			office.SendBack(w, r, "/organise/answers/"+session+"?said=yes#enter")
			return
		case errors.Is(err, events.ErrNotFound):
			field = "not_asked"
		case errors.As(err, &bad):
			field = bad.Field
		default:
			p.Failed(w, r, err)
			return
		}
	}
	f.Problem, f.ProblemAt = words.T("answers.problem."+field), map[string]string{"who": "who", "not_asked": "who", "status": "answer", "comment": "comment", "room": "room"}[field]
	p.showSession(w, r, who, http.StatusUnprocessableEntity, f)
}

// enteredBy reads what an organiser entered; field names what is wrong with it.
func enteredBy(snap *events.Snapshot, session string, f enterForm) (said events.Response, field string) {
	said = events.Response{Comment: f.Comment, Door: events.DoorOrganiser, Sequence: -1}
	status, known := enteredStatus[f.Answer]
	if !known {
		return said, "status"
	}
	said.Status = status
	asked := func(x *events.Session) bool { return true }
	if person := contacts.Called(snap, f.Who); person != nil {
		said.For.Person, asked = person.ID, func(x *events.Session) bool { return x.Asks(person) }
	} else if territory, err := contacts.TerritoryID(snap, strings.TrimSpace(f.Who)); err == nil && territory != "" {
		said.For.Territory = territory
	} else {
		return said, "who"
	}
	x, rooms := contacts.Room(snap, session, asked)
	if f.Room != "" {
		if i := slices.IndexFunc(snap.Group(session), func(x *events.Session) bool { return x.ID == f.Room }); i >= 0 {
			x = snap.Group(session)[i]
		}
	}
	if x == nil {
		if len(rooms) > 0 && said.For.Person != "" && !slices.ContainsFunc(rooms, asked) {
			return said, "not_asked"
		}
		return said, "room"
	}
	said.Session = x.ID
	if said.For.Territory != "" {
		said.For = x.SubjectOf(said.For.Territory)
	}
	return said, ""
}
