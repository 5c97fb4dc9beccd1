package ical

import (
	"slices"
	"strings"
	"time"
)

// What an organiser elsewhere says of a date and all later ones (RANGE=THISANDFUTURE, RFC 5545 §3.2.13). Most calendar programs read such a
// component as of its own date only, so that in a copy each later date has a component of its own.

// maxSpread is of how many later dates: a year of days. What comes after them is still said by the last one, with its RANGE, to who reads that.
const maxSpread = 370

// ranged are the components of a message that speak of all later dates too.
func (s state) ranged() []*Component {
	return slices.DeleteFunc(scheduled(s.cal), func(c *Component) bool {
		id := c.Property("RECURRENCE-ID")
		return id == nil || !id.Is("RANGE", "THISANDFUTURE")
	})
}

// spread puts a component for each later date beside those of a message that speak of them together: moved by as much, as long, and otherwise
// the same (RFC 5545 §3.8.4.4). A date of which the message says something of its own, or of which something later is known, is left out, as
// are exceptions. Where nobody knows the series the message stays as it is.
func (a *arriving) spread(last func(instance string) (time.Time, error)) error {
	ranged := a.msg.ranged()
	series, err := a.seriesOf(ranged)
	if series == nil || err != nil {
		return err
	}
	for _, c := range ranged {
		c.Property("RECURRENCE-ID").DelParam("RANGE")
	}
	final := ranged[len(ranged)-1] // the latest date that is said
	made, failed := 0, error(nil)
	err = series.eachOfMaster(window{series.moved[0].idAt, lastInstant}, func(i *instance) bool {
		if !slices.Contains(ranged, i.comp) {
			return true
		}
		if made == maxSpread {
			final.Property("RECURRENCE-ID").SetParam("RANGE", "THISANDFUTURE")
			return false
		}
		c, stays := series.laterDate(i), false
		made++
		if stays, failed = a.stays(c, last); !stays && failed == nil {
			a.msg.cal.AddComponent(c)
			final = c
		}
		return failed == nil
	})
	if failed != nil {
		return failed
	}
	return err
}

// seriesOf is the series that some components of a message speak of, without any other: that of the message, else that of the copy. It is nil
// where there are none of either. The message gets the time zones of the copy.
func (a *arriving) seriesOf(ranged []*Component) (*series, error) {
	master := a.msg.master()
	if a.was.cal != nil {
		addZones(a.msg.cal, a.was.cal)
		a.msg.zones = NewZones(a.msg.cal)
		if master == nil {
			master = a.was.master()
		}
	}
	if master == nil || len(ranged) == 0 {
		return nil, nil
	}
	cal := copyWith(a.msg.cal, func(k *Component) bool { return k.Name == "VTIMEZONE" })
	cal.AddComponent(copyOf(master))
	cal.AddComponent(ranged...)
	all, err := seriesOf(cal, newReader(cal, time.UTC))
	if err != nil || len(all) != 1 || len(all[0].moved) == 0 {
		return nil, err
	}
	return all[0], nil
}

// stays tells whether the copy's date stays as it is, whatever was said of it together with others. Of one that does not, it is noted when that
// was said.
func (a *arriving) stays(c *Component, last func(instance string) (time.Time, error)) (bool, error) {
	at, err := a.msg.idOf(c)
	if err != nil {
		return false, err
	}
	if own, err := a.msg.exact(at); own != nil || err != nil {
		return true, err
	}
	if a.was.cal != nil {
		if old, err := a.was.exact(at); err != nil || old != nil && sequenceOf(old) > sequenceOf(c) {
			return true, err
		}
	}
	stamp := stampOf(c)
	before, err := last(at)
	if err != nil || !stamp.IsZero() && stamp.Before(before) {
		return true, err
	}
	a.got.Stamps[at] = stamp
	return false, nil
}

