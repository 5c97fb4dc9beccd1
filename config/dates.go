package config

import (
	"maps"
	"slices"
	"strings"

	"parcours/events"
)

// datesIn checks the dates that texts of the file say: {date:agora} needs a session agora.
func (l *loader) datesIn(n *node) {
	if n == nil {
		return
	}
	for _, e := range n.keys {
		l.datesIn(e.value)
	}
	for _, item := range n.items {
		l.datesIn(item)
	}
	if n.kind != aText || !strings.Contains(n.text, "{") {
		return
	}
	for _, d := range events.DatesIn(n.text) {
		l.dateIn(n.at, d)
	}
}

func (l *loader) dateIn(at position, d events.DateIn) {
	known := l.dated()
	unknown := slices.DeleteFunc(slices.Clone(d.Of), func(name string) bool { return known[name] })
	formed := slices.Contains(events.DateForms, d.Form)
	switch {
	case formed && len(unknown) > 0 && !l.holes["session"]:
		l.add(at, suggest(unknown[0], slices.Collect(maps.Keys(known)), "What has a date"), "%s says the date of %q, which is no session with a date", d.Text, unknown[0])
	case !formed && len(unknown) == 0:
		l.warn(at, "To say a date, write "+dateForms()+".", "%s is shown as it stands", d.Text)
	}
}

// dated are the names of what has a date.
func (l *loader) dated() map[string]bool {
	p, known := &l.file.Programme, map[string]bool{}
	for i := range p.Sessions {
		known[p.Sessions[i].ID] = true
		if g := p.Sessions[i].Group; g != "" {
			known[g] = true
		}
	}
	if !p.Dialogue.Before.IsZero() {
		known["dialogue"] = true
	}
	if !p.Budget.StabiliseBy.IsZero() {
		known["budget"] = true
	}
	return known
}

func dateForms() string {
	var all []string
	for _, form := range events.DateForms {
		all = append(all, "{"+form+":...}")
	}
	return strings.Join(all, ", ")
}
