package organise

import (
	"net/http"
	"slices"
	"strconv"

	"parcours/delivery"
	"parcours/events"
	"parcours/office"
	"parcours/record"
	"parcours/report"
)

// overviewPage is what needs an organiser now.
type overviewPage struct {
	office.Frame
	Next        *nextView
	Groups      []needGroup
	Delegations bool // there are some
	Files       []office.Export
}

// nextView is the next session with its counts.
type nextView struct {
	Title, When, URL string
	Share            share
	Counts           string
	Delegations      string
}

// needGroup are the things of one kind.
type needGroup struct {
	Title string
	Items []needItem
	More  string // how many others there are, in words; "" for none
}

// needItem is one thing, and its one next step.
type needItem struct{ Words, Text, URL, Step string }

// needsShown is how many things of a kind are named.
const needsShown = 12

// overview answers GET /organise.
func (p *Pages) overview(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words := p.WordsFor(r, who.Language)
	outside, err := p.outside(r)
	var v record.Overview
	if err == nil {
		v, err = p.record.Overview(r.Context(), outside)
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &overviewPage{Frame: p.Frame(words, "/organise", words.T("organise.overview")), Delegations: len(p.events.Programme().Territories) > 0}
	for _, name := range []string{"answers", "sessions", "arbitrages", "polls", "days", "agendas", "history", "people", "presence", "mail", "mail-in"} {
		page.Files = append(page.Files, office.ExportOf("/organise/"+name, words.T("exports.sheet."+name), nil))
	}
	voice := p.voice(words)
	if n := v.Next; n != nil {
		page.Next = &nextView{
			Title: n.Title, When: voice.when(n.When), URL: "/organise/answers/" + n.ID, Counts: report.Tally(words, n.Tally),
			Share:       newShare(n.Title, n.Accepted, n.Tentative, n.Declined+n.Deleted, 0, n.Blank),
			Delegations: words.T("overview.delegations_said", "Count", n.Delegations, "Of", n.Asked),
		}
	}
	page.Groups = voice.needs(v.Needs)
	p.Send(w, http.StatusOK, words.Lang(), templates, "overview", page)
}

// outside asks the other rooms what waits there.
func (p *Pages) outside(r *http.Request) (o record.Outside, err error) {
	waiting, err := p.delivery.Waiting(r.Context())
	if err != nil {
		return o, err
	}
	o.Waiting = len(waiting)
	for _, state := range []delivery.MailState{delivery.MailFailed, delivery.MailBounced} {
		failed, err := p.delivery.Mails(r.Context(), delivery.MailQuery{State: state})
		if err != nil {
			return o, err
		}
		o.Failed += len(failed)
	}
	ledgers, err := p.calendars.Ledgers(r.Context(), "")
	for _, l := range ledgers {
		for _, e := range l.Entries {
			if e.Held && e.Over {
				o.Days = append(o.Days, record.HeldDay{Territory: l.Territory, UID: e.UID, Title: e.Title, When: e.When})
			}
		}
	}
	return o, err
}

// needs puts what waits into words, kind by kind.
func (v voice) needs(all []record.Need) (groups []needGroup) {
	for len(all) > 0 {
		kind := all[0].Kind
		n := slices.IndexFunc(all, func(x record.Need) bool { return x.Kind != kind })
		if n < 0 {
			n = len(all)
		}
		g := needGroup{Title: v.words.T("overview.kind." + string(kind))}
		for _, x := range all[:min(n, needsShown)] {
			g.Items = append(g.Items, v.need(x))
		}
		if n > needsShown {
			g.More = v.words.T("overview.more", "Count", n-needsShown)
		}
		groups, all = append(groups, g), all[n:]
	}
	return groups
}

func (v voice) need(n record.Need) needItem {
	item := needItem{Step: v.words.T("overview.step." + string(n.Kind))}
	territory := report.Territory(v.snap, n.Territory)
	switch n.Kind {
	case record.NeedWaiting:
		item.Words, item.URL = v.words.T("organise.waiting", "Count", n.Count), "/organise/mail"
	case record.NeedFailed:
		item.Words, item.URL = v.words.T("overview.failed", "Count", n.Count), "/organise/mail"
	case record.NeedReply:
		number := strconv.Itoa(n.Decision)
		item.Words, item.Text = v.words.T("overview.reply", "Territory", territory, "Number", number), n.Text
		item.URL = "/organise/arbitrages/" + n.Territory + "#a-" + number
	case record.NeedDay:
		item.Words, item.URL = v.words.T("overview.day", "Territory", territory, "Title", n.Title, "When", v.when(n.When)), "/organise/days#t-"+n.Territory
	case record.NeedPoll:
		item.Words, item.URL = n.Title+" : "+v.voted(n.Of-n.Count, n.Of), "/organise/polls#c-"+n.Session
	case record.NeedSession:
		item.Words = v.words.T("overview.session", "Title", n.Title, "When", v.when(n.When), "Count", n.Count, "Of", n.Of)
		item.URL = "/organise/answers/" + n.Session + "#silent"
	case record.NeedDelegation:
		item.Words, item.URL = territory, "/organise/answers?territory="+n.Territory
	}
	if n.Kind == record.NeedFailed {
		item.URL += "?state=failed"
	}
	return item
}

func (v voice) voted(n, of int) string {
	return v.words.T("overview.voted", "Count", n, "Of", of)
}

// mailPage is where messages are settled, and letters written.
const mailPage = "/organise/mail"
