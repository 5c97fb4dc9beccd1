package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/gorilla/mux"

	"parcours/asks"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// myPage is a person's own page: what they are asked, and their addresses.
type myPage struct {
	pages.Frame
	Name    string
	Action  string
	ByLink  bool   // opened by its link: it answers for oneself only
	More    bool   // there is more for whoever signs in
	Problem string // in words
	Parts   []part
	Codes   []presenceCode // of the sessions of today
	Desks   []deskLink     // of the delegations that they read
	Days    string         // of an expert: how many of their days wait, in words; "" for nobody else
	Mine    *subscription
	CalDAV  string
	Busy    string // the address of their busy times, "" without one
	Login   string
	Mails   *mailSettings
}

// deskLink leads to a delegation's desk.
type deskLink struct{ URL, Title string }

// part is what is asked of oneself, or of a delegation.
type part struct {
	ID, Title  string
	Delegation bool
	Saved      string // what has just been kept, in words
	Still      string // that nothing was, and what the organisers wait for
	Left       int    // answers that are missing
	Missing    []ask
	Polls      []ballot
	Answered   []ask
	Past       []ask
	Due        []decisionForm // arbitrages that are missing, by due date
	Settled    []decisionForm
}

// Open counts what is missing in words' sight: answers and arbitrages.
func (p part) Open() int { return p.Left + len(p.Due) }

// ballot is a poll as one table.
type ballot struct {
	ID, Title, Meaning string
	Until              string // the last day of voting, in words; "" without one
	Closed             bool   // it is over
	Rows               []ask
}

// ask is one invitation with its form.
type ask struct {
	Card      card
	Form      answerForm
	Link      string
	Room      []pages.Block
	Cancelled bool
	Again     string
	Said      *said
	Label     string // of the room, for a delegation
}

// tried is a form that was not kept, to be shown again.
type tried struct {
	session, territory string
	decision           int
	comment            string
	answer             string
	problem            string // in words
	at                 string // field
	draft              bool   // it was carried through signing in, and not refused
	stands             bool   // it says that the answer to an arbitrage is as it was
}

// mine answers GET /me.
func (p *Pages) mine(w http.ResponseWriter, r *http.Request) {
	if who := pages.Viewer(r); who != nil {
		p.showMine(w, r, who, true, http.StatusOK, tried{})
		return
	}
	http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
}

// mineByLink answers GET /m/{token}. It never changes anything: robots open every link of a mail.
func (p *Pages) mineByLink(w http.ResponseWriter, r *http.Request) {
	who, err := p.events.Programme().PageOf(mux.Vars(r)["token"])
	if err != nil {
		p.NotFound(w, r)
		return
	}
	p.showMine(w, r, who, false, http.StatusOK, tried{})
}

// showMine sends a person's page; whole for whoever signed in.
func (p *Pages) showMine(w http.ResponseWriter, r *http.Request, who *events.Person, whole bool, status int, t tried) {
	desk, err := p.asked.Desk(r.Context(), who)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	words := p.WordsFor(r, who.Language)
	page := &myPage{
		Frame: p.Frame(words, r.URL.Path, words.T("web.me.title")), Name: who.Name, Action: r.URL.Path,
		ByLink: !whole, More: !whole && who.Role == events.Referent, Problem: t.problem,
	}
	page.Private = true
	page.By(pages.Viewer(r))
	if lang := r.URL.Query().Get("lang"); lang == words.Lang() {
		page.Action += "?lang=" + lang
	}
	if page.Mails, err = p.mailSettings(r, words, page.Action, who); err != nil {
		p.Failed(w, r, err)
		return
	}
	own := part{ID: "mine", Title: words.T("web.me.mine")}
	p.fill(&own, words, page.Action, desk.Own, t)
	page.Parts = []part{own}
	if whole {
		if page.Busy, err = p.accounts.BusyLink(r.Context(), who.ID); err != nil {
			p.Failed(w, r, err)
			return
		}
		page.Desks = desksOf(words, desk.Programme, who)
		if page.Days, err = p.daysOf(r.Context(), words, who); err != nil {
			p.Failed(w, r, err)
			return
		}
		if page.Codes, err = p.presenceCodes(words, who); err != nil {
			p.Failed(w, r, err)
			return
		}
		for _, d := range desk.Delegations {
			page.Parts = append(page.Parts, p.delegationPart(words, page.Action, d, t))
		}
	}
	if r.Method != http.MethodPost {
		tellSaved(words, r, page, desk)
	}
	p.addresses(page, desk.Programme, who)
	p.Send(w, status, words.Lang(), templates, "me", page)
}

