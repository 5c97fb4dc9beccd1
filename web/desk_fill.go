package web

import (
	"net/url"
	"slices"
	"strings"
)

// deskColumn is a category of the grid, with the sessions that one button answers with yes: those of it that are blank.
type deskColumn struct{ Label, Fill string }

// fills finds what buttons fill: whole rows, whole columns, a poll, or all that is blank. What has been said stays.
func (d *deskPage) fills() {
	if !d.Answers {
		return
	}
	d.Fill = blank(d.Dates, -1)
	for i := range d.Columns {
		d.Columns[i].Fill = blank(d.Dates, i)
	}
	for _, row := range d.Dates {
		if asked := slices.DeleteFunc(slices.Clone(row.Cells), func(c *deskCell) bool { return c.Session == "" }); len(asked) > 1 {
			row.Fill = blank([]*deskRow{row}, -1)
		}
	}
	for i := range d.Polls {
		if !d.Polls[i].Closed {
			d.Polls[i].Fill = blank(d.Polls[i].Rows, -1)
		}
	}
}

// blank names the sessions of rows that have no answer, of one column only if that is not negative. What is asked of all
// categories at once is in no column.
func blank(rows []*deskRow, column int) string {
	var all []string
	for _, row := range rows {
		for i, c := range row.Cells {
			if c.Session != "" && c.Shown == "" && !row.Late && (column < 0 || i == column && c.Span == 1) {
				all = append(all, c.Session)
			}
		}
	}
	return strings.Join(all, " ")
}

// fill answers with yes what a button names and the form leaves blank.
func fill(forms []cellForm, form url.Values) {
	named := strings.Fields(form.Get("fill"))
	for i := range forms {
		if f := &forms[i]; f.answer == "" && f.shown == "" && slices.Contains(named, f.session) {
			f.answer = "yes"
		}
	}
}
