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
	for _, found := range events.ToldDate.FindAllStringSubmatch(n.text, -1) {
		l.dateIn(n.at, strings.TrimPrefix(found[0], "de "), found[2], strings.Split(found[3], ","))
	}
}

// dateIn checks one date: its form, and of what it is.
func (l *loader) dateIn(at position, text, form string, of []string) {
	known := l.dated()
	unknown := slices.DeleteFunc(of, func(name string) bool { return known[name] })
	formed := slices.Contains(events.DateForms, form)
	switch {
	case formed && len(unknown) > 0 && !l.holes["session"]:
		l.add(at, suggest(unknown[0], slices.Collect(maps.Keys(known)), "What has a date"), "%s says the date of %q, which is no session with a date", text, unknown[0])
	case !formed && len(unknown) == 0:
		l.warn(at, "To say a date, write "+dateForms()+".", "%s is shown as it stands", text)
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