// daysOf says how many expert days wait for somebody's answer, "" for whom is asked to none.
func (p *Pages) daysOf(ctx context.Context, words *messages.Printer, who *events.Person) (string, error) {
	all, err := p.calendars.DaysOf(ctx, who)
	if err != nil || len(all) == 0 {
		return "", err
	}
	waits := 0
	for i := range all {
		waits += all[i].WaitsFor(who.ID)
	}
	return words.T("desks.days.left", "Count", waits), nil
}

// desksOf are the desks that somebody reads.
func desksOf(words *messages.Printer, snap *events.Snapshot, who *events.Person) (all []deskLink) {
	for _, t := range snap.Territories {
		if who.ReadsDelegation(t.ID) {
			all = append(all, deskLink{"/d/" + t.ID, words.T("desk.title", "Of", events.Of(words.Lang(), t.Name))})
		}
	}
	return all
}

// addresses are where a person finds their calendar. The feed of a referent answers for the delegation, and an organiser's
// shows all rooms: these ask for a sign-in.
func (p *Pages) addresses(page *myPage, snap *events.Snapshot, who *events.Person) {
	page.CalDAV, page.Login = p.PublicURL+"/dav/", who.Email
	if page.Busy != "" {
		page.Busy = p.PublicURL + page.Busy
	}
	if page.ByLink && (who.Role == events.Referent || who.Role == events.Organiser) {
		return
	}
	feed := p.subscription(events.NewFeedInfo("p/"+who.FeedToken, snap.Title, "Mon-Parcours.ics", ""))
	feed.ID, feed.QR = "feed", ""
	page.Mine = &feed
}

// fill sorts invitations into what is missing, the polls, what was answered, and what is past.
func (p *Pages) fill(to *part, words *messages.Printer, action string, all []events.Invitation, t tried) {
	for i := range all {
		inv := &all[i]
		one := p.ask(words, action, inv, t)
		x := inv.Session
		missing := inv.Status == events.NeedsAction && x.Live() && !one.Form.Past && !one.Form.Closed
		if missing {
			to.Left++
		}
		switch {
		case one.Form.Past:
			to.Past = append(to.Past, one)
		case isPolled(x) && x.Live():
			to.vote(inv.Programme, x, one)
		case missing:
			to.Missing = append(to.Missing, one)
		default:
			to.Answered = append(to.Answered, one)
		}
	}
}

// vote puts a date into its poll's table.
func (p *part) vote(snap *events.Snapshot, x *events.Session, one ask) {
	i := slices.IndexFunc(p.Polls, func(b ballot) bool { return b.ID == p.ID+"-"+x.Poll })
	if i < 0 {
		b := ballot{ID: p.ID + "-" + x.Poll, Title: x.Poll, Until: one.Form.Until, Closed: one.Form.Closed}
		if poll := snap.Poll(x.Poll); poll != nil {
			b.Title, b.Meaning = poll.Title, poll.Meaning
		}
		p.Polls = append(p.Polls, b)
		i = len(p.Polls) - 1
	}
	p.Polls[i].Rows = append(p.Polls[i].Rows, one)
}

