package ical

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
	"parcours/scheduling"
)

// Part tells which part an object gives to whom has these addresses (RFC 6638 §3.1): they organise it and others are
// asked, or they are asked by somebody else. It implements scheduling.Text.
func (r *Renderer) Part(octets []byte, own []string) (scheduling.Part, error) {
	cal, err := Parse(octets)
	if err != nil {
		return scheduling.Part{}, err
	}
	var part scheduling.Part
	organisers, asked, attends := map[string]*Property{}, false, false
	for _, c := range scheduled(cal) {
		if p := c.Property("ORGANIZER"); p != nil {
			organisers[userOf(p, own)] = p
		}
		asked = asked || c.Property("ATTENDEE") != nil
		attends = attends || c.Attendee(own...) != nil
	}
	for address, p := range organisers {
		part.Organiser, part.Client, part.Force = address, !byServer(p), strings.ToUpper(p.Param("SCHEDULE-FORCE-SEND"))
		switch {
		case address == "" && asked:
			part.Role = scheduling.Organises
		case address != "" && attends && part.Role == scheduling.NoRole:
			part.Role = scheduling.Attends
		}
	}
	if part.Role != scheduling.NoRole && len(organisers) > 1 {
		return part, scheduling.ErrSeveralOrganisers
	}
	return part, nil
}

// Organised gives what is kept of an organiser's object that is written over another state of it, nil for none. Where a component is
// rescheduled, all who are asked are asked again (RFC 6638 §3.2.8); elsewhere answers are as they came from those who gave them (§3.2.1),
// but that who wrote and saw one may ask it again: clients send what they knew last. What the organiser's client schedules itself is left
// to it (§7.1). Octets in which nothing has to change come back as they are.
func (r *Renderer) Organised(before, after []byte, own []string, seen bool) ([]byte, error) {
	if before == nil {
		return unanswered(after, own)
	}
	was, now, err := parseBoth(before, after)
	if err != nil {
		return nil, err
	}
	changed := 0
	for _, c := range scheduled(now.cal) {
		old, err := was.like(now, c)
		if err != nil {
			return nil, err
		}
		if old == nil {
			changed += askAll(c, own)
			continue
		}
		moved, err := rescheduled(was, now, old, c)
		if err == nil && !moved && c.Property("RECURRENCE-ID") == nil {
			moved, err = movedBack(was, now)
		}
		if err != nil {
			return nil, err
		}
		more, err := revised(was, now, old, c)
		if err != nil {
			return nil, err
		}
		changed += keepCount(old, c, moved || more)
		lines := old.attendees()
		for _, p := range c.All("ATTENDEE") {
			if p.HasAddress(own...) || !byServer(p) {
				continue
			}
			line := lines[userOf(p, nil)]
			switch {
			case moved, line == nil || !byServer(line):
				changed += askAgain(p, moved)
			case seen && !hasAnswer(p):
			default:
				changed += setPartstat(p, line.Param("PARTSTAT"))
			}
		}
	}
	changed += dropped(was, now)
	if !seen {
		kept, err := keepAnswered(was, now)
		if err != nil {
			return nil, err
		}
		changed += kept
	}
	return now.octets(after, changed), nil
}

// unanswered takes out of a new object of an organiser's what their client says that others answered.
func unanswered(octets []byte, own []string) ([]byte, error) {
	now, err := readState(octets)
	if err != nil {
		return nil, err
	}
	changed := 0
	for _, c := range scheduled(now.cal) {
		changed += askAll(c, own)
	}
	return now.octets(octets, changed), nil
}

// askAll leaves the lines of all whom the server asks without answers, but for own. It tells how many lines it changed.
func askAll(c *Component, own []string) (changed int) {
	for _, p := range c.All("ATTENDEE") {
		if !p.HasAddress(own...) && byServer(p) {
			changed += askAgain(p, false)
		}
	}
	return changed
}

// askAgain leaves a line without an answer, and asks for one where there was one (RSVP, RFC 5545 §3.2.17), or anyway. It tells how many
// lines it changed.
func askAgain(p *Property, anyway bool) int {
	changed := setPartstat(p, needsAction)
	if (changed > 0 || anyway) && !p.Is("RSVP", "TRUE") {
		p.SetParam("RSVP", "TRUE")
		changed = 1
	}
	return changed
}

