package ical

import (
	"cmp"
	"slices"
	"time"
)

// maxExpanded is how many octets an expansion may have: each instance has all that its component says.
const maxExpanded = 32 << 20

// sizeOf is about how many octets instances have when each is written out.
func sizeOf(all []*instance) int {
	of, sum := map[*Component]int{}, 0
	for _, i := range all {
		if of[i.comp] == 0 {
			of[i.comp] = len(i.comp.Bytes())
		}
		sum += of[i.comp]
	}
	return sum
}

// Expand replaces what recurs by its instances that overlap a range of time (RFC 4791 §9.6.5): each with RECURRENCE-ID,
// without RRULE, RDATE and EXDATE, in the order of their starts; times with a zone are in UTC, and there is no
// VTIMEZONE. Components that do not recur are kept if they overlap, those without instances (VFREEBUSY) always. obj stays
// as it is. floating and the limits are those of Occurrences; with an error, ErrTooMany among them, there is no component.
func Expand(obj *Component, from, to time.Time, floating *time.Location) (*Component, error) {
	r, w := newReader(obj, floating), windowOf(from, to)
	all, err := seriesOf(obj, r)
	if err != nil {
		return nil, err
	}
	var found []*instance
	for _, s := range all {
		err := s.overlapping(w, func(i *instance) bool {
			found = append(found, i)
			return len(found) <= maxOccurrences
		})
		if err != nil {
			return nil, err
		}
	}
	if len(found) > maxOccurrences || sizeOf(found) > maxExpanded {
		return nil, ErrTooMany
	}
	slices.SortStableFunc(found, func(a, b *instance) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	made := copyWith(obj, func(c *Component) bool { return c.Name != "VTIMEZONE" && !hasInstances(c) })
	for _, c := range made.Components {
		r.toUTC(c)
	}
	for _, i := range found {
		made.AddComponent(r.expanded(i))
	}
	return made, nil
}

// expanded writes one instance as a component of its own.
func (r reader) expanded(i *instance) *Component {
	c := copyOf(i.comp)
	for _, name := range []string{"RRULE", "RDATE", "EXDATE", "EXRULE"} {
		c.Remove(name)
	}
	r.toUTC(c)
	if !i.dated {
		return c
	}
	end := "DTEND"
	if c.Name == "VTODO" {
		end = "DUE"
	}
	if i.dueOnly {
		c.Set(r.likeDate(i.at, i.start).Property(end))
	} else {
		c.Set(r.likeDate(i.at, i.start).Property("DTSTART"))
	}
	switch {
	case i.ownEnd:
		c.Remove("DURATION")
		c.Set(r.likeDate(i.end, i.start).Property(end))
	case i.length != nil && i.start.Zone != nil && i.length.Days != 0: // a day in UTC always has 24 hours
		c.Set(NewValue("DURATION", Duration{Time: time.Duration(i.end-i.at) * time.Second}.String()))
	case i.hasEnd:
		form, _ := r.zones.When(i.comp.Property(end)) // it was read before
		c.Set(r.likeDate(i.end, form).Property(end))
	}
	if i.recurs {
		c.Set(r.likeDate(i.id, i.form).Property("RECURRENCE-ID"))
	}
	return c
}

// likeDate gives an instant the form of another value: a DATE, a floating time, else a time in UTC.
func (r reader) likeDate(at int64, form When) When {
	switch {
	case form.Date:
		return When{Clock: (clock(localClock(at, r.floating).day()) * daySeconds).time(), Date: true}
	case form.Zone == nil:
		return When{Clock: localClock(at, r.floating).time()}
	}
	return At(unixUTC(at), time.UTC)
}

// toUTC turns all values with TZID within a component to UTC, or to floating times if the zone is not known.
func (r reader) toUTC(c *Component) {
	for _, p := range c.Properties {
		if p.Param("TZID") == "" {
			continue
		}
		w, err := r.zones.When(p)
		if err != nil {
			continue // a list of an extension: no one knows what it means in UTC
		}
		p.DelParam("TZID")
		if w.Zone != nil {
			p.Value = At(w.Instant(nil), time.UTC).String()
		}
	}
	for _, k := range c.Components {
		r.toUTC(k)
	}
}
