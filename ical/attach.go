package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/attachments"
)

// Attached, Replaced, Detached and Managed implement attachments.Text (RFC 8607 §3 and §4).

// Attached gives an object with a line for an attachment in these instances.
func (r *Renderer) Attached(octets []byte, a attachments.Line, instances []string) ([]byte, error) {
	s, err := readState(octets)
	if err != nil {
		return nil, err
	}
	in, err := s.instancesOf(instances)
	if err != nil {
		return nil, err
	}
	for _, c := range in {
		c.Add(lineOf(a))
	}
	return s.cal.Bytes(), nil
}

// lineOf is the ATTACH of an attachment.
func lineOf(a attachments.Line) *Property {
	p := NewValue("ATTACH", a.URL, P("MANAGED-ID", a.ID))
	if a.Kind != "" {
		p.SetParam("FMTTYPE", a.Kind)
	}
	p.SetParam("FILENAME", a.Name)
	p.SetParam("SIZE", strconv.FormatInt(a.Size, 10))
	return p
}

// Replaced gives an object whose lines for one attachment are for another.
func (r *Renderer) Replaced(octets []byte, id string, a attachments.Line) ([]byte, error) {
	found := false
	out, err := Edit(octets, func(cal *Component) error {
		for _, c := range scheduled(cal) {
			for i, p := range c.Properties {
				if p.Name == "ATTACH" && p.Param("MANAGED-ID") == id {
					c.Properties[i], found = lineOf(a), true
				}
			}
		}
		return nil
	})
	if err == nil && !found {
		err = attachments.ErrManaged
	}
	return out, err
}

// Detached gives an object without the lines for an attachment in these instances.
func (r *Renderer) Detached(octets []byte, id string, instances []string) ([]byte, error) {
	s, err := readState(octets)
	if err != nil {
		return nil, err
	}
	in, err := s.instancesOf(instances)
	if err != nil {
		return nil, err
	}
	found := false
	for _, c := range in {
		c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool {
			is := p.Name == "ATTACH" && p.Param("MANAGED-ID") == id
			found = found || is
			return is
		})
	}
	if !found {
		return nil, attachments.ErrManaged
	}
	return s.cal.Bytes(), nil
}

// Managed are the attachments that an object names, each once.
func (r *Renderer) Managed(octets []byte, whereCancelled bool) ([]attachments.Line, error) {
	if !strings.Contains(strings.ToUpper(string(octets)), "ATTACH") {
		return nil, nil
	}
	cal, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	var all []attachments.Line
	for _, c := range scheduled(cal) {
		if !whereCancelled && strings.EqualFold(c.Value("STATUS"), cancelled) {
			continue
		}
		for _, p := range c.All("ATTACH") {
			id := p.Param("MANAGED-ID")
			if id != "" && !slices.ContainsFunc(all, func(l attachments.Line) bool { return l.ID == id }) {
				size, _ := strconv.ParseInt(p.Param("SIZE"), 10, 64) // as its writer says it
				all = append(all, attachments.Line{ID: id, URL: p.Value, Name: p.Param("FILENAME"), Kind: p.Param("FMTTYPE"), Size: size})
			}
		}
	}
	return all, nil
}

// instancesOf are the components of instances: all without any, else "M" for the master and values of RECURRENCE-IDs. One that has no
// component yet gets one, if there is such an instance.
func (s state) instancesOf(instances []string) ([]*Component, error) {
	if len(instances) == 0 {
		return scheduled(s.cal), nil
	}
	var in []*Component
	master := s.master()
	for _, name := range instances {
		if name == "M" {
			if master == nil {
				return nil, attachments.ErrInstance
			}
			in = append(in, master)
			continue
		}
		c, err := s.instanceAt(master, name)
		if err != nil {
			return nil, err
		}
		in = append(in, c)
	}
	return in, nil
}

// instanceAt is the component of an instance, made where there is none yet.
func (s state) instanceAt(master *Component, value string) (*Component, error) {
	q := NewValue("RECURRENCE-ID", value)
	if len(value) == len("20220301") {
		q.SetParam("VALUE", "DATE")
	} else if !strings.HasSuffix(value, "Z") && master != nil && master.Property("DTSTART") != nil {
		if zone := master.Property("DTSTART").Param("TZID"); zone != "" {
			q.SetParam("TZID", zone)
		}
	}
	when, err := s.zones.When(q)
	if err != nil {
		return nil, attachments.ErrInstance
	}
	at, err := s.instant(q, value)
	if err != nil {
		return nil, attachments.ErrInstance
	}
	if c, err := s.exact(at); c != nil || err != nil {
		return c, err
	}
	if master == nil || !recurring(master) || !occurring(s.cal)(when.Instant(time.UTC)) {
		return nil, attachments.ErrInstance
	}
	made, err := s.occurrence(master, when)
	if err == nil {
		s.cal.AddComponent(made)
	}
	return made, err
}

func recurring(c *Component) bool { return c.Property("RRULE") != nil || c.Property("RDATE") != nil }
