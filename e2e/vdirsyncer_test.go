//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"
)

func TestVdirsyncerAnswers(t *testing.T) {
	need(t, "vdirsyncer", "khal")
	needPython(t, "import icalendar", "python3-icalendar")
	date := demoDate()
	s := serve(t, example(t), "--demo-from", date.Format("2006-01-02"))
	referent := s.referentOfFaverges()
	dir := t.TempDir()
	vdir := func(args ...string) []string { return append([]string{"vdirsyncer/vdir.py", dir}, args...) }

	found := drive[struct{ Calendars []string }](t, vdir("add", s.url+"/", referent.email, referent.password)...)
	for _, name := range []string{"calendar", "tasks", "parcours", "faverges.delegation"} {
		if !slices.Contains(found.Calendars, name) {
			t.Errorf("%s is not among %q", name, found.Calendars)
		}
	}
	shown := drive[struct {
		Items []entry
		Khal  []string
	}](t, vdir("list")...)
	session, there := find(shown.Items, uid("pairs-1-elus"))
	start, _ := forElus[2].local(t, shift(t, date))
	compact := strings.NewReplacer("-", "", ":", "").Replace(session.Start)
	if !there || !strings.HasPrefix(compact, start) || session.Attendees["mailto:"+referent.email] != "NEEDS-ACTION" {
		t.Fatalf("%+v, want it at %s", session, start)
	}
	if !slices.ContainsFunc(shown.Khal, func(line string) bool {
		return strings.Contains(line, session.Summary) && strings.HasPrefix(line, "09:00")
	}) {
		t.Errorf("khal shows no %q at 09:00:\n%s", session.Summary, strings.Join(shown.Khal, "\n"))
	}

	answered := drive[struct{ Item entry }](t, vdir("accept", uid("pairs-1-elus"), "TENTATIVE")...)
	if got := answered.Item.Attendees["mailto:"+referent.email]; got != "TENTATIVE" {
		t.Errorf("after the answer the client has %q", got)
	}
	drive[struct{}](t, vdir("accept", uid("pairs-1-elus")+"+faverges.elus", "ACCEPTED")...)
	checkHistory(t, s.historyBy(referent), []answer{
		{Session: "pairs-1-elus", For: referent.id, By: referent.id, Status: "TENTATIVE", Door: "caldav"},
		{Session: "pairs-1-elus", For: "faverges/elus", By: referent.id, Status: "ACCEPTED", Door: "caldav"},
	})

	home := "/dav/calendars/" + referent.id + "/"
	made := drive[struct{ Item entry }](t, vdir("create-event", "calendar", "Dentiste", "2026-12-04 14:00", "2026-12-04 15:00")...)
	checkSummaries(t, s, referent, home+"calendar/", "Dentiste")
	drive[struct{}](t, vdir("rename", made.Item.UID, "Dentiste déplacé")...)
	checkSummaries(t, s, referent, home+"calendar/", "Dentiste déplacé")
	drive[struct{}](t, vdir("delete", made.Item.UID)...)
	checkSummaries(t, s, referent, home+"calendar/")

	drive[struct{}](t, vdir("create-task", "tasks", "relire", "Relire la note")...)
	drive[struct{}](t, vdir("complete", "relire")...)
	checkCompleted(t, s, referent, home+"tasks/", "relire")
}
