package ical

import (
	"slices"
	"testing"
	"time"
)

// TestOccurrencesOfCorpus holds laws on the calendars of the corpus: what occurs lies in the span and in the range, the
// filter finds it, expansion writes it.
func TestOccurrencesOfCorpus(t *testing.T) {
	from, to, paris := moment(t, "20030101T000000Z"), moment(t, "20070101T000000Z"), zone(t, "Europe/Paris")
	occurred := 0
	for name, octets := range corpus(t, "valid") {
		all, err := ParseAll(octets)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, cal := range all {
			found, err := Occurrences(cal, from, to, paris)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			occurred += len(found)
			checkOccurrences(t, name, cal, found, from, to, paris)
			expanded, err := Expand(cal, from, to, paris)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if again, err := Occurrences(expanded, from, to, paris); err != nil || !slices.Equal(whenShown(again), whenShown(found)) {
				t.Errorf("%s: expanded, it takes place at other times: %v", name, err)
			}
		}
	}
	if occurred < 2000 {
		t.Errorf("only %d occurrences", occurred)
	}
}

func checkOccurrences(t *testing.T, name string, cal *Component, found []Occurrence, from, to time.Time, floating *time.Location) {
	t.Helper()
	first, last, _, err := Span(cal, floating)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	kinds := map[string]bool{}
	for _, o := range found {
		kinds[o.Component.Name] = true
		if o.Start.IsZero() {
			continue
		}
		if o.End.Before(o.Start) || o.Start.After(to) || o.End.Before(from) || o.Start.Before(first) || o.End.After(last) {
			t.Errorf("%s: %v to %v, of %v to %v", name, o.Start, o.End, first, last)
		}
	}
	for _, kind := range []string{"VEVENT", "VTODO", "VJOURNAL"} {
		f := &CompFilter{Name: "VCALENDAR", Comps: []CompFilter{{Name: kind, TimeRange: &TimeRange{from, to}}}}
		if got, err := f.Match(cal, floating); err != nil || got != kinds[kind] {
			t.Errorf("%s: %s matches: %v, %v", name, kind, got, err)
		}
	}
}

// whenShown writes when occurrences take place, without what they were before.
func whenShown(all []Occurrence) []string {
	var list []string
	for _, o := range all {
		list = append(list, o.Start.Format(utcForm)+"/"+o.End.Format(utcForm))
	}
	slices.Sort(list)
	return list
}
