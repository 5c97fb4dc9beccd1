package desks

import (
	"net/http"
	"strconv"

	"parcours/delegation"
	"parcours/events"
	"parcours/ical"
	"parcours/messages"
	"parcours/pages"
	"parcours/rules"
)

// agendaPage is a delegation's agenda, its day of dialogue and its expert days.
type agendaPage struct {
	frame
	Of        string
	Writes    bool // whoever looks may enter events in the agenda
	Kinds     []kind
	Entry     entry
	Dialogue  dialogue
	Events    []agendaRow
	Over      []agendaRow
	Balance   balance
	ShowsDays bool
}

// kind is one of the kinds of events that may be entered.
type kind struct{ Value, Words string }

// dialogue is the day of dialogue: what the programme says of it, and those that the agenda has.
type dialogue struct {
	Title   string
	Text    []pages.Block
	Before  string
	Days    []agendaRow
	Several bool
}

// agendaRow is an event of an agenda.
type agendaRow struct {
	When, Start, Title, Where string
	Entry                     entry    // the form that changes it
	Recurs, Open              bool     // it takes place more than once; the form is open
	Says                      []string // by the rules
	Held                      bool
	Choose                    bool // it may be chosen from several
	Spoken                    string
}

// agenda answers GET and POST /d/{territory}/agenda.
func (p *Pages) agenda(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory) {
	if r.Method != http.MethodPost {
		p.showAgenda(w, r, who, t, http.StatusOK, func(words *messages.Printer, page *agendaPage) { page.told(words, r) })
		return
	}
	if !form(w, r) {
		p.refuseAgenda(w, r, who, t, "form", func(*messages.Printer, *agendaPage) {})
		return
	}
	day := r.PostForm.Get("day")
	switch {
	case r.PostForm.Has(pages.IsDraft):
		p.showAgenda(w, r, who, t, http.StatusOK, func(_ *messages.Printer, page *agendaPage) {
			page.Draft = true
			if page.Balance.draft(r, t.ID); r.PostForm.Has("change") {
				page.typed(r, "")
			} else if day == "" {
				page.Entry = entryOf(r)
				page.Entry.ID = "new"
			}
		})
	case day != "":
		why := p.back(w, r, p.answerDay(r, who, t.ID), "answered", "#day-"+t.ID+"-"+day)
		p.refuseAgenda(w, r, who, t, why, func(_ *messages.Printer, page *agendaPage) {
			page.Balance.refuse(day, page.Problem, text(r, "comment"))
		})
	case r.PostForm.Has("remove"):
		p.refuseAgenda(w, r, who, t, p.back(w, r, p.delegation.TakeOut(r.Context(), who, t.ID, r.PostForm.Get("remove"), r.PostForm.Get("etag")), "removed", "#agenda"), nil)
	case r.PostForm.Has("change"):
		why := p.back(w, r, p.change(r, who, t.ID), "changed", "#agenda")
		p.refuseAgenda(w, r, who, t, why, func(_ *messages.Printer, page *agendaPage) { page.typed(r, why) })
	case r.PostForm.Has("choose"):
		p.refuseAgenda(w, r, who, t, p.back(w, r, p.delegation.Choose(r.Context(), who, t.ID, r.PostForm.Get("choose")), "chosen", "#dialogue"), nil)
	default:
		e := entryOf(r)
		why := p.back(w, r, p.enter(r, who, t.ID, e), "entered", "#"+anchorOf(e.Kind))
		p.refuseAgenda(w, r, who, t, why, func(words *messages.Printer, page *agendaPage) { page.Entry = e.refused(words, "new", why) })
	}
}

// anchorOf is where on the page an event of a kind stands.
func anchorOf(kind string) string {
	switch delegation.Kind(kind) {
	case delegation.ExpertDay:
		return "days"
	case delegation.DialogueDay, delegation.Preparation:
		return "dialogue"
	}
	return "agenda"
}

// refuseAgenda shows the page again with what was refused; "" for nothing.
func (p *Pages) refuseAgenda(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, why string, change func(*messages.Printer, *agendaPage)) {
	if why == "" {
		return
	}
	p.showAgenda(w, r, who, t, http.StatusUnprocessableEntity, func(words *messages.Printer, page *agendaPage) {
		page.Problem = words.T("desks.refused." + why)
		if change != nil {
			change(words, page)
		}
	})
}

