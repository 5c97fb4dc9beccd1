//go:build e2e

package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// sharedCalendars are a calendar to read and one to write, of one person, shared with another by the command.
func sharedCalendars(t *testing.T) (s *server, owner, guest person) {
	t.Helper()
	s = serve(t, example(t))
	owner = s.addPerson("essai-hote", "--territory", "faverges", "--category", "elus")
	guest = s.addPerson("essai-invitee", "--territory", "faverges", "--category", "elus")
	home := "/dav/calendars/" + owner.id + "/"
	if status := s.status(owner, "MKCALENDAR", home+"atelier/"); status != http.StatusCreated {
		t.Fatalf("MKCALENDAR: %d", status)
	}
	s.command("", "share", "--data", s.data, "--person", owner.id, "--calendar", "calendar", "--with", guest.id, "--access", "read")
	s.command("", "share", "--data", s.data, "--person", owner.id, "--calendar", "atelier", "--with", guest.id, "--access", "write")
	s.mustPut(owner, home+"calendar/dentiste.ics", plain("dentiste", "Dentiste", someday))
	s.mustPut(owner, home+"atelier/outils.ics", plain("outils", "Outils", someday))
	return s, owner, guest
}

// checkReadOnly: whatever a client believes, the server refuses to write and nothing changes.
func checkReadOnly(t *testing.T, s *server, owner, guest person) {
	t.Helper()
	path := "/dav/calendars/" + guest.id + "/" + owner.id + "~calendar/"
	for _, r := range []struct{ method, name, body string }{
		{http.MethodPut, "dentiste.ics", plain("dentiste", "À moi", someday)},
		{http.MethodPut, "nouveau.ics", plain("nouveau", "Nouveau", someday)},
		{http.MethodDelete, "dentiste.ics", ""},
	} {
		got, err := s.request(guest, r.method, path+r.name, r.body, "Content-Type", "text/calendar")
		if err != nil || got.status != http.StatusForbidden || !strings.Contains(got.body, "need-privileges") {
			t.Errorf("%s %s: %d %v\n%s", r.method, r.name, got.status, err, got.body)
		}
	}
	checkSummaries(t, s, owner, "/dav/calendars/"+owner.id+"/calendar/", "Dentiste")
	// The owner's own address is no way around.
	if got := s.put(guest, "/dav/calendars/"+owner.id+"/calendar/dentiste.ics", plain("dentiste", "À moi", someday)); got.status/100 != 4 {
		t.Errorf("at the owner's address: %d", got.status)
	}
}

func TestThunderbirdSharedCalendars(t *testing.T) {
	s, owner, guest := sharedCalendars(t)
	b := startThunderbird(t)
	calendars := b.addAccount(s, guest)
	read, write := calendars[owner.id+"~calendar"], calendars[owner.id+"~atelier"]
	if read.URI == "" || !read.ReadOnly || write.URI == "" || write.ReadOnly {
		t.Fatalf("to read: %+v, to write: %+v", read, write)
	}
	if got := b.events(read)["dentiste"].Summary; got != "Dentiste" {
		t.Errorf("the shared event is %q", got)
	}
	if got := b.try(read, "edit", "dentiste", "-summary", "À moi"); got.Error != "calendar is read-only" {
		t.Errorf("Thunderbird let it be edited: %+v", got)
	}
	checkReadOnly(t, s, owner, guest)

	collection := "/dav/calendars/" + owner.id + "/atelier/"
	b.change(write, "edit", "outils", "-summary", "Outils et rabots")
	b.change(write, "create", "colle", "Colle", "-start", "20261205T090000", "-end", "20261205T100000")
	checkSummary(t, s, owner, collection+"outils.ics", "Outils et rabots")
	checkSummary(t, s, owner, collection+"colle.ics", "Colle")
	b.change(write, "delete", "outils")
	checkSummaries(t, s, owner, collection, "Colle")

	// What is taken back is gone; the guest's own calendar is not.
	s.command("", "share", "--data", s.data, "--person", owner.id, "--calendar", "atelier", "--with", guest.id, "--access", "none")
	if status := s.status(guest, http.MethodGet, "/dav/calendars/"+guest.id+"/"+owner.id+"~atelier/colle.ics"); status != http.StatusNotFound {
		t.Errorf("no longer shared: %d", status)
	}
	checkSummaries(t, s, owner, collection, "Colle")
}

