package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"parcours/calendars"
	"parcours/config"
	"parcours/events"
	"parcours/ical"
)

// site is a data folder with a person in it, used by this process.
type site struct {
	*opened
	t      *testing.T
	folder string
	person *events.Person
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, folder: filepath.Join(t.TempDir(), "data")}
	var err error
	if s.opened, err = open(t.Context(), s.folder, ical.NewRenderer("")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.opened.Close() })
	if err := s.AddPeople(t.Context(), []events.Person{{ID: "anne", Email: "anne@example.org", Name: "Anne Exemple"}}); err != nil {
		t.Fatal(err)
	}
	s.person = s.Programme().Person("anne")
	return s
}

// printed collects what a command prints.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

// command runs a command line on the site as it runs inside a server, and gives its exit status and what it says.
func (s *site) command(stdin string, args ...string) (int, string) {
	s.t.Helper()
	var out, errs printed
	args = append(args, "--data", s.folder, "--person", "anne")
	command, err := parse(args, &out, &errs)
	if err == nil {
		ctx := context.WithValue(s.t.Context(), servingKey{}, s.House)
		err = command.Run(&environment{Context: ctx, in: strings.NewReader(stdin), out: &out, errs: &errs, args: args, dir: s.folder})
	}
	code := status(err, &errs)
	if out.text.Len() > 0 {
		s.t.Errorf("%v on standard output: %s", args, &out.text)
	}
	return code, errs.text.String()
}

// objects are the octets of a collection, by name.
func (s *site) objects(collection string) map[string]string {
	s.t.Helper()
	all := map[string]string{}
	for _, it := range s.items(collection) {
		all[it.Name] = string(it.Octets)
	}
	return all
}

func (s *site) items(collection string) []calendars.Item {
	s.t.Helper()
	items, err := s.Calendars.Items(s.t.Context(), s.person, s.collection(collection), calendars.ItemQuery{})
	if err != nil {
		s.t.Fatal(err)
	}
	return items
}

func (s *site) collection(name string) *calendars.Collection {
	s.t.Helper()
	c, err := s.Calendars.Collection(s.t.Context(), s.person, "anne", name)
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return c
}

// put stores an object as a client does.
func (s *site) put(collection, name, octets string) {
	s.t.Helper()
	if _, err := s.Calendars.PutItem(s.t.Context(), s.person, s.collection(collection), name, calendars.Preconditions{}, []byte(octets)); err != nil {
		s.t.Fatal(err)
	}
}

// delete removes an object as a client does.
func (s *site) delete(collection, name string) {
	s.t.Helper()
	if err := s.Calendars.DeleteItem(s.t.Context(), s.person, s.collection(collection), name, calendars.Preconditions{}); err != nil {
		s.t.Fatal(err)
	}
}

// serve serves the site and gives its address.
func (s *site) serve() *httptest.Server {
	server := httptest.NewServer(serverOf(s.House, config.Server{PublicURL: "http://127.0.0.1"}).Handler)
	s.t.Cleanup(server.Close)
	return server
}

// event is an event with that UID and further lines.
func event(uid string, lines ...string) string {
	return strings.Join(slices.Concat([]string{"BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20220101T000000Z", "DTSTART:20220310T080000Z"}, lines,
		[]string{"END:VEVENT", ""}), "\r\n")
}

// calendar is a VCALENDAR of components.
func calendar(components ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//Test//EN\r\n" + strings.Join(components, "") + "END:VCALENDAR\r\n"
}

const task = "BEGIN:VTODO\r\nUID:task\r\nDTSTAMP:20220101T000000Z\r\nSUMMARY:Report\r\nEND:VTODO\r\n"

func TestImportSplitsByComponent(t *testing.T) {
	s := newSite(t)
	series := event("weekly", "RRULE:FREQ=WEEKLY;COUNT=3") + event("weekly", "RECURRENCE-ID:20220310T080000Z", "SUMMARY:Moved")
	code, said := s.command(calendar(event("one@example.org", "SUMMARY:Agora"), task)+calendar(series), "import", "ics", "-")
	if code != 0 || said != "-: 3 new, 0 changed, 0 unchanged\n" {
		t.Errorf("%d %q", code, said)
	}
	events := s.objects("calendar")
	if len(events) != 2 || !strings.Contains(events["one@example.org.ics"], "SUMMARY:Agora\r\n") || strings.Count(events["weekly.ics"], "BEGIN:VEVENT") != 2 {
		t.Errorf("calendar: %q", events)
	}
	if tasks := s.objects("tasks"); len(tasks) != 1 || !strings.Contains(tasks["task.ics"], "SUMMARY:Report") {
		t.Errorf("tasks: %q", tasks)
	}
}

