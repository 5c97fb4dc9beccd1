package scheduling_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/ical"
	"parcours/scheduling"
)

// group is whom the organiser asks by one address.
var group = scheduling.Group{Territory: "faverges"}

// line is somebody's line in the series, else in a date of it; nil where they are asked to nothing.
func line(cal *ical.Component, address string) *ical.Property {
	if c := master(cal); c != nil && c.Attendee(address) != nil {
		return c.Attendee(address)
	}
	for _, c := range events_(cal) {
		if p := c.Attendee(address); p != nil {
			return p
		}
	}
	return nil
}

// toggle takes who has an address out of a component, or asks them by whom they are asked to others, but never empties it.
func toggle(cal, c *ical.Component, address string) {
	p := c.Attendee(address)
	switch {
	case p == nil:
		p = ical.NewValue("ATTENDEE", address)
		if l := line(cal, address); l != nil && l.Param("SCHEDULE-AGENT") != "" {
			p.SetParam("SCHEDULE-AGENT", l.Param("SCHEDULE-AGENT"))
		}
		c.Add(p)
	case len(c.All("ATTENDEE")) > 2:
		c.Properties = slices.DeleteFunc(c.Properties, func(q *ical.Property) bool { return q == p })
	}
}

// ofDate is the component of a date, made where the series has it.
func ofDate(cal *ical.Component, at string) *ical.Component {
	for _, c := range events_(cal) {
		if c.Value("RECURRENCE-ID") == at {
			return c
		}
	}
	m := master(cal)
	if m == nil || strings.Contains(string(m.Bytes()), "EXDATE:"+at) {
		return nil
	}
	c := ical.New("VEVENT")
	for _, p := range m.Properties {
		if p.Name != "RRULE" && p.Name != "EXDATE" {
			c.Add(p.Clone())
		}
	}
	c.Set(ical.NewValue("RECURRENCE-ID", at))
	c.Set(ical.NewValue("DTSTART", at))
	c.Set(ical.NewValue("DTEND", at[:8]+m.Value("DTEND")[8:]))
	cal.AddComponent(c)
	return c
}

// proposes lets somebody elsewhere propose another time by mail: a person decides, and nothing changes.
func (g *gathering) proposes(rt *rapid.T) error {
	letters, err := g.Correspondence.Letters(g.T.Context(), scheduling.LetterQuery{Address: elsewhere})
	g.Must(err)
	if len(letters) == 0 {
		return nil
	}
	message := fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:COUNTER\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20220202T08%02d00Z\r\nDTSTART:20220311T080000Z\r\nATTENDEE:mailto:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", uid, rapid.IntRange(10, 40).Draw(rt, "minute"), elsewhere)
	before := g.state()
	_, _, err = g.Correspondence.Receive(g.T.Context(), delivery.Incoming{ID: message, From: elsewhere, Token: letters[0].Token, Method: "COUNTER", UID: uid,
		Itip: delivery.Itip{Method: "COUNTER", UID: uid, Attendees: []string{elsewhere}, Octets: []byte(message)}})
	if after := g.state(); err != nil || after != before {
		rt.Fatalf("a proposal (%v) changed\n%s\nto\n%s", err, before, after)
	}
	return nil
}

// claims lets the organiser's client say what somebody answered: the answers stay as they are (RFC 6638 §3.2.1).
func (g *gathering) claims(rt *rapid.T, who, answer string) error {
	address := "mailto:" + g.Person(who).Email
	said := func() (all []string) {
		_, _, text := g.text(g.boss)
		cal, err := ical.Parse([]byte(text))
		g.Must(err)
		for _, c := range events_(cal) {
			if p := c.Attendee(address); p != nil && !p.Is("SCHEDULE-AGENT", "CLIENT") {
				all = append(all, c.Value("RECURRENCE-ID")+strings.Replace(p.Param("PARTSTAT"), "NEEDS-ACTION", "", 1))
			}
		}
		slices.Sort(all)
		return all
	}
	if _, _, text := g.text(g.boss); text == "" {
		return events.ErrNotFound
	}
	before := said()
	err := g.rewrite(g.boss, func(cal *ical.Component) { cal.SetPartstat(address, answer) })
	if after := said(); err == nil && !slices.Equal(before, after) {
		rt.Fatalf("%s's answers were %s, their organiser says %s, and they are %s", who, before, answer, after)
	}
	return err
}

