package imports

import (
	"os"
	"path/filepath"
	"testing"

	"parcours/ical"
)

// FuzzScan: what the parser reads is scanned without a fault, to the same components; all else gives faults, no panic.
func FuzzScan(f *testing.F) {
	names, err := filepath.Glob("../ical/testdata/ical4j/*/*.ics")
	if err != nil || len(names) < 100 {
		f.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(text) < 4096 {
			f.Add(string(text))
		}
	}
	f.Add("\ufeffBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEV\n ENT\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, text string) {
		calendars, faults := scan(text)
		all, err := ical.ParseAll([]byte(text))
		if err != nil {
			if len(faults) == 0 && len(calendars) > 0 {
				t.Errorf("no fault, but the parser says %v", err)
			}
			return
		}
		if len(faults) > 0 || len(calendars) != len(all) {
			t.Fatalf("%d calendars of %d, faults %v", len(calendars), len(all), faults)
		}
		for i, c := range calendars {
			if len(c.Components) != len(all[i].Components) || len(c.Properties) != len(all[i].Properties) {
				t.Fatalf("calendar %d: %d components and %d properties, want %d and %d", i, len(c.Components), len(c.Properties),
					len(all[i].Components), len(all[i].Properties))
			}
			for n, k := range c.Components {
				if want := all[i].Components[n]; k.Name != want.Name || k.Text("UID") != want.Text("UID") || c.lines[k] < 2 {
					t.Errorf("component %d is the %s %q of line %d, want the %s %q", n, k.Name, k.Text("UID"), c.lines[k], want.Name, want.Text("UID"))
				}
			}
		}
	})
}
