package ical

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/scheduling"
)

// Attendees are whom an object asks, each once, but for own: it implements scheduling.Text.
func (r *Renderer) Attendees(octets []byte, own []string) ([]scheduling.Asked, error) {
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	var all []scheduling.Asked
	at := map[string]int{}
	for _, c := range scheduled(cal) {
		for _, p := range c.All("ATTENDEE") {
			address := userOf(p, own)
			if address == "" {
				continue
			}
			a := scheduling.Asked{Address: address, Group: p.Is("CUTYPE", "GROUP"), Client: !byServer(p), Force: strings.ToUpper(p.Param("SCHEDULE-FORCE-SEND")), Status: p.Param("SCHEDULE-STATUS")}
			if i, seen := at[address]; seen {
				all[i].Client = all[i].Client && a.Client
				continue
			}
			at[address] = len(all)
			all = append(all, a)
		}
	}
	return all, nil
}

const (
	declined  = "DECLINED"
	cancelled = "CANCELLED"
)

// exception is the EXDATE of the instance that a RECURRENCE-ID names.
func exception(id *Property) *Property {
	p := NewValue("EXDATE", id.Value)
	for _, q := range id.Params {
		if q.Name == "TZID" || q.Name == "VALUE" {
			p.Params = append(p.Params, q)
		}
	}
	return p
}

// organisersOnly takes out of a component what is its organiser's own: alarms, what their client keeps, how messages left.
func organisersOnly(c *Component) {
	c.RemoveComponents("VALARM")
	c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool { return clientsOwn(p.Name) })
	c.StripParams("SCHEDULE-STATUS", "SCHEDULE-FORCE-SEND", "SCHEDULE-AGENT")
}

// clientsOwn tells whether a property is what a client keeps for its owner.
func clientsOwn(name string) bool {
	return strings.HasPrefix(name, "X-MOZ-") || name == "X-APPLE-DEFAULT-ALARM" || name == "X-LIC-ERROR" || name == "REQUEST-STATUS"
}

// keepOwn puts what is an attendee's in their copy so far into the new one.
func keepOwn(before, made state, own []string) error {
	for _, c := range scheduled(made.cal) {
		old, err := before.like(made, c)
		if err != nil {
			return err
		}
		if old == nil {
			continue
		}
		takeOwn(c, old)
	}
	if err := keepOccurrences(before, made); err != nil {
		return err
	}
	return keepTaken(before, made, own)
}

// takeOwn gives a component what is an attendee's own in another: also that they did a task (RFC 6638 §3.2.2.1), which is off all the same
// where its organiser says so, and how their last answer left (§7.3).
func takeOwn(c, from *Component) {
	mine := []string{"TRANSP"}
	done := from.Property("COMPLETED") != nil || strings.EqualFold(from.Value("STATUS"), "COMPLETED")
	if c.Name == "VTODO" && done && !strings.EqualFold(c.Value("STATUS"), cancelled) {
		mine = append(mine, "COMPLETED", "PERCENT-COMPLETE", "STATUS")
	}
	for _, name := range mine {
		c.Remove(name)
	}
	for _, p := range from.Properties {
		if slices.Contains(mine, p.Name) || clientsOwn(p.Name) {
			c.Add(&Property{Name: p.Name, Params: p.Params, Value: p.Value})
		}
	}
	if p, q := c.Property("ORGANIZER"), from.Property("ORGANIZER"); p != nil && q != nil && q.Param("SCHEDULE-STATUS") != "" && userOf(p, nil) == userOf(q, nil) {
		p.SetParam("SCHEDULE-STATUS", q.Param("SCHEDULE-STATUS"))
	}
	c.RemoveComponents("VALARM")
	for _, alarm := range from.Children("VALARM") {
		c.AddComponent(copyOf(alarm))
	}
}

// keepOccurrences gives single occurrences their components back that an attendee's client made for what is theirs alone: an alarm
// on one date, a date that takes no time.
func keepOccurrences(before, made state) error {
	master, were, occurs := made.master(), before.master(), occurring(made.cal)
	if master == nil || were == nil {
		return nil
	}
	for _, old := range scheduled(before.cal) {
		id := old.Property("RECURRENCE-ID")
		if id == nil || ownParts(old) == ownParts(were) {
			continue
		}
		when, err := before.zones.When(id)
		if err != nil {
			return err
		}
		at, err := before.instant(id, id.Value)
		if err != nil {
			return err
		}
		if there, err := made.exact(at); there != nil || err != nil || !occurs(when.Instant(nil)) {
			continue
		}
		c, err := made.occurrence(master, when)
		if err != nil {
			continue
		}
		takeOwn(c, old)
		made.cal.AddComponent(c)
	}
	return nil
}

