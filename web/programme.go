package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/views"
)

// programmePage is the page of the whole programme.
type programmePage struct {
	pages.Frame
	Programme    *events.Snapshot
	Intro        []pages.Block // the first paragraph of the description
	More         []pages.Block // the others
	Context      []pages.Block
	Chapters     []chapter // of the note, those that are no session's description
	Next         []*card
	Months       []month // of what comes, in the list; of the month, in that view
	Past         []month
	Gone         int                // sessions in Past
	Over         bool               // there are sessions, and all of them are over
	None         bool               // there are no sessions at all
	Month        *monthView         // in that view
	Line         *views.Line[*card] // in the view as a timeline
	Views        []choice           // how the sessions may be looked at
	Filter       filter
	Subscribe    subscribing
	Calendars    []subscription
	CalDAV       string
	Decisions    []decision
	Polls        []poll
	NotConcerned bool // somebody said so in a poll
	Resources    []events.Resource
	Territories  template.HTML // where that part comes; it is put in as it is kept
	Places       bool          // there are territories
}

// decision is an arbitrage in words.
type decision struct {
	Number    int
	Title     string
	Due       string // in words, "" without a date
	Start     string
	Passed    bool
	Why       string
	Stated    bool
	Who       string
	Form      string
	Optional  bool
	Question  []pages.Block
	Recap     []pages.Block // as the note's recap puts it
	Resources []events.Resource
}

// programme answers GET /.
func (p *Pages) programme(w http.ResponseWriter, r *http.Request) {
	words := p.WordsFor(r, "")
	snap, who := p.events.Programme(), pages.Viewer(r)
	page, err := p.programmePage(r.Context(), snap, words, lookOf(snap, r.URL.Query()), who)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	if who == nil {
		w.Header().Set("Cache-Control", "public, max-age=60")
	}
	w.Header().Set("Vary", "Accept-Language, Cookie")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", words.Lang())
	if lookOf(snap, r.URL.Query()).View == viewMonth {
		page.SendStyled(w)
		return
	}
	page.Send(w, r)
}

// manyPages is how many ways of looking at the page are kept.
const manyPages = 100

// programmePage renders the page, once a minute and change for each way of looking at it. It is rendered for all who ask in that
// minute, so that it goes on when the one who asked first leaves. A page with somebody's own feed is made for them alone.
func (p *Pages) programmePage(ctx context.Context, snap *events.Snapshot, words *messages.Printer, l look, who *events.Person) (*pages.Kept, error) {
	minute, own := p.events.Now().Truncate(time.Minute), who != nil && l.Program != ""
	key := fmt.Sprint(words.Lang(), who != nil, l.Unknown, l.address(""))
	p.mu.Lock()
	last, found := p.rendered[key]
	p.mu.Unlock()
	if found && !own && last.programme == snap && last.minute.Equal(minute) {
		return last.page, nil
	}
	ctx = context.WithoutCancel(ctx)
	name, data := "programme", p.describe(snap, words, minute, p.dues(ctx, snap), l)
	if snap.Title == "" && len(snap.All()) == 0 {
		name, data.Title = "welcome", words.T("web.welcome_title")
	}
	data.Subscribe = p.subscribing(l, snap, words, who)
	data.Polls = p.polls(ctx, snap, words)
	data.By(who)
	data.NotConcerned = slices.ContainsFunc(data.Polls, poll.notConcerned)
	octets, err := templates.Render(words.Lang(), name, data)
	if err != nil {
		return nil, err
	}
	part, err := p.territories(snap, words)
	if err != nil {
		return nil, err
	}
	page := pages.Keep(bytes.Replace(octets, []byte(theTerritories), part, 1))
	if !own {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.rendered) >= manyPages {
			clear(p.rendered)
		}
		p.rendered[key] = rendering{snap, minute, page}
	}
	return page, nil
}

// dues are the due dates of the arbitrages by number. One that is derived from a session moves with it.
func (p *Pages) dues(ctx context.Context, snap *events.Snapshot) map[int]events.Day {
	dues := map[int]events.Day{}
	for _, d := range snap.Decisions {
		dues[d.Number] = d.Due
	}
	if len(snap.Territories) == 0 {
		return dues
	}
	states, err := p.events.DecisionStates(ctx, snap.Territories[0].ID)
	if err != nil {
		p.Log.Warn("due dates as the file says them", "error", err)
	}
	for _, st := range states {
		dues[st.Decision.Number] = st.Due
	}
	return dues
}

