package caldav

import (
	"slices"

	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// stream joins the objects of a calendar into one VCALENDAR: each time zone once, then the components as they were written.
type stream struct {
	x     *exchange
	t     *target
	items []calendars.Item
	seen  map[string]bool // time zones, by name and by text
	whole bool            // all was read at once
}

// begin gives the time zones of all objects and, where they make one piece, all that follows.
func (s *stream) begin() (zones, rest []byte, err error) {
	n, _ := pieceOf(s.items)
	s.whole = s.t.collection.Derived() || n == len(s.items)
	err = s.parts(func(part *ical.Part) error {
		if part.Name != "VTIMEZONE" {
			if s.whole {
				rest = append(rest, part.Octets...)
			}
			return nil
		}
		if s.seen[string(part.Octets)] {
			return nil
		}
		s.seen[string(part.Octets)] = true
		if id := zoneID(part.Octets); !s.seen[id] {
			s.seen[id] = true
			zones = append(zones, part.Octets...)
		}
		return nil
	})
	return zones, rest, err
}

// send writes the components, where they were too many to be kept.
func (s *stream) send(out *output) error {
	if s.whole {
		return nil
	}
	return s.parts(func(part *ical.Part) error {
		if part.Name == "VTIMEZONE" {
			return nil
		}
		_, err := out.Write(part.Octets)
		return err
	})
}

// parts gives the components of all objects to f. An object that changed meanwhile ends it: the stream would be of no one time.
func (s *stream) parts(f func(*ical.Part) error) error {
	tags := make(map[string]string, len(s.items))
	for i := range s.items {
		tags[s.items[i].Name] = s.items[i].ETag
	}
	var parts []ical.Part
	each := func(it *calendars.Item) (err error) {
		if err := s.x.looked(); err != nil {
			return err
		}
		if tags[it.Name] != it.ETag {
			return events.ErrPrecondition
		}
		if parts, err = partsOf(parts[:0], s.x.render.Item(*it)); err != nil {
			return err
		}
		for i := range parts {
			if err := f(&parts[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if !s.t.collection.Derived() {
		return s.x.eachWhole(s.t, s.items, each)
	}
	for i := range s.items {
		if err := each(&s.items[i]); err != nil {
			return err
		}
	}
	return nil
}

// frameOf is a VCALENDAR of a collection's name with nothing in it.
func frameOf(c *calendars.Collection) []byte {
	head := ical.New("VCALENDAR")
	head.Add(ical.NewValue("VERSION", "2.0"), ical.NewText("PRODID", prodID))
	if c.DisplayName != "" {
		head.Add(ical.NewText("NAME", c.DisplayName), ical.NewText("X-WR-CALNAME", c.DisplayName))
	}
	return head.Bytes()
}

// partsOf takes an object apart, reading it whole only where that is needed. It writes over what parts has room for.
func partsOf(parts []ical.Part, octets []byte) ([]ical.Part, error) {
	if parts, ok := ical.AppendParts(parts, octets); ok {
		return parts, nil
	}
	object, err := ical.Parse(octets)
	if err != nil {
		return nil, err
	}
	parts = parts[:0]
	for _, c := range object.Components {
		parts = append(parts, ical.Part{Name: c.Name, Octets: c.Bytes()})
	}
	return parts, nil
}

// zoneID is the TZID of a VTIMEZONE.
func zoneID(octets []byte) string {
	zone, err := ical.Parse(slices.Concat([]byte("BEGIN:VCALENDAR\r\n"), octets, []byte("END:VCALENDAR\r\n")))
	if err != nil || len(zone.Components) != 1 {
		return ""
	}
	return zone.Components[0].Text("TZID")
}