func TestImportAgain(t *testing.T) {
	s := newSite(t)
	file := calendar(event("a"), event("b"), event("c"))
	for _, step := range []struct{ file, want string }{
		{file, "-: 3 new, 0 changed, 0 unchanged\n"},
		{file, "-: 0 new, 0 changed, 3 unchanged\n"},
		{calendar(event("a"), event("b", "SUMMARY:Other"), event("d")), "-: 1 new, 1 changed, 1 unchanged\n"},
	} {
		if code, said := s.command(step.file, "import", "ics", "-", "--collection", "school"); code != 0 || said != step.want {
			t.Errorf("%d %q, want %q", code, said, step.want)
		}
	}
	if all := s.objects("school"); len(all) != 4 || !strings.Contains(all["b.ics"], "SUMMARY:Other") {
		t.Errorf("school: %q", all)
	}
}

// hashed is the name of an object whose UID makes none, or whose own name is taken.
func hashed(uid string) string {
	sum := sha256.Sum256([]byte(uid))
	return fmt.Sprintf("%x.ics", sum[:16])
}

func TestImportNames(t *testing.T) {
	s := newSite(t)
	s.put("calendar", "taken.ics", calendar(event("other")))
	s.put("calendar", "named-by-client.ics", calendar(event("known")))
	code, said := s.command(calendar(event("taken"), event("known", "SUMMARY:New"), event("../up"), event("{with braces}")), "import", "ics", "-")
	if code != 0 || said != "-: 3 new, 1 changed, 0 unchanged\n" {
		t.Errorf("%d %q", code, said)
	}
	all := s.objects("calendar")
	for name, want := range map[string]string{
		"taken.ics": "UID:other\r\n", "named-by-client.ics": "SUMMARY:New\r\n", hashed("taken"): "UID:taken\r\n",
		hashed("../up"): "UID:../up\r\n", hashed("{with braces}"): "UID:{with braces}\r\n",
	} {
		if !strings.Contains(all[name], want) {
			t.Errorf("%s is %q, want %q in it", name, all[name], want)
		}
	}
	if len(all) != 5 {
		t.Errorf("%d objects", len(all))
	}
}