// ownParts are what is an attendee's own in a component, to be compared.
func ownParts(c *Component) string {
	own := &Component{Name: c.Name}
	takeOwn(own, c)
	return string(own.Bytes())
}

// keepTaken leaves out the occurrences that an attendee took out, and so declined, while that stands.
func keepTaken(before, made state, own []string) error {
	old, now := before.master(), made.master()
	if old == nil && now == nil {
		var failed error
		made.cal.Components = slices.DeleteFunc(made.cal.Components, func(c *Component) bool {
			if !isScheduled(c) || !c.Attendee(own...).Is("PARTSTAT", declined) {
				return false
			}
			at, err := made.idOf(c)
			if err != nil {
				failed = err
				return false
			}
			there, err := before.exact(at)
			failed = errors.Join(failed, err)
			return there == nil && err == nil
		})
		return failed
	}
	if old == nil || now == nil {
		return nil
	}
	there, err := made.instants(now, "EXDATE")
	if err != nil {
		return err
	}
	return before.eachInstant(old, "EXDATE", func(at string, when When) error {
		if there[at] {
			return nil
		}
		c, err := made.exact(at)
		if err != nil || c == nil || !c.Attendee(own...).Is("PARTSTAT", declined) {
			return err // it is asked again
		}
		made.cal.Components = slices.DeleteFunc(made.cal.Components, func(k *Component) bool { return k == c })
		now.Add(made.inFormOf(now, when).Property("EXDATE"))
		return nil
	})
}

// eachInstant calls for each date of a list, with what names its instant.
func (s state) eachInstant(c *Component, name string, call func(at string, when When) error) error {
	for _, p := range c.All(name) {
		for value := range strings.SplitSeq(p.Value, ",") {
			q := Property{Name: p.Name, Params: p.Params, Value: value}
			when, err := s.zones.When(&q)
			if err != nil {
				return err
			}
			at, err := s.instant(p, value)
			if err != nil {
				return err
			}
			if err := call(at, when); err != nil {
				return err
			}
		}
	}
	return nil
}

// exact finds the component of an instance, nil without one.
func (s state) exact(at string) (*Component, error) {
	for c := range asking(s.cal) {
		if got, err := s.idOf(c); err != nil || got == at {
			return c, err
		}
	}
	return nil, nil
}

// inFormOf writes an instant in the form of a series' DTSTART (RFC 5545 §3.8.4.4).
func (s state) inFormOf(master *Component, w When) When {
	p := master.Property("DTSTART")
	if p == nil {
		return w
	}
	start, err := s.zones.When(p)
	if err != nil || start.Date || w.Date || start.Zone == nil {
		return w
	}
	return At(w.Instant(start.Zone), start.Zone)
}

// gist is what an object tells those whom it asks, in an order of its own: not who answered what, nor what clients keep.
func (s state) gist() string {
	var parts []string
	for _, c := range scheduled(s.cal) {
		parts = append(parts, s.gistOf(c))
	}
	slices.Sort(parts)
	return strings.Join(parts, "\n\n")
}

