package exports

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/record"
	"parcours/report"
	"parcours/table"
)

// asking is who asks for a table, in which words, and for which part of it.
type asking struct {
	*Files
	ctx   context.Context
	who   *events.Person
	words *messages.Printer
	snap  *events.Snapshot
	part  url.Values
}

// row is the cells of a line.
type row = []any

// maker puts a table together: its lines, and which calendar of the organiser's own home has them, "" where they have no dates.
type maker struct {
	keys     []string
	rows     func(*asking) ([]row, error)
	calendar string
	holds    func(calendars.Item) bool // which items of the calendar, nil for all
}

// tables are those that are served here, by the last part of their address.
var tables = map[string]maker{
	"people":     {keys: peopleKeys, rows: (*asking).people},
	"sessions":   {keys: sessionKeys, rows: (*asking).sessions, calendar: "programme"},
	"arbitrages": {keys: arbitrageKeys, rows: (*asking).arbitrages, calendar: "programme.arbitrages"},
	"polls":      {keys: pollKeys, rows: (*asking).polls, calendar: "programme", holds: func(it calendars.Item) bool { return it.Invitation != nil && it.Invitation.Session.Poll != "" }},
	"days":       {keys: dayKeys, rows: (*asking).days, calendar: "programme." + calendars.AccompagnementName + "s"},
	"agendas":    {keys: agendaKeys, rows: (*asking).agendas, calendar: "programme." + calendars.AgendaName + "s"},
	"presence":   {keys: presenceKeys, rows: (*asking).presence},
	"mail":       {keys: mailKeys, rows: (*asking).mail},
	"mail-in":    {keys: mailInKeys, rows: (*asking).mailIn},
}

// file answers GET /organise/NAME.FORMAT.
func (f *Files) file(name, format string) office.Page {
	m := tables[name]
	return func(w http.ResponseWriter, r *http.Request, who *events.Person) {
		a := &asking{f, r.Context(), who, f.WordsFor(r, who.Language), f.events.Programme(), r.URL.Query()}
		d := office.Download{Name: name, Sheet: table.Sheet{Name: a.words.T("exports.sheet." + name), Keys: m.keys}}
		var octets []byte
		var rows []row
		var err error
		if format == "ics" {
			octets, err = a.calendar(m, a.words.T("exports.sheet."+name))
			d.Calendar = func(to io.Writer) error { _, err := to.Write(octets); return err }
		} else {
			rows, err = m.rows(a)
		}
		if err != nil {
			f.Failed(w, r, err)
			return
		}
		for _, key := range m.keys {
			d.Sheet.Head = append(d.Sheet.Head, headOf(a.words, key))
		}
		d.Sheet.Rows = slices.Values(rows)
		f.SendFile(w, r, format, d)
	}
}

// headOf is what a column is called.
func headOf(words *messages.Printer, key string) string {
	if key == "id" { // is reserved where texts are kept
		key = "identifier"
	}
	return words.T("exports.head." + key)
}

// calendar is a table's lines as a calendar program takes them.
func (a *asking) calendar(m maker, title string) ([]byte, error) {
	c, err := a.calendars.Collection(a.ctx, a.who, a.who.ID, m.calendar)
	if err != nil {
		return nil, err
	}
	items, err := a.calendars.Items(a.ctx, a.who, c, calendars.ItemQuery{})
	if err != nil {
		return nil, err
	}
	if m.holds != nil {
		items = slices.DeleteFunc(items, func(it calendars.Item) bool { return !m.holds(it) })
	}
	return a.text.Together(title, a.snap.Loc, items)
}

// at is a moment in the programme's zone, nothing for none.
func (a *asking) at(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(a.snap.Loc)
}

// when is the beginning and the end of a time; of whole days the first and the last.
func (a *asking) when(w events.When) (start, end any) {
	if w.AllDay {
		return table.Day(w.Start), table.Day(w.End.AddDate(0, 0, -1))
	}
	return a.at(w.Start), a.at(w.End)
}

// mark says yes, or nothing.
func (a *asking) mark(yes bool) table.Coded {
	if !yes {
		return table.Coded{Code: false}
	}
	return table.Coded{Words: a.words.T("command.yes"), Code: true}
}

func (a *asking) territory(id string) table.Coded {
	return table.Coded{Words: report.Territory(a.snap, id), Code: id}
}

func (a *asking) territories(ids []string) table.Coded {
	return table.Coded{Words: a.words.List(report.Territories(a.snap, ids)), Code: slices.Concat([]string{}, ids)}
}

func (a *asking) category(id string) table.Coded {
	return table.Coded{Words: report.Category(a.snap, id), Code: id}
}

func (a *asking) person(id string) table.Coded {
	return table.Coded{Words: report.Person(a.words, a.snap, id), Code: id}
}

var arbitrageKeys = []string{"number", "title", "territory", "state", "due", "answer", "by", "at", "missing", "reply", "asks_back"}

func (a *asking) arbitrages() (rows []row, err error) {
	states, err := a.events.DecisionStates(a.ctx, "")
	for i := range states {
		st := &states[i]
		var due any
		if !st.Due.IsZero() {
			due = table.Day(st.Due.In(time.UTC))
		}
		state := report.State(st)
		rows = append(rows, row{
			st.Decision.Number, st.Decision.Title, a.territory(st.Territory.ID), table.Coded{Words: a.words.T("command.decided." + state), Code: state}, due, report.Said(a.words, st),
			a.person(st.By), a.at(st.At), report.Missing(a.words, st, a.snap), st.Reply, a.mark(st.Asks() && st.Reply == ""),
		})
	}
	return rows, err
}

var pollKeys = []string{"poll", "title", "start", "end", "chosen", "yes", "maybe", "no", "not_applicable", "unsaid", "members_yes", "members_maybe", "members_no", "members_unsaid", "silent", "quorum", "until"}

func (a *asking) polls() (rows []row, err error) {
	for _, poll := range a.snap.Polls {
		standing, err := a.record.Standing(a.ctx, poll.ID)
		if err != nil {
			return nil, err
		}
		var until any
		if ends := record.Ends(&poll, a.snap.Loc); !ends.IsZero() {
			until = a.at(ends)
		}
		for _, c := range standing.Choices {
			for _, o := range c.Options {
				start, end := a.when(o.Session.When)
				d, m := o.Delegations, o.Members
				rows = append(rows, row{
					table.Coded{Words: poll.Title, Code: poll.ID}, table.Coded{Words: c.Title, Code: o.Session.ID}, start, end, a.mark(c.Decided == o.Session.ID), d.Yes, d.Maybe, d.No, d.NotApplicable, d.Blank,
					m.Yes, m.Maybe, m.No, m.Blank, a.territories(o.Silent), poll.Quorum, until,
				})
			}
		}
	}
	return rows, nil
}
