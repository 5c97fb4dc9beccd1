package ical

import (
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/delegation"
)

// Event writes an event that somebody entered on a page: times of day with the zone of the programme, whole days as dates.
func (r *Renderer) Event(uid string, d delegation.Draft, now time.Time, loc *time.Location) []byte {
	cal := newCalendar()
	addZone(cal, loc, d.When)
	e := newEvent(uid, now, now)
	addTimes(e, d.When, loc)
	e.AddProperty(ics.ComponentPropertySummary, d.Title)
	if d.Where != "" {
		e.AddProperty(ics.ComponentPropertyLocation, d.Where)
	}
	if len(d.Categories) > 0 {
		e.AddProperty(ics.ComponentPropertyCategories, escapeList(d.Categories, ","))
	}
	cal.AddVEvent(e)
	return Encode(cal)
}