func (s state) gistOf(c *Component) string {
	var lines []string
	for _, p := range c.Properties {
		switch p.Name {
		case "DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "TRANSP", "EXDATE", "RDATE", "COMMENT", "COMPLETED", "PERCENT-COMPLETE":
			continue
		case "STATUS": // of a task that is not off, each has their own
			if c.Name == "VTODO" && !strings.EqualFold(p.Value, cancelled) {
				continue
			}
		case "ATTENDEE", "ORGANIZER":
			lines = append(lines, p.Name+":"+userOf(p, nil))
			continue
		}
		if !clientsOwn(p.Name) {
			lines = append(lines, p.Name+";"+p.Param("TZID")+":"+strings.TrimSpace(p.Value))
		}
	}
	for _, name := range []string{"RDATE", "EXDATE"} {
		some, err := s.instants(c, name)
		if err != nil {
			continue // a date that cannot be read is none
		}
		for at := range some {
			lines = append(lines, name+at)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// isScheduled tells whether people can be asked to a component.
func isScheduled(c *Component) bool {
	return c.Name == "VEVENT" || c.Name == "VTODO" || c.Name == "VJOURNAL"
}

// Cancelled gives an attendee's copy of what they are asked to no longer.
func (r *Renderer) Cancelled(mine []byte) ([]byte, error) {
	return Edit(mine, func(cal *Component) error {
		for _, c := range scheduled(cal) {
			if !strings.EqualFold(c.Value("STATUS"), cancelled) {
				c.Set(NewValue("STATUS", cancelled))
				c.Set(NewValue("SEQUENCE", strconv.Itoa(max(sequenceOf(c), 0)+1)))
			}
		}
		return nil
	})
}

// Message gives an object as the iTIP message of a method (RFC 5546 §1.4) about it, written at a time (RFC 6638 §3.2.5). A REPLY has the
// answer of from alone, and a REQUEST nothing that is off (RFC 5546 §3.2.2): what is off of a series is an exception in it.
func (r *Renderer) Message(octets []byte, method string, from []string, at time.Time) ([]byte, error) {
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	var off []*Property
	made := copyWith(cal, func(c *Component) bool {
		switch {
		case !isScheduled(c):
		case method == "REPLY":
			return c.Attendee(from...) != nil
		case method == "REQUEST" && c.Property("RECURRENCE-ID") != nil && strings.EqualFold(c.Value("STATUS"), cancelled):
			off = append(off, c.Property("RECURRENCE-ID"))
			return false
		}
		return true
	})
	made.Set(NewValue("METHOD", method))
	for _, c := range scheduled(made) {
		organisersOnly(c)
		c.Set(NewValue("DTSTAMP", at.UTC().Format("20060102T150405Z")))
		if c.Property("RECURRENCE-ID") == nil {
			for _, id := range off {
				c.Add(exception(id))
			}
		}
		switch method {
		case "CANCEL":
			c.Set(NewValue("STATUS", cancelled))
		case "REPLY":
			c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool { return p.Name == "ATTENDEE" && !p.HasAddress(from...) })
		}
	}
	return made.Bytes(), nil
}

// Sent notes on the lines of these addresses how a message to them left (RFC 6638 §3.2.9), and takes off the wish that one leaves: one for a
// message that nobody knows was passed over, 2.3 (§7.2).
func (r *Renderer) Sent(octets []byte, status map[string]string) ([]byte, error) {
	return Edit(octets, func(cal *Component) error {
		for _, c := range scheduled(cal) {
			for _, p := range c.Properties {
				if p.Name != "ATTENDEE" && p.Name != "ORGANIZER" {
					continue
				}
				own := p.Name == "ATTENDEE" && userOf(p, nil) == organiserOf(c) // an organiser's own line: they send themselves nothing
				s, known := status[userOf(p, nil)]
				if force := p.Param("SCHEDULE-FORCE-SEND"); force != "" && byServer(p) && !p.Is("SCHEDULE-FORCE-SEND", "REQUEST") && !p.Is("SCHEDULE-FORCE-SEND", "REPLY") {
					s, known = "2.3", true
				}
				if known && !own && p.Param("SCHEDULE-STATUS") != s {
					p.SetParam("SCHEDULE-STATUS", s)
				}
				p.DelParam("SCHEDULE-FORCE-SEND")
			}
		}
		return nil
	})
}

// occurring tells whether a series, as it is now, has an occurrence at an instant, Unix seconds. The series is read once.
func occurring(cal *Component) func(at time.Time) bool {
	all, err := seriesOf(cal, newReader(cal, time.UTC))
	if err != nil {
		return func(time.Time) bool { return false }
	}
	return func(at time.Time) bool { return occurs(all, at) }
}

func occurs(all []*series, at time.Time) bool {
	found := false
	for _, s := range all {
		_ = s.each(window{at.Unix(), at.Unix() + 1}, func(i *instance) bool { // what cannot be counted has no such occurrence
			found = found || i.id == at.Unix()
			return !found
		})
	}
	return found
}
