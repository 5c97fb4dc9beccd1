package main

import (
	"strconv"
	"strings"
	"time"

	"parcours/events"
	"parcours/house"
	"parcours/messages"
	"parcours/report"
)

// said is an answer as the history shows it to programs: people and sessions by their ids.
type said struct {
	At       time.Time `json:"at"`
	Session  string    `json:"session"`
	Title    string    `json:"title"`
	For      string    `json:"for"` // person id, or "territory" or "territory/category"
	By       string    `json:"by"`
	Status   string    `json:"status"`
	Comment  string    `json:"comment"`
	Door     string    `json:"door"`
	Sequence int       `json:"sequence"`
	Late     bool      `json:"late"`
	Counts   bool      `json:"counts"` // false once the time has moved since, or it was withdrawn
}

func (c *answersShow) history(env *environment, s *house.House) error {
	all, err := s.Record.History(env, c.Delegation)
	if err != nil {
		return err
	}
	snap, words := s.Programme(), c.words(s)
	list := make([]said, 0, len(all))
	rows := [][]string{{words.T("command.head.when"), words.T("command.head.session"), words.T("command.head.for"), words.T("command.head.by"),
		words.T("command.head.answer"), words.T("command.head.comment"), words.T("command.head.door"), words.T("command.head.revision"),
		words.T("command.head.counts")}}
	for _, a := range all {
		list = append(list, saidOf(a, snap))
		rows = append(rows, historyRow(words, a, snap))
	}
	return writeAs(env, c.Format, list, rows)
}

func historyRow(words *messages.Printer, a events.Answer, snap *events.Snapshot) []string {
	counts := words.T("command.yes")
	if !report.Stands(snap, a) {
		counts = words.T("command.no")
	}
	answer := report.Status(words, a.Status)
	if a.Late {
		answer = words.T("command.late", "Answer", answer)
	}
	return []string{a.At.In(snap.Loc).Format("2006-01-02 15:04:05"), report.SessionTitle(snap, a.Session), report.Subject(words, snap, a.For),
		report.Person(words, snap, a.By), answer, report.OneLine(a.Comment), words.T("command.door." + string(a.Door)), strconv.Itoa(a.Sequence), counts}
}

func saidOf(a events.Answer, snap *events.Snapshot) said {
	f := a.For.Person
	if f == "" {
		f = strings.TrimSuffix(a.For.Territory+"/"+a.For.Category, "/")
	}
	title := ""
	if x := snap.Session(a.Session); x != nil {
		title = x.Title
	}
	return said{a.At, a.Session, title, f, a.By, string(a.Status), a.Comment, string(a.Door), a.Sequence, a.Late, report.Stands(snap, a)}
}
