package ical

import (
	"errors"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/scheduling"
)

// answers are those that a REPLY can give (RFC 5545 §3.2.12).
var answers = []string{"ACCEPTED", "TENTATIVE", declined, "DELEGATED", "COMPLETED", "IN-PROCESS"}

// Heard gives of a REPLY that came by mail what may be told of it. A single line that has another address is theirs who is known to
// write. It implements scheduling.Text.
func (r *Renderer) Heard(organised, reply []byte, address string, last func(instance string) (time.Time, error)) (octets []byte, said []scheduling.Said, err error) {
	org, got, err := parseBoth(organised, reply)
	if err != nil {
		return nil, nil, events.Invalidf("calendar", "%v", err)
	}
	clean := copyWith(got.cal, func(k *Component) bool { return k.Name == "VTIMEZONE" })
	err = events.ErrNotFound
	for _, c := range scheduled(got.cal) {
		line := answerLine(c, address)
		old, likeErr := org.like(got, c)
		if likeErr != nil || line == nil || old == nil || old.Attendee(address) == nil || !slices.Contains(answers, strings.ToUpper(line.Param("PARTSTAT"))) {
			continue
		}
		one := scheduling.Said{Partstat: strings.ToUpper(line.Param("PARTSTAT")), To: line.Param("DELEGATED-TO"), Comment: strings.TrimSpace(c.Text("COMMENT")), Stamp: stampOf(c)}
		if one.Instance, err = got.idOf(c); err != nil {
			return nil, nil, events.Invalidf("calendar", "%v", err)
		}
		before, err2 := last(one.Instance)
		if err2 != nil {
			return nil, nil, err2
		}
		if n := sequenceOf(c); n >= 0 && n < sequenceOf(old) || !one.Stamp.IsZero() && one.Stamp.Before(before) {
			err = scheduling.ErrStale
			continue
		}
		kept := &Component{Name: c.Name}
		for _, p := range c.Properties {
			if slices.Contains([]string{"UID", "DTSTAMP", "SEQUENCE", "RECURRENCE-ID"}, p.Name) {
				kept.Add(p.Clone())
			}
		}
		kept.Add(NewValue("ATTENDEE", address, P("PARTSTAT", one.Partstat)))
		clean.AddComponent(kept)
		said = append(said, one)
	}
	if len(said) == 0 {
		return nil, nil, err
	}
	return clean.Bytes(), said, nil
}

// answerLine is the line of a REPLY that answers: that of an address, or the only one.
func answerLine(c *Component, address string) *Property {
	if line := c.Attendee(address); line != nil {
		return line
	}
	if all := c.All("ATTENDEE"); len(all) == 1 {
		return all[0]
	}
	return nil
}

// stampOf is DTSTAMP, zero without one that can be read.
func stampOf(c *Component) time.Time {
	w, err := ParseWhen(c.Value("DTSTAMP"), time.UTC)
	if err != nil {
		return time.Time{}
	}
	return w.Instant(time.UTC)
}

// Received gives somebody's copy after a message of its organiser's that came by mail. It implements scheduling.Text.
func (r *Renderer) Received(mine, message []byte, own []string, last func(instance string) (time.Time, error)) (scheduling.Received, error) {
	a, err := r.arriving(mine, message, own)
	if errors.Is(err, scheduling.ErrNotAsked) {
		return a.got, err
	}
	if err != nil {
		return a.got, events.Invalidf("calendar", "%v", err)
	}
	if a.got.Stamps, err = a.stamps(last); err != nil {
		return a.got, err
	}
	switch strings.ToUpper(a.msg.cal.Value("METHOD")) {
	case "REQUEST":
		if err = a.spread(last); err == nil {
			err = a.request()
		}
	case "ADD":
		err = a.add()
	case "CANCEL":
		err = a.cancel()
	}
	if err != nil || a.made.cal == nil {
		return a.got, err
	}
	octets := a.made.cal.Bytes()
	if _, err := r.Object(octets, time.UTC); err != nil {
		return a.got, events.Invalidf("calendar", "%v", err)
	}
	a.got.Octets = octets
	a.got.News = a.was.cal == nil || a.was.gist() != a.made.gist()
	return a.got, nil
}