// describe puts the programme into words.
func (p *Pages) describe(snap *events.Snapshot, words *messages.Printer, now time.Time, dues map[int]events.Day, l look) *programmePage {
	public := p.publicCalendars(snap, words)
	intro, more := pages.Blocks(snap.Description), []pages.Block(nil)
	if len(intro) > 1 {
		intro, more = intro[:1], intro[1:]
	}
	d := &programmePage{
		Frame: p.Frame(words, "/", snap.Title), Programme: snap,
		Intro: intro, More: more, Context: pages.Blocks(snap.Note.Context),
		Calendars: public, CalDAV: p.PublicURL + "/dav/",
		Territories: theTerritories, Places: len(snap.Territories) > 0,
	}
	if len(intro) > 0 {
		d.About = pages.Shortened(intro[0].Text, 160)
	}
	for _, one := range snap.Decisions {
		d.Decisions = append(d.Decisions, describeDecision(snap, words, &one, dues[one.Number], now))
	}
	d.describeSessions(snap, words, now, l)
	if d.Title != snap.Title {
		d.Main = p.PublicURL + "/"
	}
	d.OtherURL = l.inLanguage(d.Other).address("")
	if len(public) > 0 {
		d.Feed = public[0].Address
	}
	for _, part := range snap.Note.Parts {
		if len(part.Describes) == 0 && len(part.Dates) == 0 && !part.Orientations {
			d.Chapters = append(d.Chapters, chapter{Title: part.Title, Text: passageOf(snap, part.Text, part.Decision)})
		}
	}
	slices.SortFunc(d.Decisions, func(a, b decision) int { return a.Number - b.Number })
	for _, res := range snap.Resources {
		if res.Territory == "" {
			d.Resources = append(d.Resources, res)
		}
	}
	return d
}

// describeSessions puts what is looked at into words: as a list, what comes first; or a month of it.
func (d *programmePage) describeSessions(snap *events.Snapshot, words *messages.Printer, now time.Time, l look) {
	now = now.In(snap.Loc)
	a := agenda{snap: snap, words: words, now: now, scope: l.scope()}
	all := a.cards()
	if l.View == viewMonth && l.Month.IsZero() {
		l.Month = firstMonth(all, now)
	}
	d.Next = coming(all, 3)
	d.Over, d.None = len(all) > 0 && len(d.Next) == 0, len(snap.All()) == 0
	d.Filter = l.filter(snap, words, len(all))
	d.Views = l.views(words)
	if title := l.title(snap, words); title != "" {
		d.Title = title
	}
	var here []*card // those that have their place on the page
	switch l.View {
	case viewMonth:
		d.Calendar = true
		d.Month, here = l.month(words, all, now), within(all, l.Month)
		if len(here) > 0 {
			d.Months = []month{{Name: d.Month.Name, Cards: here}}
		}
	case viewTimeline:
		d.Line = views.LineOf(itemsOf(d.withDues(all, words, l)), words, now)
	default:
		here, d.Months, d.Past = all, months(all, false), months(all, true)
		for _, m := range d.Past {
			d.Gone += len(m.Cards)
		}
	}
	for _, c := range all {
		if !slices.Contains(here, c) {
			c.Link = l.as("").address(c.ID)
		}
	}
}

// withDues are the cards and, where all categories are looked at, the dates of the arbitrages, by their first days.
func (d *programmePage) withDues(all []*card, words *messages.Printer, l look) []*card {
	all = slices.Clone(all)
	for _, one := range d.Decisions {
		if day, err := events.ParseDay(one.Start); err == nil && l.Category == "" {
			all = append(all, &card{
				Due: true, Title: words.T("desk.arbitrage", "Number", one.Number) + " : " + one.Title, Spoken: d.Spoken, When: one.Due, Start: one.Start,
				Status: pages.Chip{Class: "due", Words: words.T("web.look.due")}, Link: "#decision-" + strconv.Itoa(one.Number), spans: []views.Span{{First: day, Last: day}},
			})
		}
	}
	slices.SortStableFunc(all, func(a, b *card) int { return a.spans[0].First.In(time.UTC).Compare(b.spans[0].First.In(time.UTC)) })
	return all
}

func describeDecision(snap *events.Snapshot, words *messages.Printer, d *events.Decision, due events.Day, now time.Time) decision {
	one := decision{
		Number: d.Number, Title: d.Title, Stated: d.DueStated, Why: d.DueWhy, Optional: d.Optional,
		Who: words.T("web.who.delegation"), Question: pages.Blocks(d.Question), Recap: pages.Blocks(d.Recap),
		Resources: snap.ResourcesOf(d.Number),
	}
	if d.Who == events.Referent {
		one.Who = words.T("web.who.referent")
	}
	if !due.IsZero() {
		one.Due, one.Start = words.Date(due.In(snap.Loc)), due.String()
		one.Passed = !due.Add(1).In(snap.Loc).After(now)
	}
	var forms []string
	for _, f := range d.Form {
		forms = append(forms, words.T("web.form."+string(f)))
	}
	one.Form = words.List(forms)
	return one
}