// more is what happens with calendars, groups, agents and single dates.
func (g *gathering) more() map[string]func(*rapid.T) error {
	anybody := func(rt *rapid.T) string {
		return rapid.SampledFrom(append([]string{g.boss}, g.asked...)).Draw(rt, "who")
	}
	asked := func(rt *rapid.T) (string, string) {
		who := rapid.SampledFrom(g.asked).Draw(rt, "who")
		return who, "mailto:" + g.Person(who).Email
	}
	date := func(rt *rapid.T) string {
		return fmt.Sprintf("202203%02dT080000Z", 10+7*rapid.IntRange(0, 2).Draw(rt, "week"))
	}
	return map[string]func(*rapid.T) error{
		"copies it to another calendar": func(rt *rapid.T) error {
			who := anybody(rt)
			c, n, text := g.text(who)
			if text == "" {
				return nil
			}
			before, to := g.state(), map[string]string{"calendar": "other", "other": "calendar"}[c]
			_, err := g.Calendars.TransferItem(g.T.Context(), g.Collection(who, c), g.Collection(who, to), calendars.Transfer{Name: n, NewName: "copy.ics"})
			if err == nil || g.state() != before {
				rt.Fatalf("%s has it twice: %v", who, err)
			}
			return err
		},
		"throws a calendar away": func(rt *rapid.T) error {
			who := anybody(rt)
			if c, _, _ := g.text(who); c == "other" && who != g.boss {
				g.swept[who] = true
			}
			g.Must(g.Calendars.DeleteCollection(g.T.Context(), g.Person(who), g.Collection(who, "other"), calendars.Preconditions{}))
			g.Must(g.Calendars.CreateCollection(g.T.Context(), g.Person(who), who, calendars.StoredCollection{Name: "other"}))
			return nil
		},
		"invites anew": func(*rapid.T) error {
			if _, _, text := g.text(g.boss); text != "" {
				return nil
			}
			_, err := g.Put(g.boss, "calendar", "again.ics", g.first)
			return err
		},
		"asks a group or asks it no more": func(*rapid.T) error {
			return g.rewrite(g.boss, func(cal *ical.Component) {
				for _, c := range events_(cal) {
					toggle(cal, c, group.Addresses(g.Programme())[0])
				}
			})
		},
		"leaves somebody to their client or not": func(rt *rapid.T) error {
			_, address := asked(rt)
			return g.rewrite(g.boss, func(cal *ical.Component) {
				p := line(cal, address)
				if p == nil {
					return
				}
				agent := map[bool]string{true: "SERVER", false: "CLIENT"}[p.Is("SCHEDULE-AGENT", "CLIENT")]
				for _, c := range events_(cal) {
					if p := c.Attendee(address); p != nil {
						p.SetParam("SCHEDULE-AGENT", agent)
					}
				}
			})
		},
		"asks to one date or not": func(rt *rapid.T) error {
			_, address := asked(rt)
			at := date(rt)
			return g.rewrite(g.boss, func(cal *ical.Component) {
				if c := ofDate(cal, at); c != nil {
					toggle(cal, c, address)
				}
			})
		},
		"moves one date": func(rt *rapid.T) error {
			at, end := date(rt), fmt.Sprintf("T09%02d00Z", rapid.IntRange(1, 59).Draw(rt, "minute"))
			return g.rewrite(g.boss, func(cal *ical.Component) {
				if c := ofDate(cal, at); c != nil {
					c.Set(ical.NewValue("DTEND", at[:8]+end))
				}
			})
		},
		"calls it off or not": func(*rapid.T) error {
			return g.rewrite(g.boss, func(cal *ical.Component) {
				status := "CANCELLED"
				if strings.Contains(string(cal.Bytes()), "STATUS:CANCELLED") {
					status = "CONFIRMED"
				}
				for _, c := range events_(cal) {
					c.Set(ical.NewValue("STATUS", status))
				}
			})
		},
		"claims an answer": func(rt *rapid.T) error {
			who, _ := asked(rt)
			return g.claims(rt, who, rapid.SampledFrom([]string{"ACCEPTED", "DECLINED"}).Draw(rt, "answer"))
		},
		"proposes another time by mail": g.proposes,
	}
}
