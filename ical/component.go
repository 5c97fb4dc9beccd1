// Package ical reads and writes iCalendar text (RFC 5545). Reading is lossless: a stream that is parsed and
// written again without a change comes back octet for octet.
package ical

import "strings"

// Component is a calendar component (RFC 5545 §3.6): VCALENDAR, VEVENT, VTODO, VALARM, VTIMEZONE, an X- component ...
type Component struct {
	Name       string // upper case
	Properties []*Property
	Components []*Component

	begin, end string     // BEGIN and END lines as they were read, line ends included; "" for a component built here
	read       string     // Name as it was read: a renamed component gets new BEGIN and END lines
	in         *Component // the component it was read in; nil for one built here and for a VCALENDAR
	pos        int        // its place among the properties and components of in, from 1
}

// Property is one content line (RFC 5545 §3.1).
type Property struct {
	Name   string // upper case
	Params []Param
	Value  string // as on the wire: TEXT is still escaped, see Text and SetText

	lead string     // blank lines read before it
	raw  string     // the line as it was read, folds and line end included; "" for a line built here
	sum  uint64     // fingerprint of Name, Params and Value as read: while it holds, raw is written
	in   *Component // the component it was read in; nil for a line built here
	pos  int        // its place among the properties and components of in, from 1
}

// Param is a property parameter (RFC 5545 §3.2) with its values unquoted and RFC 6868 decoded.
type Param struct {
	Name   string // upper case
	Values []string
}

// Property gives the first property of that name (upper case), or nil.
func (c *Component) Property(name string) *Property {
	for _, p := range c.Properties {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// All gives the properties of that name (upper case) in their order.
func (c *Component) All(name string) []*Property {
	var all []*Property
	for _, p := range c.Properties {
		if p.Name == name {
			all = append(all, p)
		}
	}
	return all
}

// Children gives the direct subcomponents of that name (upper case) in their order.
func (c *Component) Children(name string) []*Component {
	var all []*Component
	for _, k := range c.Components {
		if k.Name == name {
			all = append(all, k)
		}
	}
	return all
}

// Value is the wire value of the first property of that name, "" without one.
func (c *Component) Value(name string) string {
	if p := c.Property(name); p != nil {
		return p.Value
	}
	return ""
}

// Param is the first value of a parameter (upper case), "" without it.
func (p *Property) Param(name string) string {
	for _, q := range p.Params {
		if q.Name == name && len(q.Values) > 0 {
			return q.Values[0]
		}
	}
	return ""
}

// Is tells whether a parameter has this value, letters of any case.
func (p *Property) Is(param, value string) bool { return strings.EqualFold(p.Param(param), value) }
