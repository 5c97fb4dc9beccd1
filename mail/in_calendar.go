package mail

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/delivery"
	"parcours/events"
	"parcours/ical"
)

// calendarPart is what a calendar part says (RFC 5546 §3.2).
type calendarPart struct {
	method    string // upper case, "" without one
	organizer string // as it is written
	organiser string // mail address
	uid       string
	sequence  int // -1 without one
	stamp     time.Time
	attendees []delivery.Attendee
	comment   string
	proposed  events.When
	octets    []byte // in UTF-8
}

// fromAttendees are the methods by which an attendee speaks to an organizer (RFC 5546 §1.4).
var fromAttendees = []string{"REPLY", "COUNTER", "REFRESH"}

// calendarLimits are far above what an answer holds.
var calendarLimits = ical.Limits{Octets: 2 << 20, Lines: 20_000, LineOctets: 1 << 20, Depth: 8}

// calendar reads a calendar part; the method of its Content-Type counts where its body has none.
func (f *found) calendar(octets []byte, method string) {
	c, err := readCalendar(octets, method)
	if err != nil {
		if f.broken == nil {
			f.broken = err
		}
		return
	}
	f.calendars = append(f.calendars, *c)
}

// chosen is the part that speaks to an organizer, else the first; nil without any.
func (f *found) chosen() *calendarPart {
	i := slices.IndexFunc(f.calendars, func(c calendarPart) bool { return slices.Contains(fromAttendees, c.method) })
	switch {
	case i >= 0:
		return &f.calendars[i]
	case len(f.calendars) > 0:
		return &f.calendars[0]
	}
	return nil
}

func readCalendar(octets []byte, method string) (*calendarPart, error) {
	all, err := calendarLimits.ParseAll(ical.UTF8(octets))
	if err != nil {
		return nil, err
	}
	cal := all[0]
	event := spoken(cal)
	if event == nil {
		return nil, errors.New("no event in it")
	}
	c := &calendarPart{
		method:    strings.ToUpper(strings.TrimSpace(firstOf(cal.Value("METHOD"), method))),
		uid:       strings.TrimSpace(event.Value("UID")),
		sequence:  sequenceOf(event),
		comment:   commentOf(event),
		proposed:  whenOf(cal, event),
		attendees: attendeesOf(event),
		octets:    cal.Bytes(),
	}
	if organizer := event.Property("ORGANIZER"); organizer != nil {
		c.organizer = organizer.Value + " " + organizer.Param("EMAIL")
		if c.organiser = plainAddress(organizer.Value); !strings.Contains(c.organiser, "@") {
			c.organiser = plainAddress(organizer.Param("EMAIL"))
		}
	}
	if stamp, err := ical.ParseWhen(event.Value("DTSTAMP"), time.UTC); err == nil {
		c.stamp = stamp.Instant(time.UTC)
	}
	if c.method == "REPLY" && proposesTime(cal, event) {
		c.method = "COUNTER"
	}
	return c, nil
}

// spoken is the event that a part is about: the one that is no occurrence, else the first. A session does not recur.
func spoken(cal *ical.Component) *ical.Component {
	var first *ical.Component
	for _, k := range cal.Components {
		switch {
		case k.Name != "VEVENT" && k.Name != "VTODO":
		case k.Property("RECURRENCE-ID") == nil:
			return k
		case first == nil:
			first = k
		}
	}
	return first
}

// sequenceOf is SEQUENCE, -1 without a readable one.
func sequenceOf(event *ical.Component) int {
	var n int
	if _, err := fmt.Sscanf(event.Value("SEQUENCE"), "%d", &n); err != nil || n < 0 {
		return -1
	}
	return n
}

// commentOf is what is said with an answer: Apple's own properties, else COMMENT.
func commentOf(event *ical.Component) string {
	for _, name := range []string{"X-CALENDARSERVER-PRIVATE-COMMENT", "COMMENT"} {
		for _, p := range event.All(name) {
			if text := strings.TrimSpace(p.Text()); text != "" {
				return text
			}
		}
	}
	return ""
}