// arriving is a message on its way into somebody's copy.
type arriving struct {
	own            []string
	was, msg, made state // was.cal is nil without a copy, made.cal where there is none afterwards either
	got            scheduling.Received
}

func (r *Renderer) arriving(mine, message []byte, own []string) (a *arriving, err error) {
	a = &arriving{own: own}
	if a.msg, err = readState(message); err != nil {
		return a, err
	}
	a.msg.cal.Components = slices.DeleteFunc(a.msg.cal.Components, func(c *Component) bool { return isScheduled(c) && c.Attendee(own...) == nil })
	all := scheduled(a.msg.cal)
	if len(all) == 0 {
		return a, scheduling.ErrNotAsked
	}
	a.got.UID, a.got.Component = all[0].Value("UID"), all[0].Name
	if mine != nil {
		a.was, err = readState(mine)
	}
	return a, err
}

// stamps are when the parts of a message were written, by instance. ErrStale where a later state of one is known: by SEQUENCE, then by
// DTSTAMP (RFC 5546 §2.1.5).
func (a *arriving) stamps(last func(string) (time.Time, error)) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	for _, c := range scheduled(a.msg.cal) {
		at, err := a.msg.idOf(c)
		if err != nil {
			return nil, events.Invalidf("calendar", "%v", err)
		}
		before, err := last(at)
		if err != nil {
			return nil, err
		}
		n := -1
		if a.was.cal != nil {
			if old, err := a.was.like(a.msg, c); err == nil && old != nil {
				n = max(sequenceOf(old), 0)
			}
		}
		stamp := stampOf(c)
		if max(sequenceOf(c), 0) < n || max(sequenceOf(c), 0) == n && !stamp.IsZero() && stamp.Before(before) {
			return nil, scheduling.ErrStale
		}
		all[at] = stamp
	}
	return all, nil
}

// request makes the copy say what a REQUEST says.
func (a *arriving) request() error {
	made := copyOf(a.msg.cal)
	made.Remove("METHOD")
	for _, c := range scheduled(made) {
		organisersOnly(c)
	}
	now := state{made, NewZones(made), map[*Component]string{}}
	if a.was.cal == nil {
		if !slices.ContainsFunc(scheduled(made), func(c *Component) bool { return answerOf(c, a.own) != declined }) {
			return nil // they threw it away
		}
		a.made = now
		return nil
	}
	for _, c := range scheduled(made) {
		if err := a.keepAnswer(now, c); err != nil {
			return err
		}
	}
	if err := a.keepRest(now); err != nil {
		return err
	}
	a.made = now
	return keepOwn(a.was, now, a.own)
}

// keepAnswer keeps the answer to what is asked as it was.
func (a *arriving) keepAnswer(now state, c *Component) error {
	old, err := a.was.like(now, c)
	if err != nil || old == nil {
		return err
	}
	line := old.Attendee(a.own...)
	if line == nil || !hasAnswer(line) {
		return nil
	}
	moved, err := rescheduled(a.was, now, old, c)
	if err != nil || moved {
		return err
	}
	setPartstat(c.Attendee(a.own...), line.Param("PARTSTAT"))
	return nil
}

