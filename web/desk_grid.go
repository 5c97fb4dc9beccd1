package web

import (
	"strings"

	"parcours/events"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
)

// deskRow is a date of the grid, with the rooms that meet at it.
type deskRow struct {
	When, Start string
	Title       string
	Status      pages.Chip
	Late        bool // it has ended
	Optional    bool
	Notes       []string // what should be known of the day
	Cells       []*deskCell
	Answers     bool   // whoever looks may answer
	Spoken      string // language of the title
	Fill        string // sessions that one button answers with yes, "" without
}

// deskCell is what a delegation answers in one category, or in all of them at once; without a session it is not asked.
type deskCell struct {
	Row      *deskRow
	Session  string
	Label    string // of the category; "" for one that stands for all
	Span     int    // columns
	Sequence int
	Shown    string // button of the answer that stands, "" for none
	Answer   string // button as the form has it
	Said     string // comment that stands
	Comment  string // as the form has it
	Current  string // the answer that stands, in words
	Against  bool   // the words of an arbitrage say the opposite
	Members  string // what members said for themselves, in words
	Draft    bool   // what stands in it was carried through signing in, and is not kept
	Problem  string
}

// deskRows are the rows of the recap, the dates of polls apart. One that has been chosen is a date like others.
func (a *agenda) deskRows(recap *record.Recap, answers bool) (dates []*deskRow, polls []deskPoll) {
	at := map[string]int{}
	for i := range recap.Rows {
		row, x := a.deskRow(&recap.Rows[i])
		if x == nil {
			continue
		}
		row.Answers = answers
		poll := a.snap.Poll(x.Poll)
		if poll == nil || x.Status == events.Fixed {
			dates = append(dates, row)
			continue
		}
		k, seen := at[poll.ID]
		if !seen {
			k, at[poll.ID] = len(polls), len(polls)
			polls = append(polls, deskPoll{Title: poll.Title, Meaning: poll.Meaning})
			polls[k].Closed, polls[k].Until = report.Voted(a.words, a.snap, poll, a.now)
		}
		row.Answers = answers && !polls[k].Closed
		polls[k].Rows = append(polls[k].Rows, row)
	}
	return dates, polls
}

// deskRow puts a row into words, and gives one of its sessions; nil where nothing of it can be answered.
func (a *agenda) deskRow(row *record.RecapRow) (*deskRow, *events.Session) {
	var first *events.Session
	d := &deskRow{Title: row.Title, Spoken: a.snap.LanguageFor(nil), Optional: row.Optional}
	whole := &deskCell{Row: d, Span: len(row.Cells)}
	var members record.Tally
	for i := range row.Cells {
		cell, x := &row.Cells[i], a.snap.Session(row.Cells[i].Session)
		if x == nil || !x.Listed() {
			d.Cells = append(d.Cells, &deskCell{Row: d, Label: a.snap.Categories[i].Label, Span: 1})
			continue
		}
		first = x
		if x.Category == "" {
			add(&members, cell.Members)
			a.fillDesk(whole, x, cell, members)
			continue
		}
		one := &deskCell{Row: d, Label: a.snap.Categories[i].Label, Span: 1}
		a.fillDesk(one, x, cell, cell.Members)
		d.Cells = append(d.Cells, one)
	}
	if first == nil {
		return d, nil
	}
	if first.Category == "" {
		d.Cells = []*deskCell{whole}
	}
	d.When, d.Start = a.when(first), pages.MachineTime(first.When)
	d.Status, d.Late = pages.StatusOf(a.words, first, a.now, a.snap.Loc), first.Past(a.now, a.snap.Loc)
	if d.Status.Class == string(events.Candidate) {
		d.Status.Words = a.words.T("web.option")
	}
	return d, first
}

// add counts more answers in.
func add(to *record.Tally, more record.Tally) {
	to.Asked, to.Accepted, to.Tentative = to.Asked+more.Asked, to.Accepted+more.Accepted, to.Tentative+more.Tentative
	to.Declined, to.Deleted, to.Blank, to.Late = to.Declined+more.Declined, to.Deleted+more.Deleted, to.Blank+more.Blank, to.Late+more.Late
}

// fillDesk says what was answered of a session.
func (a *agenda) fillDesk(c *deskCell, x *events.Session, said *record.RecapCell, members record.Tally) {
	c.Session, c.Sequence, c.Members = x.ID, x.Sequence, a.tally(members)
	for _, one := range said.ForUs {
		c.Shown, c.Said, c.Against = pages.ButtonOf(one.Status), one.Comment, one.Against
		c.Current = a.words.T("desk.said", "Answer", pages.AnswerWords(a.words, one.Status), "Who", nameOf(a.words, a.snap, one.By), "When", a.words.Date(one.At.In(a.snap.Loc)))
		if one.Status == events.NeedsAction {
			c.Shown, c.Current = "", ""
		}
	}
	c.Answer, c.Comment = c.Shown, c.Said
}

// tally counts what members said for themselves, "" where none is asked.
func (a *agenda) tally(v record.Tally) string {
	if v.Asked == 0 {
		return ""
	}
	var all []string
	for _, one := range []struct {
		key string
		n   int
	}{
		{"yes", v.Accepted}, {"maybe", v.Tentative}, {"no", v.Declined + v.Deleted}, {"blank", v.Blank},
	} {
		if one.n > 0 {
			all = append(all, a.words.T("desk.votes."+one.key, "Number", one.n))
		}
	}
	return a.words.T("desk.members", "Counts", strings.Join(all, " · "))
}

// cells of all tables, by session.
func (d *deskPage) cells() map[string]*deskCell {
	all := map[string]*deskCell{}
	for _, row := range d.rows() {
		for _, c := range row.Cells {
			if c.Session != "" {
				all[c.Session] = c
			}
		}
	}
	return all
}
