package ical

import (
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
)

// addZone adds the VTIMEZONE that the events' TZID names (RFC 5545 §3.6.5), once. Times that are dates, or in UTC,
// need none.
func addZone(cal *ics.Calendar, loc *time.Location, times ...events.When) {
	var from, to time.Time
	for _, w := range times {
		if w.AllDay || w.Start.IsZero() {
			continue
		}
		if from.IsZero() || w.Start.Before(from) {
			from = w.Start
		}
		if w.End.After(to) {
			to = w.End
		}
	}
	if !from.IsZero() && loc.String() != "UTC" {
		cal.Components = append(cal.Components, zoneModel(loc, from, to))
	}
}

// zoneModel is a VTIMEZONE in golang-ical's model.
func zoneModel(loc *time.Location, from, to time.Time) ics.Component {
	return asModel(Timezone(loc, from, to))
}

// asModel puts a component into golang-ical's model, with which feeds are built. Encode writes it the same.
func asModel(c *Component) ics.Component {
	m := &ics.GeneralComponent{Token: c.Name}
	for _, p := range c.Properties {
		value := p.Value
		if p.ValueType() == "TEXT" {
			value = p.Text()
		}
		var params []ics.PropertyParameter
		for _, q := range p.Params {
			params = append(params, &ics.KeyValues{Key: q.Name, Value: q.Values})
		}
		m.AddProperty(ics.ComponentProperty(p.Name), value, params...)
	}
	for _, k := range c.Components {
		m.Components = append(m.Components, asModel(k))
	}
	return m
}
