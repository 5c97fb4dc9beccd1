package ical

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// state is an object at one time, to be compared with itself at another.
type state struct {
	cal   *Component
	zones *Zones
	ids   map[*Component]string // which instants RECURRENCE-IDs name, as far as they were read
}

func readState(octets []byte) (state, error) {
	cal, err := Parse(octets)
	if err != nil {
		return state{}, err
	}
	return state{cal, NewZones(cal), map[*Component]string{}}, nil
}

// octets are those that were sent, or what they became if lines changed.
func (s state) octets(sent []byte, changed int) []byte {
	if changed == 0 {
		return sent
	}
	return s.cal.Bytes()
}

func (s state) master() *Component {
	for c := range asking(s.cal) {
		if c.Property("RECURRENCE-ID") == nil {
			return c
		}
	}
	return nil
}

// like finds the component of s for what a component of now is for: the same instance, else the series that it is of.
// It is nil without one.
func (s state) like(now state, c *Component) (*Component, error) {
	id := c.Property("RECURRENCE-ID")
	if id == nil {
		return s.master(), nil
	}
	want, err := now.instant(id, id.Value)
	if err != nil {
		return nil, err
	}
	for old := range asking(s.cal) {
		if got, err := s.idOf(old); err == nil && got == want {
			return old, nil
		}
	}
	return s.master(), nil
}

// idOf names the instant of a component's RECURRENCE-ID, "" without one. It is read once: whoever looks for each of many looks at all.
func (s state) idOf(c *Component) (string, error) {
	if at, known := s.ids[c]; known {
		return at, nil
	}
	at, err := "", error(nil)
	if p := c.Property("RECURRENCE-ID"); p != nil {
		if at, err = s.instant(p, p.Value); err != nil {
			return "", err
		}
	}
	s.ids[c] = at
	return at, nil
}

// instant names a date or a moment, in whatever zone it is written.
func (s state) instant(p *Property, value string) (string, error) {
	q := Property{Name: p.Name, Params: p.Params, Value: value}
	w, err := s.zones.When(&q)
	if err != nil {
		return "", err
	}
	return w.Instant(nil).UTC().Format(time.RFC3339) + strconv.FormatBool(w.Date), nil
}

// instants are those of a list: EXDATE, RDATE. Of a period its start counts.
func (s state) instants(c *Component, name string) (map[string]bool, error) {
	all := map[string]bool{}
	for _, p := range c.All(name) {
		for value := range strings.SplitSeq(p.Value, ",") {
			start, _, period := strings.Cut(value, "/")
			at, err := s.instant(p, start)
			if period {
				q := Property{Name: p.Name, Params: slices.DeleteFunc(slices.Clone(p.Params), func(q Param) bool { return q.Name == "VALUE" })}
				at, err = s.instant(&q, start)
			}
			if err != nil {
				return nil, err
			}
			all[at] = true
		}
	}
	return all, nil
}

// sameTime tells whether a component takes place when it did. One that is new for an instance of a series does if it begins
// where the instance does and lasts as long.
func sameTime(was, now state, old, c *Component) (bool, error) {
	before, err := whenOf(was.cal, old)
	if err != nil {
		return false, err
	}
	after, err := whenOf(now.cal, c)
	if err != nil {
		return false, err
	}
	if before.Start.IsZero() && after.Start.IsZero() {
		return sameDue(was, now, old, c)
	}
	if id := c.Property("RECURRENCE-ID"); id != nil && old.Property("RECURRENCE-ID") == nil {
		w, err := now.zones.When(id)
		if err != nil {
			return false, err
		}
		at := w.Instant(nil)
		before.Start, before.End = at, at.Add(before.End.Sub(before.Start))
		before.AllDay = w.Date
	}
	return before.AllDay == after.AllDay && before.Start.Equal(after.Start) && before.End.Equal(after.End), nil
}

// sameDue tells whether a task without a start is due when it was.
func sameDue(was, now state, old, c *Component) (bool, error) {
	p, q := old.Property("DUE"), c.Property("DUE")
	if p == nil || q == nil {
		return p == q, nil
	}
	before, err := was.instant(p, p.Value)
	if err != nil {
		return false, err
	}
	after, err := now.instant(q, q.Value)
	return before == after, err
}

// rescheduled tells whether an organiser moved a component, or brought occurrences in (RFC 6638 §3.2.8). Fewer of them
// than before are no new question.
func rescheduled(was, now state, old, c *Component) (bool, error) {
	same, err := sameTime(was, now, old, c)
	if err != nil || !same {
		return true, err
	}
	if c.Property("RECURRENCE-ID") != nil {
		return false, nil
	}
	if !shorter(old.Value("RRULE"), c.Value("RRULE")) {
		return true, nil
	}
	return grown(was, now, old, c)
}

