package ical

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// partsByReading takes an object apart by reading it whole.
func partsByReading(t *testing.T, octets []byte) (parts []Part, ok bool) {
	t.Helper()
	object, err := Parse(octets)
	if err != nil {
		return nil, false
	}
	for _, c := range object.Components {
		parts = append(parts, Part{Name: c.Name, Octets: c.Bytes()})
	}
	return parts, true
}

func samePart(a, b Part) bool { return a.Name == b.Name && bytes.Equal(a.Octets, b.Octets) }

// FuzzParts: what is readable is taken apart as if it were read, or not at all.
func FuzzParts(f *testing.F) {
	for _, seed := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nBEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"begin:vcalendar\nBEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE\nBEGIN:VEVENT\nBEG:x\nEND-X:y\nSUMMARY:a\n BEGIN:VEVENT\nEND:VEVENT\nend:vcalendar",
		"BEGIN:VCALENDAR\r\nBEG\r\n IN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nBEGIN:VEV\r\n ENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nBEGIN;X=1:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
	} {
		f.Add([]byte(seed))
	}
	files, err := filepath.Glob("testdata/*/*.ics")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		octets, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(octets)
	}
	f.Fuzz(func(t *testing.T, octets []byte) {
		want, readable := partsByReading(t, octets)
		got, ok := AppendParts(nil, octets)
		if !readable || !ok {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%d parts, %d by reading", len(got), len(want))
		}
		for i := range got {
			if !samePart(got[i], want[i]) {
				t.Errorf("part %d: %s %q, by reading %s %q", i, got[i].Name, got[i].Octets, want[i].Name, want[i].Octets)
			}
		}
	})
}

// TestParts: what programs write is taken apart without being read.
func TestParts(t *testing.T) {
	object := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
		"BEGIN:VEVENT\r\nUID:a\r\nDESCRIPTION:a\r\n BEGIN:VEVENT\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	parts, ok := AppendParts(nil, []byte(object))
	want, _ := partsByReading(t, []byte(object))
	if !ok || len(parts) != 3 || len(want) != 3 {
		t.Fatal(parts, ok, want)
	}
	for i := range parts {
		if !samePart(parts[i], want[i]) {
			t.Errorf("%q, by reading %q", parts[i].Octets, want[i].Octets)
		}
	}
	for _, other := range []string{"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "BEGIN:VCALENDAR\r\nBEG\r\n IN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "END:VCALENDAR\r\n"} {
		if parts, ok := AppendParts(nil, []byte(other)); ok {
			t.Errorf("%q is taken apart: %v", other, parts)
		}
	}
}
