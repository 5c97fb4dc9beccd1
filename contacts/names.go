package contacts

import (
	"fmt"
	"slices"
	"strings"

	"parcours/events"
)

// Find gives a person by id or address, nil without one.
func Find(people []*events.Person, who string) *events.Person {
	i := slices.IndexFunc(people, func(p *events.Person) bool { return p.ID == who || strings.EqualFold(p.Email, who) })
	if i < 0 {
		return nil
	}
	return people[i]
}

// SameLetters compares names as people write them: case, accents, blanks and hyphens do not count.
func SameLetters(a, b string) bool {
	return events.Letters(a) == events.Letters(b) && events.Letters(a) != ""
}

// TerritoryID gives the id of a territory by id or name, "" for "". The error names the territories that there are.
func TerritoryID(snap *events.Snapshot, name string) (string, error) {
	if name == "" || snap.Territory(name) != nil {
		return name, nil
	}
	var there []string
	for _, t := range snap.Territories {
		if SameLetters(t.Name, name) || SameLetters(t.ID, name) {
			return t.ID, nil
		}
		there = append(there, t.ID)
	}
	return "", fmt.Errorf("%q is not a territory of the programme; there is: %s", name, strings.Join(there, ", "))
}

// CategoryID gives the id of an actor category by id or label, "" for "". The error names the categories that there are.
func CategoryID(snap *events.Snapshot, name string) (string, error) {
	if name == "" || snap.Category(name) != nil {
		return name, nil
	}
	var there []string
	for _, c := range snap.Categories {
		if SameLetters(c.Label, name) || SameLetters(c.ID, name) {
			return c.ID, nil
		}
		there = append(there, c.ID)
	}
	return "", fmt.Errorf("%q is not a category of the programme; there is: %s", name, strings.Join(there, ", "))
}

// Same tells whether two people are one contact with nothing changed, of what a table of contacts says.
func Same(a, b *events.Person) bool {
	return a.Name == b.Name && a.Email == b.Email && a.Function == b.Function && a.Role == b.Role && a.Category == b.Category && a.Language == b.Language &&
		slices.Equal(a.Territories, b.Territories)
}
