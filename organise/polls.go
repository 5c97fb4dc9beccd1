package organise

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/holidays"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
)

// pollsPage is where the polls for dates stand.
type pollsPage struct {
	office.Frame
	Saved string
	Polls []pollView
}

type pollView struct {
	ID, Title, Meaning string
	State              string // of the voting, "" while it goes on without an end
	Choices            []choiceView
}

// choiceView is one thing to decide.
type choiceView struct {
	ID, Title string
	Voted     string // how many delegations, in words
	Quorum    string // in words, "" without one
	Tie       bool
	Decided   bool
	Options   []optionView
}

// optionView is a date with its votes.
type optionView struct {
	When, Start   string
	Chosen        bool
	Over          bool
	Delegations   share
	Members       string
	DayOff        string
	Silent, Late  string
	Constraints   []string
	Choose, Again string // addresses of the second step; "" where there is none
}

// polls answers GET /organise/polls.
func (p *Pages) polls(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words := p.WordsFor(r, who.Language)
	if r.URL.Query().Has("new") {
		p.showPollForm(w, r, who, http.StatusOK, pollEdit{form: pollForm{Session: sessionForm{Asked: askedAll}}})
		return
	}
	page := &pollsPage{Frame: p.Frame(words, "/organise/polls", words.T("polls.title"))}
	v := p.voice(words)
	switch r.URL.Query().Get("done") {
	case "decide":
		page.Saved = words.T("polls.done")
	case "reopen":
		page.Saved = words.T("polls.reopened")
	case "remove":
		page.Saved = words.T("polls.saved.remove")
	}
	for _, poll := range v.snap.Polls {
		standing, err := p.record.Standing(r.Context(), poll.ID)
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		one := pollView{ID: poll.ID, Title: poll.Title, Meaning: poll.Meaning}
		_, one.State = p.voting(words, &poll)
		for _, c := range standing.Choices {
			one.Choices = append(one.Choices, v.pollChoice(&c, poll.Quorum, office.LangOf(r)))
		}
		page.Polls = append(page.Polls, one)
	}
	p.Send(w, http.StatusOK, words.Lang(), templates, "polls", page)
}

func (v voice) pollChoice(c *record.Choice, quorum int, lang string) choiceView {
	view := choiceView{ID: c.ID, Title: c.Title, Decided: c.Decided != ""}
	best, silent, asked := 0, 0, 0
	for _, o := range c.Options {
		best, silent = max(best, o.Delegations.Yes), max(silent, len(o.Silent))
		asked = max(asked, all(o.Delegations))
	}
	view.Voted = v.voted(asked-silent, asked)
	if quorum > 0 && asked-silent >= quorum {
		view.Quorum = v.words.T("polls.quorum_reached", "Count", quorum)
	} else if quorum > 0 {
		view.Quorum = v.words.T("polls.quorum_missing", "Count", quorum-(asked-silent), "Of", quorum)
	}
	leading := 0
	for i := range c.Options {
		o := &c.Options[i]
		if o.Delegations.Yes == best && best > 0 {
			leading++
		}
		view.Options = append(view.Options, v.option(o, c.Decided, lang))
	}
	view.Tie = leading > 1 && !view.Decided
	return view
}

func all(v record.Votes) int { return v.Yes + v.Maybe + v.No + v.NotApplicable + v.Blank }

func (v voice) option(o *record.OptionStanding, decided, lang string) optionView {
	x, d := o.Session, o.Delegations
	view := optionView{
		When: v.when(x.When), Start: pages.MachineTime(x.When), Chosen: x.ID == decided, Over: x.Past(v.now, v.snap.Loc),
		Delegations: newShare("", d.Yes, d.Maybe, d.No, d.NotApplicable, d.Blank), Members: report.Votes(v.words, o.Members),
		DayOff: strings.Join(holidays.On(&v.snap.Programme, events.DayOf(x.When.Start)).Said(v.words), ", "),
	}
	if len(o.Silent) > 0 {
		view.Silent = v.words.T("polls.silent", "Who", v.words.List(report.Territories(v.snap, o.Silent)))
	}
	if o.Late > 0 {
		view.Late = v.words.T("polls.late", "Count", o.Late)
	}
	for _, s := range o.Constraints {
		view.Constraints = append(view.Constraints, v.words.T("polls.said", "Who", report.Territory(v.snap, s.Territory), "Text", report.OneLine(s.Comment)))
	}
	path := office.WithLang("/organise/polls/"+x.ID, lang)
	if view.Chosen {
		view.Again = path
	} else {
		view.Choose = path
	}
	return view
}

// decidePage is the second step before a poll's choice is decided, or opened again.
type decidePage struct {
	office.Frame
	Reopens     bool
	Session     string // title
	When        string
	Told        string
	Action      string
	Problem     string
	Delegations share
	Voted       string
}

// option gives the option that the address names, with its choice; nil where there is none that can be decided.
func (p *Pages) option(ctx context.Context, id string) (*record.OptionStanding, *record.Choice, error) {
	x := p.events.Programme().Session(id)
	if x == nil || x.Poll == "" {
		return nil, nil, nil
	}
	standing, err := p.record.Standing(ctx, x.Poll)
	for i := range standing.Choices {
		for k := range standing.Choices[i].Options {
			if o := &standing.Choices[i].Options[k]; o.Session.ID == id {
				return o, &standing.Choices[i], err
			}
		}
	}
	return nil, nil, err
}

// confirm answers GET /organise/polls/{option}: it says what would change, and who would be told.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request, who *events.Person) {
	o, c, err := p.option(r.Context(), mux.Vars(r)["option"])
	switch {
	case err != nil:
		p.Failed(w, r, err)
		return
	case o == nil:
		p.NotFound(w, r)
		return
	}
	words := p.WordsFor(r, who.Language)
	v, path := p.voice(words), "/organise/polls/"+o.Session.ID
	page := &decidePage{Reopens: c.Decided == o.Session.ID, Session: c.Title, When: v.when(o.Session.When), Action: office.WithLang(path, office.LangOf(r))}
	title := words.T("polls.confirm", "When", page.When)
	if page.Reopens {
		title = words.T("polls.confirm_reopen")
	}
	page.Frame = p.Frame(words, path, title)
	page.At("/organise/polls")
	page.Told = v.told(c)
	d := o.Delegations
	page.Delegations, page.Voted = newShare("", d.Yes, d.Maybe, d.No, d.NotApplicable, d.Blank), v.voted(all(d)-len(o.Silent), all(d))
	p.Send(w, http.StatusOK, words.Lang(), templates, "decide", page)
}

// told says how many people are asked to one of the dates of a choice.
func (v voice) told(c *record.Choice) string {
	n := 0
	for _, person := range v.snap.People() {
		for _, o := range c.Options {
			if o.Session.Asks(person) {
				n++
				break
			}
		}
	}
	return v.words.T("polls.mails", "Count", n)
}

// decide answers POST /organise/polls/{option}, what=decide or what=reopen.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request, who *events.Person) {
	form, err := office.ReadForm(w, r)
	option, what := mux.Vars(r)["option"], form.Get("what")
	change := map[string]func(context.Context, *events.Person, string) error{"decide": p.events.Decide, "reopen": p.events.Reopen}[what]
	if err != nil || change == nil {
		p.NotFound(w, r)
		return
	}
	err = change(r.Context(), who, option)
	var bad *events.Invalid
	switch {
	case err == nil:
		office.SendBack(w, r, "/organise/polls?done="+what)
	case errors.As(err, &bad), errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	default:
		p.Failed(w, r, err)
	}
}
