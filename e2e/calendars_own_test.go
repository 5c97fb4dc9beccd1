//go:build e2e

package e2e

import (
	"net/http"
	"testing"
	"time"
)

var someday = time.Date(2026, 12, 4, 13, 0, 0, 0, time.UTC)

// TestThunderbirdOwnCalendar makes, edits and deletes in a person's own calendars; where another client was faster,
// the window "Item changed on server" is answered both ways, and nothing is lost that nobody gave up.
func TestThunderbirdOwnCalendar(t *testing.T) {
	s := serve(t, example(t))
	p := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	home := "/dav/calendars/" + p.id + "/"
	b := startThunderbird(t)
	calendars := b.addAccount(s, p)
	own, tasks := calendars["calendar"], calendars["tasks"]
	if own.URI == "" || own.ReadOnly || tasks.URI == "" || tasks.ReadOnly {
		t.Fatalf("own calendars: %+v", calendars)
	}

	b.change(own, "create", "reunion", "Réunion, à deux", "-start", "20261204T140000", "-end", "20261204T150000")
	checkSummaries(t, s, p, home+"calendar/", `Réunion\, à deux`)
	if got := property(s.get(p, home+"calendar/reunion.ics"), "reunion", "DTSTART"); got != "20261204T140000" {
		t.Errorf("stored at %s", got)
	}
	b.change(own, "edit", "reunion", "-summary", "Réunion à trois")
	checkSummary(t, s, p, home+"calendar/reunion.ics", "Réunion à trois")

	s.mustPut(p, home+"calendar/dentiste.ics", plain("dentiste", "Dentiste", someday))
	if got := b.events(own)["dentiste"]; got.Start.Local != "20261204T140000" || got.Summary != "Dentiste" {
		t.Errorf("another client's event is %+v", got)
	}
	checkThunderbirdConflicts(t, s, p, b, own)

	b.change(tasks, "create", "relire", "Relire la note", "-task", "-end", "20261210T180000")
	b.change(tasks, "complete-task", "relire")
	checkCompleted(t, s, p, home+"tasks/", "relire")
	b.change(tasks, "complete-task", "relire", "-undo")
	if got := property(s.get(p, home+"tasks/relire.ics"), "relire", "STATUS"); got == "COMPLETED" {
		t.Errorf("after the check mark was taken away the task is %s", got)
	}
	b.change(tasks, "delete", "relire")
	checkSummaries(t, s, p, home+"tasks/")
	b.change(own, "delete", "reunion")
	checkSummaries(t, s, p, home+"calendar/")
}

// checkThunderbirdConflicts changes and deletes an event that another client changed meanwhile.
func checkThunderbirdConflicts(t *testing.T, s *server, p person, b *thunderbird, own added) {
	t.Helper()
	path := "/dav/calendars/" + p.id + "/calendar/dentiste.ics"
	asked := func(out outcome) {
		t.Helper()
		if !out.Conflict {
			t.Errorf("Thunderbird asked nothing: %+v", out)
		}
	}
	s.mustPut(p, path, plain("dentiste", "Par un autre", someday.Add(time.Hour)))
	out := b.change(own, "edit", "dentiste", "-summary", "À moi", "-conflict", "discard")
	asked(out)
	checkSummary(t, s, p, path, "Par un autre")
	if out.After == nil || out.After.Summary != "Par un autre" || out.After.Start.Local != "20261204T150000" {
		t.Errorf("discarded, Thunderbird has %+v", out.After)
	}

	s.mustPut(p, path, plain("dentiste", "Encore un autre", someday))
	asked(b.change(own, "edit", "dentiste", "-summary", "À moi", "-conflict", "overwrite"))
	checkSummary(t, s, p, path, "À moi")

	s.mustPut(p, path, plain("dentiste", "Sauvé", someday))
	asked(b.change(own, "delete", "dentiste", "-conflict", "discard"))
	checkSummary(t, s, p, path, "Sauvé")
	if got := b.events(own)["dentiste"].Summary; got != "Sauvé" {
		t.Errorf("the event that was not deleted is %q in Thunderbird", got)
	}

	s.mustPut(p, path, plain("dentiste", "Condamné", someday))
	asked(b.change(own, "delete", "dentiste", "-conflict", "overwrite"))
	if status := s.status(p, http.MethodGet, path); status != http.StatusNotFound {
		t.Errorf("deleted all the same, it is %d", status)
	}
}

