package organise

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
)

// arbitragesPage is where all delegations stand with the arbitrages.
type arbitragesPage struct {
	office.Frame
	Edit      string // address of the form of the arbitrage whose answers are listed, "" where none is
	ByTheme   string // address of the answers by theme, "" where none is read so
	Decisions []arbitrageHead
	Rows      []arbitrageRow
	Pager     office.Pager
	Lists     []arbitrageList // answers by theme, or to one arbitrage
}

// arbitrageHead is an arbitrage with how many delegations answered it.
type arbitrageHead struct {
	Number     int
	Title, URL string
	Share      share
}

type arbitrageRow struct {
	Territory, URL string
	Cells          []arbitrageCell
}

type arbitrageCell struct {
	Label string
	URL   string
	State pages.Chip
	Asks  bool // a question without a reply
}

// arbitrageList is what was answered, under a theme or of an arbitrage.
type arbitrageList struct {
	Title   string
	Answers []arbitrageView
}

// arbitrageView is what a delegation says of an arbitrage.
type arbitrageView struct {
	Number               int
	ID, Title, Territory string
	URL                  string // of the delegation's page
	State                pages.Chip
	Due, Said, By        string
	Missing, Reply       string
	Asks                 bool
	Text, Problem        string // of the form
}

// delegationsOnPage is how many delegations stand on a page of the arbitrages.
const delegationsOnPage = 100

// arbitrages answers GET /organise/arbitrages: at a glance, by theme (?themes=yes), or the answers to one (?decision=N).
func (p *Pages) arbitrages(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, l := p.WordsFor(r, who.Language), lookOf(r)
	states, err := p.events.DecisionStates(r.Context(), "")
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &arbitragesPage{Frame: p.Frame(words, "/organise/arbitrages", words.T("arbitrages.title"))}
	v := p.voice(words)
	if len(v.snap.Themes) > 0 {
		page.ByTheme = office.WithLang("/organise/arbitrages?themes=yes", l.Lang)
	}
	number, _ := strconv.Atoi(r.URL.Query().Get("decision"))
	switch {
	case r.URL.Query().Get("themes") == "yes":
		for _, g := range report.ByTheme(v.snap, states) {
			list := arbitrageList{Title: cmp.Or(g.Label, words.T("command.other_themes"))}
			for i := range g.States {
				list.Answers = append(list.Answers, v.arbitrage(&g.States[i]))
			}
			page.Lists = append(page.Lists, list)
		}
	case v.snap.Decision(number) != nil:
		list := arbitrageList{Title: strconv.Itoa(number) + ". " + v.snap.Decision(number).Title}
		for i := range states {
			if states[i].Decision.Number == number {
				list.Answers = append(list.Answers, v.arbitrage(&states[i]))
			}
		}
		page.Lists, page.Edit = []arbitrageList{list}, "/organise/arbitrages/edit/"+strconv.Itoa(number)
	default:
		v.glance(page, l, states)
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "arbitrages", page)
}

// glance is the table delegations x arbitrages.
func (v voice) glance(page *arbitragesPage, l look, states []events.DecisionState) {
	for i := range v.snap.Decisions {
		d := &v.snap.Decisions[i]
		done, answered, silent := 0, 0, 0
		for k := range states {
			if states[k].Decision.Number != d.Number {
				continue
			}
			switch report.State(&states[k]) {
			case "done":
				done++
			case "answered":
				answered++
			default:
				silent++
			}
		}
		page.Decisions = append(page.Decisions, arbitrageHead{d.Number, d.Title, office.WithLang("/organise/arbitrages?decision="+strconv.Itoa(d.Number), l.Lang),
			newShare("", done, answered, 0, 0, silent)})
	}
	var rows []arbitrageRow
	for k := range states {
		st := &states[k]
		if len(rows) == 0 || rows[len(rows)-1].Territory != st.Territory.Name {
			rows = append(rows, arbitrageRow{Territory: st.Territory.Name, URL: "/organise/arbitrages/" + st.Territory.ID})
		}
		row := &rows[len(rows)-1]
		row.Cells = append(row.Cells, arbitrageCell{
			Label: strconv.Itoa(st.Decision.Number), URL: row.URL + "#a-" + strconv.Itoa(st.Decision.Number), State: v.decided(st), Asks: st.Asks() && st.Reply == "",
		})
	}
	page.Rows, page.Pager = office.CutPage(rows, l.Page, delegationsOnPage, func(n int) string {
		l := l
		l.Page = n
		return l.address("/organise/arbitrages")
	})
}

