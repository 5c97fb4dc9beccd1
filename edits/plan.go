package edits

import (
	"strings"

	"parcours/events"
)

// EditPlan brings in what differs from what was served.
func EditPlan(t Text, p *events.Plan, edit events.Edit, served *events.Invitation) {
	title, where := t.Shown(*served)
	p.Why = events.Cut(edit.Why, events.MaxComment)
	if !SameWords(edit.Title, title) {
		p.Title = strings.TrimSpace(ownTitle(t, edit.Title, served))
	}
	if edit.HasWhere && words(edit.Where) != words(where) {
		p.Place.Where = strings.TrimSpace(edit.Where)
	}
	if own := t.Described(*served, edit.Description); edit.HasDescription && words(own) != words(served.Session.Description) {
		p.Description = strings.TrimSpace(own)
	}
	if !edit.When.Start.IsZero() && !edit.When.Equal(served.Session.When) {
		p.When = edit.When
	}
	switch {
	case edit.Status == "CANCELLED":
		p.Status = events.Cancelled
	case !served.Session.Live() && edit.Status != "" && p.Status == events.Cancelled:
		p.Status = served.Session.Returning(edit)
	case edit.Status == "CONFIRMED" && served.Session.Status != events.Fixed && p.Poll == "":
		p.Status = events.Fixed
	case edit.Status == "TENTATIVE" && served.Session.Status == events.Fixed:
		p.Status = events.Estimated
	}
}

// ownTitle is a title that a client wrote without what was served before and after the session's own.
func ownTitle(t Text, wrote string, served *events.Invitation) string {
	inv, x := *served, *served.Session
	x.Title = "\x00"
	inv.Session = &x
	shown, _ := t.Shown(inv)
	before, after, _ := strings.Cut(shown, x.Title)
	return strings.TrimSuffix(strings.TrimPrefix(wrote, before), after)
}
