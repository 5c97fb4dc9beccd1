package ical

import (
	"strings"
	"time"

	"parcours/events"
)

// Told is what an iTIP message says, for people.
type Told struct {
	Title, Where, Text string
	Comment            string
	When               events.When // of the event, or the first of its dates
	Next               []events.When
	More               bool // there are more dates than Next
	Cancelled          bool
	Instance           bool     // it is about some dates of a series only
	Partstat           string   // of the first attendee: in a REPLY, of who answers
	Organiser          string   // name, else address, "" without one
	Asked              []string // names, else addresses
}

const (
	maxDates = 6  // of a series that a mail names
	maxNames = 12 // of those who are asked
)

// Told reads an iTIP message for people. Whole days and floating times are of the zone.
func (r *Renderer) Told(message []byte, zone *time.Location) (t Told, err error) {
	cal, err := Parse(message)
	if err != nil {
		return t, err
	}
	all := scheduled(cal)
	if len(all) == 0 {
		return t, nil
	}
	c := spokenFor(all)
	t.Title, t.Where, t.Text, t.Comment = c.Text("SUMMARY"), c.Text("LOCATION"), c.Text("DESCRIPTION"), c.Text("COMMENT")
	t.Cancelled = strings.EqualFold(c.Value("STATUS"), cancelled) || strings.EqualFold(cal.Value("METHOD"), "CANCEL")
	t.Instance = c.Property("RECURRENCE-ID") != nil
	if p := c.Property("ORGANIZER"); p != nil {
		t.Organiser = named(p)
	}
	for i, p := range c.All("ATTENDEE") {
		if i == 0 {
			t.Partstat = strings.ToUpper(p.Param("PARTSTAT"))
		}
		if len(t.Asked) < maxNames {
			t.Asked = append(t.Asked, named(p))
		}
	}
	if t.When, err = whenOf(cal, c); err != nil {
		return t, err
	}
	if len(all) > 1 || c.Value("RRULE") != "" || c.Property("RDATE") != nil {
		err = t.dates(cal, zone)
	}
	return t, err
}

// dates are the first ones of a series.
func (t *Told) dates(cal *Component, zone *time.Location) error {
	found, err := Occurrences(cal, t.When.Start.Add(-time.Hour), t.When.Start.AddDate(2, 0, 0), zone)
	if err != nil && len(found) == 0 {
		return nil //nolint:nilerr // a rule that nobody can count: its first date is told
	}
	for _, o := range found {
		if len(t.Next) == maxDates {
			t.More = true
			break
		}
		t.Next = append(t.Next, events.When{Start: o.Start, End: o.End, AllDay: o.AllDay})
	}
	if len(t.Next) < 2 {
		t.Next = nil
	}
	return nil
}

// spokenFor is the series of a message's components, else the first.
func spokenFor(all []*Component) *Component {
	for _, c := range all {
		if c.Property("RECURRENCE-ID") == nil {
			return c
		}
	}
	return all[0]
}

// named is the name on a line, else its address.
func named(p *Property) string {
	if cn := strings.TrimSpace(p.Param("CN")); cn != "" {
		return Unescape(cn)
	}
	return strings.TrimPrefix(userOf(p, nil), "mailto:")
}
