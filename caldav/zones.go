package caldav

import (
	"net/http"
	"strings"
	"time"

	"parcours/calendars"
	"parcours/ical"
)

// prodID names the program in what it writes itself.
const prodID = "-//Parcours//CalDAV//FR"

// zoneYear is a year whose rules the VTIMEZONE of a calendar-timezone property has: they are written as from 1970, and
// for ever.
var zoneYear = time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)

func zoneComponent(loc *time.Location) *ical.Component { return ical.Timezone(loc, zoneYear, zoneYear) }

// zoneNamed is the IANA time zone of that name, nil for one that is not known.
func zoneNamed(name string) *time.Location {
	if name == "" || name == "Local" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// zoneIn is the zone that an iCalendar text with a VTIMEZONE is about, nil without one.
func zoneIn(text string) *time.Location {
	c, err := ical.Parse([]byte(text))
	if err != nil {
		return nil
	}
	for _, zone := range c.Children("VTIMEZONE") {
		return ical.NewZones(c).Location(zone.Text("TZID"))
	}
	return nil
}

// isTimeZone tells whether a text is what CALDAV:timezone and CALDAV:calendar-timezone hold: an iCalendar object with
// exactly one VTIMEZONE, which has a TZID, and no other component (RFC 4791 §5.2.2, §9.8). VERSION and PRODID may be
// missing.
func isTimeZone(text string) bool {
	c, err := ical.Parse([]byte(text))
	return err == nil && c.Name == "VCALENDAR" && len(c.Components) == 1 && c.Components[0].Name == "VTIMEZONE" &&
		c.Components[0].Text("TZID") != ""
}

// zoneAsked is the zone that a query names for floating times, nil for none: they are then taken in each calendar's own
// (RFC 4791 §7.3, RFC 7809 §5.1).
func zoneAsked(body *element) (*time.Location, error) {
	if el := body.child(cal("timezone")); el != nil {
		text := strings.TrimSpace(el.text())
		loc := zoneIn(text)
		if loc == nil || !isTimeZone(text) {
			return nil, refuse(http.StatusForbidden, "<C:valid-calendar-data/>", "timezone is a VCALENDAR with one VTIMEZONE and nothing else")
		}
		return loc, nil
	}
	if el := body.child(cal("timezone-id")); el != nil {
		loc := zoneNamed(strings.TrimSpace(el.text()))
		if loc == nil {
			return nil, refuse(http.StatusForbidden, "<C:valid-timezone/>", "this time zone is not known")
		}
		return loc, nil
	}
	return nil, nil
}

// zoneOf is where the floating times of a collection are taken: in its own zone, else in the programme's.
func zoneOf(c *calendars.Collection) *time.Location {
	if c.TimeZone != "" {
		if loc := zoneIn(c.TimeZone); loc != nil {
			return loc
		}
	}
	if loc := zoneNamed(c.Zone); loc != nil {
		return loc
	}
	return time.UTC
}
