package ical

import (
	"fmt"
	"time"

	"parcours/calendars"
)

// Together puts items into one calendar that is read as a file: each as Item gives it, and each time zone once. One without items still has
// a component, a VTIMEZONE, because readers refuse a VCALENDAR without (RFC 5545 §3.6).
func (r *Renderer) Together(title string, loc *time.Location, items []calendars.Item) ([]byte, error) {
	all := New("VCALENDAR")
	all.Add(NewText("VERSION", "2.0"), NewText("PRODID", product), NewText("CALSCALE", "GREGORIAN"), NewText("X-WR-CALNAME", title))
	zones, kept := map[string]*Component{}, []*Component{}
	var from, to time.Time
	for i := range items {
		object, err := Parse(r.Item(items[i]))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", items[i].Name, err)
		}
		if first, last, open, err := Span(object, loc); err == nil && !first.IsZero() {
			if open {
				last = first
			}
			if from.IsZero() || first.Before(from) {
				from = first
			}
			if last.After(to) {
				to = last
			}
		}
		for _, c := range object.Components {
			if c.Name != "VTIMEZONE" {
				kept = append(kept, c)
			} else if id := c.Text("TZID"); zones[id] == nil {
				zones[id] = c
			}
		}
	}
	for id := range zones { // a name that all know is of all the years
		if known, err := time.LoadLocation(id); err == nil && id != "" && id != "Local" {
			zones[id] = Timezone(known, from, to)
		}
	}
	all.Components = kept
	if len(kept) == 0 {
		all.Components = []*Component{Timezone(loc, from, to)}
		return all.Bytes(), nil
	}
	all.Components = append(usedZones(all, zones), kept...)
	return all.Bytes(), nil
}