// TestImportTellsFaults: every bad object is told with its line and why; all else is there afterwards.
func TestImportTellsFaults(t *testing.T) {
	head := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" // lines 1 and 2
	for _, c := range []struct{ name, file, said, kept string }{
		{"a line that is none", head + event("a", "SUMMARY:two", "lines") + event("b") + "END:VCALENDAR\r\n",
			"-:8: no colon in \"lines\"\n", "b"},
		{"an override of a broken series", head + event("a", "broken") + event("a", "RECURRENCE-ID:20220310T080000Z") + event("b") + "END:VCALENDAR\r\n",
			"-:9: left out, as the VEVENT of line 3 has the same UID and cannot be read\n", "b"},
		{"no end of an event", head + event("a") + strings.Replace(event("x"), "END:VEVENT\r\n", "", 1) + event("b") + "END:VCALENDAR\r\n",
			"-:8: this VEVENT does not end\n", "a b"},
		{"no end of an alarm", head + event("a") + event("x", "BEGIN:VALARM", "ACTION:DISPLAY") + event("b") + "END:VCALENDAR\r\n",
			"-:14: \"END:VEVENT\" where VALARM, begun at line 12, is still open\n", "a b"},
		{"the file is cut", head + event("a") + "BEGIN:VEVENT\r\nUID:b\r\nDTST", "-:1: this VCALENDAR does not end\n", "a"},
		{"bad date", calendar(event("a"), strings.Replace(event("x"), "20220310T080000Z", "tomorrow", 1)),
			"-:9: not valid calendar data: VEVENT with UID \"x\": DTSTART \"tomorrow\" is neither a date nor a date-time\n", "a"},
		{"journal", calendar("BEGIN:VJOURNAL\r\nUID:j\r\nEND:VJOURNAL\r\n", event("a")), "-:4: calendar holds VEVENT, VFREEBUSY only\n", "a"},
		{"twice", calendar(event("a")) + calendar(event("a", "SUMMARY:x"), event("b")), "-:13: its UID is that of line 4\n", "a b"},
		{"outside", event("x") + calendar(event("a")), "-:1: outside of any VCALENDAR: \"BEGIN:VEVENT\"\n", "a"},
		{"inside", "BEGIN:VCALENDAR\r\n" + calendar(event("a")) + "END:VCALENDAR\r\n",
			"-:1: this VCALENDAR does not end before the next one begins at line 2\n", "a"},
		{"head", "BEGIN:VCALENDAR\r\nno property\r\n" + event("a") + "END:VCALENDAR\r\n", "-:1: the calendar's own properties:", "a"},
		{"too large", calendar(event("x", "DESCRIPTION:"+strings.Repeat("x", 10<<20)), event("a")), "at most 10485760 are taken", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			code, said := s.command(c.file, "import", "ics", "-")
			if code != 1 || !strings.Contains(said, c.said) || strings.Contains(said, " 0 not taken") {
				t.Errorf("%d, said %q, want %q", code, said, c.said)
			}
			var kept []string
			for _, it := range s.items("calendar") {
				kept = append(kept, it.UID)
			}
			slices.Sort(kept)
			if got := strings.Join(kept, " "); got != c.kept {
				t.Errorf("kept %q, want %q", got, c.kept)
			}
		})
	}
}

func TestImportRefusesWhole(t *testing.T) {
	s := newSite(t)
	if err := os.WriteFile(filepath.Join(s.folder, "page.html"), []byte("<html>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"page.html: no iCalendar file: there is no BEGIN:VCALENDAR in it": {"page.html"},
		"missing.ics: no such file":                                       {"missing.ics"},
		"inbox: nothing can be imported into this collection":             {"page.html", "--collection", "inbox"},
		`name: "a.b"`: {"page.html", "--collection", "a.b"},
	} {
		if code, said := s.command("", append([]string{"import", "ics"}, args...)...); code != 1 || !strings.Contains(said, want) {
			t.Errorf("%v: %d %q, want %q", args, code, said, want)
		}
	}
	args := []string{"import", "ics", "page.html", "--data", s.folder, "--person", "nobody"}
	var errs printed
	command, err := parse(args, &errs, &errs)
	if err == nil {
		err = command.Run(&environment{Context: context.WithValue(t.Context(), servingKey{}, s.House), out: &errs, errs: &errs, dir: s.folder})
	}
	if err == nil || !strings.Contains(err.Error(), "--person nobody: no such person") {
		t.Errorf("for nobody: %v", err)
	}
}

func TestImportTellsProgress(t *testing.T) {
	s := newSite(t)
	var all []string
	for n := range 1001 {
		all = append(all, event(fmt.Sprint("e", n)))
	}
	code, said := s.command(calendar(all...), "import", "ics", "-")
	if want := "-: 500 of 1001\n-: 1000 of 1001\n-: 1001 new, 0 changed, 0 unchanged\n"; code != 0 || said != want {
		t.Errorf("%d %q, want %q", code, said, want)
	}
}

// What a home has no room for is told, and the rest is taken.
func TestImportIntoAFullHome(t *testing.T) {
	s := newSite(t)
	if err := s.Calendars.SetHomeSize(t.Context(), 400); err != nil {
		t.Fatal(err)
	}
	code, said := s.command(calendar(event("small"), event("large", "SUMMARY:"+strings.Repeat("x", 400))), "import", "ics", "-")
	if code != 1 || !strings.Contains(said, "no room is left") || !strings.Contains(said, "-: 1 new, 0 changed, 0 unchanged, 1 not taken\n") {
		t.Errorf("%d %q", code, said)
	}
	if all := s.objects("calendar"); len(all) != 1 || all["small.ics"] == "" {
		t.Errorf("calendar: %q", all)
	}
}
