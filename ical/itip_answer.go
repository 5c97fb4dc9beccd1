package ical

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Answered gives an organiser's object after what an attendee with these addresses says in their copy: before is how that stood, nil
// where there was none, and after nil where they threw it away, which declines all of it (RFC 6638 §3.2.2.3). An answer to one occurrence
// gives it a component of its own; an occurrence taken out is declined. The octets come back as they are where nothing new is said.
func (r *Renderer) Answered(organised, before, after []byte, own []string) ([]byte, error) {
	org, err := readState(organised)
	if err != nil {
		return nil, err
	}
	a := answering{org: org, own: own, occurs: occurring(org.cal), room: maxAnswered - len(organised)}
	if after == nil {
		for _, c := range scheduled(org.cal) {
			a.set(c, declined)
		}
		return org.octets(organised, a.changed), nil
	}
	if a.now, err = readState(after); err != nil {
		return nil, err
	}
	if before != nil {
		if a.was, err = readState(before); err != nil {
			return nil, err
		}
	}
	for _, c := range scheduled(a.now.cal) {
		if err := a.component(c); err != nil {
			return nil, err
		}
	}
	if err := a.taken(); err != nil {
		return nil, err
	}
	return org.octets(organised, a.changed), nil
}

// answering is an attendee's copy on its way into the organiser's object.
type answering struct {
	org, was, now state
	own           []string
	occurs        func(time.Time) bool // at an instant, in the organiser's series
	changed       int
	room          int // octets that the organiser's object may grow by
}

// maxAnswered is how large answers to single occurrences make an organiser's object, in octets: each repeats what the series says, so
// that a short list of exceptions would otherwise become hundreds of megabytes.
const maxAnswered = 4 << 20

// component takes what one component says.
func (a *answering) component(c *Component) error {
	status, said, err := a.said(c)
	if err != nil || strings.EqualFold(status, said) {
		return err
	}
	id := c.Property("RECURRENCE-ID")
	if id == nil {
		if master := a.org.master(); master != nil {
			a.set(master, status)
		}
		return nil
	}
	when, err := a.now.zones.When(id)
	if err != nil {
		return err
	}
	return a.instance(when, status)
}

// said is the answer in a component, and what it was before.
func (a *answering) said(c *Component) (status, before string, err error) {
	status, before = needsAction, needsAction
	line := c.Attendee(a.own...)
	if line == nil {
		return "", "", nil
	}
	if s := line.Param("PARTSTAT"); s != "" {
		status = strings.ToUpper(s)
	}
	if a.was.cal == nil {
		return status, before, nil
	}
	old, err := a.was.like(a.now, c)
	if err != nil || old == nil {
		return status, before, err
	}
	if l := old.Attendee(a.own...); l != nil && l.Param("PARTSTAT") != "" {
		before = l.Param("PARTSTAT")
	}
	return status, before, nil
}

// taken declines the occurrences that are exceptions now, and were none. Who is asked to single dates takes one out by leaving it out.
func (a *answering) taken() error {
	now, master := a.now.master(), a.org.master()
	if now == nil && a.was.cal != nil && a.was.master() == nil {
		return a.leftOut()
	}
	if now == nil || master == nil {
		return nil
	}
	known, err := a.org.instants(master, "EXDATE")
	if err != nil {
		return err
	}
	if a.was.cal != nil && a.was.master() != nil {
		before, err := a.was.instants(a.was.master(), "EXDATE")
		if err != nil {
			return err
		}
		for at := range before {
			known[at] = true
		}
	}
	return a.now.eachInstant(now, "EXDATE", func(at string, when When) error {
		if known[at] {
			return nil
		}
		return a.instance(when, declined)
	})
}

// leftOut declines the single dates that there were, and are not any more.
func (a *answering) leftOut() error {
	for _, c := range scheduled(a.was.cal) {
		at, err := a.was.idOf(c)
		if err != nil {
			return err
		}
		if there, err := a.now.exact(at); there != nil || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if asked, err := a.org.exact(at); asked != nil {
			a.set(asked, declined)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// instance sets the answer to one occurrence, if the series has it and asks them.
func (a *answering) instance(when When, status string) error {
	q := when.Property("RECURRENCE-ID")
	at, err := a.now.instant(q, q.Value)
	if err != nil {
		return err
	}
	c, err := a.org.exact(at)
	if err != nil {
		return err
	}
	master := a.org.master()
	switch {
	case c != nil:
		a.set(c, status)
		return nil
	case master == nil || master.Attendee(a.own...) == nil || !byServer(master.Attendee(a.own...)) || !a.occurs(when.Instant(nil)):
		return nil
	}
	if c, err = a.org.occurrence(master, when); err != nil {
		return err
	}
	if a.room -= len(c.Bytes()); a.room < 0 {
		return fmt.Errorf("ical: answers to single occurrences beyond %d octets: %w", maxAnswered, ErrTooMany)
	}
	a.org.cal.AddComponent(c)
	a.set(c, status)
	a.changed++ // where the series says the same too: what is said of all later is not said of this date
	return nil
}

// occurrence is a component for one occurrence of a series, which says what the series says.
func (s state) occurrence(master *Component, when When) (*Component, error) {
	span, err := whenOf(s.cal, master)
	if err != nil {
		return nil, err
	}
	at := s.inFormOf(master, when)
	made := &Component{Name: master.Name}
	for _, p := range master.Properties {
		q := &Property{Name: p.Name, Params: slices.Clone(p.Params), Value: p.Value}
		switch p.Name {
		case "RRULE", "RDATE", "EXDATE", "EXRULE":
			continue
		case "DTSTART":
			q = at.Property("DTSTART")
		case "DTEND", "DUE":
			q = s.later(at, span.End.Sub(span.Start).Hours()/24, span.End.Unix()-span.Start.Unix()).Property(p.Name)
		}
		made.Add(q)
	}
	made.Add(at.Property("RECURRENCE-ID"))
	for _, k := range master.Components {
		made.AddComponent(copyOf(k))
	}
	return made, nil
}

// later is so much later: days of a date, seconds of a time.
func (s state) later(w When, days float64, seconds int64) When {
	if w.Date {
		return When{Clock: w.Clock.AddDate(0, 0, int(days)), Date: true}
	}
	if w.Zone == nil {
		return When{Clock: (w.clock() + clock(seconds)).time()}
	}
	return At(w.Instant(nil).Add(time.Duration(seconds)*time.Second), w.Zone)
}

// set sets the answer on the attendee's line, and that it came (RFC 6638 §3.2.9: 2.0).
func (a *answering) set(c *Component, status string) {
	p := c.Attendee(a.own...)
	if p == nil || p.Is("PARTSTAT", status) || !byServer(p) {
		return
	}
	p.SetParam("PARTSTAT", status)
	p.SetParam("SCHEDULE-STATUS", "2.0")
	if status != needsAction { // nothing is asked of them any more
		p.DelParam("RSVP")
	}
	a.changed++
}
