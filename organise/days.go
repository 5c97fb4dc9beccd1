package organise

import (
	"errors"
	"net/http"

	"parcours/events"
	"parcours/ical"
	"parcours/office"
	"parcours/pages"
	"parcours/report"
	"parcours/rules"
)

// daysPage is the expert days of all territories.
type daysPage struct {
	office.Frame
	Saved, Problem string
	Action         string
	Territories    []daysView
}

type daysView struct {
	ID, Name, Balance string
	Share             share
	Days              []dayView
}

type dayView struct {
	UID, Title, When, State, Granted string
	Waits                            bool // for an organiser's word
	Reason, Problem                  string
}

// triedGrant is a form that was refused.
type triedGrant struct{ territory, uid, reason, problem string }

// days answers GET /organise/days.
func (p *Pages) days(w http.ResponseWriter, r *http.Request, who *events.Person) {
	p.showDays(w, r, who, http.StatusOK, triedGrant{})
}

func (p *Pages) showDays(w http.ResponseWriter, r *http.Request, who *events.Person, status int, tried triedGrant) {
	words := p.WordsFor(r, who.Language)
	ledgers, err := p.calendars.Ledgers(r.Context(), "")
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &daysPage{Frame: p.Frame(words, "/organise/days", words.T("days.title")), Problem: tried.problem, Action: office.WithLang("/organise/days", office.LangOf(r))}
	if r.URL.Query().Has("granted") {
		page.Saved = words.T("days.done")
	}
	page.Exports = append(page.Exports, office.ExportOf("/organise/agendas", words.T("exports.sheet.agendas"), nil))
	v := p.voice(words)
	for _, l := range ledgers {
		if l.Days == 0 && l.OnSite == 0 {
			continue
		}
		b := l.Balance()
		one := daysView{
			ID: l.Territory, Name: report.Territory(v.snap, l.Territory), Balance: ical.Phrase(words.Lang(), rules.Finding{Kind: rules.FoundBalance, Balance: b}),
			Share: newShare("", b.UsedHalfDays-b.GrantedHalfDays, b.GrantedHalfDays, 0, 0, b.Left()),
		}
		for _, e := range l.Entries {
			one.Days = append(one.Days, v.day(e, l.Territory, tried))
		}
		page.Territories = append(page.Territories, one)
	}
	p.Send(w, status, words.Lang(), templates, "days", page)
}

func (v voice) day(e rules.LedgerEntry, territory string, tried triedGrant) dayView {
	d := dayView{UID: e.UID, Title: e.Title, When: v.when(e.When), Waits: e.Held && e.Over}
	switch {
	case e.Cancelled:
		d.State = v.words.T("command.day.cancelled")
	case d.Waits:
		d.State = v.words.T("command.day.held")
	case e.Held:
		d.State = v.words.T("days.waits_delegation")
	default:
		d.State = v.words.T("command.day.counted")
	}
	if e.Approved != nil {
		d.Granted = v.words.T("days.granted", "Reason", e.Approved.Reason)
	}
	if tried.uid == e.UID && tried.territory == territory {
		d.Reason, d.Problem = tried.reason, tried.problem
	}
	return d
}

// grant answers POST /organise/days: a day beyond the budget is granted, with a reason.
func (p *Pages) grant(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words := p.WordsFor(r, who.Language)
	form, err := office.ReadForm(w, r)
	if err != nil {
		p.showDays(w, r, who, http.StatusBadRequest, triedGrant{problem: words.T("web.problem.unreadable")})
		return
	}
	tried := triedGrant{territory: form.Get("territory"), uid: form.Get("uid"), reason: pages.Clean(form.Get("reason"))}
	err = p.calendars.ApproveDay(r.Context(), who, tried.territory, tried.uid, tried.reason)
	var bad *events.Invalid
	switch {
	case err == nil:
		office.SendBack(w, r, "/organise/days?granted=yes#t-"+tried.territory)
	case errors.As(err, &bad) && (bad.Field == "reason" || bad.Field == "uid"):
		tried.problem = words.T("days.problem." + bad.Field)
		p.showDays(w, r, who, http.StatusUnprocessableEntity, tried)
	case errors.As(err, &bad), errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	default:
		p.Failed(w, r, err)
	}
}
