//go:build e2e

package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const ownEvent = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//essai//FR\r\nBEGIN:VEVENT\r\nUID:dentiste\r\n" +
	"DTSTAMP:20220101T000000Z\r\nDTSTART:20220401T080000Z\r\nSUMMARY:Dentiste\r\nX-MINE;X-P=\"a;b\":as\r\n  it was\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// TestBackupRestores takes a copy while the server runs and serves it elsewhere: accounts, answers and objects are
// what they were, and what came after the copy is not there.
func TestBackupRestores(t *testing.T) {
	s := serve(t, example(t))
	referent := s.referentOfFaverges()
	home := "/dav/calendars/" + referent.id + "/"
	put := func(s *server, path, text string) {
		t.Helper()
		got, err := s.request(referent, http.MethodPut, path, text, "Content-Type", "text/calendar; charset=utf-8")
		if err != nil || got.status/100 != 2 {
			t.Fatalf("PUT %s: %d %s, %v", path, got.status, got.body, err)
		}
	}
	yes := answer{Session: "agora", For: referent.id, By: referent.id, Status: "ACCEPTED", Comment: "avec plaisir", Door: "caldav"}
	put(s, home+"calendar/dentiste.ics", ownEvent)
	put(s, home+"parcours/agora.ics", answered(s.get(referent, home+"parcours/agora.ics"), referent.email, yes))

	data := filepath.Join(t.TempDir(), "restored")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	s.command("", "backup", "--data", s.data, filepath.Join(data, "parcours.db"))
	put(s, home+"calendar/later.ics", strings.Replace(ownEvent, "UID:dentiste", "UID:later", 1))

	key, err := os.ReadFile(filepath.Join(s.data, "parcours.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "parcours.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	restored := serveOn(t, data, example(t))
	if got := restored.get(referent, home+"calendar/dentiste.ics"); got != ownEvent {
		t.Errorf("restored as\n%q\nwant\n%q", got, ownEvent)
	}
	if status := restored.status(referent, http.MethodGet, home+"calendar/later.ics"); status != http.StatusNotFound {
		t.Errorf("what came after the backup: %d", status)
	}
	if got := restored.historyBy(referent); !slices.Equal(got, []answer{yes}) {
		t.Errorf("restored answers %+v", got)
	}
	if got := partstat(restored.get(referent, home+"parcours/agora.ics"), referent.email); got != "ACCEPTED" {
		t.Errorf("restored answer is %q", got)
	}
}
