package ical

import (
	"slices"

	"parcours/scheduling"
)

// Expanded gives an organiser's object in which the members of groups have lines of their own beside the groups' (RFC 5545 §3.2.11): members
// gives those of an address, false where it is no group's. A line that there was for the membership of a group goes with it; what a member
// answered stays, also where the client left out their line. before is how the object stood, nil for a new one. It implements
// scheduling.Text, and tells whether groups are asked.
func (r *Renderer) Expanded(before, after []byte, members func(address string) ([]scheduling.Member, bool)) ([]byte, bool, error) {
	now, err := readState(after)
	if err != nil {
		return nil, false, err
	}
	var was state
	if before != nil {
		if was, err = readState(before); err != nil {
			return nil, false, err
		}
	}
	changed, groups, apart := 0, false, byClients(now.cal)
	for _, c := range scheduled(now.cal) {
		e := expansion{groups: map[string][]scheduling.Member{}, apart: apart}
		e.changed += e.find(c, members)
		e.changed += e.release(c, members)
		var old *Component
		if was.cal != nil {
			if old, err = was.like(now, c); err != nil {
				return nil, false, err
			}
		}
		e.add(c, old)
		if len(e.groups) > 0 && len(c.All("ATTENDEE")) > scheduling.MaxAsked {
			return nil, true, scheduling.ErrManyAsked
		}
		changed += e.changed
		groups = groups || len(e.groups) > 0
	}
	return now.octets(after, changed), groups, nil
}

// expansion is the groups that a component asks.
type expansion struct {
	order   []string // their addresses
	groups  map[string][]scheduling.Member
	apart   map[string]bool // whom clients ask, in whichever component: one agent asks somebody (RFC 6638 §7.1)
	changed int
}

// byClients are the addresses of whom clients ask in an object.
func byClients(cal *Component) map[string]bool {
	all := map[string]bool{}
	for _, c := range scheduled(cal) {
		for _, p := range c.All("ATTENDEE") {
			if !byServer(p) {
				all[userOf(p, nil)] = true
			}
		}
	}
	return all
}

// find notes the groups, and says on their lines that they are (RFC 5545 §3.2.3). It tells how many lines changed.
func (e *expansion) find(c *Component, members func(string) ([]scheduling.Member, bool)) (changed int) {
	for _, p := range c.All("ATTENDEE") {
		address := userOf(p, nil)
		all, is := members(address)
		if !is || e.groups[address] != nil || !byServer(p) {
			continue
		}
		e.order, e.groups[address] = append(e.order, address), all
		if !p.Is("CUTYPE", "GROUP") {
			p.SetParam("CUTYPE", "GROUP")
			changed++
		}
	}
	return changed
}

// release takes out the lines of those who are members of no group that is asked any more, and the groups that others are in no more.
func (e *expansion) release(c *Component, members func(string) ([]scheduling.Member, bool)) (changed int) {
	c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool {
		was := p.values("MEMBER")
		if p.Name != "ATTENDEE" || len(was) == 0 {
			return false
		}
		stays := slices.DeleteFunc(slices.Clone(was), func(group string) bool {
			_, is := members(Address(group))
			return is && !slices.ContainsFunc(e.groups[Address(group)], func(m scheduling.Member) bool { return SameAddress(m.Address, userOf(p, nil)) })
		})
		if len(stays) == len(was) {
			return false
		}
		changed++
		if len(stays) > 0 {
			p.SetParam("MEMBER", stays...)
		}
		return len(stays) == 0
	})
	return changed
}

// add gives each member a line who has none: as it stood, else a new one.
func (e *expansion) add(c, old *Component) {
	lines, before := c.attendees(), map[string]*Property{}
	if old != nil {
		before = old.attendees()
	}
	for _, group := range e.order {
		for _, m := range e.groups[group] {
			address := Address(m.Address)
			if e.apart[address] {
				continue
			}
			p := lines[address]
			if p == nil {
				p = NewValue("ATTENDEE", m.Address)
				p.Params = []Param{P("CN", m.Name), P("CUTYPE", "INDIVIDUAL"), P("PARTSTAT", needsAction), P("ROLE", "REQ-PARTICIPANT"), P("RSVP", "TRUE"), P("MEMBER", group)}
				if stood := before[address]; stood != nil && stood.Param("MEMBER") != "" {
					p.Params = slices.Clone(stood.Params)
				}
				c.Add(p)
				lines[address] = p
				e.changed++
			}
			if of := p.values("MEMBER"); len(of) > 0 && !slices.ContainsFunc(of, func(g string) bool { return SameAddress(g, group) }) {
				p.SetParam("MEMBER", append(slices.Clone(of), group)...)
				e.changed++
			}
		}
	}
}

// values are all values of a parameter.
func (p *Property) values(name string) []string {
	for _, q := range p.Params {
		if q.Name == name {
			return q.Values
		}
	}
	return nil
}

// onlyMember takes out of a component the lines of the groups' members but for one with this address: who is invited as one of a group is
// not told who else is.
func (c *Component) onlyMember(address string) {
	c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool {
		return p.Name == "ATTENDEE" && p.Param("MEMBER") != "" && (address == "" || !p.HasAddress(address))
	})
}