func attendeesOf(event *ical.Component) []delivery.Attendee {
	var all []delivery.Attendee
	for _, p := range event.All("ATTENDEE") {
		address := plainAddress(p.Value)
		if mail := p.Param("EMAIL"); mail != "" && !strings.Contains(address, "@") {
			address = plainAddress(mail)
		}
		all = append(all, delivery.Attendee{
			Address:     address,
			Partstat:    strings.ToUpper(p.Param("PARTSTAT")),
			Comment:     strings.TrimSpace(ical.Unescape(p.Param("X-RESPONSE-COMMENT"))),
			DelegatedTo: plainAddress(p.Param("DELEGATED-TO")),
		})
	}
	return all
}

// plainAddress is a calendar user address without "mailto:", lower case if it is one of mail.
func plainAddress(value string) string {
	return flat(strings.TrimPrefix(ical.Address(value), "mailto:"))
}

// whenOf reads DTSTART and DTEND or DURATION; the zero When where they cannot be read. Floating times, and those in a
// zone that the part does not explain and nobody knows, are left out: they would name another moment.
func whenOf(cal, event *ical.Component) events.When {
	start, ok := instantOf(cal, event.Property("DTSTART"))
	if !ok {
		return events.When{}
	}
	date := event.Property("DTSTART").ValueType() == "DATE" || len(strings.TrimSpace(event.Value("DTSTART"))) == 8
	w := events.When{Start: start, End: start, AllDay: date}
	if end, ok := instantOf(cal, event.Property("DTEND")); ok && end.After(start) {
		w.End = end
	} else if length, err := ical.ParseDuration(event.Value("DURATION")); err == nil {
		w.End = start.AddDate(0, 0, length.Days).Add(length.Time)
	}
	return w
}

func instantOf(cal *ical.Component, p *ical.Property) (time.Time, bool) {
	if p == nil {
		return time.Time{}, false
	}
	w, err := ical.NewZones(cal).When(p)
	if err != nil || w.Zone == nil && !w.Date {
		return time.Time{}, false
	}
	return w.Instant(time.UTC), true
}

// proposesTime tells whether a REPLY is a COUNTER: Outlook writes the time that was asked beside the one that it
// proposes, and its old versions call that a REPLY ([MS-OXCICAL]). Another DTSTART alone proves nothing: it is also
// that of an answer to an earlier time, and of clients that lose the zone.
func proposesTime(cal, event *ical.Component) bool {
	for _, names := range [][2]string{{"X-MS-OLK-ORIGINALSTART", "DTSTART"}, {"X-MS-OLK-ORIGINALEND", "DTEND"}} {
		original, ok := event.Property(names[0]), event.Property(names[1])
		if original == nil || ok == nil {
			continue
		}
		p := original.Clone()
		p.Name = names[1]
		asked, known := instantOf(cal, p)
		proposed, also := instantOf(cal, ok)
		if known && also && !asked.Equal(proposed) {
			return true
		}
	}
	return false
}

// fill says what the part says. One that does not speak to an organizer, as the invitation that a person's mail still
// carries, leaves their words to count.
func (c *calendarPart) fill(in *delivery.Incoming) {
	in.UID, in.Itip = c.uid, delivery.Itip{Method: c.method, UID: c.uid, Organiser: c.organiser, Octets: c.octets}
	for _, a := range c.attendees {
		in.Itip.Attendees = append(in.Itip.Attendees, a.Address)
	}
	if !slices.Contains(fromAttendees, c.method) && in.Text != "" {
		return
	}
	in.Method, in.Sequence, in.Stamp, in.Attendees = c.method, c.sequence, c.stamp, c.attendees
	for i := range in.Attendees {
		if in.Attendees[i].Comment == "" {
			in.Attendees[i].Comment = c.comment
		}
	}
	if c.method == "COUNTER" {
		in.Proposed = c.proposed
		in.Text = firstOf(c.comment, in.Text)
	}
}
