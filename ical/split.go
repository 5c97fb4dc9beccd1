package ical

import "slices"

// Split cuts a VCALENDAR of any number of events, tasks ... into calendar object resources (RFC 4791 §4.1), in the
// order in which they begin: each gets the VERSION, PRODID and CALSCALE of the calendar, the time zones that it names
// and all components with its UID. METHOD and the calendar's own properties (X-WR-CALNAME ...) are left out. A
// component without UID is a resource for itself, which ValidateObject refuses until it has one.
//
// The resources share their components with c and their time zones with each other: Clone before changing them.
func Split(c *Component) []*Component {
	type key struct{ name, uid string }
	var objects []*Component
	byKey := map[key]*Component{}
	for _, k := range c.Components {
		if k.Name == "VTIMEZONE" {
			continue
		}
		id := key{k.Name, k.Text("UID")}
		object := byKey[id]
		if object == nil || id.uid == "" {
			object = New("VCALENDAR")
			for _, name := range []string{"VERSION", "PRODID", "CALSCALE"} {
				if p := c.Property(name); p != nil {
					object.Add(p)
				}
			}
			byKey[id] = object
			objects = append(objects, object)
		}
		object.AddComponent(k)
	}
	zones := map[string]*Component{}
	for _, zone := range c.Children("VTIMEZONE") {
		zones[zone.Text("TZID")] = zone
	}
	for _, object := range objects {
		object.Components = append(usedZones(object, zones), object.Components...)
	}
	return objects
}

// usedZones are the VTIMEZONEs whose TZID a property inside c names, in the order of their first use.
func usedZones(c *Component, zones map[string]*Component) []*Component {
	var used []*Component
	c.Walk(func(k *Component) {
		for _, p := range k.Properties {
			if zone := zones[p.Param("TZID")]; zone != nil && !slices.Contains(used, zone) {
				used = append(used, zone)
			}
		}
	})
	return used
}

// Walk calls visit for the component and for all inside it, outer ones first.
func (c *Component) Walk(visit func(*Component)) {
	visit(c)
	for _, k := range c.Components {
		k.Walk(visit)
	}
}

// Clone is a deep copy. Unchanged lines of the copy, too, are written as they were read.
func (c *Component) Clone() *Component {
	d := *c
	d.Properties = make([]*Property, len(c.Properties))
	for i, p := range c.Properties {
		q := p.Clone()
		if p.in == c {
			q.in = &d
		}
		d.Properties[i] = q
	}
	d.Components = make([]*Component, len(c.Components))
	for i, k := range c.Components {
		l := k.Clone()
		if k.in == c {
			l.in = &d
		}
		d.Components[i] = l
	}
	return &d
}

// Clone is a deep copy.
func (p *Property) Clone() *Property {
	q := *p
	q.Params = slices.Clone(p.Params)
	for i := range q.Params {
		q.Params[i].Values = slices.Clone(q.Params[i].Values)
	}
	return &q
}
