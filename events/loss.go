package events

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Loss is the error of an Apply that would take away more than a file that somebody meant: nothing was changed.
// A file that was emptied, cut, or is another programme's looks like one that removes nearly everything.
type Loss struct {
	Parts []LostPart
}

// LostPart is what one kind would lose.
type LostPart struct {
	Kind  string   // "people", "sessions", "territories", "categories", "decisions", "polls"
	Names []string // of those that would go, by id; rooms and dates of one session once
	Of    int      // how many there are
}

// Error implements error: what would go, and how to have it so.
func (l *Loss) Error() string {
	var parts []string
	for _, p := range l.Parts {
		names := p.Names
		if len(names) > lossNames {
			names = append(slices.Clone(names[:lossNames]), "...")
		}
		parts = append(parts, fmt.Sprintf("%d of %d %s (%s)", len(p.Names), p.Of, p.Kind, strings.Join(names, " ")))
	}
	return "the file would take away " + strings.Join(parts, ", ")
}

// A few is what a file may take away without a word: so many of a kind, and less than half of them.
const (
	lossFew   = 3
	lossNames = 5 // named in the message
)

// errPreview ends the transaction of an Apply that only shows what it would do.
var errPreview = errors.New("shown, not applied")

// loses finds what would go from before to after: of people and sessions, those that still count.
func (a *application) loses(before, after *Programme, filed []Person, known map[string]*Session) *Loss {
	var loss Loss
	loss.part("people", namesOf(filed, func(p Person) string { return p.ID }), namesOf(after.People, func(p Person) string { return p.ID }))
	loss.part("sessions", standing(known), named(after.Sessions))
	loss.part("territories", namesOf(before.Territories, func(t Territory) string { return t.ID }), namesOf(after.Territories, func(t Territory) string { return t.ID }))
	loss.part("categories", namesOf(before.Categories, func(c Category) string { return c.ID }), namesOf(after.Categories, func(c Category) string { return c.ID }))
	loss.part("decisions", namesOf(before.Decisions, decisionName), namesOf(after.Decisions, decisionName))
	loss.part("polls", namesOf(before.Polls, func(p Poll) string { return p.ID }), namesOf(after.Polls, func(p Poll) string { return p.ID }))
	if loss.Parts == nil {
		return nil
	}
	return &loss
}

func decisionName(d Decision) string { return fmt.Sprint(d.Number) }

// part notes those of a kind that would go, where they are more than a few.
func (l *Loss) part(kind string, before, after []string) {
	var gone []string
	for _, name := range before {
		if !slices.Contains(after, name) {
			gone = append(gone, name)
		}
	}
	if len(gone) > lossFew || len(gone) > 0 && 2*len(gone) > len(before) {
		l.Parts = append(l.Parts, LostPart{kind, gone, len(before)})
	}
}

func namesOf[T any](all []T, name func(T) string) []string {
	names := make([]string, 0, len(all))
	for _, one := range all {
		names = append(names, name(one))
	}
	return names
}

// standing names the sessions of the file that are still held, rooms and dates of one session once.
func standing(known map[string]*Session) []string {
	var names []string
	for _, x := range known {
		if x.Live() && !x.Removed && x.Opened == "" {
			names = append(names, x.name())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// named names the sessions that a file has, likewise.
func named(plans []Plan) []string {
	names := namesOf(plans, func(p Plan) string { return p.name() })
	slices.Sort(names)
	return slices.Compact(names)
}

// name is the id of the session that a room or a date belongs to, or its own.
func (p *Plan) name() string {
	if p.Group != "" {
		return p.Group
	}
	return p.ID
}
