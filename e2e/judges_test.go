//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// judges are programs of others that know what a calendar must be. They print what is wrong and then exit with 1.
var judges = map[string][]string{
	"libical":   {"/usr/bin/python3", "judges/libical.py"},
	"sabre":     {"php", "judges/vobject.php"},
	"icalendar": {"/usr/bin/python3", "judges/icalendar_strict.py"},
}

func needJudges(t *testing.T) {
	t.Helper()
	need(t, "php")
	needPython(t, "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib", "python3-gi gir1.2-ical-3.0")
	needPython(t, "import icalendar", "python3-icalendar")
	if out, err := run("", "php", "-r", "require 'Sabre/VObject/autoload.php';"); err != nil {
		t.Fatalf("missing for PHP: apt-get install -y --no-install-recommends php-sabre-vobject\n%s", out)
	}
}

// objections gives what a judge says of files, "" if it accepts them all. A judge that breaks fails the test.
func objections(t *testing.T, judge string, files ...string) string {
	t.Helper()
	said, trouble, err := runBoth("", append(append([]string(nil), judges[judge]...), files...)...)
	var ended *exec.ExitError
	switch {
	case err == nil && said == "":
		return ""
	case errors.As(err, &ended) && ended.ExitCode() == 1 && strings.HasPrefix(said, filepath.Dir(files[0])):
		return said
	}
	t.Fatalf("%s did not judge: %v\n%s%s", judge, err, said, trouble)
	return ""
}

func TestFeedsPassOutsideJudges(t *testing.T) {
	needJudges(t)
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	referent := s.referentOfFaverges()
	feeds := append(s.publicFeeds(), s.personalFeed(referent))
	if len(feeds) < 1+4+10+40+1 {
		t.Errorf("%d feeds: one of all, four categories, ten territories, forty of both and a personal one", len(feeds))
	}
	dir := t.TempDir()
	var files []string
	for _, url := range feeds {
		text := s.get(person{}, strings.TrimPrefix(url, s.url))
		if !strings.Contains(text, "BEGIN:VEVENT") {
			t.Errorf("%s is empty", url)
		}
		file := filepath.Join(dir, strings.ReplaceAll(strings.TrimPrefix(url, s.url+"/feeds/"), "/", "_"))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	for judge := range judges {
		if said := objections(t, judge, files...); said != "" {
			t.Errorf("%s: %s", judge, tail(said, 40))
		}
	}
}

// publicFeeds are the addresses that /feeds/index.json lists.
func (s *server) publicFeeds() []string {
	s.t.Helper()
	var list []struct{ Scope, Title, URL string }
	text := s.get(person{}, "/feeds/index.json")
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		s.t.Fatalf("%v\n%s", err, text)
	}
	var urls []string
	for _, f := range list {
		if f.Scope == "" || f.Title == "" || !strings.HasPrefix(f.URL, s.url+"/feeds/"+f.Scope+"/") {
			s.t.Errorf("index.json: %+v", f)
		}
		urls = append(urls, f.URL)
	}
	return urls
}

// personalFeed is the secret address of a person's own feed.
func (s *server) personalFeed(p person) string {
	s.t.Helper()
	out := s.command("", "people", "list", "--data", s.data, "--links", "--format", "json")
	var all []struct{ ID, Feed string }
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		s.t.Fatalf("people list: %v\n%s", err, out)
	}
	for _, one := range all {
		if one.ID == p.id {
			return one.Feed
		}
	}
	s.t.Fatalf("%s is not listed:\n%s", p.id, out)
	return ""
}

// TestJudgesCatchPlantedErrors shows that the judges judge: each planted error is caught by those that must.
func TestJudgesCatchPlantedErrors(t *testing.T) {
	needJudges(t)
	good := serve(t, example(t)).get(person{}, "/feeds/c/elus/Parcours-Elus.ics")
	first := func(pattern, with string) func(string) string {
		return func(text string) string {
			at := regexp.MustCompile(pattern).FindStringSubmatchIndex(text)
			if at == nil {
				t.Fatalf("nothing to spoil: no %s", pattern)
			}
			return text[:at[0]] + with + text[at[1]:]
		}
	}
	for _, planted := range []struct {
		name   string
		spoil  func(string) string
		caught []string
	}{
		{"no content line", first(`BEGIN:VEVENT\r\n`, "BEGIN:VEVENT\r\nno content line\r\n"), []string{"libical", "sabre", "icalendar"}},
		{"cut off", func(text string) string { return text[:strings.Index(text, "SUMMARY:")+len("SUMMARY:")+2] }, []string{"libical", "sabre", "icalendar"}},
		{"raw line break", first(`SUMMARY:`, "SUMMARY:two\nlines "), []string{"libical", "sabre", "icalendar"}},
		{"not UTF-8", first(`SUMMARY:`, "SUMMARY:\xe9"), []string{"libical", "sabre", "icalendar"}},
		{"no such date", first(`(?m)^DTSTART;VALUE=DATE:\d{8}`, "DTSTART;VALUE=DATE:20220230"), []string{"icalendar"}},
		{"no such time", first(`(?m)^DTSTART;TZID=Europe/Paris:\d{8}T\d{6}`, "DTSTART;TZID=Europe/Paris:20220310T990000"), []string{"sabre", "icalendar"}},
		{"end before start", first(`(?m)^DTEND;TZID=Europe/Paris:\d{8}`, "DTEND;TZID=Europe/Paris:19990101"), []string{"sabre"}},
		{"no UID", first(`(?m)^UID:.*\r\n`, ""), []string{"libical", "icalendar"}},
		{"UID twice", first(`END:VCALENDAR`, regexp.MustCompile(`(?s)BEGIN:VEVENT.*?END:VEVENT\r\n`).FindString(good)+"END:VCALENDAR"), []string{"icalendar"}},
		{"two titles", first(`SUMMARY:`, "SUMMARY:again\r\nSUMMARY:"), []string{"libical", "icalendar"}},
		{"an attendee", first(`SUMMARY:`, "ATTENDEE:mailto:x@example.org\r\nSUMMARY:"), []string{"libical"}},
		{"unknown status", first(`STATUS:\w+`, "STATUS:MAYBE"), []string{"libical"}},
		{"no METHOD", first(`METHOD:PUBLISH\r\n`, ""), []string{"libical"}},
		{"no VTIMEZONE", first(`(?s)BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n`, ""), []string{"icalendar"}},
		{"long line", first(`SUMMARY:`, "SUMMARY:"+strings.Repeat("x", 70)), []string{"icalendar"}},
	} {
		t.Run(planted.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "planted.ics")
			if err := os.WriteFile(file, []byte(planted.spoil(good)), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, judge := range planted.caught {
				if objections(t, judge, file) == "" {
					t.Errorf("%s says nothing", judge)
				}
			}
		})
	}
}
