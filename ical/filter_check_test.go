package ical

import (
	"errors"
	"strings"
	"testing"
)

// nested is a filter of components each of which is in the one before it.
func nested(names ...string) *CompFilter {
	f := CompFilter{Name: names[len(names)-1]}
	for i := len(names) - 2; i >= 0; i-- {
		f = CompFilter{Name: names[i], Comps: []CompFilter{f}}
	}
	return &f
}

// TestFilterPlaces: a component can only be asked for where it can be.
func TestFilterPlaces(t *testing.T) {
	for path, valid := range map[string]bool{
		"VCALENDAR":                           true,
		"vcalendar/vevent/valarm":             true,
		"VCALENDAR/VTODO/VALARM":              true,
		"VCALENDAR/VJOURNAL":                  true,
		"VCALENDAR/VFREEBUSY":                 true,
		"VCALENDAR/VTIMEZONE/STANDARD":        true,
		"VCALENDAR/VTIMEZONE/DAYLIGHT":        true,
		"VCALENDAR/VAVAILABILITY/AVAILABLE":   true,
		"VCALENDAR/X-ROOM":                    true,
		"VCALENDAR/X-ROOM/VEVENT":             true,
		"VCALENDAR/VEVENT/X-ROOM":             true,
		"VCALENDAR/VEVENT/VALARM/X-COMP":      true,
		"VCALENDAR/VEVENT/PARTICIPANT":        true,
		"VCALENDAR/VEVENT/VALARM/VLOCATION":   true,
		"VCALENDAR/VPOLL":                     true,
		"VCALENDAR/VCALENDAR":                 false,
		"VCALENDAR/VEVENT/VCALENDAR":          false,
		"VCALENDAR/X-ROOM/VCALENDAR":          false,
		"VCALENDAR/VEVENT/VEVENT":             false,
		"VCALENDAR/VTODO/VEVENT":              false,
		"VCALENDAR/VEVENT/VALARM/VEVENT":      false,
		"VCALENDAR/VEVENT/VTIMEZONE":          false,
		"VCALENDAR/VALARM":                    false,
		"VCALENDAR/VJOURNAL/VALARM":           false,
		"VCALENDAR/VEVENT/VALARM/VALARM":      false,
		"VCALENDAR/STANDARD":                  false,
		"VCALENDAR/VEVENT/DAYLIGHT":           false,
		"VCALENDAR/AVAILABLE":                 false,
		"VCALENDAR/":                          false,
		"VEVENT":                              false,
		"X-CALENDAR":                          false,
		"VCALENDAR/VTIMEZONE/STANDARD/VEVENT": false,
	} {
		f := nested(strings.Split(path, "/")...)
		if err := f.Check(); (err == nil) != valid || errors.Is(err, ErrUnsupportedCollation) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestFilterRanges: a time range can only be asked of what has a time (RFC 4791 §9.9).
func TestFilterRanges(t *testing.T) {
	day := timeRange(t, "20220301T000000Z", "20220302T000000Z")
	for path, valid := range map[string]bool{
		"VCALENDAR/VEVENT":               true,
		"VCALENDAR/vtodo":                true,
		"VCALENDAR/VJOURNAL":             true,
		"VCALENDAR/VFREEBUSY":            true,
		"VCALENDAR/VEVENT/VALARM":        true,
		"VCALENDAR":                      true,
		"VCALENDAR/VTIMEZONE":            false,
		"VCALENDAR/VTIMEZONE/STANDARD":   false,
		"VCALENDAR/VAVAILABILITY":        true,
		"VCALENDAR/VEVENT/VALARM/X-COMP": false,
		"VCALENDAR/X-COMP":               false,
	} {
		f := nested(strings.Split(path, "/")...)
		last := f
		for len(last.Comps) > 0 {
			last = &last.Comps[0]
		}
		last.TimeRange = day
		if err := f.Check(); (err == nil) != valid {
			t.Errorf("%s: %v", path, err)
		}
	}
	for name, valid := range map[string]bool{
		"COMPLETED": true, "CREATED": true, "DTEND": true, "DTSTAMP": true, "DTSTART": true, "DUE": true, "last-modified": true,
		"RECURRENCE-ID": true, "EXDATE": true, "TRIGGER": true, "ACKNOWLEDGED": true, "X-WHEN": true, "NEW-DATE": true,
		"SUMMARY": false, "uid": false, "RRULE": false, "DURATION": false, "ATTENDEE": false, "GEO": false, "SEQUENCE": false,
		"URL": false, "FREEBUSY": false, "TZOFFSETTO": false,
	} {
		if err := of(PropFilter{Name: name, TimeRange: day}).Check(); (err == nil) != valid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFilterNames: what is asked for has a name, and one kind of condition.
func TestFilterNames(t *testing.T) {
	day := timeRange(t, "20220301T000000Z", "20220302T000000Z")
	for name, f := range map[string]*CompFilter{
		"property without a name":  of(PropFilter{TextMatch: &TextMatch{Text: "x"}}),
		"parameter without a name": of(PropFilter{Name: "ATTENDEE", Params: []ParamFilter{{TextMatch: &TextMatch{Text: "x"}}}}),
		"range and text":           of(PropFilter{Name: "DTSTART", TimeRange: day, TextMatch: &TextMatch{Text: "2022"}}),
	} {
		if err := f.Check(); err == nil || errors.Is(err, ErrUnsupportedCollation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, f := range map[string]*CompFilter{
		"unknown property":               of(text("X-ROOM", "blue"), PropFilter{Name: "FUTURE", IsNotDefined: true}),
		"unknown parameter":              of(PropFilter{Name: "ATTENDEE", Params: []ParamFilter{{Name: "X-LEVEL"}}}),
		"range, and parameter beside it": of(PropFilter{Name: "DTSTART", TimeRange: day, Params: []ParamFilter{{Name: "TZID"}}}),
		"calendar that is not there":     {Name: "VCALENDAR", IsNotDefined: true},
	} {
		if err := f.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