// TestOwnCalendarStaleWrites: an old ETag changes nothing, octet for octet, by PUT and by DELETE.
func TestOwnCalendarStaleWrites(t *testing.T) {
	s := serve(t, example(t))
	p := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	path := "/dav/calendars/" + p.id + "/calendar/dentiste.ics"
	old := s.mustPut(p, path, plain("dentiste", "Dentiste", someday))
	theirs := plain("dentiste", "Par un autre", someday)
	now := s.mustPut(p, path, theirs)
	stale := func(method, text string, header ...string) {
		t.Helper()
		got, err := s.request(p, method, path, text, append(header, "Content-Type", "text/calendar")...)
		if err != nil || got.status != http.StatusPreconditionFailed {
			t.Errorf("%s %v: %d, %v", method, header, got.status, err)
		}
		if got := s.get(p, path); got != theirs {
			t.Errorf("%s %v changed it to\n%s", method, header, got)
		}
	}
	mine := plain("dentiste", "À moi", someday)
	stale(http.MethodPut, mine, "If-Match", old)
	stale(http.MethodPut, mine, "If-None-Match", "*")
	stale(http.MethodDelete, "", "If-Match", old)
	if got := s.put(p, path, mine, "If-Match", now); got.status != http.StatusNoContent {
		t.Errorf("with the present ETag: %d", got.status)
	}
	checkSummary(t, s, p, path, "À moi")
}

// TestVdirsyncerClash: both sides changed; the side that its settings prefer stays, and nothing stands twice.
func TestVdirsyncerClash(t *testing.T) {
	s := serve(t, example(t))
	p := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	home := "/dav/calendars/" + p.id + "/"
	s.mustPut(p, home+"calendar/dentiste.ics", plain("dentiste", "Dentiste", someday))
	v := startVdir(t, s, p)
	s.mustPut(p, home+"calendar/dentiste.ics", plain("dentiste", "Par un autre", someday))
	if got := drive[struct{ Item entry }](t, v.command("clash", "dentiste", "À moi")...).Item.Summary; got != "Par un autre" {
		t.Errorf("vdirsyncer has %q", got)
	}
	checkSummaries(t, s, p, home+"calendar/", "Par un autre")
	if got := drive[struct{ Item entry }](t, v.command("clash", "dentiste", "À moi, ensuite")...).Item.Summary; got != "À moi, ensuite" {
		t.Errorf("vdirsyncer has %q", got)
	}
	checkSummaries(t, s, p, home+"calendar/", `À moi\, ensuite`)
}

// TestGnomeClash: GNOME has what another client wrote; where it writes over a newer version, libecal is told 412 and
// does what its setting says.
func TestGnomeClash(t *testing.T) {
	s := serve(t, example(t))
	p := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	path := "/dav/calendars/" + p.id + "/calendar/dentiste.ics"
	s.mustPut(p, path, plain("dentiste", "Dentiste", someday))
	g := startGnome(t, s, p)
	shown := func() string {
		e, _ := find(g.calendars()["calendar"].Items, "dentiste")
		return e.Summary
	}
	if got := shown(); got != "Dentiste" {
		t.Errorf("GNOME shows %q", got)
	}
	s.mustPut(p, path, plain("dentiste", "Par un autre", someday))
	if got := shown(); got != "Par un autre" {
		t.Errorf("after another client's change GNOME shows %q", got)
	}
	for _, r := range []struct {
		setting, want string
		refused       bool
	}{{"FAIL", "Le leur", true}, {"KEEP_SERVER", "Le leur", false}, {"KEEP_LOCAL", "À moi", false}} {
		s.mustPut(p, path, plain("dentiste", "Avant", someday))
		got := drive[struct {
			Item    entry
			Refused string
		}](t, g.command("clash", "dentiste", "À moi", plain("dentiste", "Le leur", someday), r.setting)...)
		if (got.Refused != "") != r.refused || got.Item.Summary != r.want {
			t.Errorf("%s: GNOME has %q, refused %q; want %q", r.setting, got.Item.Summary, got.Refused, r.want)
		}
		checkSummary(t, s, p, path, r.want)
	}
}
