package report

import (
	"strings"
	"time"

	"parcours/events"
	"parcours/messages"
)

// Person is the name of a person; whoever was removed is not named any more.
func Person(words *messages.Printer, snap *events.Snapshot, id string) string {
	if p := snap.Person(id); p != nil {
		return p.Name
	}
	if id == "" {
		return ""
	}
	return words.T("command.removed_person")
}

// Category is the label of a category, its id once the programme has it no more.
func Category(snap *events.Snapshot, id string) string {
	if c := snap.Category(id); c != nil {
		return c.Label
	}
	return id
}

// Territory is the name of a territory, its id once the programme has it no more.
func Territory(snap *events.Snapshot, id string) string {
	if t := snap.Territory(id); t != nil {
		return t.Name
	}
	return id
}

// Territories are the names of territories.
func Territories(snap *events.Snapshot, ids []string) []string {
	var names []string
	for _, id := range ids {
		names = append(names, Territory(snap, id))
	}
	return names
}

// SessionTitle is what a session is called, its id once the programme has it no more.
func SessionTitle(snap *events.Snapshot, id string) string {
	x := snap.Session(id)
	if x == nil {
		return id
	}
	if x.Category != "" {
		return x.Title + " · " + Category(snap, x.Category)
	}
	return x.Title
}

// Subject is for whom an answer stands: a person, or a delegation with the room's category.
func Subject(words *messages.Printer, snap *events.Snapshot, f events.Subject) string {
	switch {
	case f.Person != "":
		return Person(words, snap, f.Person)
	case f.Category != "":
		return Territory(snap, f.Territory) + " · " + Category(snap, f.Category)
	}
	return Territory(snap, f.Territory)
}

// Date is when something begins, as programs sort it: "2022-03-10 09:00", without hours for whole days.
func Date(w events.When, loc *time.Location) string {
	if w.AllDay {
		return w.Start.Format("2006-01-02")
	}
	return w.Start.In(loc).Format("2006-01-02 15:04")
}

// OneLine is a text without its line breaks.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
