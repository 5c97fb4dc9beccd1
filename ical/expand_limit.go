package ical

import (
	"strings"
	"time"
)

// LimitRecurrence leaves out the overrides that do not impact a range of time (RFC 4791 §9.6.6): those whose instance
// neither takes place in it nor would have without them. With RANGE=THISANDFUTURE an override stays if any instance from
// its own on can lie in the range. Masters, time zones and all else stay. obj stays as it is.
func LimitRecurrence(obj *Component, from, to time.Time, floating *time.Location) (*Component, error) {
	r, w := newReader(obj, floating), windowOf(from, to)
	all, err := seriesOf(obj, r)
	if err != nil {
		return nil, err
	}
	kept := map[*Component]bool{}
	for _, s := range all {
		for _, o := range s.overrides {
			if kept[o.comp], err = s.impacts(o, w); err != nil {
				return nil, err
			}
		}
	}
	return copyWith(obj, func(c *Component) bool {
		return !hasInstances(c) || c.Property("RECURRENCE-ID") == nil || kept[c]
	}), nil
}

// impacts tests the instance as it is and as it was.
func (s *series) impacts(o *override, w window) (bool, error) {
	if o.future {
		return min(o.at, o.idAt) < w.to, nil
	}
	if in, err := o.instance(s).overlaps(s.reader, w); in || err != nil {
		return in, err
	}
	was := o.timing
	if s.master != nil && s.master.dated {
		was = s.master
	}
	c := localClock(o.idAt, was.zone)
	i := instance{timing: was, clock: c, at: o.idAt, end: was.endOf(c, o.idAt)}
	return i.overlaps(s.reader, w)
}

// LimitFreeBusy leaves out the FREEBUSY values that do not overlap a range of time (RFC 4791 §9.6.7), and properties that
// have none left. obj stays as it is.
func LimitFreeBusy(obj *Component, from, to time.Time, floating *time.Location) (*Component, error) {
	r, w := newReader(obj, floating), windowOf(from, to)
	made := copyOf(obj)
	for _, c := range made.Components {
		if c.Name != "VFREEBUSY" {
			continue
		}
		all := c.Properties
		c.Properties = nil
		for _, p := range all {
			if p.Name == "FREEBUSY" {
				left, err := r.periodsIn(p, w)
				if err != nil {
					return nil, err
				}
				if left == "" {
					continue
				}
				p.Value = left
			}
			c.Add(p)
		}
	}
	return made, nil
}

// periodsIn is the part of a FREEBUSY value that overlaps the window.
func (r reader) periodsIn(p *Property, w window) (string, error) {
	var left []string
	for item := range strings.SplitSeq(p.Value, ",") {
		_, from, to, err := parsePeriod(item, r.zones.of(p), r.floating)
		if err != nil {
			return "", err
		}
		if w.from < to && w.to > from {
			left = append(left, item)
		}
	}
	return strings.Join(left, ","), nil
}