// revised tells whether what counts as another revision of a component changed (RFC 5546 §2.1.4) beside what makes it a new question:
// fewer dates, its status.
func revised(was, now state, old, c *Component) (bool, error) {
	status := func(c *Component) string {
		if s := strings.ToUpper(c.Value("STATUS")); s != "CONFIRMED" {
			return s
		}
		return ""
	}
	if status(old) != status(c) {
		return true, nil
	}
	if c.Property("RECURRENCE-ID") != nil {
		return false, nil
	}
	if !maps.Equal(ruleParts(old.Value("RRULE")), ruleParts(c.Value("RRULE"))) {
		return true, nil
	}
	for _, name := range []string{"RDATE", "EXDATE"} {
		before, err := was.instants(old, name)
		if err != nil {
			return false, err
		}
		after, err := now.instants(c, name)
		if err != nil || !maps.Equal(before, after) {
			return true, err
		}
	}
	return false, nil
}

// keepCount raises the SEQUENCE of a component that was revised, for clients that do not count, and never lets one fall: who was invited
// by mail takes what is lower for older (RFC 5546 §2.1.4, §2.1.5). It tells how many lines it changed.
func keepCount(old, c *Component, anew bool) int {
	least := sequenceOf(old)
	if anew {
		least = max(least, 0) + 1
	}
	if sequenceOf(c) >= least {
		return 0
	}
	c.Set(NewValue("SEQUENCE", strconv.Itoa(least)))
	return 1
}

// dropped takes whom a series asks no more out of its occurrences of before too, where Thunderbird leaves them. It tells how many lines
// went.
func dropped(was, now state) int {
	before, after := was.master(), now.master()
	if before == nil || after == nil {
		return 0
	}
	gone := others(before, nil)
	for address := range others(after, nil) {
		delete(gone, address)
	}
	lines := 0
	for _, c := range scheduled(now.cal) {
		id := c.Property("RECURRENCE-ID")
		if id == nil {
			continue
		}
		at, err := now.instant(id, id.Value)
		if err != nil {
			continue
		}
		if old, err := was.exact(at); err != nil || old == nil {
			continue
		}
		left := len(c.Properties)
		c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool { return p.Name == "ATTENDEE" && gone[userOf(p, nil)] })
		lines += left - len(c.Properties)
	}
	return lines
}

// keepAnswered gives occurrences their components back that there were for answers only, and that a client which did not know them left
// out. It tells how many.
func keepAnswered(was, now state) (int, error) {
	before, after := was.master(), now.master()
	if before == nil || after == nil {
		return 0, nil
	}
	if moved, err := rescheduled(was, now, before, after); moved || err != nil {
		return 0, err
	}
	kept, occurs := 0, occurring(now.cal)
	for _, old := range scheduled(was.cal) {
		id := old.Property("RECURRENCE-ID")
		if id == nil {
			continue
		}
		when, err := was.zones.When(id)
		if err != nil {
			return kept, err
		}
		at, err := was.instant(id, id.Value)
		if err != nil {
			return kept, err
		}
		if there, err := now.exact(at); there != nil || err != nil || !occurs(when.Instant(nil)) {
			continue
		}
		plain, err := was.occurrence(before, when)
		if err != nil || was.gistOf(plain) != was.gistOf(old) {
			continue
		}
		made, err := now.occurrence(after, when)
		if err != nil {
			continue
		}
		lines := old.attendees()
		for _, p := range made.All("ATTENDEE") {
			if line := lines[userOf(p, nil)]; line != nil && byServer(p) {
				setPartstat(p, line.Param("PARTSTAT"))
			}
		}
		now.cal.AddComponent(made)
		kept++
	}
	return kept, nil
}

// Attended gives what is kept of an attendee's copy that is written over another state of it: their own answer, alarms,
// transparency and whatever else is no organiser's, with everybody else's answer as it was (RFC 6638 §3.2.2.1). Else it is
// an events.ErrAttendeeChange.
func (r *Renderer) Attended(before, after []byte, own []string) ([]byte, error) {
	was, now, err := parseBoth(before, after)
	if err != nil {
		return nil, err
	}
	if was.master() != nil && now.master() == nil || len(scheduled(now.cal)) == 0 {
		return nil, events.ErrAttendeeChange
	}
	changed := 0
	for _, c := range scheduled(now.cal) {
		old, err := was.like(now, c)
		if err != nil {
			return nil, err
		}
		if old == nil {
			return nil, events.ErrAttendeeChange
		}
		same, err := sameInvitation(was, now, old, c, own)
		if err != nil {
			return nil, err
		}
		if !same {
			return nil, events.ErrAttendeeChange
		}
		if c.Value("STATUS") == "" && strings.EqualFold(old.Value("STATUS"), cancelled) { // what is off stays off, whatever an old state says
			c.Set(NewValue("STATUS", cancelled))
			changed++
		}
		changed += keepStatus(c.Property("ORGANIZER"), old.Property("ORGANIZER"))
		lines := old.attendees()
		for _, p := range c.All("ATTENDEE") {
			if line := lines[userOf(p, nil)]; line != nil && !p.HasAddress(own...) && (hasAnswer(line) || hasAnswer(p)) {
				changed += setPartstat(p, line.Param("PARTSTAT"))
			}
		}
	}
	kept, err := keepDates(was, now)
	if err != nil {
		return nil, err
	}
	changed += kept
	return now.octets(after, changed), nil
}