// ask describes an invitation on somebody's own page.
func (p *Pages) ask(words *messages.Printer, action string, inv *events.Invitation, t tried) ask {
	x := inv.Session
	one := ask{Card: p.cardOf(words, inv), Form: p.formOf(words, inv), Cancelled: !x.Live(), Again: againWords(words, inv)}
	one.Link, one.Room = roomOf(inv)
	f := &one.Form
	f.ID, f.Action, f.Session, f.Territory = "s-"+x.ID, action, x.ID, inv.For.Territory
	f.What = x.Title + ", " + one.Card.When
	if f.Territory != "" {
		f.ID = "d-" + f.Territory + "-" + x.ID
		if c := inv.Programme.Category(x.Category); c != nil {
			one.Label = c.Label
			f.What += ", " + c.Label
		}
	}
	if inv.Last != nil && one.Again == "" {
		said := describeHistory(words, inv, []events.Answer{*inv.Last})[0]
		one.Said = &said
	}
	if t.problem != "" && t.session == x.ID && t.territory == f.Territory {
		f.Comment, f.ProblemAt = t.comment, t.at
	}
	return one
}

// delegationPart is what a referent answers for a delegation.
func (p *Pages) delegationPart(words *messages.Printer, action string, d asks.DelegationDesk, t tried) part {
	one := part{
		ID: "for-" + d.Territory.ID, Delegation: true,
		Title: words.T("web.me.for_delegation", "Of", events.Of(words.Lang(), d.Territory.Name)),
	}
	p.fill(&one, words, action, d.Invitations, t)
	for i := range d.Decisions {
		st := &d.Decisions[i]
		f := p.decisionForm(words, action, st, t)
		if st.Done || st.Decision.Optional {
			one.Settled = append(one.Settled, f)
		} else {
			one.Due = append(one.Due, f)
		}
	}
	slices.SortStableFunc(one.Due, func(a, b decisionForm) int { return cmp.Compare(cmp.Or(a.Start, "none"), cmp.Or(b.Start, "none")) })
	return one
}

// tellDecided says what a form of an arbitrage has kept, and what is left.
func (p *part) tellDecided(words *messages.Printer, territory, number string) {
	for _, all := range [][]decisionForm{p.Due, p.Settled} {
		for i := range all {
			f := &all[i]
			if f.Territory != territory || strconv.Itoa(f.Number) != number {
				continue
			}
			if f.keptWords(words); f.Saved != "" {
				p.Saved, f.Saved = f.Saved+" "+words.T("web.me.left", "Count", p.Open()), ""
			}
			p.Still, f.Still = f.Still, ""
		}
	}
}

// tellSaved says what was kept by the form that led here, in the part that it belongs to, and what is left there.
func tellSaved(words *messages.Printer, r *http.Request, page *myPage, desk *asks.Desk) {
	q := r.URL.Query()
	session, territory := q.Get("saved"), q.Get("territory")
	at := func(id string, said string) {
		for i := range page.Parts {
			if one := &page.Parts[i]; one.ID == id {
				one.Saved = said + " " + words.T("web.me.left", "Count", one.Open())
			}
		}
	}
	told := func(id string, all []events.Invitation) {
		for i := range all {
			if inv := &all[i]; inv.Session.ID == session && inv.Last != nil && againWords(words, inv) == "" {
				current := ""
				if inv.Status != events.NeedsAction {
					current = pages.AnswerWords(words, inv.Status)
				}
				at(id, inv.Session.Title+" – "+savedWords(words, current))
			}
		}
	}
	if territory == "" {
		told("mine", desk.Own)
		return
	}
	for i := range desk.Delegations {
		d := &desk.Delegations[i]
		if d.Territory.ID != territory {
			continue
		}
		told("for-"+territory, d.Invitations)
		for k := range page.Parts {
			page.Parts[k].tellDecided(words, territory, q.Get("decision"))
		}
	}
}
