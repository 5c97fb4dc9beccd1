package report

import (
	"slices"
	"time"

	"parcours/events"
	"parcours/messages"
)

// When is a time in words, in the programme's zone.
func When(words *messages.Printer, snap *events.Snapshot, w events.When) string {
	if w.AllDay {
		return words.When(w.Start, w.End, true)
	}
	return words.When(w.Start.In(snap.Loc), w.End.In(snap.Loc), false)
}

// Moment is a moment in words, in the programme's zone.
func Moment(words *messages.Printer, snap *events.Snapshot, t time.Time) string {
	return words.When(t.In(snap.Loc), t.In(snap.Loc), false)
}

// Titles are the titles of sessions or groups, each once.
func Titles(snap *events.Snapshot, names []string) (all []string) {
	for _, name := range names {
		title := name
		if found := snap.Group(name); len(found) > 0 {
			title = found[0].Title
			if found[0].Group == name {
				title = found[0].GroupTitle
			}
		}
		if !slices.Contains(all, title) {
			all = append(all, title)
		}
	}
	return all
}
