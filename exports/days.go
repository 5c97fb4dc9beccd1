package exports

import (
	"strings"

	"parcours/events"
	"parcours/report"
	"parcours/rules"
	"parcours/table"
)

var dayKeys = []string{"territory", "title", "where", "start", "end", "half_days", "state", "granted", "granted_by", "delegation", "experts", "uid"}

// days are the expert days of all delegations.
func (a *asking) days() (rows []row, err error) {
	ledgers, err := a.calendars.Ledgers(a.ctx, "")
	for _, l := range ledgers {
		for i := range l.Entries {
			e := &l.Entries[i]
			start, end := a.when(e.When)
			state := dayState(e)
			line := row{a.territory(l.Territory), e.Title, e.Where, start, end, e.HalfDays, table.Coded{Words: a.words.T("exports.day." + state), Code: state}, nil, nil, a.said(e.Day.Delegation.Answer()), a.experts(e), e.UID}
			if e.Approved != nil {
				line[7], line[8] = e.Approved.Reason, a.person(e.Approved.By)
			}
			rows = append(rows, line)
		}
	}
	return rows, err
}

func dayState(e *rules.LedgerEntry) string {
	switch {
	case e.Cancelled:
		return "cancelled"
	case e.Day.Declined():
		return "declined"
	case e.Held && e.Over:
		return "held"
	case e.Held:
		return "waits"
	}
	return "counted"
}

func (a *asking) said(status events.Partstat) any {
	if status == events.NeedsAction {
		return nil
	}
	return table.Coded{Words: report.Status(a.words, status), Code: string(status)}
}

// experts says who answered what of a day.
func (a *asking) experts(e *rules.LedgerEntry) table.Coded {
	said, codes := []string{}, map[string]string{}
	for _, x := range e.Day.Experts {
		word := a.words.T("exports.no_answer")
		if x.Status() != events.NeedsAction {
			word = report.Status(a.words, x.Status())
		}
		said, codes[x.Person.ID] = append(said, x.Person.Name+" : "+word), string(x.Status())
	}
	return table.Coded{Words: strings.Join(said, ", "), Code: codes}
}

var agendaKeys = []string{"territory", "title", "where", "start", "end", "dialogue", "cancelled", "recurs", "uid"}

// agendas are the events of all delegations' agendas.
func (a *asking) agendas() (rows []row, err error) {
	for _, t := range a.snap.Territories {
		all, err := a.delegation.Agenda(a.ctx, a.who, t.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			start, end := a.when(e.Facts.When)
			rows = append(rows, row{a.territory(t.ID), e.Facts.Title, e.Facts.Where, start, end, a.mark(e.Dialogue), a.mark(e.Facts.Cancelled), a.mark(e.Facts.Recurs), e.Facts.UID})
		}
	}
	return rows, nil
}
