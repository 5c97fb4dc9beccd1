package ical

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/calendars"
	"parcours/delegation"
	"parcours/events"
)

// Changed gives an event that does not recur the title, place and time that somebody entered on a page; everything else in it stays.
// A time that is the same stays as it was written, in its own zone; another one is in the programme's. SEQUENCE grows with another time
// or place (RFC 5546 §2.1.4), so that whoever is asked is told. Errors are those of Parse, and ErrNotObjectResource.
func (r *Renderer) Changed(octets []byte, d delegation.Draft, now time.Time, loc *time.Location) ([]byte, error) {
	cal, c, err := readMaster(octets, "VEVENT")
	if err != nil {
		return nil, err
	}
	if len(cal.Children("VEVENT")) != 1 {
		return nil, fmt.Errorf("%w: several events of one UID", ErrNotObjectResource)
	}
	when, err := whenRead(cal, c)
	if err != nil {
		return nil, err
	}
	if words := strings.Fields(ownWords(c, calendars.Mark{}).title); !slices.Equal(words, strings.Fields(d.Title)) {
		c.rewrite("SUMMARY", d.Title)
	}
	moved := false
	if !slices.Equal(strings.Fields(c.Text("LOCATION")), strings.Fields(d.Where)) {
		moved = c.rewrite("LOCATION", d.Where)
		for _, name := range []string{"GEO", "X-APPLE-STRUCTURED-LOCATION"} { // they would still say where it was
			c.Remove(name)
		}
	}
	if !when.Equal(d.When) {
		setTimes(cal, c, d.When, loc)
		moved = true
	}
	if moved {
		c.Set(NewValue("SEQUENCE", strconv.Itoa(max(sequenceOf(c), 0)+1)))
	}
	c.Set(NewValue("DTSTAMP", utcText(now)))
	c.Set(NewValue("LAST-MODIFIED", utcText(now)))
	return cal.Bytes(), nil
}

// setTimes sets when an event takes place: dates, or times of day with the zone.
func setTimes(cal, c *Component, when events.When, loc *time.Location) {
	for _, name := range []string{"DTEND", "DURATION", "X-MICROSOFT-CDO-ALLDAYEVENT"} {
		c.Remove(name)
	}
	for _, end := range []struct {
		name string
		at   time.Time
	}{{"DTSTART", when.Start}, {"DTEND", when.End}} {
		switch {
		case when.AllDay:
			c.Set(NewValue(end.name, end.at.Format("20060102"), P("VALUE", "DATE")))
		case loc.String() == "UTC":
			c.Set(NewValue(end.name, utcText(end.at)))
		default:
			c.Set(NewValue(end.name, end.at.In(loc).Format("20060102T150405"), P("TZID", loc.String())))
		}
	}
	known := func(z *Component) bool { return z.Text("TZID") == loc.String() }
	if !when.AllDay && loc.String() != "UTC" && !slices.ContainsFunc(cal.Children("VTIMEZONE"), known) {
		cal.Components = slices.Insert(cal.Components, 0, Timezone(loc, when.Start, when.End))
	}
}
