package organise

import (
	"errors"
	"iter"
	"net/http"
	"time"

	"parcours/events"
	"parcours/messages"
	"parcours/office"
	"parcours/record"
	"parcours/report"
	"parcours/table"
)

// answersOf is one cell of the table as a file has it: a session, a delegation and a category.
type answersOf struct {
	Session   string       `json:"session"`
	Title     string       `json:"title"`
	Start     time.Time    `json:"start"`
	AllDay    bool         `json:"all_day"`
	Status    string       `json:"status"`
	Territory string       `json:"territory"`
	Category  string       `json:"category"`
	Answer    string       `json:"answer"` // of the delegation, by a referent or an organiser; "" for none
	By        string       `json:"by"`
	At        *time.Time   `json:"at"`
	Comment   string       `json:"comment"`
	Late      bool         `json:"late"`
	Against   bool         `json:"against"` // the words of an arbitrage say the opposite
	Members   membersCount `json:"members"` // what its people said for themselves

	when events.When
}

type membersCount struct {
	Asked     int `json:"asked"`
	Yes       int `json:"yes"`
	Maybe     int `json:"maybe"`
	No        int `json:"no"`
	Deleted   int `json:"deleted"`
	Unsaid    int `json:"no_answer"`
	OfThemOld int `json:"late"`
}

// answersFile answers GET /organise/answers.csv, .xlsx, .ods and .json: the part of the table that the address names, a cell a line.
func (p *Pages) answersFile(format string) office.Page {
	return func(w http.ResponseWriter, r *http.Request, who *events.Person) {
		words := p.WordsFor(r, who.Language)
		sheet, err := p.record.Sheet(r.Context(), lookOf(r).Query)
		var bad *events.Invalid
		if errors.As(err, &bad) {
			http.Error(w, bad.Error(), http.StatusBadRequest)
			return
		}
		if err != nil {
			p.Failed(w, r, err)
			return
		}
		p.SendFile(w, r, format, office.Download{
			Name: "answers", Sheet: table.Sheet{Name: words.T("answers.sheet"), Head: answersHead(words), Rows: answersCells(p.voice(words), &sheet)}, Each: office.InList(answersList(&sheet)),
		})
	}
}

// answersList gives the cells in which somebody is asked, by session, delegation and category.
func answersList(sheet *record.Sheet) iter.Seq[answersOf] {
	return func(yield func(answersOf) bool) {
		for _, row := range sheet.Rows {
			for _, line := range row.Delegations {
				for i, c := range line.Cells {
					if c.Session != "" && !yield(answerOf(sheet, &row, line.Territory, i, c)) {
						return
					}
				}
			}
		}
	}
}

func answerOf(sheet *record.Sheet, row *record.SheetRow, territory string, i int, c record.RecapCell) answersOf {
	m := c.Members
	one := answersOf{
		Session: c.Session, Title: row.Title, Start: row.When.Start, AllDay: row.When.AllDay, Status: string(row.Status), when: row.When,
		Territory: territory, Category: sheet.Categories[i].ID,
		Members: membersCount{m.Asked, m.Accepted, m.Tentative, m.Declined, m.Deleted, m.Blank, m.Late},
	}
	for _, s := range c.ForUs {
		at := s.At
		one.Answer, one.By, one.At, one.Comment, one.Late, one.Against = string(s.Status), s.By, &at, s.Comment, s.Late, s.Against
	}
	return one
}

func answersHead(words *messages.Printer) []string {
	head := []string{}
	for _, key := range []string{"date", "session", "title", "status", "territory", "category", "answer", "by", "at", "comment", "late", "against",
		"asked", "yes", "maybe", "no", "deleted", "unsaid", "members_late"} {
		head = append(head, words.T("answers.head."+key))
	}
	return head
}

// answersCells are the lines of the list in words, as a spreadsheet has them.
func answersCells(v voice, sheet *record.Sheet) func(func([]any) bool) {
	mark := map[bool]any{true: v.words.T("command.yes")}
	return func(yield func([]any) bool) {
		for one := range answersList(sheet) {
			start, _ := one.when.Span(v.snap.Loc)
			row := []any{start.In(v.snap.Loc), one.Session, one.Title, v.words.T("command.session." + one.Status), report.Territory(v.snap, one.Territory),
				report.Category(v.snap, one.Category), nil, nil, nil, one.Comment, mark[one.Late], mark[one.Against],
				one.Members.Asked, one.Members.Yes, one.Members.Maybe, one.Members.No, one.Members.Deleted, one.Members.Unsaid, one.Members.OfThemOld}
			if one.Answer != "" {
				row[6], row[7], row[8] = report.Status(v.words, events.Partstat(one.Answer)), report.Person(v.words, v.snap, one.By), one.At.In(v.snap.Loc)
			}
			if !yield(row) {
				return
			}
		}
	}
}
