package caldav

import (
	"parcours/calendars"
	"parcours/events"
	"parcours/ical"
)

// stream joins the objects of a calendar into one VCALENDAR: each time zone once, then the components as they were written.
type stream struct {
	x     *exchange
	t     *target
	items []calendars.Item
	seen  map[string]bool // time zones
	whole bool            // all was read at once
}

// begin gives the time zones of all objects and, where they make one piece, all that follows.
func (s *stream) begin() (zones, rest []byte, err error) {
	n, _ := pieceOf(s.items)
	s.whole = s.t.collection.Derived() || n == len(s.items)
	err = s.parts(func(part *ical.Component) error {
		if part.Name != "VTIMEZONE" {
			if s.whole {
				rest = append(rest, part.Bytes()...)
			}
			return nil
		}
		if id := part.Text("TZID"); !s.seen[id] {
			s.seen[id] = true
			zones = append(zones, part.Bytes()...)
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
	return s.parts(func(part *ical.Component) error {
		if part.Name == "VTIMEZONE" {
			return nil
		}
		_, err := out.Write(part.Bytes())
		return err
	})
}

// parts gives the components of all objects to f. An object that changed meanwhile ends it: the stream would be of no one time.
func (s *stream) parts(f func(*ical.Component) error) error {
	tags := make(map[string]string, len(s.items))
	for i := range s.items {
		tags[s.items[i].Name] = s.items[i].ETag
	}
	each := func(it *calendars.Item) error {
		if err := s.x.looked(); err != nil {
			return err
		}
		if tags[it.Name] != it.ETag {
			return events.ErrPrecondition
		}
		object, err := ical.Parse(s.x.render.Item(*it))
		if err != nil {
			return err
		}
		for _, part := range object.Components {
			if err := f(part); err != nil {
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