func (v voice) decided(st *events.DecisionState) pages.Chip {
	state := report.State(st)
	class := map[string]string{"done": "fixed", "answered": "estimated"}[state]
	return pages.Chip{Class: cmp.Or(class, "past"), Words: v.words.T("command.decided." + state)}
}

func (v voice) arbitrage(st *events.DecisionState) arbitrageView {
	a := arbitrageView{
		Number: st.Decision.Number, ID: "a-" + strconv.Itoa(st.Decision.Number), Title: st.Decision.Title, Territory: st.Territory.Name, URL: "/organise/arbitrages/" + st.Territory.ID,
		State: v.decided(st), Said: report.Said(v.words, st), Missing: report.Missing(v.words, st, v.snap), Reply: st.Reply, Asks: st.Asks() && st.Reply == "",
	}
	if !st.Due.IsZero() {
		a.Due = v.words.Date(st.Due.In(v.snap.Loc))
	}
	if st.By != "" && !st.At.IsZero() {
		a.By = v.words.T("arbitrages.by", "Who", report.Person(v.words, v.snap, st.By), "When", v.moment(st.At))
	}
	return a
}

// delegationPage is one delegation's arbitrages, each with a form to reply.
type delegationPage struct {
	office.Frame
	Desk    string // address of the delegation's desk
	Saved   string
	Problem string
	At      string // of the form that was refused
	Action  string
	Answers []arbitrageView
}

// delegation answers GET /organise/arbitrages/{territory}.
func (p *Pages) delegation(w http.ResponseWriter, r *http.Request, who *events.Person) {
	p.showDelegation(w, r, who, http.StatusOK, 0, "", "")
}

// showDelegation sends the page; number is the arbitrage whose form was refused, 0 for none.
func (p *Pages) showDelegation(w http.ResponseWriter, r *http.Request, who *events.Person, status, number int, text, problem string) {
	words, v := p.WordsFor(r, who.Language), p.voice(p.WordsFor(r, who.Language))
	t := v.snap.Territory(mux.Vars(r)["territory"])
	if t == nil {
		p.NotFound(w, r)
		return
	}
	states, err := p.events.DecisionStates(r.Context(), t.ID)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	path := "/organise/arbitrages/" + t.ID
	page := &delegationPage{Frame: p.Frame(words, path, words.T("arbitrages.of", "Of", events.Of(words.Lang(), t.Name))), Desk: "/d/" + t.ID, Problem: problem}
	page.Frame.At("/organise/arbitrages")
	page.Action = office.WithLang(path, office.LangOf(r))
	if r.URL.Query().Has("replied") {
		page.Saved = words.T("arbitrages.replied")
	}
	for i := range states {
		a := v.arbitrage(&states[i])
		if a.Number == number {
			a.Text, a.Problem, page.At = text, problem, "#reply-"+strconv.Itoa(number)
		}
		page.Answers = append(page.Answers, a)
	}
	p.Send(w, status, words.Lang(), templates, "delegation", page)
}

// reply answers POST /organise/arbitrages/{territory}: what the organisers answer to a delegation.
func (p *Pages) reply(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, territory := p.WordsFor(r, who.Language), mux.Vars(r)["territory"]
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.showDelegation(w, r, who, http.StatusBadRequest, 0, "", words.T("web.problem.unreadable"))
		return
	}
	number, _ := strconv.Atoi(form.Get("decision"))
	text := pages.Clean(form.Get("text"))
	err = p.events.AnswerDecision(r.Context(), events.DecisionResponse{
		Decision: number, Territory: territory, By: who.ID, Text: &text, Reply: true, Door: events.DoorWeb,
	})
	var bad *events.Invalid
	switch {
	case err == nil:
		office.SendBack(w, r, "/organise/arbitrages/"+territory+"?replied=yes#a-"+strconv.Itoa(number))
	case errors.As(err, &bad):
		p.showDelegation(w, r, who, http.StatusUnprocessableEntity, number, text, words.T("arbitrages.problem."+bad.Field))
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	default:
		p.Failed(w, r, err)
	}
}