// keepRest keeps the parts of the copy of which a message does not speak: the series, and the dates of a series that is not moved.
func (a *arriving) keepRest(now state) error {
	master, old := now.master(), a.was.master()
	moved := false
	if master != nil && old != nil {
		var err error
		if moved, err = rescheduled(a.was, now, old, master); err != nil {
			return err
		}
	}
	occurs := func(time.Time) bool { return true }
	taken := map[string]bool{}
	if master != nil {
		var err error
		if taken, err = now.instants(master, "EXDATE"); err != nil {
			return err
		}
		occurs = occurring(now.cal)
	}
	for _, c := range scheduled(a.was.cal) {
		at, err := a.was.idOf(c)
		if err != nil {
			return err
		}
		if there, err := now.exact(at); there != nil || err != nil || moved || taken[at] {
			if err != nil {
				return err
			}
			continue
		}
		if id := c.Property("RECURRENCE-ID"); id != nil {
			when, err := a.was.zones.When(id)
			if err != nil || !occurs(when.Instant(nil)) {
				continue
			}
		}
		now.cal.AddComponent(copyOf(c))
	}
	addZones(now.cal, a.was.cal)
	return nil
}

// addZones gives a calendar the time zones of another one that it has not.
func addZones(cal, from *Component) {
	known := map[string]bool{}
	for _, z := range cal.Children("VTIMEZONE") {
		known[z.Value("TZID")] = true
	}
	for _, z := range from.Children("VTIMEZONE") {
		if !known[z.Value("TZID")] {
			cal.Components = append([]*Component{copyOf(z)}, cal.Components...)
		}
	}
}

// add brings dates into a series (RFC 5546 §3.2.4).
func (a *arriving) add() error {
	if a.was.cal == nil || a.was.master() == nil {
		return scheduling.ErrStale // of what it would be added to nothing is known
	}
	made := copyOf(a.was.cal)
	now := state{made, NewZones(made), map[*Component]string{}}
	master := now.master()
	for _, c := range scheduled(a.msg.cal) {
		p := c.Property("DTSTART")
		if p == nil {
			continue
		}
		when, err := a.msg.zones.When(p)
		if err != nil {
			return events.Invalidf("calendar", "%v", err)
		}
		at := now.inFormOf(master, when)
		part := copyOf(c)
		organisersOnly(part)
		part.Remove("RRULE")
		part.Set(at.Property("RECURRENCE-ID"))
		master.Add(at.Property("RDATE"))
		made.AddComponent(part)
	}
	a.made = now
	return nil
}

// cancel takes out of the copy what a CANCEL calls off (RFC 5546 §3.2.5): all of it stays, and says that it is off; a date of a series
// is an exception.
func (a *arriving) cancel() error {
	if a.was.cal == nil {
		return nil
	}
	made := copyOf(a.was.cal)
	now := state{made, NewZones(made), map[*Component]string{}}
	for _, c := range scheduled(a.msg.cal) {
		id := c.Property("RECURRENCE-ID")
		if id == nil {
			for _, k := range scheduled(made) {
				k.Set(NewValue("STATUS", cancelled))
				if p := c.Property("SEQUENCE"); p != nil {
					k.Set(p.Clone())
				}
			}
			continue
		}
		when, err := a.msg.zones.When(id)
		if err == nil && id.Is("RANGE", "THISANDFUTURE") {
			err = now.endBefore(when)
		} else if err == nil {
			err = now.without(a.msg, id, when)
		}
		if err != nil {
			return events.Invalidf("calendar", "%v", err)
		}
	}
	a.made = now
	return nil
}

// without makes an exception of a date of a series; one that stands alone says that it is off.
func (s state) without(of state, id *Property, when When) error {
	at, err := of.instant(id, id.Value)
	if err != nil {
		return err
	}
	c, err := s.exact(at)
	if err != nil {
		return err
	}
	master := s.master()
	if master == nil {
		if c != nil {
			c.Set(NewValue("STATUS", cancelled))
		}
		return nil
	}
	s.cal.Components = slices.DeleteFunc(s.cal.Components, func(k *Component) bool { return k == c })
	taken, err := s.instants(master, "EXDATE")
	if err == nil && !taken[at] {
		master.Add(s.inFormOf(master, when).Property("EXDATE"))
	}
	return err
}
