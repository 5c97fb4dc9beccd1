// Package parcours_test asserts the picture of the house: which room may know which.
package parcours_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport says which rooms of the project each room may import. Arrows point down only:
//
//	            cmd
//	  ┌──────┬───┴──┬──────┬──────┐
//	caldav  mail   web   store  config
//	  └──┬───┘      │      │      │
//	    ical ───────┤      │      │      messages is below all that speak to people
//	      └──────▶ events ◀┴──────┘   → standard library only
var mayImport = map[string][]string{
	"events":       {},
	"messages":     {},
	"ical":         {"events", "messages"},
	"caldav":       {"events", "ical", "messages"},
	"mail":         {"events", "ical", "messages"},
	"web":          {"events", "ical", "messages"},
	"store":        {"events"},
	"config":       {"events"},
	"cmd/parcours": {"events", "ical", "caldav", "mail", "web", "store", "config", "messages"},
}

func TestRoomsImportDownwardsOnly(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		room := strings.TrimPrefix(words[0], "parcours/")
		allowed, known := mayImport[room]
		if !known {
			if room != "parcours" && !strings.HasPrefix(room, "e2e") {
				t.Errorf("%s: a room that the picture does not show", room)
			}
			continue
		}
		seen++
		for _, imported := range words[1:] {
			other, ours := strings.CutPrefix(imported, "parcours/")
			if ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s: arrows point down only", room, other)
			}
			if !ours && room == "events" && strings.Contains(imported, ".") {
				t.Errorf("events imports %s: it knows the standard library only", imported)
			}
		}
		if room == "events" {
			for _, forbidden := range []string{"net/http", "database/sql", "os", "io/fs"} {
				if slices.Contains(words[1:], forbidden) {
					t.Errorf("events imports %s: the domain does no I/O", forbidden)
				}
			}
		}
	}
	if seen < 7 {
		t.Errorf("%d rooms seen: the test looks at the wrong place", seen)
	}
}
