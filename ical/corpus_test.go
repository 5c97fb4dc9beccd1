package ical

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus reads the files of one half of the corpus, by name.
func corpus(t testing.TB, half string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/ical4j/" + half + "/*.ics")
	if err != nil || len(names) < 20 {
		t.Fatalf("corpus of %s files: %d names, %v", half, len(names), err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// severalCalendars lists the valid files that hold more than one VCALENDAR, with how many: ParseAll reads them, Parse
// refuses them as more than one.
var severalCalendars = map[string]int{
	"SwedishHolidays2003-2006.ics": 52, // one a holiday
	"classify.ics":                 2,
	"incoming.ics":                 9, // a mailbox of messages
	"multiple_calendars.ics":       2,
}

// noObjects lists the valid files with something that cannot be stored as a calendar object resource, and why. All
// other valid files, METHOD left out, are cut by Split into resources that ValidateObject takes.
var noObjects = map[string]string{
	"categories.ics":       "no DTSTART", // which RFC 5545 §3.6.1 demands where no METHOD is
	"custom_component.ics": "unsupported calendar component: X-VVENUE",
	"friday13-NOT.ics":     "VEVENT without UID",
	"friday13.ics":         "VEVENT without UID",
	"incoming.ics":         "no DTSTART", // replies and cancellations need none; one event has two UIDs
	"mansour.ics":          "VEVENT without UID",
	"rfc5545-sec3.6.6.ics": "unsupported calendar component: VALARM", // an example of alarms without their event
}

// TestCorpusValid: every valid file is read, written back octet for octet, and made of calendar object resources.
func TestCorpusValid(t *testing.T) {
	for name, octets := range corpus(t, "valid") {
		t.Run(name, func(t *testing.T) {
			all, err := ParseAll(octets)
			if err != nil {
				t.Fatal(err)
			}
			if want := max(1, severalCalendars[name]); len(all) != want {
				t.Errorf("%d calendars, want %d", len(all), want)
			}
			if _, err := Parse(octets); (err == nil) != (len(all) == 1) {
				t.Errorf("Parse of %d calendars: %v", len(all), err)
			}
			var back []byte
			var refused []string
			for _, c := range all {
				back = c.AppendTo(back)
				refused = append(refused, refusals(c)...)
			}
			if string(back) != string(octets) {
				t.Error("written back differently")
			}
			if why := noObjects[name]; (why == "") != (refused == nil) || !strings.Contains(strings.Join(refused, "|"), why) {
				t.Errorf("refused: %q, want %q", refused, why)
			}
		})
	}
}

// refusals are the errors of the resources that a calendar is cut into.
func refusals(c *Component) []string {
	var errs []string
	for _, object := range Split(c) {
		if _, err := ValidateObject(object); err != nil {
			errs = append(errs, err.Error())
		}
	}
	return errs
}

// invalidFiles says what becomes of each broken file of the corpus: the first error, of the reading or of one of the
// resources that it is cut into, or "" for a leniency; and why.
var invalidFiles = map[string]struct{ err, why string }{
	"0.ics":                          {"VEVENT without UID", "a UID is what a resource is found by"},
	"13-MoonPhase.ics":               {"line 215: the stream ends inside the VEVENT begun at line 213", "cut off: half an event must not be taken for a whole one"},
	"CalendarDataFile.ics":           {"", "an old Mozilla folds before the colon, has a property called X and DTSTAMP twice: nothing is lost by it"},
	"OZMovies.ics":                   {"", "a VTIMEZONE with wrong offsets, addresses with spaces: the zone is known by its name, the values stay as they are"},
	"bhav23-2.ics":                   {"line 38:", "a line break inside a text: what is text and what is the next line cannot be told"},
	"boeing.ics":                     {"VFREEBUSY without UID", "its dates have seven digits besides"},
	"core.ics":                       {"VERSION:1.0 is vCalendar, not iCalendar", "RFC 4791 §5.3.2.1, supported-calendar-data"},
	"eli_courtwright.ics":            {"", "no PRODID: nobody needs it"},
	"eli_test.ics":                   {"", "no PRODID: nobody needs it"},
	"groupwise.ics":                  {"", "spaces in a mail address: kept as written"},
	"korganizer-lowercase.ics":       {"", "names in mixed case, blank lines"},
	"korganizer.ics":                 {"", "blank lines"},
	"lastfm.ics":                     {"", "blank lines, a text folded before its line break"},
	"overlaps.ics":                   {`line 1: expected BEGIN:VCALENDAR, found "BEGIN:VEVENT"`, "events without a calendar"},
	"phpicalendar_sample.ics":        {`DTEND "20031114T18300" is neither a date nor a date-time`, "an end that cannot be known"},
	"schedule-unstable.ics":          {"", "LAST-MODIFIED and CREATED without Z: read as floating"},
	"smallcluster.ics":               {"line 2: a VCALENDAR inside the VCALENDAR of line 1", "which of the two is meant cannot be told"},
	"sogo-geo-escaped-semicolon.ics": {"", "GEO escaped like a text: kept, Normalize mends it"},
	"talios.ics":                     {"", "the TZID has a prefix and no VTIMEZONE: the zone is known by its name"},
	"tmeher.ics":                     {"", `\N for \n, an empty CLASS, a TZID with a comma`},
	"twinkle.ics":                    {`DTSTART "-0011130T100000" is neither a date nor a date-time`, "a task before the year 1"},
	"twinkle_orig.ics":               {`DTSTART "-0011130T100000" is neither a date nor a date-time`, "a task before the year 1"},
}

// TestCorpusInvalid: every broken file gives a clear error, or is read and then written back octet for octet.
func TestCorpusInvalid(t *testing.T) {
	files := corpus(t, "invalid")
	if len(files) != len(invalidFiles) {
		t.Errorf("%d files, %d outcomes", len(files), len(invalidFiles))
	}
	for name, octets := range files {
		t.Run(name, func(t *testing.T) {
			var errs []string
			c, err := Parse(octets)
			if err != nil {
				errs = []string{err.Error()}
			} else {
				errs = refusals(c)
				if string(c.Bytes()) != string(octets) {
					t.Error("written back differently")
				}
			}
			want := invalidFiles[name]
			if (want.err == "") != (errs == nil) || !strings.Contains(strings.Join(errs, "|"), want.err) {
				t.Errorf("got %q, want %q (%s)", errs, want.err, want.why)
			}
		})
	}
}

// TestCorpusNormalized: what Normalize makes of a valid file is strict, and says the same.
func TestCorpusNormalized(t *testing.T) {
	for name, octets := range corpus(t, "valid") {
		t.Run(name, func(t *testing.T) {
			all, err := ParseAll(octets)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all {
				want := c.Clone()
				Normalize(c, "-//example.org//Parcours//FR")
				strict := c.Bytes()
				checkStrict(t, strict)
				again := mustParse(t, string(strict))
				if len(again.Components) != len(want.Components) {
					t.Fatalf("%d components of %d", len(again.Components), len(want.Components))
				}
				for i, k := range again.Components {
					if old := want.Components[i]; k.Name != old.Name || k.Text("SUMMARY") != toUTF8(old.Text("SUMMARY")) || k.Text("UID") != old.Text("UID") {
						t.Errorf("component %d: %q became %q", i, old.Text("SUMMARY"), k.Text("SUMMARY"))
					}
				}
			}
		})
	}
}
