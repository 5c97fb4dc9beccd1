package ical

import (
	"strings"
	"time"
)

// The model of a CALDAV:filter (RFC 4791 §9.7). It is not go-webdav's, which has neither collations nor a way to tell
// a range without start and end from no range; and the evaluation below needs no more than this.

// CompFilter is a CALDAV:comp-filter (RFC 4791 §9.7.1). All that it has must match the same component.
type CompFilter struct {
	Name         string // VCALENDAR for the outermost one
	IsNotDefined bool
	TimeRange    *TimeRange // nil: none
	Props        []PropFilter
	Comps        []CompFilter
}

// PropFilter is a CALDAV:prop-filter (RFC 4791 §9.7.2). All that it has must match the same property.
type PropFilter struct {
	Name         string
	IsNotDefined bool
	TimeRange    *TimeRange
	TextMatch    *TextMatch
	Params       []ParamFilter
}

// ParamFilter is a CALDAV:param-filter (RFC 4791 §9.7.3).
type ParamFilter struct {
	Name         string
	IsNotDefined bool
	TextMatch    *TextMatch
}

// TimeRange is a CALDAV:time-range (RFC 4791 §9.9): Start is included, End is not; a zero one is open.
type TimeRange struct{ Start, End time.Time }

// TextMatch is a CALDAV:text-match (RFC 4791 §9.7.5): the value contains Text. A match-type, which CardDAV has, is
// no part of CalDAV.
type TextMatch struct {
	Text      string
	Collation string // "" means i;ascii-casemap
	Negate    bool   // negate-condition: the value does not contain Text
}

// TimeRangeOf finds a condition that every match of the filter fulfils and that an index can answer: the object has a
// component of that name whose span (see Span) touches the range, both ends included. A zero start or end is open. ok is
// false if the filter has no such condition. The range of an alarm counts for the event or to-do around it.
func TimeRangeOf(f *CompFilter) (component string, start, end time.Time, ok bool) {
	if f.IsNotDefined {
		return "", start, end, false
	}
	for _, c := range f.Comps {
		switch name := strings.ToUpper(c.Name); name {
		case "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY":
			if r := c.indexed(); r != nil {
				return name, r.Start, r.End, true
			}
		}
	}
	return "", start, end, false
}

// indexed is the range of a component filter, or of an alarm within.
func (f *CompFilter) indexed() *TimeRange {
	if f.IsNotDefined || f.TimeRange != nil {
		return f.TimeRange
	}
	for _, c := range f.Comps {
		if strings.EqualFold(c.Name, "VALARM") && !c.IsNotDefined && c.TimeRange != nil {
			return c.TimeRange
		}
	}
	return nil
}