func (p *Pages) showAgenda(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, status int, change func(*messages.Printer, *agendaPage)) {
	words := p.WordsFor(r, who.Language)
	of := events.Of(words.Lang(), t.Name)
	page := &agendaPage{frame: p.frame(r, words, words.T("desks.agenda.title", "Of", of)), Of: of, Entry: entry{ID: "new", Kind: string(delegation.Other)}}
	page.Desk = "/d/" + t.ID
	if err := p.fillAgenda(r, words, who, t, page); err != nil {
		p.Failed(w, r, err)
		return
	}
	change(words, page)
	p.Send(w, status, words.Lang(), templates, "agenda", page)
}

func (p *Pages) fillAgenda(r *http.Request, words *messages.Printer, who *events.Person, t *events.Territory, page *agendaPage) error {
	snap := p.events.Programme()
	ledgers, err := p.calendars.Ledgers(r.Context(), t.ID)
	if err != nil {
		return err
	}
	page.Balance = p.balanceOf(words, who, &ledgers[0], page.Action)
	page.ShowsDays = page.Balance.Words != "" || len(page.Balance.Days) > 0
	if page.Kinds, page.Writes, err = p.kinds(r, words, who, t); err != nil {
		return err
	}
	all, err := p.delegation.Agenda(r.Context(), who, t.ID)
	if err != nil {
		return err
	}
	page.Dialogue = dialogue{Title: snap.Dialogue.Title, Text: pages.Blocks(snap.Dialogue.Description)}
	if !snap.Dialogue.Before.IsZero() {
		page.Dialogue.Before = words.Date(snap.Dialogue.Before.In(snap.Loc))
	}
	days := 0
	for i := range all {
		row := p.agendaRow(words, snap, &all[i], "e"+strconv.Itoa(i))
		_, end := all[i].Facts.When.Span(snap.Loc)
		switch {
		case all[i].Dialogue:
			row.Choose = rules.IsDialogueDay(snap, &all[i].Facts)
			if row.Choose {
				days++
			}
			page.Dialogue.Days = append(page.Dialogue.Days, row)
		case end.Before(p.events.Now()):
			page.Over = append(page.Over, row)
		default:
			page.Events = append(page.Events, row)
		}
	}
	page.Dialogue.Several = days > 1
	return nil
}

func (p *Pages) agendaRow(words *messages.Printer, snap *events.Snapshot, e *delegation.Entry, id string) agendaRow {
	start, end := e.Facts.When.Span(snap.Loc)
	row := agendaRow{
		Entry: entryFor(e, id, snap.Loc), Recurs: e.Facts.Recurs, When: words.When(start.In(snap.Loc), end.In(snap.Loc), e.Facts.When.AllDay), Start: machine(e.Facts.When), Title: e.Facts.Title, Where: e.Facts.Where,
		Held: e.Says.Held, Spoken: snap.LanguageFor(nil),
	}
	for _, f := range e.Says.Findings {
		row.Says = append(row.Says, ical.Phrase(words.Lang(), f))
	}
	return row
}

// kinds are those that somebody may enter, by the calendars that they may write.
func (p *Pages) kinds(r *http.Request, words *messages.Printer, who *events.Person, t *events.Territory) (all []kind, agenda bool, err error) {
	snap := p.events.Programme()
	for _, k := range []delegation.Kind{delegation.Other, delegation.DialogueDay, delegation.Preparation, delegation.ExpertDay} {
		writes, err := p.delegation.MayEnter(r.Context(), who, t.ID, k)
		if err != nil {
			return nil, false, err
		}
		if k == delegation.Other {
			agenda = writes
		}
		known := k == delegation.Other || k == delegation.ExpertDay || len(snap.Dialogue.Words) > 0 && (k == delegation.DialogueDay || len(snap.Dialogue.Preparation) > 0)
		if writes && known {
			all = append(all, kind{string(k), words.T("desks.kind." + string(k))})
		}
	}
	return all, agenda, nil
}
