package ical

import (
	"cmp"
	"slices"
	"time"
)

// Horizon is the last instant that any calculation here knows, and the "last" of what has no end.
var Horizon = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

// maxOccurrences is how many Occurrences gives at most.
const maxOccurrences = 10_000

// Occurrence is one instance of an event, to-do or journal entry. Its times are in UTC.
type Occurrence struct {
	RecurrenceID time.Time // the start that the rules give to it; zero for what does not recur
	Start, End   time.Time // both zero for a to-do without dates
	AllDay       bool      // Start is a DATE
	Component    *Component
}

// Occurrences lists, by their starts, the instances of a VCALENDAR's VEVENTs, VTODOs and VJOURNALs that overlap a range
// of time (RFC 4791 §9.9; a zero from or to is open) as RRULE, RDATE, EXDATE and RECURRENCE-ID make them (RFC 5545
// §3.8.5). floating is the zone in which DATEs and floating times are read; nil means UTC.
//
// DTSTART is always an instance. Overrides count where they take place now, also one that no rule asks for or that has
// no master; with RANGE=THISANDFUTURE they move and replace the later instances too. EXRULE, which RFC 5545 gave up,
// takes instances out as RFC 2445 had it. What ends before it starts lasts no time: an event is at its start, a to-do at
// its DUE. Beyond 10,000 occurrences, or where the search costs too much, those found come with ErrTooMany.
func Occurrences(obj *Component, from, to time.Time, floating *time.Location) ([]Occurrence, error) {
	r, w := newReader(obj, floating), windowOf(from, to)
	all, err := seriesOf(obj, r)
	if err != nil {
		return nil, err
	}
	var found []Occurrence
	for _, s := range all {
		if err = s.collect(w, &found); err != nil {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b Occurrence) int {
		return cmp.Or(a.Start.Compare(b.Start), a.RecurrenceID.Compare(b.RecurrenceID))
	})
	return found, err
}

// collect appends the occurrences of a series in the window.
func (s *series) collect(w window, found *[]Occurrence) error {
	full := false
	err := s.overlapping(w, func(i *instance) bool {
		if full = len(*found) == maxOccurrences; !full {
			*found = append(*found, i.occurrence())
		}
		return !full
	})
	if full {
		return ErrTooMany
	}
	return err
}

func (i *instance) occurrence() Occurrence {
	o := Occurrence{Component: i.comp}
	if i.dated {
		start, end := i.times()
		o.Start, o.End, o.AllDay = unixUTC(start), unixUTC(end), i.start.Date
	}
	if i.recurs {
		o.RecurrenceID = unixUTC(i.id)
	}
	return o
}

func unixUTC(at int64) time.Time { return time.Unix(at, 0).UTC() }
