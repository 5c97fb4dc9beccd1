package desks

import (
	"net/http"
	"time"

	"parcours/delegation"
	"parcours/events"
)

// change gives an event of the agenda what a form says, if it still is what whoever sends it saw.
func (p *Pages) change(r *http.Request, who *events.Person, territory string) error {
	draft, err := p.draftOf(entryOf(r))
	if err != nil {
		return err
	}
	return p.delegation.Change(r.Context(), who, territory, r.PostForm.Get("change"), r.PostForm.Get("etag"), draft)
}

// entryFor is the form that changes an event, with what it is now: without hours where it takes whole days, with its last day where
// that is another one.
func entryFor(e *delegation.Entry, id string, loc *time.Location) entry {
	when, start, last := e.Facts.When, e.Facts.When.Start, e.Facts.When.End
	f := entry{ID: id, Name: e.Name, ETag: e.ETag, Title: e.Facts.Title, Where: e.Facts.Where}
	switch {
	case when.AllDay && last.After(start):
		last = last.AddDate(0, 0, -1)
	case !when.AllDay:
		start, last = start.In(loc), last.In(loc)
		f.From, f.To = start.Format("15:04"), last.Format("15:04")
	}
	f.Day = start.Format(time.DateOnly)
	if until := last.Format(time.DateOnly); until != f.Day {
		f.Until = until
	}
	return f
}

// typed opens the form of the event that was to be changed, with what was typed, and why it is not kept; "" for a draft. Sent again,
// it changes the event as the page shows it now.
func (page *agendaPage) typed(r *http.Request, why string) {
	for _, rows := range [][]agendaRow{page.Dialogue.Days, page.Events, page.Over} {
		for i := range rows {
			row := &rows[i]
			if row.Entry.Name != r.PostForm.Get("change") || row.Recurs {
				continue
			}
			e := entryOf(r)
			e.ID, e.Name, e.ETag, e.At = row.Entry.ID, row.Entry.Name, row.Entry.ETag, why
			if why == "" {
				e.ETag = r.PostForm.Get("etag")
			}
			e.Problem = page.Problem
			row.Entry, row.Open = e, true
		}
	}
}
