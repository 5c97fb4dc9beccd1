//go:build e2e

package e2e

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var timezone = regexp.MustCompile(`(?s)BEGIN:VTIMEZONE.*?END:VTIMEZONE`)

// TestZonesWithoutSystemTables: where the machine has no zone tables the program's own are used. They list fewer
// changes and leave the rest to a rule; what is served is the same.
func TestZonesWithoutSystemTables(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	served := func() (feed, property string) {
		s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
		referent := s.referentOfFaverges()
		got, err := s.request(referent, "PROPFIND", "/dav/calendars/"+referent.id+"/calendar/",
			`<propfind xmlns="DAV:"><prop><calendar-timezone xmlns="urn:ietf:params:xml:ns:caldav"/></prop></propfind>`, "Depth", "0")
		if err != nil || got.status != http.StatusMultiStatus {
			t.Fatalf("calendar-timezone: %d %v", got.status, err)
		}
		return timezone.FindString(s.get(person{}, "/feeds/c/elus/Parcours-Elus.ics")), timezone.FindString(got.body)
	}
	feed, property := served()
	t.Setenv("ZONEINFO", filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	feedAlone, propertyAlone := served()
	if feed == "" || feedAlone != feed {
		t.Errorf("with the program's own tables the feed's zone is\n%s\nwith the system's\n%s", feedAlone, feed)
	}
	if property == "" || propertyAlone != property {
		t.Errorf("with the program's own tables calendar-timezone is\n%s\nwith the system's\n%s", propertyAlone, property)
	}
}
