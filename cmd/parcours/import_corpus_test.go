package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parcours/calendars"
	"parcours/ical"
)

const corpus = "../../ical/testdata/ical4j/"

// corpusFiles are the files of the corpus, by their name below it.
func corpusFiles(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob(corpus + "*/*.ics")
	if err != nil || len(names) < 100 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	files := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimPrefix(name, corpus)] = string(text)
	}
	return files
}

// inCorpus says how many objects of a file are taken and how many faults are told. A file that is not in it is one
// object. What is not taken has no DTSTART, a date that is none, the UID of an earlier one, or is a venue, an
// alarm without its event, vCalendar 1.0.
var inCorpus = map[string]struct{ taken, faults int }{
	"valid/ArgentinaHolidays.ics":        {11, 0},
	"valid/Australian32Holidays.ics":     {10, 0},
	"valid/Australian_TV_Melbourne.ics":  {41, 0},
	"valid/BCP321928.ics":                {370, 0},
	"valid/Belgische32feestdagen.ics":    {30, 0},
	"valid/Buddhist.ics":                 {4, 0},
	"valid/Christian32Holidays.ics":      {36, 0},
	"valid/Dryway.ics":                   {30, 0},
	"valid/Earth32Seasons.ics":           {72, 0},
	"valid/EstoniaHolidays.ics":          {152, 0},
	"valid/Misc.History.ics":             {431, 0},
	"valid/Packers.ics":                  {66, 0},
	"valid/SwedishHolidays2003-2006.ics": {52, 0},
	"valid/THFC.ics":                     {114, 0},
	"valid/afl2004.ics":                  {207, 0},
	"valid/bears.ics":                    {21, 0},
	"valid/canada.ics":                   {30, 0},
	"valid/categories.ics":               {0, 1},
	"valid/classify.ics":                 {1, 1},
	"valid/custom_component.ics":         {0, 1},
	"valid/derryn.ics":                   {3, 0},
	"valid/friday13-NOT.ics":             {1, 0},
	"valid/friday13.ics":                 {1, 0},
	"valid/google_aus_holidays.ics":      {53, 0},
	"valid/incoming.ics":                 {1, 8},
	"valid/japan_west.ics":               {49, 0},
	"valid/korganizer_sample.ics":        {2, 0},
	"valid/lotr-updated.ics":             {37, 0},
	"valid/lotr.ics":                     {37, 0},
	"valid/mansour.ics":                  {0, 1},
	"valid/mathBirthdays.ics":            {1321, 0},
	"valid/multiple_calendars.ics":       {2, 0},
	"valid/rfc5545-sec3.6.1.ics":         {4, 0},
	"valid/rfc5545-sec3.6.2.ics":         {2, 0},
	"valid/rfc5545-sec3.6.4.ics":         {3, 0},
	"valid/rfc5545-sec3.6.6.ics":         {0, 2},
	"valid/sunbird_sample.ics":           {186, 0},
	"valid/Casablanca.ics":               {0, 0}, // a time zone alone
	"valid/rfc5545-sec3.6.5.ics":         {0, 0},
	"invalid/0.ics":                      {0, 1},
	"invalid/13-MoonPhase.ics":           {41, 2},
	"invalid/CalendarDataFile.ics":       {152, 0},
	"invalid/OZMovies.ics":               {186, 0},
	"invalid/bhav23-2.ics":               {0, 1},
	"invalid/boeing.ics":                 {0, 1},
	"invalid/core.ics":                   {0, 81},
	"invalid/lastfm.ics":                 {33, 0},
	"invalid/phpicalendar_sample.ics":    {17, 1},
	"invalid/schedule-unstable.ics":      {37, 0},
	"invalid/smallcluster.ics":           {0, 3},
	"invalid/twinkle.ics":                {9, 1},
	"invalid/twinkle_orig.ics":           {9, 1},
}

// TestImportCorpus imports each file of the corpus into a collection of its own, and then again.
func TestImportCorpus(t *testing.T) {
	s := newSite(t)
	taken := 0
	for name, text := range corpusFiles(t) {
		collection := strings.NewReplacer("/", "-", ".", "-").Replace(name)
		code, said := s.command(text, "import", "ics", "-", "--collection", collection)
		if name == "invalid/overlaps.ics" { // events without a calendar
			if code != 1 || !strings.Contains(said, "no iCalendar file") {
				t.Errorf("%s: %d %q", name, code, said)
			}
			continue
		}
		want, listed := inCorpus[name]
		if !listed {
			want.taken = 1
		}
		checkSummary(t, name, code, said, fmt.Sprintf("-: %d new, 0 changed, 0 unchanged", want.taken), want.faults)
		all := s.objects(collection)
		if len(all) != want.taken {
			t.Errorf("%s: %d objects, want %d", name, len(all), want.taken)
		}
		for object, octets := range all {
			if c, err := ical.Parse([]byte(octets)); err != nil {
				t.Errorf("%s %s: %v", name, object, err)
			} else if _, err := ical.ValidateObject(c); err != nil {
				t.Errorf("%s %s: %v", name, object, err)
			}
		}
		taken += len(all)
		code, said = s.command(text, "import", "ics", "-", "--collection", collection)
		checkSummary(t, name+" again", code, said, fmt.Sprintf("-: 0 new, 0 changed, %d unchanged", want.taken), want.faults)
		if err := s.Calendars.DeleteCollection(t.Context(), s.person, s.collection(collection), calendars.Preconditions{}); err != nil { // a home keeps a hundred
			t.Fatal(name, err)
		}
	}
	if taken != 3914 {
		t.Errorf("%d objects in all, want 3914", taken)
	}
}

// checkSummary looks at the last line and at how many faults were told before it.
func checkSummary(t *testing.T, name string, code int, said, want string, faults int) {
	t.Helper()
	wantCode := 0
	if faults > 0 {
		want, wantCode = fmt.Sprintf("%s, %d not taken", want, faults), 1
	}
	lines := strings.Split(strings.TrimSuffix(said, "\n"), "\n")
	told := 0
	for _, line := range lines {
		if !strings.HasPrefix(line, "-: ") {
			told++
		}
	}
	if code != wantCode || lines[len(lines)-1] != want || told != faults {
		t.Errorf("%s: status %d, %d faults told, %q; want %d, %d, %q", name, code, told, lines[len(lines)-1], wantCode, faults, want)
	}
}
