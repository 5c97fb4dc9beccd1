package ical

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Check tells what is wrong with a filter whatever it is tried on: ErrUnsupportedCollation for a collation that is not
// known (CALDAV:supported-collation), other errors for what CALDAV:valid-filter forbids (RFC 4791 §7.8): components where
// they cannot be, time ranges of what has no time, is-not-defined beside conditions. Components and properties that no
// RFC names can be anywhere.
func (f *CompFilter) Check() error {
	if !strings.EqualFold(f.Name, "VCALENDAR") {
		return errors.New("ical: the outermost comp-filter is not that of VCALENDAR")
	}
	return f.check()
}

func (f *CompFilter) check() error {
	if f.IsNotDefined && (f.TimeRange != nil || len(f.Props)+len(f.Comps) > 0) {
		return fmt.Errorf("ical: comp-filter %s has is-not-defined and conditions", clip(f.Name))
	}
	if f.TimeRange != nil && !slices.Contains(timedComponents, strings.ToUpper(f.Name)) {
		return fmt.Errorf("ical: %s has no time-range", clip(f.Name))
	}
	if err := f.TimeRange.check(); err != nil {
		return err
	}
	for _, p := range f.Props {
		if err := p.check(); err != nil {
			return err
		}
	}
	for i := range f.Comps {
		if !canHold(f.Name, f.Comps[i].Name) {
			return fmt.Errorf("ical: no component %q is in a %s", clip(f.Comps[i].Name), clip(f.Name))
		}
		if err := f.Comps[i].check(); err != nil {
			return err
		}
	}
	return nil
}

// timedComponents are those for which RFC 4791 §9.9 says when they overlap a range, and VCALENDAR: python-caldav asks so
// for whatever is in a range when it is not told what to look for.
var timedComponents = []string{"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VALARM", "VAVAILABILITY"}

// placesOf says what the components that have one place are in (RFC 5545 §3.6, RFC 7953 §3.1).
var placesOf = map[string][]string{
	"VCALENDAR": {},
	"VEVENT":    {"VCALENDAR"}, "VTODO": {"VCALENDAR"}, "VJOURNAL": {"VCALENDAR"}, "VFREEBUSY": {"VCALENDAR"},
	"VTIMEZONE": {"VCALENDAR"}, "VAVAILABILITY": {"VCALENDAR"},
	"VALARM":   {"VEVENT", "VTODO"},
	"STANDARD": {"VTIMEZONE"}, "DAYLIGHT": {"VTIMEZONE"},
	"AVAILABLE": {"VAVAILABILITY"},
}

// canHold tells whether a component can be in another one: what no RFC names can hold anything but a VCALENDAR.
func canHold(outer, inner string) bool {
	outer, inner = strings.ToUpper(outer), strings.ToUpper(inner)
	in, placed := placesOf[inner]
	_, known := placesOf[outer]
	return inner != "" && inner != "VCALENDAR" && (!placed || !known || slices.Contains(in, outer))
}

func (f *PropFilter) check() error {
	switch {
	case f.Name == "":
		return errors.New("ical: a prop-filter without a name")
	case f.IsNotDefined && (f.TimeRange != nil || f.TextMatch != nil || len(f.Params) > 0):
		return fmt.Errorf("ical: prop-filter %s has is-not-defined and conditions", clip(f.Name))
	case f.TimeRange != nil && f.TextMatch != nil:
		return fmt.Errorf("ical: prop-filter %s has both time-range and text-match", clip(f.Name))
	case f.TimeRange != nil && !canBeDate(f.Name):
		return fmt.Errorf("ical: %s is no date and has no time-range", clip(f.Name))
	}
	if err := f.TimeRange.check(); err != nil {
		return err
	}
	for _, p := range f.Params {
		switch {
		case p.Name == "":
			return errors.New("ical: a param-filter without a name")
		case p.IsNotDefined && p.TextMatch != nil:
			return fmt.Errorf("ical: param-filter %s has is-not-defined and text-match", clip(p.Name))
		}
		if err := p.TextMatch.check(); err != nil {
			return err
		}
	}
	return f.TextMatch.check()
}

// canBeDate tells whether a property may have a date as its value: RFC 4791 §9.9 speaks of COMPLETED, CREATED, DTEND,
// DTSTAMP, DTSTART, DUE and LAST-MODIFIED; other dates and what no RFC names are tested in the same way.
func canBeDate(name string) bool {
	name = strings.ToUpper(name)
	switch defaultType(name) {
	case "DATE-TIME":
		return true
	case "TEXT":
		return !slices.Contains(textProperties, name)
	}
	return name == "TRIGGER"
}

// textProperties are the properties that are texts only (RFC 5545 §3.7 and §3.8, RFC 7986 §5, RFC 7953 §3.2, RFC 9073 §5 and §6,
// RFC 9074 §8, RFC 9253 §8).
var textProperties = []string{
	"CALSCALE", "METHOD", "PRODID", "VERSION", "CATEGORIES", "CLASS", "COMMENT", "DESCRIPTION", "LOCATION", "RESOURCES", "STATUS",
	"SUMMARY", "TRANSP", "TZID", "TZNAME", "CONTACT", "RELATED-TO", "UID", "ACTION", "REQUEST-STATUS", "NAME", "COLOR", "BUSYTYPE",
	"LOCATION-TYPE", "PARTICIPANT-TYPE", "RESOURCE-TYPE", "STYLED-DESCRIPTION", "STRUCTURED-DATA", "PROXIMITY", "REFID",
}

func (r *TimeRange) check() error {
	switch {
	case r == nil:
	case r.Start.IsZero() && r.End.IsZero():
		return errors.New("ical: a time-range has neither start nor end")
	case !r.Start.IsZero() && !r.End.IsZero() && !r.End.After(r.Start):
		return errors.New("ical: the end of a time-range is not after its start")
	}
	return nil
}
