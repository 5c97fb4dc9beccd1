package ical

import (
	"strings"

	"parcours/calendars"
	"parcours/events"
)

// Asked gives the copy of an event that somebody is asked to: with the programme's ORGANIZER, and with them as the only
// ATTENDEE, as sessions have it. Alarms, transparency, comments and X- properties of whoever keeps the event are not theirs; what
// their own client keeps (an overlay) stands in its master.
func (r *Renderer) Asked(octets []byte, a calendars.AskedAs) ([]byte, error) {
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	for _, c := range cal.Children("VEVENT") {
		askedIn(c, a)
	}
	transparency, own := cutTransparency(a.Overlay)
	master := answered(cal)
	if master == nil || a.Overlay == "" {
		return cal.Bytes(), nil
	}
	if transparency != "" {
		master.Set(NewValue("TRANSP", transparency))
	}
	kept, err := Parse([]byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + own + "END:VEVENT\r\nEND:VCALENDAR\r\n"))
	if err != nil {
		return nil, err
	}
	for _, c := range kept.Children("VEVENT") {
		master.Add(c.Properties...)
		master.AddComponent(c.Components...)
	}
	return cal.Bytes(), nil
}

func askedIn(c *Component, a calendars.AskedAs) {
	var foreign []string
	for _, p := range c.Properties {
		if strings.HasPrefix(p.Name, "X-") && !ignored(p.Name) {
			foreign = append(foreign, p.Name)
		}
	}
	for _, name := range append(foreign, "ORGANIZER", "ATTENDEE", "COMMENT", "REQUEST-STATUS", "TRANSP", servedProperty, transpProperty, privateComment) {
		c.Remove(name)
	}
	c.RemoveComponents("VALARM")
	if a.Organiser.Email == "" {
		return
	}
	organiser := NewValue("ORGANIZER", "mailto:"+a.Organiser.Email)
	if a.Organiser.Name != "" {
		organiser.SetParam("CN", a.Organiser.Name)
	}
	line := NewValue("ATTENDEE", "mailto:"+a.Address, P("CN", a.Name), P("CUTYPE", "INDIVIDUAL"), P("ROLE", "REQ-PARTICIPANT"), P("PARTSTAT", string(a.Status)))
	if a.Status == events.NeedsAction {
		line.SetParam("RSVP", "TRUE")
	}
	c.Add(organiser, line)
	if a.Comment != "" {
		c.Add(NewText("COMMENT", a.Comment))
	}
	c.Add(NewValue(servedProperty, a.Served))
}