// movedBack tells whether a date that was another time takes place when the series has it by now: it lost its component, and nothing
// takes it out.
func movedBack(was, now state) (bool, error) {
	before, after := was.master(), now.master()
	if before == nil || after == nil {
		return false, nil
	}
	var occurs func(time.Time) bool
	for _, old := range scheduled(was.cal) {
		id := old.Property("RECURRENCE-ID")
		if id == nil {
			continue
		}
		at, err := was.idOf(old)
		if err != nil {
			return false, err
		}
		there, err := now.exact(at)
		if there != nil || err != nil {
			if err != nil {
				return false, err
			}
			continue
		}
		same, err := sameTime(was, was, before, old)
		if err != nil || same {
			if err != nil {
				return false, err
			}
			continue
		}
		when, err := was.zones.When(id)
		if err != nil {
			return false, err
		}
		if occurs == nil {
			occurs = occurring(now.cal)
		}
		if occurs(when.Instant(nil)) {
			return true, nil
		}
	}
	return false, nil
}

// grown tells whether dates came in, or exceptions went.
func grown(was, now state, old, c *Component) (bool, error) {
	for _, list := range []struct {
		name        string
		more, fewer *Component
		in, of      state
	}{{"RDATE", c, old, now, was}, {"EXDATE", old, c, was, now}} {
		more, err := list.in.instants(list.more, list.name)
		if err != nil {
			return false, err
		}
		fewer, err := list.of.instants(list.fewer, list.name)
		if err != nil {
			return false, err
		}
		for at := range more {
			if !fewer[at] {
				return true, nil
			}
		}
	}
	return false, nil
}

// shorter tells whether a rule gives no occurrence that the one before did not: it is the same, or ends earlier.
func shorter(before, after string) bool {
	was, now := ruleParts(before), ruleParts(after)
	until, count := now["UNTIL"], now["COUNT"]
	untilWas, countWas := was["UNTIL"], was["COUNT"]
	for _, m := range []map[string]string{was, now} {
		delete(m, "UNTIL")
		delete(m, "COUNT")
	}
	n, _ := strconv.Atoi(count)
	nWas, _ := strconv.Atoi(countWas)
	return len(now) == 0 || maps.Equal(was, now) &&
		(untilWas == "" || until != "" && until <= untilWas) && (countWas == "" || count != "" && n <= nWas)
}

// ruleParts are the parts of a recurrence rule as they can be compared.
func ruleParts(rule string) map[string]string {
	parts := map[string]string{}
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(rule)), ";") {
		name, value, _ := strings.Cut(part, "=")
		values := strings.Split(value, ",")
		slices.Sort(values)
		if value = strings.Join(values, ","); name != "" && !(name == "INTERVAL" && value == "1") && !(name == "WKST" && value == "MO") {
			parts[name] = value
		}
	}
	return parts
}

// sameInvitation tells whether an attendee's component says what the organiser said: when, what, where, who. A text that a
// client left out is no change, nor is an occurrence that the attendee takes out.
func sameInvitation(was, now state, old, c *Component, own []string) (bool, error) {
	for _, name := range []string{"SUMMARY", "LOCATION", "DESCRIPTION"} {
		got := strings.Fields(toUTF8(c.Text(name)))
		if len(got) > 0 && !slices.Equal(got, strings.Fields(toUTF8(old.Text(name)))) {
			return false, nil
		}
	}
	status, stood := c.Value("STATUS"), old.Value("STATUS")
	if c.Name == "VEVENT" && status != "" && stood != "" && !strings.EqualFold(status, stood) {
		return false, nil
	}
	if organiserOf(c) != organiserOf(old) || !maps.Equal(others(c, own), others(old, own)) || c.Attendee(own...) == nil && old.Attendee(own...) != nil {
		return false, nil
	}
	same, err := sameTime(was, now, old, c)
	if err != nil || !same || c.Property("RECURRENCE-ID") != nil {
		return same, err
	}
	if !maps.Equal(ruleParts(old.Value("RRULE")), ruleParts(c.Value("RRULE"))) {
		return false, nil
	}
	return sameDates(was, now, old, c)
}

// sameDates tells whether dates neither came nor went, and no exception went.
func sameDates(was, now state, old, c *Component) (bool, error) {
	var lists [4]map[string]bool
	for i, name := range []string{"RDATE", "EXDATE"} {
		var err, errNow error
		lists[i], err = was.instants(old, name)
		lists[i+2], errNow = now.instants(c, name)
		if err := errors.Join(err, errNow); err != nil {
			return false, err
		}
	}
	for at := range lists[1] {
		if !lists[3][at] {
			return false, nil
		}
	}
	return maps.Equal(lists[0], lists[2]), nil
}

func organiserOf(c *Component) string {
	if p := c.Property("ORGANIZER"); p != nil {
		return userOf(p, nil)
	}
	return ""
}

// others are the addresses of who else is asked.
func others(c *Component, own []string) map[string]bool {
	all := map[string]bool{}
	for _, p := range c.All("ATTENDEE") {
		if address := userOf(p, own); address != "" {
			all[address] = true
		}
	}
	return all
}