// laterDate is a component for one date of those of which another one speaks.
func (s *series) laterDate(i *instance) *Component {
	made := copyOf(i.comp)
	start := inForm(i.start, i.clock, i.at)
	id := time.Unix(i.id, 0).UTC()
	made.Set(inForm(i.form, clock(id.Unix()), i.id).Property("RECURRENCE-ID"))
	for _, p := range slices.Clone(made.Properties) {
		was, err := s.zones.When(p)
		switch {
		case err != nil:
		case p.Name == "DTSTART", p.Name == "DUE" && i.dueOnly:
			made.Set(start.Property(p.Name))
		case p.Name == "DTEND", p.Name == "DUE":
			made.Set(inForm(was, i.clock+clock(i.span), i.end).Property(p.Name))
		}
	}
	return made
}

// inForm is an instant, or what a clock shows, in the form of another value.
func inForm(form When, shown clock, at int64) When {
	if form.Zone == nil {
		return When{Clock: shown.time(), Date: form.Date}
	}
	return At(time.Unix(at, 0), form.Zone)
}

// endBefore ends a series before a date, with all that is later of it (RFC 5546 §3.2.5). Where nothing is left, all of it is off.
func (s state) endBefore(when When) error {
	from, master := when.Instant(nil), s.master()
	later := func(c *Component) bool {
		id := c.Property("RECURRENCE-ID")
		if id == nil {
			return false
		}
		at, err := s.zones.When(id)
		return err == nil && !at.Instant(nil).Before(from)
	}
	begun, err := s.begunBefore(from)
	if err != nil {
		return err
	}
	if !begun {
		for _, c := range scheduled(s.cal) {
			if master != nil || later(c) {
				c.Set(NewValue("STATUS", cancelled))
			}
		}
		return nil
	}
	s.cal.Components = slices.DeleteFunc(s.cal.Components, later)
	for _, rule := range master.All("RRULE") {
		s.until(master, rule, from)
	}
	return s.withoutDates(master, from)
}

// begunBefore tells whether a series has a date before an instant. Dates that stand alone are none.
func (s state) begunBefore(from time.Time) (begun bool, err error) {
	cal := copyWith(s.cal, func(k *Component) bool { return !isScheduled(k) || k == s.master() })
	all, err := seriesOf(cal, newReader(cal, time.UTC))
	if err != nil || len(all) == 0 {
		return false, err
	}
	err = all[0].eachOfMaster(window{firstInstant, from.Unix()}, func(i *instance) bool {
		begun = i.id < from.Unix()
		return false
	})
	return begun, err
}

// until ends a rule of a series before an instant, where it does not end before (RFC 5545 §3.3.10): UNTIL has the form of DTSTART, in UTC where that
// has a zone.
func (s state) until(master *Component, rule *Property, from time.Time) {
	parts := strings.Split(rule.Value, ";")
	for _, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if end, err := ParseWhen(value, time.UTC); strings.EqualFold(name, "UNTIL") && err == nil && end.Instant(nil).Before(from) {
			return
		}
	}
	parts = slices.DeleteFunc(parts, func(part string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(part), "=")
		return name == "UNTIL" || name == "COUNT"
	})
	until := from.Add(-time.Second).UTC().Format("20060102T150405Z")
	if p := master.Property("DTSTART"); p != nil {
		switch start, err := s.zones.When(p); {
		case err != nil:
		case start.Date:
			until = from.AddDate(0, 0, -1).Format("20060102")
		case start.Zone == nil:
			until = strings.TrimSuffix(until, "Z")
		}
	}
	rule.SetValue(strings.Join(append(parts, "UNTIL="+until), ";"))
}

// withoutDates takes the single dates from an instant on out of a series.
func (s state) withoutDates(master *Component, from time.Time) error {
	for _, p := range master.All("RDATE") {
		var kept []string
		for value := range strings.SplitSeq(p.Value, ",") {
			start, _, _ := strings.Cut(value, "/")
			when, err := ParseWhen(start, s.zones.of(p))
			if err != nil {
				return err
			}
			if when.Instant(nil).Before(from) {
				kept = append(kept, value)
			}
		}
		if p.SetValue(strings.Join(kept, ",")); len(kept) == 0 {
			master.Properties = slices.DeleteFunc(master.Properties, func(q *Property) bool { return q == p })
		}
	}
	return nil
}
