package ical

import (
	"strings"
	"time"
)

// Match evaluates the filter on a VCALENDAR (RFC 4791 §9.7). floating is the zone of DATEs and floating times: that of
// CALDAV:timezone in the request or of the collection; nil means UTC. Texts are compared unescaped. A time range holds if
// any instance of the component that matches all else overlaps it. Besides those of Check the error may be ErrTooMany
// or a date that cannot be read; only filters with a time range look at dates.
func (f *CompFilter) Match(obj *Component, floating *time.Location) (bool, error) {
	m := matcher{cal: obj, floating: floating}
	return m.anyComponent(f, []*Component{obj}, nil)
}

type matcher struct {
	cal      *Component
	floating *time.Location
	reader   reader
	series   map[*Component]*series // by the components they have, once a time range asked for them
	read     bool
}

// times reads the dates of the calendar when they are first needed.
func (m *matcher) times() error {
	if m.read {
		return nil
	}
	m.reader = newReader(m.cal, m.floating)
	all, err := seriesOf(m.cal, m.reader)
	if err != nil {
		return err
	}
	m.series = map[*Component]*series{}
	for _, s := range all {
		if s.master != nil {
			m.series[s.master.comp] = s
		}
		for _, o := range s.overrides {
			m.series[o.comp] = s
		}
	}
	m.read = true
	return nil
}

// anyComponent tests the components of a scope; parent is what they are in.
func (m *matcher) anyComponent(f *CompFilter, scope []*Component, parent *Component) (bool, error) {
	for _, c := range scope {
		if !strings.EqualFold(c.Name, f.Name) {
			continue
		}
		if f.IsNotDefined {
			return false, nil
		}
		if ok, err := m.component(f, c, parent); ok || err != nil {
			return ok, err
		}
	}
	return f.IsNotDefined, nil
}

func (m *matcher) component(f *CompFilter, c, parent *Component) (bool, error) {
	for i := range f.Props {
		if ok, err := m.anyProperty(&f.Props[i], c); !ok || err != nil {
			return false, err
		}
	}
	for i := range f.Comps {
		if ok, err := m.anyComponent(&f.Comps[i], c.Components, c); !ok || err != nil {
			return false, err
		}
	}
	if f.TimeRange == nil {
		return true, nil
	}
	if err := m.times(); err != nil {
		return false, err
	}
	return m.inRange(c, parent, windowOf(f.TimeRange.Start, f.TimeRange.End))
}

// inRange tests a component by the tables of RFC 4791 §9.9. A time range on a VCALENDAR, of which they say nothing, is
// one on any of its components; other components overlap nothing.
func (m *matcher) inRange(c, parent *Component, w window) (bool, error) {
	switch c.Name {
	case "VEVENT", "VTODO", "VJOURNAL":
		return m.anyInstance(c, w, func(i *instance) (bool, error) { return i.overlaps(m.reader, w) })
	case "VFREEBUSY":
		return m.reader.busyOverlaps(c, w)
	case "VAVAILABILITY":
		return m.reader.availabilityOverlaps(c, w)
	case "VALARM":
		return m.alarmInRange(c, parent, w)
	case "VCALENDAR":
		for _, k := range c.Components {
			if ok, err := m.inRange(k, c, w); ok || err != nil {
				return ok, err
			}
		}
	}
	return false, nil
}

// anyInstance tests the instances of a component that may overlap the window.
func (m *matcher) anyInstance(c *Component, w window, test func(*instance) (bool, error)) (ok bool, err error) {
	of := m.series[c]
	if of == nil {
		return false, nil
	}
	searched := of.eachOf(c, w, func(i *instance) bool {
		ok, err = test(i)
		return !ok && err == nil
	})
	if ok || err != nil {
		return ok, err
	}
	return false, searched
}

func (m *matcher) alarmInRange(c, parent *Component, w window) (bool, error) {
	a, ok := m.reader.alarm(c)
	if !ok || parent == nil {
		return false, nil
	}
	if a.absolute {
		return a.overlaps(a.at, w), nil
	}
	early, late := a.bounds()
	return m.anyInstance(parent, w.widened(max(-early, late, 0)), func(i *instance) (bool, error) {
		return i.dated && a.overlaps(a.first(i), w), nil
	})
}

// anyProperty tests the properties of a component against a filter.
func (m *matcher) anyProperty(f *PropFilter, c *Component) (bool, error) {
	name := strings.ToUpper(f.Name)
	all := c.All(name)
	if f.IsNotDefined {
		return len(all) == 0, nil
	}
	if f.TimeRange != nil {
		return m.propertyInRange(f, c, name, all)
	}
	for _, p := range all {
		ok, err := f.TextMatch.match(p.Text())
		if ok && err == nil {
			ok, err = matchParams(f.Params, p)
		}
		if ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// propertyInRange tests a date property (RFC 4791 §9.9). DTSTART, DTEND and DUE are those of the instances, also where
// DTSTART and DURATION stand for the others.
func (m *matcher) propertyInRange(f *PropFilter, c *Component, name string, all []*Property) (bool, error) {
	if err := m.times(); err != nil {
		return false, err
	}
	w := windowOf(f.TimeRange.Start, f.TimeRange.End)
	if len(f.Params) == 0 && (name == "DTSTART" || name == "DTEND" || name == "DUE") && hasInstances(c) {
		return m.anyInstance(c, w, func(i *instance) (bool, error) {
			at, ok := i.date(name)
			return ok && w.from <= at && at < w.to, nil
		})
	}
	for _, p := range all {
		d, err := m.reader.zones.When(p)
		if err != nil {
			continue
		}
		if at := m.reader.unix(d); at < w.from || at >= w.to {
			continue
		}
		if ok, err := matchParams(f.Params, p); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func hasInstances(c *Component) bool {
	return c.Name == "VEVENT" || c.Name == "VTODO" || c.Name == "VJOURNAL"
}

// date is the DTSTART, DTEND or DUE of an instance; false if its component has none.
func (i *instance) date(name string) (int64, bool) {
	switch {
	case !i.dated:
		return 0, false
	case name == "DTSTART":
		return i.at, !i.dueOnly
	case name == "DUE" && i.comp.Name == "VTODO":
		return i.end, i.dueOnly || i.hasEnd || i.length != nil
	case name == "DTEND" && i.comp.Name == "VEVENT":
		return i.end, i.hasEnd || i.length != nil
	}
	return 0, false
}

// matchParams tells whether a property fulfils all filters (RFC 4791 §9.7.3).
func matchParams(filters []ParamFilter, p *Property) (bool, error) {
	for _, f := range filters {
		if ok, err := f.match(p); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (f *ParamFilter) match(p *Property) (bool, error) {
	found := false
	for _, q := range p.Params {
		if !strings.EqualFold(q.Name, f.Name) {
			continue
		}
		found = true
		for _, v := range q.Values {
			if ok, err := f.TextMatch.match(v); (ok || err != nil) && !f.IsNotDefined {
				return ok, err
			}
		}
	}
	if f.IsNotDefined || f.TextMatch != nil {
		return f.IsNotDefined && !found, nil
	}
	return found, nil
}
