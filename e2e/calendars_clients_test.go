//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// outcome is what came of a change in Thunderbird.
type outcome struct {
	How      string
	Conflict bool // the window "Item changed on server" was shown
	After    *thing
	Windows  []struct{ URL, Text string } // that stayed open
	Error    string
}

// change runs one of the driver's verbs create, edit, delete or complete-task on a calendar.
func (b *thunderbird) change(c added, args ...string) outcome {
	b.t.Helper()
	out := b.try(c, args...)
	if out.Error != "" || len(out.Windows) > 0 {
		b.t.Fatalf("%s: %q, windows %+v", strings.Join(args, " "), out.Error, out.Windows)
	}
	return out
}

// try does so where it may be refused.
func (b *thunderbird) try(c added, args ...string) outcome {
	b.t.Helper()
	text, _, err := runBoth("", b.command(append(args, "-calendar", c.URI, "-timeout", "60s")...)...)
	var out outcome
	if bad := json.Unmarshal([]byte(text), &out); bad != nil {
		b.t.Fatalf("%s: %v, %v\n%s", strings.Join(args, " "), err, bad, text)
	}
	return out
}

// gnome is an account of Evolution-Data-Server.
type gnome struct {
	t   *testing.T
	dir string
}

func startGnome(t *testing.T, s *server, p person) *gnome {
	t.Helper()
	need(t, "dbus-run-session")
	needPython(t, "import gi; [gi.require_version(*m) for m in (('EDataServer','1.2'),('ECal','2.0'),('ICalGLib','3.0'))]; from gi.repository import ECal",
		"evolution-data-server gir1.2-ecal-2.0 gir1.2-edataserver-1.2 gir1.2-ical-3.0 python3-gi")
	g := &gnome{t, lingering(t)}
	drive[struct{}](t, g.command("add", s.url+"/", p.email, p.password)...)
	return g
}

func (g *gnome) command(args ...string) []string {
	return append([]string{"gnome/eds.py", g.dir}, args...)
}

// calendars lists all calendars by the last segment of their paths.
func (g *gnome) calendars() map[string]listed {
	g.t.Helper()
	byName := map[string]listed{}
	for _, c := range drive[struct{ Calendars []listed }](g.t, g.command("list")...).Calendars {
		byName[filepath.Base(c.Path)] = c
	}
	return byName
}

// vdir is an account of vdirsyncer and khal.
type vdir struct {
	t   *testing.T
	dir string
}

func startVdir(t *testing.T, s *server, p person) *vdir {
	t.Helper()
	need(t, "vdirsyncer", "khal")
	needPython(t, "import icalendar", "python3-icalendar")
	v := &vdir{t, t.TempDir()}
	drive[struct{}](t, v.command("add", s.url+"/", p.email, p.password)...)
	return v
}

func (v *vdir) command(args ...string) []string {
	return append([]string{"vdirsyncer/vdir.py", v.dir}, args...)
}

func (v *vdir) items() []entry {
	v.t.Helper()
	return drive[struct{ Items []entry }](v.t, v.command("list")...).Items
}

// refused runs a driver's command that must fail, and gives its error.
func refused(t *testing.T, command ...string) string {
	t.Helper()
	text, _, err := runBoth("", command...)
	var out struct{ Error string }
	if bad := json.Unmarshal([]byte(text), &out); bad != nil || err == nil || out.Error == "" {
		t.Fatalf("%s was not refused: %v %v\n%s", strings.Join(command, " "), err, bad, text)
	}
	return out.Error
}

// plain is an event of an hour.
func plain(uid, summary string, start time.Time) string {
	const z = "20060102T150405Z"
	return fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//essai//FR\r\nBEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20260101T000000Z\r\n"+
		"DTSTART:%s\r\nDTEND:%s\r\nSUMMARY:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", uid, start.UTC().Format(z), start.UTC().Add(time.Hour).Format(z), summary)
}

// put stores an object as another client would.
func (s *server) put(p person, path, text string, header ...string) response {
	s.t.Helper()
	got, err := s.request(p, http.MethodPut, path, text, append([]string{"Content-Type", "text/calendar; charset=utf-8"}, header...)...)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// mustPut does so where it must be stored, and gives the new ETag.
func (s *server) mustPut(p person, path, text string) string {
	s.t.Helper()
	got := s.put(p, path, text)
	if got.status/100 != 2 || got.header.Get("ETag") == "" {
		s.t.Fatalf("PUT %s: %d, ETag %q\n%s", path, got.status, got.header.Get("ETag"), got.body)
	}
	return got.header.Get("ETag")
}

// checkSummary compares the title of an object of the server.
func checkSummary(t *testing.T, s *server, p person, path, want string) {
	t.Helper()
	if got := property(s.get(p, path), "", "SUMMARY"); got != want {
		t.Errorf("%s is %q, want %q", path, got, want)
	}
}
