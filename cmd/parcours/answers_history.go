package main

import (
	"strconv"
	"strings"
	"time"

	"parcours/events"
	"parcours/house"
	"parcours/messages"
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
	if !stands(snap, a) {
		counts = words.T("command.no")
	}
	answer := statusWord(words, a.Status)
	if a.Late {
		answer = words.T("command.late", "Answer", answer)
	}
	return []string{a.At.In(snap.Loc).Format("2006-01-02 15:04:05"), sessionTitle(snap, a.Session), subjectName(words, snap, a.For),
		personName(words, snap, a.By), answer, oneLine(a.Comment), words.T("command.door." + string(a.Door)), strconv.Itoa(a.Sequence), counts}
}

// sessionTitle is what a session is called, its id once the programme has it no more.
func sessionTitle(snap *events.Snapshot, id string) string {
	x := snap.Session(id)
	if x == nil {
		return id
	}
	if x.Category != "" {
		return x.Title + " · " + categoryLabel(snap, x.Category)
	}
	return x.Title
}

// subjectName is for whom an answer stands: a person, or a delegation with the room's category.
func subjectName(words *messages.Printer, snap *events.Snapshot, f events.Subject) string {
	switch {
	case f.Person != "":
		return personName(words, snap, f.Person)
	case f.Category != "":
		return territoryName(snap, f.Territory) + " · " + categoryLabel(snap, f.Category)
	}
	return territoryName(snap, f.Territory)
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
	return said{a.At, a.Session, title, f, a.By, string(a.Status), a.Comment, string(a.Door), a.Sequence, a.Late, stands(snap, a)}
}

// stands tells whether an answer still stands: its session's time has not moved since, and it was not withdrawn.
func stands(snap *events.Snapshot, a events.Answer) bool {
	x := snap.Session(a.Session)
	return x != nil && a.CountsFor(x)
}