func TestGnomeSharedCalendars(t *testing.T) {
	s, owner, guest := sharedCalendars(t)
	g := startGnome(t, s, guest)
	calendars := g.calendars()
	read, write := calendars[owner.id+"~calendar"], calendars[owner.id+"~atelier"]
	if read.Path == "" || !read.ReadOnly || write.Path == "" || write.ReadOnly {
		t.Fatalf("to read: %+v, to write: %+v", read, write)
	}
	if _, there := find(read.Items, "dentiste"); !there {
		t.Errorf("the shared event is not among %+v", read.Items)
	}
	said := refused(t, g.command("create-event", owner.id+"~calendar/", "nouveau", "Nouveau", "20261204T140000", "20261204T150000")...)
	if !strings.Contains(said, "denied") {
		t.Errorf("libecal says %q", said)
	}
	checkReadOnly(t, s, owner, guest)

	collection := "/dav/calendars/" + owner.id + "/atelier/"
	drive[struct{}](t, g.command("create-event", owner.id+"~atelier/", "colle", "Colle", "20261205T090000", "20261205T100000")...)
	drive[struct{}](t, g.command("delete", "outils")...)
	checkSummaries(t, s, owner, collection, "Colle")
}

func TestVdirsyncerSharedCalendars(t *testing.T) {
	s, owner, guest := sharedCalendars(t)
	v := startVdir(t, s, guest)
	all := v.items()
	for _, uid := range []string{"dentiste", "outils"} {
		if _, there := find(all, uid); !there {
			t.Errorf("%s is not among the items", uid)
		}
	}
	collection := "/dav/calendars/" + owner.id + "/atelier/"
	drive[struct{}](t, v.command("create-event", owner.id+"~atelier", "Colle", "2026-12-05 09:00", "2026-12-05 10:00")...)
	drive[struct{}](t, v.command("delete", "outils")...)
	checkSummaries(t, s, owner, collection, "Colle")

	// vdirsyncer does not know what may be written: it tries, is told 403, and says so.
	said := refused(t, v.command("create-event", owner.id+"~calendar", "Nouveau", "2026-12-04 14:00", "2026-12-04 15:00")...)
	if !strings.Contains(said, "403") {
		t.Errorf("vdirsyncer says %q", said)
	}
	checkReadOnly(t, s, owner, guest)
}

// TestClientsMakeCalendars: GNOME by MKCALENDAR, vdirsyncer by extended MKCOL; each sees the other's, and both can be
// written to.
func TestClientsMakeCalendars(t *testing.T) {
	s := serve(t, example(t))
	p := s.addPerson("essai-agenda", "--territory", "faverges", "--category", "elus")
	home := "/dav/calendars/" + p.id + "/"
	g := startGnome(t, s, p)
	made := drive[struct{ Path, Name string }](t, g.command("create-calendar", "velo", "Atelier vélo")...)
	if made.Path != home+"velo/" || made.Name != "Atelier vélo" {
		t.Errorf("GNOME made %+v", made)
	}
	v := startVdir(t, s, p)
	all := drive[struct{ Calendars []string }](t, v.command("create-calendar", "jardin")...).Calendars
	if !slices.Contains(all, "velo") || !slices.Contains(all, "jardin") {
		t.Errorf("vdirsyncer has %q", all)
	}
	drive[struct{}](t, v.command("create-event", "velo", "Freins", "2026-12-04 14:00", "2026-12-04 15:00")...)
	checkSummaries(t, s, p, home+"velo/", "Freins")
	s.mustPut(p, home+"jardin/semis.ics", plain("semis", "Semis", someday))
	if _, there := find(v.items(), "semis"); !there {
		t.Error("vdirsyncer does not have what was put into the calendar that it made")
	}
	if items := g.calendars()["velo"].Items; len(items) != 1 || items[0].Summary != "Freins" {
		t.Errorf("GNOME has in the calendar that it made %+v", items)
	}
}
