package ical

import (
	"errors"
	"fmt"
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

// Check tells what is wrong with a filter whatever it is tried on: ErrUnsupportedCollation for a collation that is not
// known (CALDAV:supported-collation), other errors for what CALDAV:valid-filter forbids.
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
	if err := f.TimeRange.check(); err != nil {
		return err
	}
	for _, p := range f.Props {
		if err := p.check(); err != nil {
			return err
		}
	}
	for i := range f.Comps {
		if err := f.Comps[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (f *PropFilter) check() error {
	if f.IsNotDefined && (f.TimeRange != nil || f.TextMatch != nil || len(f.Params) > 0) {
		return fmt.Errorf("ical: prop-filter %s has is-not-defined and conditions", clip(f.Name))
	}
	if err := f.TimeRange.check(); err != nil {
		return err
	}
	for _, p := range f.Params {
		if p.IsNotDefined && p.TextMatch != nil {
			return fmt.Errorf("ical: param-filter %s has is-not-defined and text-match", clip(p.Name))
		}
		if err := p.TextMatch.check(); err != nil {
			return err
		}
	}
	return f.TextMatch.check()
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

// TimeRangeOf finds a condition that every match of the filter fulfils and that an index can answer: the object has a
// component of that name whose span (see Span) touches the range, both ends included. A zero start or end is open. ok is
// false if the filter has no such condition. The range of an alarm counts for the event or to-do around it.
func TimeRangeOf(f *CompFilter) (component string, start, end time.Time, ok bool) {
	if f.IsNotDefined {
		return "", start, end, false
	}
	for _, c := range f.Comps {
		switch name := strings.ToUpper(c.Name); name {
		case "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY":
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
