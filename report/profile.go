package report

import (
	"parcours/events"
	"parcours/messages"
)

// Fact is one thing that is said of a session or of a person: the key of its name (filing.field.KEY), and its words.
type Fact struct{ Key, Words string }

// Profile is all that a file or a page says of somebody.
func Profile(words *messages.Printer, snap *events.Snapshot, p *events.Person) []Fact {
	role, briefed := "", map[bool]string{true: words.T("command.yes")}
	if p.Role != "" {
		role = words.T("people.role." + string(p.Role))
	}
	return []Fact{
		{"name", p.Name}, {"email", p.Email}, {"function", p.Function}, {"role", role}, {"territories", words.List(Territories(snap, p.Territories))}, {"category", Category(snap, p.Category)},
		{"language", p.Language}, {"godparent", Person(words, snap, p.Godparent)}, {"briefed", briefed[p.Briefed]},
	}
}