// keepStatus gives an ORGANIZER the SCHEDULE-STATUS back that the server wrote (RFC 6638 §7.3), and a client left out. It tells how many lines
// it changed.
func keepStatus(p, old *Property) int {
	if p == nil || old == nil || p.Param("SCHEDULE-STATUS") != "" || old.Param("SCHEDULE-STATUS") == "" || !byServer(p) {
		return 0
	}
	p.SetParam("SCHEDULE-STATUS", old.Param("SCHEDULE-STATUS"))
	return 1
}

// keepDates gives dates their components back that an attendee's client left out: it did not know them, or it would have made an
// exception of them. It tells how many.
func keepDates(was, now state) (int, error) {
	master := now.master()
	if master == nil {
		return 0, nil
	}
	taken, err := now.instants(master, "EXDATE")
	if err != nil {
		return 0, err
	}
	kept := 0
	for _, old := range scheduled(was.cal) {
		id := old.Property("RECURRENCE-ID")
		if id == nil {
			continue
		}
		at, err := was.instant(id, id.Value)
		if err != nil {
			return kept, err
		}
		if there, err := now.exact(at); there != nil || err != nil || taken[at] {
			continue
		}
		now.cal.AddComponent(copyOf(old))
		kept++
	}
	return kept, nil
}

// Supersedes tells whether every component of an object has a later SEQUENCE than before: it is what an organiser sent
// (RFC 5546 §2.1.4), and no change by who was asked.
func (r *Renderer) Supersedes(before, after []byte) (bool, error) {
	was, now, err := parseBoth(before, after)
	if err != nil {
		return false, err
	}
	later := false
	for _, c := range scheduled(now.cal) {
		old, err := was.like(now, c)
		if err != nil {
			return false, err
		}
		if old != nil && sequenceOf(c) < sequenceOf(old) {
			return false, nil
		}
		later = later || old != nil && sequenceOf(c) > sequenceOf(old)
	}
	return later, nil
}

const needsAction = string(events.NeedsAction)

// hasAnswer tells whether a line has an answer.
func hasAnswer(p *Property) bool {
	status := p.Param("PARTSTAT")
	return status != "" && !p.Is("PARTSTAT", needsAction)
}

// setPartstat tells how many lines it changed. A missing PARTSTAT is NEEDS-ACTION (RFC 5545 §3.2.12).
func setPartstat(p *Property, status string) int {
	if status == "" {
		status = needsAction
	}
	if p.Is("PARTSTAT", status) || status == needsAction && p.Param("PARTSTAT") == "" {
		return 0
	}
	p.SetParam("PARTSTAT", status)
	return 1
}

// byServer tells whether the server schedules for a line. An agent that nobody knows is none (RFC 6638 §7.1).
func byServer(p *Property) bool {
	return p.Param("SCHEDULE-AGENT") == "" || p.Is("SCHEDULE-AGENT", "SERVER")
}

// userOf is the address of an ORGANIZER or ATTENDEE by which it is compared, "" for one of own.
func userOf(p *Property, own []string) string {
	if p.HasAddress(own...) {
		return ""
	}
	if mail := p.Param("EMAIL"); mail != "" {
		return Address(mail)
	}
	return Address(p.Value)
}

// scheduled are the components of an object that people can be asked to, in a list of their own: cal may change meanwhile.
func scheduled(cal *Component) []*Component { return slices.Collect(asking(cal)) }

// asking gives them one by one, for whoever changes nothing and looks for one of many.
func asking(cal *Component) iter.Seq[*Component] {
	return func(yield func(*Component) bool) {
		for _, c := range cal.Components {
			switch c.Name {
			case "VEVENT", "VTODO", "VJOURNAL":
				if !yield(c) {
					return
				}
			}
		}
	}
}

// parseBoth reads two states of an object.
func parseBoth(before, after []byte) (was, now state, err error) {
	if was, err = readState(before); err != nil {
		return was, now, fmt.Errorf("as it was kept: %w", err)
	}
	now, err = readState(after)
	return was, now, err
}
