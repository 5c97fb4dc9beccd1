package contacts

import (
	"slices"
	"strings"

	"parcours/events"
)

// Called gives the person whom an id, an address or a whole name means; nil where that is nobody, or several.
func Called(snap *events.Snapshot, who string) *events.Person {
	people := snap.People()
	if p := Find(people, who); p != nil {
		return p
	}
	named := slices.DeleteFunc(people, func(p *events.Person) bool { return !SameLetters(p.Name, who) })
	if len(named) == 1 {
		return named[0]
	}
	return nil
}

// Room gives a session by id. The name of a group stands for its one room or date that is wanted; where that is none or several, they
// are given instead of one.
func Room(snap *events.Snapshot, name string, wanted func(*events.Session) bool) (*events.Session, []*events.Session) {
	if x := snap.Session(name); x != nil {
		return x, nil
	}
	group := slices.DeleteFunc(snap.Group(name), func(x *events.Session) bool { return !x.Live() })
	if one := slices.DeleteFunc(slices.Clone(group), func(x *events.Session) bool { return !wanted(x) }); len(one) == 1 {
		return one[0], nil
	}
	return nil, group
}

// SessionNames lists the ids of sessions that are held; grouped gives rooms and dates of one session by its name.
func SessionNames(all []*events.Session, grouped bool) string {
	var names []string
	for _, x := range all {
		name := x.ID
		if grouped && x.Group != "" {
			name = x.Group
		}
		if x.Live() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
