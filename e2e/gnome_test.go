//go:build e2e

package e2e

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

// listed is a calendar as a driver lists it.
type listed struct {
	Name, Path   string
	ReadOnly     bool
	AutoSchedule bool `json:"auto_schedule"`
	Items        []entry
}

// entry is an event or a task as a driver lists it.
type entry struct {
	Calendar, UID, Summary, Start, Status string
	Attendees                             map[string]string // address -> PARTSTAT
}

func find(entries []entry, uid string) (entry, bool) {
	i := slices.IndexFunc(entries, func(e entry) bool { return e.UID == uid })
	if i < 0 {
		return entry{}, false
	}
	return entries[i], true
}

func TestGnomeAnswers(t *testing.T) {
	need(t, "dbus-run-session")
	needPython(t, "import gi; [gi.require_version(*m) for m in (('EDataServer','1.2'),('ECal','2.0'),('ICalGLib','3.0'))]; from gi.repository import ECal",
		"evolution-data-server gir1.2-ecal-2.0 gir1.2-edataserver-1.2 gir1.2-ical-3.0 python3-gi")
	date := demoDate()
	s := serve(t, example(t), "--demo-from", date.Format("2006-01-02"))
	referent := s.referentOfFaverges()
	dir := lingering(t)
	eds := func(args ...string) []string { return append([]string{"gnome/eds.py", dir}, args...) }

	drive[struct{}](t, eds("add", s.url+"/", referent.email, referent.password)...)
	byPath := map[string]listed{}
	for _, c := range drive[struct{ Calendars []listed }](t, eds("list")...).Calendars {
		byPath[strings.TrimPrefix(c.Path, "/dav/calendars/"+referent.id+"/")] = c
	}
	parcours := byPath["parcours/"]
	if parcours.ReadOnly || !parcours.AutoSchedule {
		t.Errorf("parcours/: %+v", parcours)
	}
	session, there := find(parcours.Items, uid("pairs-3-elus"))
	start, _ := forElus[7].local(t, shift(t, date))
	if !there || session.Start != start || session.Attendees["mailto:"+referent.email] != "NEEDS-ACTION" {
		t.Fatalf("%+v, want it at %s", session, start)
	}
	if want := len(forElus) + 1; len(parcours.Items) != want {
		t.Errorf("%d sessions, want %d", len(parcours.Items), want)
	}

	answered := drive[struct{ Item entry }](t, eds("accept", uid("pairs-3-elus"), "ACCEPTED")...)
	if got := answered.Item.Attendees["mailto:"+referent.email]; got != "ACCEPTED" {
		t.Errorf("after the answer the client has %q", got)
	}
	drive[struct{}](t, eds("accept", uid("pairs-3-elus")+"+faverges.elus", "DECLINED")...)
	checkHistory(t, s.historyBy(referent), []answer{
		{Session: "pairs-3-elus", For: referent.id, By: referent.id, Status: "ACCEPTED", Door: "caldav"},
		{Session: "pairs-3-elus", For: "faverges/elus", By: referent.id, Status: "DECLINED", Door: "caldav"},
	})

	home := "/dav/calendars/" + referent.id + "/"
	drive[struct{}](t, eds("create-event", "calendar/", "dentiste", "Dentiste", "20261204T140000", "20261204T150000")...)
	checkSummaries(t, s, referent, home+"calendar/", "Dentiste")
	drive[struct{}](t, eds("rename", "dentiste", "Dentiste, déplacé")...)
	checkSummaries(t, s, referent, home+"calendar/", `Dentiste\, déplacé`)
	drive[struct{}](t, eds("delete", "dentiste")...)
	checkSummaries(t, s, referent, home+"calendar/")

	drive[struct{}](t, eds("create-task", "tasks/", "relire", "Relire la note")...)
	drive[struct{}](t, eds("complete", "relire")...)
	checkCompleted(t, s, referent, home+"tasks/", "relire")
}

// lingering is a folder whose programs may still write to it for a moment when their session has ended.
func lingering(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "parcours-e2e-gnome-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { until(t, "the end of the session's programs", func() bool { return os.RemoveAll(dir) == nil }) })
	return dir
}

// checkSummaries compares what a collection of the server holds.
func checkSummaries(t *testing.T, s *server, p person, collection string, want ...string) {
	t.Helper()
	var got []string
	for _, text := range s.objects(p, collection) {
		got = append(got, property(text, "", "SUMMARY"))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s has %q, want %q", collection, got, want)
	}
}

func checkCompleted(t *testing.T, s *server, p person, collection, uid string) {
	t.Helper()
	for _, text := range s.objects(p, collection) {
		if property(text, uid, "UID") == uid {
			if status := property(text, uid, "STATUS"); status != "COMPLETED" {
				t.Errorf("task %s is %q on the server", uid, status)
			}
			return
		}
	}
	t.Errorf("task %s is not on the server (%d)", uid, s.status(p, http.MethodGet, collection))
}
