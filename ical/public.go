package ical

import (
	"strings"

	"parcours/calendars"
)

// Public gives the copy of an event that people outside its calendar may read: without who is invited, alarms,
// remarks and the words of rules. It is nil unless every component says CLASS:PUBLIC itself (RFC 5545 §3.8.1.3): the
// default of that property is no consent.
func (r *Renderer) Public(octets []byte) ([]byte, error) {
	unmarked, err := r.Mark(octets, calendars.Mark{})
	if err != nil {
		return nil, err
	}
	cal, err := Parse(unmarked)
	if err != nil {
		return nil, err
	}
	shown := cal.Children("VEVENT")
	for _, c := range shown {
		if !strings.EqualFold(strings.TrimSpace(c.Value("CLASS")), "PUBLIC") {
			return nil, nil
		}
		for _, name := range []string{"ATTENDEE", "ORGANIZER", "COMMENT", "CONTACT", "REQUEST-STATUS"} {
			c.Remove(name)
		}
		c.RemoveComponents("VALARM")
	}
	if len(shown) == 0 {
		return nil, nil
	}
	return cal.Bytes(), nil
}
