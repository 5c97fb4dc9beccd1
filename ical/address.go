package ical

import (
	"net/url"
	"strings"
)

// Address brings a calendar user address (RFC 5545 §3.3.3) to the form in which two of them can be compared: mail
// addresses as "mailto:" and lower case, whatever the case, percent-encoding and spaces around; one without a scheme
// that has an "@" is a mail address. Other addresses lose the spaces around only.
func Address(value string) string {
	s := strings.TrimSpace(value)
	scheme, rest, ok := strings.Cut(s, ":")
	switch {
	case ok && strings.EqualFold(scheme, "mailto"):
		if plain, err := url.PathUnescape(rest); err == nil {
			rest = plain
		}
		return "mailto:" + strings.ToLower(strings.TrimSpace(rest))
	case !ok && strings.Contains(s, "@") && !strings.HasPrefix(s, "/"):
		return "mailto:" + strings.ToLower(s)
	}
	return s
}

// SameAddress tells whether two calendar user addresses are the same, see Address.
func SameAddress(a, b string) bool { return Address(a) == Address(b) }

// HasAddress tells whether an ATTENDEE or ORGANIZER is one of these calendar user addresses, by its value or by its
// EMAIL parameter (RFC 7986 §6.2), which Apple's clients write beside a value that is a path or a urn.
func (p *Property) HasAddress(addresses ...string) bool {
	own, mail := Address(p.Value), p.Param("EMAIL")
	for _, a := range addresses {
		if a = Address(a); a == own || mail != "" && a == Address(mail) {
			return true
		}
	}
	return false
}

// Attendee is the first ATTENDEE of the component that is one of these addresses, or nil.
func (c *Component) Attendee(addresses ...string) *Property {
	for _, p := range c.Properties {
		if p.Name == "ATTENDEE" && p.HasAddress(addresses...) {
			return p
		}
	}
	return nil
}

// attendees finds each ATTENDEE of the component as Attendee does, in one walk through them.
func (c *Component) attendees() map[string]*Property {
	all := map[string]*Property{}
	add := func(address string, p *Property) {
		if _, taken := all[address]; !taken {
			all[address] = p
		}
	}
	for _, p := range c.All("ATTENDEE") {
		add(Address(p.Value), p)
		if mail := p.Param("EMAIL"); mail != "" {
			add(Address(mail), p)
		}
	}
	return all
}

// Edit changes a stored object's octets: lines that change does not touch stay octet for octet. When the octets
// cannot be read or change fails, the error comes back and nothing else.
func Edit(octets []byte, change func(*Component) error) ([]byte, error) {
	c, err := Parse(octets)
	if err != nil {
		return nil, err
	}
	if err := change(c); err != nil {
		return nil, err
	}
	return c.Bytes(), nil
}

// SetPartstat sets the PARTSTAT (RFC 5545 §3.2.12) of an attendee in the component and all inside it, and tells how
// many lines changed by it.
func (c *Component) SetPartstat(address, partstat string) int {
	return c.eachAttendee(address, func(p *Property) {
		if !p.Is("PARTSTAT", partstat) {
			p.SetParam("PARTSTAT", partstat)
		}
	})
}

// SetScheduleStatus sets the SCHEDULE-STATUS (RFC 6638 §7.3, as "1.2" or "2.0") on the lines of an attendee or
// organizer in the component and all inside it; "" takes it off. It tells how many lines changed by it.
func (c *Component) SetScheduleStatus(address, status string) int {
	return c.eachAttendee(address, func(p *Property) {
		switch {
		case status == "":
			p.DelParam("SCHEDULE-STATUS")
		case p.Param("SCHEDULE-STATUS") != status:
			p.SetParam("SCHEDULE-STATUS", status)
		}
	})
}

// StripParams takes parameters (upper case) off all attendees and organizers in the component and inside it, as
// SCHEDULE-STATUS and SCHEDULE-FORCE-SEND before a message is sent (RFC 6638 §7). It tells how many lines changed.
func (c *Component) StripParams(names ...string) int {
	return c.eachAttendee("", func(p *Property) {
		for _, name := range names {
			p.DelParam(name)
		}
	})
}

// eachAttendee calls change for the ATTENDEE and ORGANIZER lines with an address, for all when it is "", and counts
// the lines that it changed.
func (c *Component) eachAttendee(address string, change func(*Property)) int {
	changed := 0
	c.Walk(func(k *Component) {
		for _, p := range k.Properties {
			if p.Name != "ATTENDEE" && p.Name != "ORGANIZER" || address != "" && !p.HasAddress(address) {
				continue
			}
			before := p.fingerprint()
			if change(p); p.fingerprint() != before {
				changed++
			}
		}
	})
	return changed
}
