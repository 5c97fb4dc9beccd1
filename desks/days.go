package desks

import (
	"net/http"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

// daysPage is an expert's days in all their territories.
type daysPage struct {
	frame
	Name     string
	Waits    int // that are theirs to answer
	Balances []balance
}

// days answers GET and POST /me/days.
func (p *Pages) days(w http.ResponseWriter, r *http.Request) {
	who := pages.Viewer(r)
	if who == nil {
		if r.Method != http.MethodPost || !p.Carry(w, r) {
			http.Redirect(w, r, "/sign-in?ended", http.StatusSeeOther)
		}
		return
	}
	if who.Role != events.Expert {
		p.NotFound(w, r)
		return
	}
	if r.Method != http.MethodPost {
		p.showDays(w, r, who, http.StatusOK, func(words *messages.Printer, page *daysPage) { page.told(words, r) })
		return
	}
	if !form(w, r) {
		p.showDays(w, r, who, http.StatusBadRequest, func(words *messages.Printer, page *daysPage) { page.Problem = words.T("desks.refused.form") })
		return
	}
	territory, day := r.PostForm.Get("territory"), r.PostForm.Get("day")
	if r.PostForm.Has(pages.IsDraft) {
		p.showDays(w, r, who, http.StatusOK, func(_ *messages.Printer, page *daysPage) {
			page.Draft = true
			for i := range page.Balances {
				page.Balances[i].draft(r, territory)
			}
		})
		return
	}
	if r.PostForm.Has("withdraw") {
		why := p.back(w, r, p.delegation.TakeBack(r.Context(), who, territory, r.PostForm.Get("withdraw")), "withdrawn", "#"+territory)
		p.refuseDays(w, r, who, why, func(*messages.Printer, *daysPage) {})
		return
	}
	if day != "" {
		why := p.back(w, r, p.answerDay(r, who, territory), "answered", "#day-"+territory+"-"+day)
		p.refuseDays(w, r, who, why, func(words *messages.Printer, page *daysPage) {
			for i := range page.Balances {
				page.Balances[i].refuse(day, page.Problem, text(r, "comment"))
			}
		})
		return
	}
	e := entryOf(r)
	why := p.back(w, r, p.enter(r, who, territory, e), "proposed", "#"+territory)
	p.refuseDays(w, r, who, why, func(words *messages.Printer, page *daysPage) {
		for i := range page.Balances {
			if b := &page.Balances[i]; b.Territory == territory {
				b.Entry = e.refused(words, territory, why)
			}
		}
	})
}

// refuseDays shows the page again with what was refused; "" for nothing.
func (p *Pages) refuseDays(w http.ResponseWriter, r *http.Request, who *events.Person, why string, change func(*messages.Printer, *daysPage)) {
	if why == "" {
		return
	}
	p.showDays(w, r, who, http.StatusUnprocessableEntity, func(words *messages.Printer, page *daysPage) {
		page.Problem = words.T("desks.refused." + why)
		change(words, page)
	})
}

// draft fills in what was carried through signing in.
func (b *balance) draft(r *http.Request, territory string) {
	if b.Territory != territory {
		return
	}
	if day := r.PostForm.Get("day"); day != "" {
		b.refuse(day, "", text(r, "comment"))
		return
	}
	id := b.Entry.ID
	b.Entry = entryOf(r)
	b.Entry.ID = id
}

// refuse shows an answer again that was not kept.
func (b *balance) refuse(day, problem, comment string) {
	for i := range b.Days {
		if d := &b.Days[i]; d.UID == day {
			d.Problem, d.Comment = problem, comment
		}
	}
}

func (p *Pages) showDays(w http.ResponseWriter, r *http.Request, who *events.Person, status int, change func(*messages.Printer, *daysPage)) {
	words := p.WordsFor(r, who.Language)
	ledgers, err := p.calendars.DaysOf(r.Context(), who)
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	page := &daysPage{frame: p.frame(r, words, words.T("desks.days.title")), Name: who.Name}
	for i := range ledgers {
		b := p.balanceOf(words, who, &ledgers[i], page.Action)
		b.Proposes = true
		page.Waits += ledgers[i].WaitsFor(who.ID)
		page.Balances = append(page.Balances, b)
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "days", page)
}
