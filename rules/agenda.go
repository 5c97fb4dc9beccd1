package rules

import (
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// speaksOf tells whether an event is one of those that words of the programme's file name: by its categories, or by its
// title where the file says so.
func speaksOf(d *events.Dialogue, words []string, f *Facts) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.ContainsFunc(f.Category, func(c string) bool { return events.Letters(c) == events.Letters(word) }) ||
			d.ByTitle && names(f.Title, word)
	})
}

// OfAgenda says of the day of dialogue what it lacks: it is held by the programme's date, or prepares a later event of
// the same agenda, which it names; and a time of preparation comes before it. Of several such days the first counts.
func OfAgenda(s *events.Snapshot, all []*Entry) {
	d := &s.Dialogue
	var first *Entry
	start := func(r *Entry) time.Time { at, _ := r.Facts.When.Span(s.Loc); return at }
	isDay := func(r *Entry) bool { return IsDialogueDay(s, &r.Facts) }
	for _, r := range all {
		if isDay(r) && (first == nil || start(r).Before(start(first))) {
			first = r
		}
	}
	for _, r := range all {
		switch {
		case r.Facts.Cancelled:
		case !speaksOf(d, d.Words, &r.Facts):
			r.Says.Sheet = d.Sheet
		case r == first:
			ofDialogue(s, r, all)
		case isDay(r):
			r.Says.say(Finding{Kind: FoundAnother, Day: events.DayOf(start(first).In(s.Loc))})
		}
	}
}

func ofDialogue(s *events.Snapshot, r *Entry, all []*Entry) {
	d := &s.Dialogue
	start, _ := r.Facts.When.Span(s.Loc)
	limit := d.Before
	prepared, tied := len(d.Preparation) == 0, false
	for _, o := range all {
		other, _ := o.Facts.When.Span(s.Loc)
		switch {
		case o == r || o.Facts.Cancelled:
		case other.Before(start) && (slices.Contains(o.Facts.Related, r.Facts.UID) || speaksOf(d, d.Words, &o.Facts) && speaksOf(d, d.Preparation, &o.Facts)):
			prepared = true
		case other.After(start) && (slices.Contains(r.Facts.Related, o.Facts.UID) || names(r.Facts.Title, o.Facts.Title)):
			tied = true
		}
	}
	if !limit.IsZero() && !start.Before(limit.Add(1).In(s.Loc)) && !tied {
		r.Says.Held = true
		r.Says.say(Finding{Kind: FoundLate, Day: limit})
	}
	if !prepared {
		r.Says.say(Finding{Kind: FoundUnprepared})
	}
}

// names tells whether a title names another event.
func names(title, other string) bool {
	return events.Letters(other) != "" && strings.Contains(events.Letters(title), events.Letters(other))
}

// OfDialogue tells whether an event is a day of dialogue or prepares one.
func OfDialogue(s *events.Snapshot, f *Facts) bool {
	return speaksOf(&s.Dialogue, s.Dialogue.Words, f)
}

// IsDialogueDay tells whether an event is a day of dialogue that takes place.
func IsDialogueDay(s *events.Snapshot, f *Facts) bool {
	return !f.Cancelled && OfDialogue(s, f) && !speaksOf(&s.Dialogue, s.Dialogue.Preparation, f)
}
