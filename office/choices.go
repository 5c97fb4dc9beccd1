package office

import (
	"cmp"
	"slices"

	"parcours/events"
	"parcours/messages"
)

// Choice is an option of a list to choose from.
type Choice struct {
	Value, Words string
	Chosen       bool
}

// Chosen notes which of the options is chosen.
func Chosen(all []Choice, value string) []Choice {
	for i := range all {
		all[i].Chosen = all[i].Value == value
	}
	return all
}

// Territories are those of the programme.
func Territories(snap *events.Snapshot, value string) (all []Choice) {
	for _, t := range snap.Territories {
		all = append(all, Choice{Value: t.ID, Words: t.Name})
	}
	return Chosen(all, value)
}

// Categories are those of the programme.
func Categories(snap *events.Snapshot, value string) (all []Choice) {
	for _, c := range snap.Categories {
		all = append(all, Choice{Value: c.ID, Words: c.Label})
	}
	return Chosen(all, value)
}

// Sessions are those that are listed, a group once.
func Sessions(snap *events.Snapshot, words *messages.Printer, value string) (all []Choice) {
	seen := map[string]bool{}
	for _, x := range snap.All() {
		id, title := x.ID, x.Title
		if x.Group != "" {
			id, title = x.Group, x.GroupTitle
		}
		if seen[id] || !x.Listed() || x.Draft() {
			continue
		}
		seen[id] = true
		start, _ := x.When.Span(snap.Loc)
		all = append(all, Choice{Value: id, Words: title + ", " + words.Date(start)})
	}
	return Chosen(all, value)
}

// ByName sorts people by name.
func ByName(people []*events.Person) []*events.Person {
	slices.SortStableFunc(people, func(a, b *events.Person) int { return cmp.Compare(a.Name, b.Name) })
	return people
}

// SessionNamed gives a session by id, or the first room of a split one by its name, and whether the name is that of all rooms; a
// date that no poll chose any more is not there.
func SessionNamed(snap *events.Snapshot, name string) (x *events.Session, all bool) {
	if x := snap.Session(name); x != nil {
		if !x.Listed() {
			return nil, false
		}
		return x, false
	}
	for _, live := range []bool{true, false} {
		for _, x := range snap.Group(name) {
			if x.Listed() && x.Category != "" && x.Live() == live {
				return x, true
			}
		}
	}
	return nil, false
}
