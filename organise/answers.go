package organise

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/pages"
	"parcours/record"
	"parcours/report"
)

// answersPage is the table sessions x categories, of all delegations or of each.
type answersPage struct {
	office.Frame
	Problem string
	Stream  string // address of what changes on the table
	Look    look
	Filter  filter
	Each    string // address of the other way to look: all together, or a line a delegation
	Heads   []string
	Groups  []answersGroup
	Pager   office.Pager
	Shares  []share
	Course  courseView
}

// filter is the form that chooses a part of the table.
type filter struct {
	Action                                    string
	Territories, Categories, Sessions, States []office.Choice
	Each                                      bool
}

// answersGroup is a table: of all sessions, or of the delegations that one session asks.
type answersGroup struct {
	Title string // of the session, "" for the table of all
	When  string
	Rows  []answersRow
}

// answersRow is a line: a session, or a delegation.
type answersRow struct {
	Title  string
	Spoken string // language of the title, "" for that of the page
	When   string
	Start  string
	Status pages.Chip
	URL    string
	Cells  []answersCell
}

// answersCell is what was said in one category.
type answersCell struct {
	ID             string // of the cell in the stream of what changes
	Label          string // of the category
	URL            string // where the names are; "" where nobody is asked
	ForUs, Members string
}

// linesOnPage is how many lines of the table stand on a page.
const linesOnPage = 200

// answers answers GET /organise/answers.
func (p *Pages) answers(w http.ResponseWriter, r *http.Request, who *events.Person) {
	words, l, status := p.WordsFor(r, who.Language), lookOf(r), http.StatusOK
	page := &answersPage{Frame: p.Frame(words, "/organise/answers", words.T("answers.title"))}
	version := p.record.Writes() // before the table is read
	table, err := p.record.Sheet(r.Context(), l.Query)
	var bad *events.Invalid
	if errors.As(err, &bad) {
		l, status = look{Lang: l.Lang, Page: 1}, http.StatusBadRequest
		page.Problem = words.T("answers.unknown_part")
		table, err = p.record.Sheet(r.Context(), l.Query)
	}
	var course record.Course
	if err == nil {
		course, err = p.record.Course(r.Context(), l.Session)
	}
	if err != nil {
		p.Failed(w, r, err)
		return
	}
	p.describeAnswers(words, page, l, &table)
	page.Course = describeCourse(words, course)
	page.Live, page.Stream = true, l.stream(version, words.Lang())
	pages.AllowScript(w.Header())
	p.Send(w, status, words.Lang(), templates, "answers", page)
}

func (p *Pages) describeAnswers(words *messages.Printer, page *answersPage, l look, table *record.Sheet) {
	snap := p.events.Programme()
	page.Look = l
	page.Filter = filter{
		Action: "/organise/answers", Territories: office.Territories(snap, l.Territory), Categories: office.Categories(snap, l.Category),
		Sessions: office.Sessions(snap, words, l.Session), States: states(words, l.State), Each: l.Each,
	}
	other := l
	other.Each, other.Page = !l.Each, 1
	page.Each = other.address("/organise/answers")
	asked := l
	asked.Each, asked.Page = false, 1
	page.Exports = []office.Export{office.ExportOf("/organise/answers", words.T("answers.export"), asked.asked())}
	for _, c := range table.Categories {
		page.Heads = append(page.Heads, c.Label)
	}
	page.Shares = sharesOf(words, snap, table.ByCategory())
	turn := func(n int) string {
		l := l
		l.Page = n
		return l.address("/organise/answers")
	}
	v := voice{snap, words, p.events.Now()}
	if l.Each {
		var lines []placed
		for i := range table.Rows {
			row := &table.Rows[i]
			lines = slices.Grow(lines, len(row.Delegations))
			for k := range row.Delegations {
				lines = append(lines, placed{row, &row.Delegations[k]})
			}
		}
		lines, page.Pager = office.CutPage(lines, l.Page, linesOnPage, turn)
		page.Groups = v.eachGroup(table.Categories, lines)
		return
	}
	rows := slices.Clone(table.Rows)
	rows, page.Pager = office.CutPage(rows, l.Page, linesOnPage, turn)
	whole := answersGroup{}
	for i := range rows {
		whole.Rows = append(whole.Rows, v.sessionRow(table.Categories, &rows[i].RecapRow, l.Territory))
	}
	if len(rows) > 0 {
		page.Groups = append(page.Groups, whole)
	}
}

// placed is a delegation's line with its session.
type placed struct {
	row *record.SheetRow
	*record.Line
}

// eachGroup puts lines under their sessions.
func (v voice) eachGroup(categories []events.Category, lines []placed) (all []answersGroup) {
	var last *record.SheetRow
	for _, l := range lines {
		if l.row != last {
			all = append(all, answersGroup{Title: l.row.Title, When: v.when(l.row.When)})
			last = l.row
		}
		g := &all[len(all)-1]
		row := answersRow{Title: report.Territory(v.snap, l.Territory), URL: sessionAddress(l.row.ID, l.Territory, "")}
		for i := range l.Cells {
			row.Cells = append(row.Cells, v.cell(categories[i], &l.row.RecapRow, &l.Cells[i], l.Territory))
		}
		g.Rows = append(g.Rows, row)
	}
	return all
}

// sessionRow says a row of the table of all sessions, of one territory or of all ("").
func (v voice) sessionRow(categories []events.Category, row *record.RecapRow, territory string) answersRow {
	line := answersRow{
		Title: row.Title, Spoken: v.snap.LanguageFor(nil), When: v.when(row.When), Start: pages.MachineTime(row.When), URL: sessionAddress(row.ID, territory, ""),
	}
	if group := v.snap.Group(row.ID); len(group) > 0 {
		line.Status = pages.StatusOf(v.words, group[0], v.now, v.snap.Loc)
	}
	for i := range row.Cells {
		line.Cells = append(line.Cells, v.cell(categories[i], row, &row.Cells[i], territory))
	}
	return line
}

func (v voice) cell(category events.Category, row *record.RecapRow, c *record.RecapCell, territory string) answersCell {
	said := answersCell{ID: cellID(row, category.ID, territory), Label: category.Label}
	if c.Session == "" {
		return said
	}
	said.URL = sessionAddress(row.ID, territory, category.ID)
	said.ForUs, said.Members = report.ForUs(v.words, *c, territory), report.Tally(v.words, c.Members)
	if said.ForUs == "" && said.Members == "" {
		said.Members = v.words.T("answers.blank")
	}
	return said
}

// cellID names a cell of the table: the session with its hours, the category, and the delegation or all ("").
func cellID(row *record.RecapRow, category, territory string) string {
	return row.ID + " " + strconv.FormatInt(row.When.Start.Unix(), 36) + " " + category + " " + territory
}

// sessionAddress is where the names of who answered are.
func sessionAddress(session, territory, category string) string {
	asked := url.Values{}
	if territory != "" {
		asked.Set("territory", territory)
	}
	if category != "" {
		asked.Set("category", category)
	}
	return withQuery("/organise/answers/"+session, asked)
}
