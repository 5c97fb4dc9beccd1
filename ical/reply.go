package ical

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"parcours/calendars"
	"parcours/edits"
	"parcours/events"
)

// Object checks octets as a calendar object resource (RFC 4791 §4.1) and gives its index. Floating times are taken in
// floating. Lines that are not UTF-8 are read as Windows-1252 (see Decode). Errors are those of Parse, ValidateObject and
// Span.
func (r *Renderer) Object(octets []byte, floating *time.Location) (calendars.ObjectIndex, error) {
	text, decoded := Decode(octets)
	cal, err := Parse(text)
	if err != nil {
		return calendars.ObjectIndex{}, err
	}
	object, err := ValidateObject(cal)
	if err != nil {
		return calendars.ObjectIndex{}, err
	}
	first, last, open, err := Span(cal, floating)
	if errors.Is(err, ErrTooMany) {
		return calendars.ObjectIndex{}, err
	}
	if err != nil { // a date or a rule that cannot be read
		return calendars.ObjectIndex{}, fmt.Errorf("%w: %w", ErrNotCalendarData, err)
	}
	index := calendars.ObjectIndex{UID: object.UID, Component: object.Component, First: first, Last: last, OpenEnded: open}
	if decoded {
		index.Decoded = string(text)
	}
	return index, nil
}

// Reply reads what a client says of an invitation that was served to it: the line of the attendee with one of these
// addresses (with or without "mailto:", or a principal's path), and what else an attendee may set. Nobody else's line
// is looked at: clients send stale ones. An override of one occurrence is read only where there is no master, because
// sessions do not recur.
func (r *Renderer) Reply(octets []byte, addresses []string) (edits.Reply, error) {
	cal, err := Parse(octets)
	if err != nil {
		return edits.Reply{}, err
	}
	Normalize(cal, "")
	c := answered(cal)
	if c == nil {
		return edits.Reply{}, fmt.Errorf("%w: no event in it", ErrNotObjectResource)
	}
	when, err := whenOf(cal, c)
	if err != nil {
		return edits.Reply{}, fmt.Errorf("%w: %w", ErrNotCalendarData, err)
	}
	reply := edits.Reply{
		UID: c.Text("UID"), Component: c.Name, Status: events.NeedsAction, Sequence: sequenceOf(c), When: when,
		Title: c.Text("SUMMARY"), Where: c.Text("LOCATION"), Served: c.Value(servedProperty), Overlay: overlayOf(c),
	}
	if line := c.Attendee(addresses...); line != nil {
		reply.Found, reply.Status, reply.Comment = true, partstatOf(c, line), commentOf(c, line)
	}
	return reply, nil
}

// answered is the component that an answer is read from: the master, else the first.
func answered(cal *Component) *Component {
	var first *Component
	for _, c := range cal.Components {
		switch {
		case c.Name == "VTIMEZONE":
		case c.Property("RECURRENCE-ID") == nil:
			return c
		case first == nil:
			first = c
		}
	}
	return first
}

// partstatOf reads a PARTSTAT. One that no answer has (DELEGATED, an unknown one) counts as none (RFC 5545 §3.2.12).
// The echo of a DECLINED that was served for "sans objet" still means that.
func partstatOf(c *Component, line *Property) events.Partstat {
	switch status := events.Partstat(strings.ToUpper(line.Param("PARTSTAT"))); status {
	case events.Declined:
		if events.Partstat(c.Value(answerProperty)) == events.NotApplicable {
			return events.NotApplicable
		}
		return status
	case events.Accepted, events.Tentative, events.NotApplicable:
		return status
	}
	return events.NeedsAction
}

// privateComment is where Apple's clients write the words that go with an answer.
const privateComment = "X-CALENDARSERVER-PRIVATE-COMMENT"

// commentOf is what the attendee says with the answer. The client's own properties come first: COMMENT, in their
// absence, may be the echo of what was served. Of several the last was added last.
func commentOf(c *Component, line *Property) string {
	if text := Unescape(line.Param("X-RESPONSE-COMMENT")); text != "" {
		return text
	}
	for _, name := range []string{privateComment, "COMMENT"} {
		if all := c.All(name); len(all) > 0 {
			return all[len(all)-1].Text()
		}
	}
	return ""
}

// sequenceOf is SEQUENCE, -1 without a readable one.
func sequenceOf(c *Component) int {
	var n int
	if _, err := fmt.Sscanf(c.Value("SEQUENCE"), "%d", &n); err != nil || n < 0 {
		return -1
	}
	return n
}

// whenOf reads DTSTART and DTEND or DURATION; a zero Start without DTSTART. Floating times are taken in the zone of the
// object's only VTIMEZONE, else in UTC.
func whenOf(cal, c *Component) (events.When, error) {
	r := newReader(cal, time.UTC)
	if zones := cal.Children("VTIMEZONE"); len(zones) == 1 {
		if loc := r.zones.Location(zones[0].Value("TZID")); loc != nil {
			r.floating = loc
		}
	}
	if start, ok, err := r.when(c, "DTSTART"); err != nil || !ok {
		return events.When{}, err
	} else if start.Date {
		r.floating = time.UTC // whole days are midnights there
	}
	t, err := r.timing(c)
	if err != nil {
		return events.When{}, err
	}
	return events.When{
		Start: time.Unix(t.at, 0).UTC(), End: time.Unix(t.endOf(t.start.clock(), t.at), 0).UTC(), AllDay: t.start.Date,
	}, nil
}
