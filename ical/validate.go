package ical

import (
	"errors"
	"fmt"
	"strings"
)

// What can be wrong with octets that are to become a calendar object resource (RFC 4791 §4.1), by the precondition
// of §5.3.2.1 that they break. errors.Is finds them; a *SyntaxError is an ErrNotCalendarData.
var (
	ErrNotCalendarData      = errors.New("not valid calendar data")              // CALDAV:valid-calendar-data
	ErrNotObjectResource    = errors.New("not a valid calendar object resource") // CALDAV:valid-calendar-object-resource
	ErrUnsupportedComponent = errors.New("unsupported calendar component")       // CALDAV:supported-calendar-component
)

// Is makes a SyntaxError an ErrNotCalendarData.
func (e *SyntaxError) Is(target error) bool { return target == ErrNotCalendarData }

// Object is what a calendar object resource is about.
type Object struct {
	UID       string // unescaped, the same in all its components
	Component string // VEVENT, VTODO, VJOURNAL, VFREEBUSY (RFC 5545) or VAVAILABILITY (RFC 7953)
}

// ValidateObject checks a VCALENDAR against the rules for calendar object resources (RFC 4791 §4.1) and tells what it
// is about: no METHOD, components of one type besides VTIMEZONE, one UID, at most one component without
// RECURRENCE-ID and each RECURRENCE-ID once, dates and rules that can be read.
//
// Missing PRODID, VERSION, DTSTAMP, DTEND and VTIMEZONE are tolerated, so are an end at the start, a DATE beside a
// DATE-TIME, TZID beside a value in UTC, text that is not UTF-8 (see UTF8) and components with other names beside the
// ones that count. Whether a collection takes Object.Component is for the caller to say, and what a rule costs for its
// expansion. An end before the start is kept too: task programs and old exports have it.
func ValidateObject(c *Component) (Object, error) {
	if c.Name != "VCALENDAR" {
		return Object{}, fmt.Errorf("%w: a %s outside a VCALENDAR", ErrNotCalendarData, c.Name)
	}
	if c.Value("VERSION") == "1.0" {
		return Object{}, fmt.Errorf("%w: VERSION:1.0 is vCalendar, not iCalendar", ErrNotCalendarData)
	}
	if m := c.Property("METHOD"); m != nil {
		return Object{}, fmt.Errorf("%w: METHOD %s, which only messages have", ErrNotObjectResource, quote(m.Value))
	}
	components, err := objectComponents(c)
	if err != nil {
		return Object{}, err
	}
	object, err := identify(components)
	if err != nil {
		return Object{}, err
	}
	zones := NewZones(c)
	for _, k := range components {
		if err := checkDates(k, zones); err != nil {
			return Object{}, fmt.Errorf("%w: %s with UID %s: %w", ErrNotCalendarData, k.Name, quote(object.UID), err)
		}
	}
	return object, nil
}

// objectComponents are the components that a calendar object resource is made of, all of one type.
func objectComponents(c *Component) ([]*Component, error) {
	var found []*Component
	other := ""
	for _, k := range c.Components {
		switch k.Name {
		case "VTIMEZONE":
		case "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY":
			if len(found) > 0 && found[0].Name != k.Name {
				return nil, fmt.Errorf("%w: both %s and %s", ErrNotObjectResource, found[0].Name, k.Name)
			}
			found = append(found, k)
		default:
			other = k.Name
		}
	}
	switch {
	case len(found) > 0:
		return found, nil
	case other != "":
		return nil, fmt.Errorf("%w: %s", ErrUnsupportedComponent, other)
	}
	return nil, fmt.Errorf("%w: no event, task or other component in it", ErrNotObjectResource)
}

// identify finds the one UID and refuses two components for the same instance.
func identify(components []*Component) (Object, error) {
	o := Object{Component: components[0].Name, UID: components[0].Text("UID")}
	if o.UID == "" {
		return o, fmt.Errorf("%w: %s without UID", ErrNotObjectResource, o.Component)
	}
	seen := map[string]bool{}
	for _, k := range components {
		for _, name := range []string{"UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DUE", "DURATION"} {
			if len(k.All(name)) > 1 {
				return o, fmt.Errorf("%w: %s with more than one %s", ErrNotCalendarData, k.Name, name)
			}
		}
		if uid := k.Text("UID"); uid != o.UID {
			return o, fmt.Errorf("%w: two UIDs, %s and %s", ErrNotObjectResource, quote(o.UID), quote(uid))
		}
		instance := ""
		if id := k.Property("RECURRENCE-ID"); id != nil {
			instance = id.Param("TZID") + ":" + id.Value
		}
		switch {
		case seen[instance] && instance == "":
			return o, fmt.Errorf("%w: two %s without RECURRENCE-ID and the same UID %s", ErrNotObjectResource, o.Component, quote(o.UID))
		case seen[instance]:
			return o, fmt.Errorf("%w: two %s with RECURRENCE-ID %s", ErrNotObjectResource, o.Component, quote(k.Value("RECURRENCE-ID")))
		}
		seen[instance] = true
	}
	return o, nil
}

// checkDates reads the dates and rules of a component on which all queries depend.
func checkDates(k *Component, zones *Zones) error {
	for _, name := range []string{"DTSTART", "DTEND", "DUE", "RECURRENCE-ID"} {
		p := k.Property(name)
		if p == nil {
			continue
		}
		if _, err := zones.When(p); err != nil {
			return fmt.Errorf("%s %s is neither a date nor a date-time", name, quote(p.Value))
		}
	}
	if k.Name == "VEVENT" && k.Property("DTSTART") == nil {
		return errors.New("no DTSTART")
	}
	for _, name := range []string{"DTEND", "DUE"} {
		if k.Property(name) != nil && k.Property("DURATION") != nil {
			return fmt.Errorf("both %s and DURATION: only one of them can be right", name)
		}
	}
	return checkLengthAndRules(k)
}

func checkLengthAndRules(k *Component) error {
	if p := k.Property("DURATION"); p != nil {
		if _, err := ParseDuration(p.Value); err != nil {
			return fmt.Errorf("DURATION %s is no duration", quote(p.Value))
		}
	}
	for _, p := range k.All("RRULE") {
		if _, err := ParseRule(p.Value); err != nil {
			return errors.New(strings.TrimPrefix(err.Error(), "ical: "))
		}
	}
	return nil
}
