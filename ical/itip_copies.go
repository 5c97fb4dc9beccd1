package ical

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"parcours/scheduling"
)

// Copies reads an organiser's object once for all whom it asks; before is how it was, nil for a new one. It implements
// scheduling.Text.
func (r *Renderer) Copies(organised, before []byte) (scheduling.Copies, error) {
	now, err := readCopies(organised)
	if err != nil || before == nil {
		return now, err
	}
	now.before, err = readCopies(before)
	return now, err
}

// copies are what those whom an object asks have of it. Who are asked to the same components have the same, but for what is theirs.
type copies struct {
	renderer Renderer
	all      state
	parts    []*Component
	asked    []map[string]*Property // whom each part asks, by address
	made     map[string]*copyMade   // by the parts that somebody is asked to, see key
	off      map[string]calledDates // CANCELs of single dates, by the keys before and now
	before   *copies
}

// calledDates is the CANCEL of single dates, nil for none, and whether nothing else is new.
type calledDates struct {
	message []byte
	all     bool
}

// copyMade is a copy in which nothing is anybody's own.
type copyMade struct {
	octets, message []byte
	answered        []byte // octets, where an answer was delivered to the organiser
	gist            string
	off             bool // it is called off, all of it
}

func readCopies(octets []byte) (*copies, error) {
	all, err := readState(octets)
	if err != nil {
		return nil, err
	}
	c := &copies{all: all, parts: scheduled(all.cal), made: map[string]*copyMade{}, off: map[string]calledDates{}}
	for _, part := range c.parts {
		asked := map[string]*Property{}
		for _, p := range part.All("ATTENDEE") {
			for _, address := range []string{Address(p.Value), userOf(p, nil)} {
				if asked[address] == nil {
					asked[address] = p
				}
			}
		}
		c.asked = append(c.asked, asked)
	}
	return c, nil
}

// line is somebody's line in a part, nil without one.
func (c *copies) line(part int, own []string) *Property {
	for _, address := range own {
		if p := c.asked[part][Address(address)]; p != nil {
			return p
		}
	}
	return nil
}

// key says to which parts somebody is asked: a letter each, "y" or "n", and their address where they are one of a group; "" for none.
// declines: they declined all of these.
func (c *copies) key(own []string) (key string, declines bool) {
	letters, any, member := make([]byte, len(c.parts)), false, ""
	declines = true
	for i := range c.parts {
		letters[i] = 'n'
		if p := c.line(i, own); p != nil {
			letters[i], any = 'y', true
			declines = declines && p.Is("PARTSTAT", declined)
			if p.Param("MEMBER") != "" {
				member = userOf(p, nil)
			}
		}
	}
	if !any {
		return "", false
	}
	return string(letters) + member, declines
}

// Of gives what somebody with these addresses has: the components that ask them, an instance to which
// the rest of the series' people are asked without them being an exception (RFC 6638 §3.2.6, RFC 5546 §3.2.5). What is theirs in mine,
// their copy so far, stays: alarms, transparency, what their client keeps, occurrences that they took out. told: it says something that mine does not
// say; others' answers and one's own are no news. It is nil where they are asked to nothing, or declined and kept nothing.
func (c *copies) Of(mine []byte, own []string) (octets []byte, told bool, err error) {
	key, declines := c.key(own)
	if key == "" || mine == nil && declines {
		return nil, false, nil
	}
	made := c.plain(key)
	if mine == nil {
		return made.octets, true, nil
	}
	if c.before != nil { // one who kept nothing of their own has what others have
		if was, _ := c.before.key(own); was != "" {
			switch old := c.before.plain(was); {
			case bytes.Equal(old.octets, mine):
				return made.octets, old.gist != made.gist, nil
			case bytes.Equal(c.before.withAnswer(was), mine):
				return c.withAnswer(key), old.gist != made.gist, nil
			}
		}
	}
	before, err := readState(mine)
	if err != nil {
		return nil, false, err
	}
	now := c.only(key)
	if err := keepOwn(before, now, own); err != nil {
		return nil, false, err
	}
	told = before.gist() != now.gist() // what they took out says nothing
	if len(scheduled(now.cal)) == 0 {  // they took out all that they are asked to
		return nil, false, nil
	}
	return now.cal.Bytes(), told, nil
}

// Invitation gives the message by which somebody is invited, or by which all that they are asked to is called off: its method with it.
// It is nil where they are asked to nothing.
func (c *copies) Invitation(own []string, at time.Time) (message []byte, method string, err error) {
	key, _ := c.key(own)
	if key == "" {
		return nil, "", nil
	}
	made := c.plain(key)
	if method = "REQUEST"; made.off {
		method = "CANCEL"
	}
	if made.message == nil {
		if made.message, err = c.renderer.Message(made.octets, method, nil, at); err != nil {
			return nil, "", err
		}
	}
	return made.message, method, nil
}

// withAnswer is the copy of one who answered, and has nothing else of their own in it.
func (c *copies) withAnswer(key string) []byte {
	made := c.plain(key)
	if made.answered == nil {
		now := c.only(key)
		for _, part := range scheduled(now.cal) {
			if p := part.Property("ORGANIZER"); p != nil {
				p.SetParam("SCHEDULE-STATUS", delivered)
			}
		}
		made.answered = now.cal.Bytes()
	}
	return made.answered
}

// delivered is the SCHEDULE-STATUS of what reached whom it was for (RFC 6638 §3.2.9.3).
const delivered = "1.2"

// plain is the copy of all who are asked to the same parts.
func (c *copies) plain(key string) *copyMade {
	made := c.made[key]
	if made == nil {
		now := c.only(key)
		made = &copyMade{octets: now.cal.Bytes(), gist: now.gist(), off: !slices.ContainsFunc(scheduled(now.cal), func(p *Component) bool {
			return !strings.EqualFold(p.Value("STATUS"), cancelled)
		})}
		c.made[key] = made
	}
	return made
}

// only is a copy of the object with the parts of a key.
func (c *copies) only(key string) state {
	var without []*Property // RECURRENCE-IDs of instances that do not ask them
	n := -1
	made := copyWith(c.all.cal, func(part *Component) bool {
		if !isScheduled(part) {
			return true
		}
		n++
		id := part.Property("RECURRENCE-ID")
		if id != nil && key[n] == 'n' {
			without = append(without, id)
		}
		return key[n] == 'y'
	})
	made.Remove("METHOD")
	for _, part := range scheduled(made) {
		if part.Property("RECURRENCE-ID") == nil {
			for _, id := range without {
				part.Add(exception(id))
			}
		}
		organisersOnly(part)
		part.onlyMember(key[len(c.parts):])
	}
	return state{made, NewZones(made), map[*Component]string{}}
}
