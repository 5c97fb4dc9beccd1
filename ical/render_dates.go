package ical

import (
	"time"

	"parcours/events"
	"parcours/messages"
)

// Dates says days in words of a language, in one of events.DateForms: texts of the programme say the dates of sessions so.
func (r *Renderer) Dates(lang, form string, days []events.Day) string {
	at := make([]time.Time, len(days))
	for i, d := range days {
		at[i] = d.In(time.UTC)
	}
	return messages.For(lang).Dates(form, at)
}
