package config

import (
	"slices"
	"time"

	"parcours/events"
)

var (
	forms      = wordsOf([]events.Form{events.FormYesNo, events.FormMatrix, events.FormText, events.FormPoll, events.FormDocument})
	answerable = []string{string(events.Referent), string(events.Member)}
)

// polls reads the polls; their tables are for votable, once sessions and decisions are known.
func (l *loader) polls() []*table {
	tables := l.root.tables("poll")
	for _, t := range tables {
		l.file.Programme.Polls = append(l.file.Programme.Polls, events.Poll{
			ID:           l.identify(t, "poll"),
			Title:        t.need("title").text,
			Meaning:      t.text("meaning").text,
			PerTerritory: t.flag("per_territory"),
			Quorum:       int(t.number("quorum", 0, 10_000, 0)),
			Until:        t.day("until").Day,
			Closed:       t.instant("closed"),
		})
		t.close()
	}
	return tables
}

// instant is a moment as text, in UTC and whole seconds: "2022-03-10T08:00:00Z".
func (t *table) instant(key string) time.Time {
	w := t.text(key)
	if w.text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, w.text)
	if err != nil {
		t.add(w.at, "Write a moment as "+key+` = "2022-03-10T08:00:00Z".`, "%q is no moment: %s", key, w.text)
	}
	return at.UTC().Truncate(time.Second)
}

// votable checks that each poll has a date to vote on, and notes which decision it answers.
func (l *loader) votable(tables []*table) {
	p := &l.file.Programme
	for i, t := range tables {
		poll := &p.Polls[i]
		if poll.ID == "" {
			continue
		}
		if !slices.ContainsFunc(p.Sessions, func(s events.Plan) bool { return s.Poll == poll.ID }) {
			t.add(t.node.at, `Write poll = "`+poll.ID+`" at the sessions that it asks about.`, "%s has no option", t.name)
		}
		for _, d := range p.Decisions {
			if d.Poll == poll.ID && poll.Decision == 0 {
				poll.Decision = d.Number
			}
		}
	}
}

func (l *loader) decisions() {
	numbers, polls := map[int]position{}, map[string]position{}
	for _, t := range l.root.tables("decision") {
		d := l.decision(t)
		if first, taken := numbers[d.Number]; taken && d.Number > 0 {
			t.add(t.at("number"), "Give each decision its own number.", "decision %d is there twice, first on line %d", d.Number, first.line)
		} else {
			numbers[d.Number] = t.at("number")
		}
		if first, taken := polls[d.Poll]; taken && d.Poll != "" {
			t.add(t.at("poll"), "Let one of the two decisions have the poll.", "poll %q answers two decisions, first on line %d", d.Poll, first.line)
		} else {
			polls[d.Poll] = t.at("poll")
		}
		l.file.Programme.Decisions = append(l.file.Programme.Decisions, d)
	}
}

// themes reads what answers in words are grouped by.
func (l *loader) themes() {
	for _, t := range l.root.tables("theme") {
		theme := events.Theme{Label: t.need("label").text}
		if !t.has("words") {
			t.missing("words", `words = ["énerg", "photovolt"]`)
		}
		for _, w := range t.texts("words") {
			theme.Words = append(theme.Words, w.text)
		}
		l.file.Programme.Themes = append(l.file.Programme.Themes, theme)
		t.close()
	}
}

func (l *loader) decision(t *table) events.Decision {
	d := events.Decision{Number: int(t.number("number", 1, 9999, 0))}
	if !t.has("number") {
		t.missing("number", "number = 1")
	} else if d.Number > 0 {
		t.name += " " + t.node.keys["number"].value.text
	}
	due := t.day("due")
	d.Title = t.need("title").text
	d.Question = t.need("question").text
	d.Recap = t.text("recap").text
	d.Form = t.forms()
	d.Sessions = l.referAll(t, "session", t.texts("sessions"))
	d.Poll = l.refer(t, "poll", t.text("poll"))
	d.Who = events.Referent
	if who := t.text("who"); who.given() {
		t.check(who, "role", answerable)
		d.Who = events.Role(who.text)
	}
	d.To = l.refer(t, "person", t.text("to"))
	d.Optional = t.flag("optional")
	d.ByTheme = t.flag("by_theme")
	d.Due, d.DueStated, d.DueWhy = due.Day, t.flag("due_stated"), t.text("due_why").text
	t.agree(d)
	t.close()
	return d
}

// forms are the forms of the answer; a yes or no without any.
func (t *table) forms() []events.Form {
	var all []events.Form
	for _, w := range t.texts("form") {
		t.check(w, "form", forms)
		all = append(all, events.Form(w.text))
	}
	if !t.has("form") {
		all = []events.Form{events.FormYesNo}
	}
	return all
}

// agree checks that the form of the answer and what it is about fit together.
func (t *table) agree(d events.Decision) {
	switch {
	case slices.Contains(d.Form, events.FormPoll) && !t.has("poll"):
		t.add(t.at("form"), `Add poll = "...".`, "%s is answered by a poll and names none", t.name)
	case t.has("poll") && !slices.Contains(d.Form, events.FormPoll) && t.has("form"):
		t.add(t.at("poll"), `Add "poll" to form.`, "%s names a poll and is not answered by one", t.name)
	}
	if slices.Contains(d.Form, events.FormMatrix) && !t.has("sessions") {
		t.add(t.at("form"), `Add sessions = ["..."], the lines of the table.`, "%s is a matrix without sessions", t.name)
	}
	if !t.has("due") && (t.has("due_stated") || t.has("due_why")) {
		t.add(t.at("due_why"), "Add due = 2022-03-10, or remove what is said of it.", "%s says of its due date what it is, and has none", t.name)
	}
}
