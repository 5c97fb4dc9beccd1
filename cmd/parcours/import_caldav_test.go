package main

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"

	"parcours/calendars"
)

// cloud is another server: a site of its own, with a password of Anne's, behind a door that counts and can disturb.
type cloud struct {
	*site
	url      string
	password string

	mu      sync.Mutex
	fetched []string                                      // paths of GETs since the last look
	disturb func(http.ResponseWriter, *http.Request) bool // answers in the server's place
}

func newCloud(t *testing.T) *cloud {
	t.Helper()
	c := &cloud{site: newSite(t)}
	var err error
	if c.password, err = c.Accounts.NewAppPassword(t.Context(), "anne", "test"); err != nil {
		t.Fatal(err)
	}
	inner, err := url.Parse(c.serve().URL)
	if err != nil {
		t.Fatal(err)
	}
	behind := httputil.NewSingleHostReverseProxy(inner)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		if r.Method == http.MethodGet {
			c.fetched = append(c.fetched, r.URL.Path)
		}
		disturb := c.disturb
		c.mu.Unlock()
		if disturb == nil || !disturb(w, r) {
			behind.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(door.Close)
	c.url = door.URL
	return c
}

// gets is how many objects were fetched since the last call.
func (c *cloud) gets() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.fetched)
	c.fetched = nil
	return n
}

// calendar makes a calendar with a name for people.
func (c *cloud) calendar(name, title string, change func(*calendars.StoredCollection)) {
	c.t.Helper()
	stored := calendars.StoredCollection{Name: name, DisplayName: title}
	if change != nil {
		change(&stored)
	}
	if err := c.Calendars.CreateCollection(c.t.Context(), c.person, "anne", stored); err != nil {
		c.t.Fatal(err)
	}
}

// importFrom runs the command.
func (s *site) importFrom(c *cloud, args ...string) (int, string) {
	s.t.Helper()
	return s.command(c.password+"\n", append([]string{"import", "caldav", c.url, "--user", "anne@example.org", "--password-stdin"}, args...)...)
}

// oddObjects are objects that any decoding and encoding would change.
var oddObjects = map[string]string{
	"plain.ics":       calendar(event("plain", "SUMMARY:Agora")),
	"bare LF.ics":     strings.ReplaceAll(calendar(event("lf", "SUMMARY:Ligne")), "\r\n", "\n"),
	"folded.ics":      calendar(event("folded", "SUMM\r\n ARY;X-A=\"b\":fol\r\n ded", "x-lower:Case", "DESCRIPTION:"+strings.Repeat("long ", 60))),
	"é+%41;x.ics":     calendar(event("named", "ATTENDEE;CN=abc:mailto:b@example.org")),
	"série.ics":       calendar(event("series", "RRULE:FREQ=WEEKLY;COUNT=3"), event("series", "RECURRENCE-ID:20220310T080000Z", "SUMMARY:Moved")),
	"tâche.ics":       calendar(task),
	"no-version.ics":  "BEGIN:VCALENDAR\r\n" + event("no-version") + "END:VCALENDAR\r\n\r\n",
	"trailing-ws.ics": calendar(event("ws", "SUMMARY:spaces   ", "X-EMPTY:")),
}

func TestImportMirrorsAnAccount(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	from.calendar("fam", "Famille & Amis d’été", func(c *calendars.StoredCollection) {
		c.Description, c.Color, c.Components = "Pour tous,\n<ensemble>", "#AA00FF80", []string{"VEVENT", "VTODO"}
		c.TimeZone = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//Test//EN\r\nBEGIN:VTIMEZONE\r\nTZID:Etc/GMT+1\r\nBEGIN:STANDARD\r\n" +
			"DTSTART:19700101T000000\r\nTZOFFSETFROM:-0100\r\nTZOFFSETTO:-0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n"
	})
	for name, octets := range oddObjects {
		from.put("fam", name, octets)
	}
	from.put("tasks", "task.ics", calendar(task))

	code, said := s.importFrom(from)
	want := "Famille & Amis d’été (famille-amis-d-ete): 8 new, 0 changed, 0 unchanged\n"
	if code != 0 || !strings.Contains(said, want) || !strings.Contains(said, "Mes tâches (mes-taches): 1 new, 0 changed, 0 unchanged\n") {
		t.Errorf("%d %q, want %q", code, said, want)
	}
	if got := s.objects("famille-amis-d-ete"); !maps.Equal(got, oddObjects) {
		t.Errorf("brought %q, want %q", got, oddObjects)
	}
	theirs, ours := from.collection("fam"), s.collection("famille-amis-d-ete")
	if ours.DisplayName != theirs.DisplayName || ours.Description != theirs.Description || ours.Color != theirs.Color || ours.TimeZone != theirs.TimeZone {
		t.Errorf("brought %+v, want %+v", ours, theirs)
	}
	if strings.Join(ours.Components, " ") != "VEVENT VTODO" {
		t.Errorf("it holds %v", ours.Components)
	}
	if n := from.gets(); n != 9 {
		t.Errorf("%d objects fetched, want 9", n)
	}
	if code, said = s.importFrom(from); code != 0 || !strings.Contains(said, "(famille-amis-d-ete): 0 new, 0 changed, 8 unchanged\n") || from.gets() != 0 {
		t.Errorf("again: %d %q", code, said)
	}
}

func TestImportFetchesWhatChanged(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	from.calendar("work", "Work", nil)
	for _, uid := range []string{"same", "there", "here", "both", "deleted-there", "deleted-here"} {
		from.put("work", uid+".ics", calendar(event(uid)))
	}
	if code, said := s.importFrom(from, "--calendar", "work"); code != 0 || said != "Work (work): 6 new, 0 changed, 0 unchanged\n" {
		t.Fatalf("%d %q", code, said)
	}
	from.gets()
	for _, uid := range []string{"there", "both", "new"} {
		from.put("work", uid+".ics", calendar(event(uid, "SUMMARY:there")))
	}
	for _, uid := range []string{"here", "both"} {
		s.put("work", uid+".ics", calendar(event(uid, "SUMMARY:here")))
	}
	from.delete("work", "deleted-there.ics")
	s.delete("work", "deleted-here.ics")

	want := "Work: both.ics: changed here and there: it stays as it is here\nWork (work): 2 new, 1 changed, 2 unchanged, 1 not taken\n"
	if code, said := s.importFrom(from, "--calendar", "WORK"); code != 1 || said != want {
		t.Errorf("%d %q, want %q", code, said, want)
	}
	if n := from.gets(); n != 4 {
		t.Errorf("%d objects fetched, want there, both, new and deleted-here", n)
	}
	all := s.objects("work")
	for name, summary := range map[string]string{"there.ics": "there", "here.ics": "here", "both.ics": "here", "new.ics": "there"} {
		if !strings.Contains(all[name], "SUMMARY:"+summary+"\r\n") {
			t.Errorf("%s is %q, want the version of %s", name, all[name], summary)
		}
	}
	if len(all) != 7 || all["deleted-there.ics"] == "" || all["deleted-here.ics"] == "" {
		t.Errorf("%d objects: %q", len(all), all)
	}
}

// TestImportNamesCollections: names for paths are free ones, and each calendar keeps its collection.
func TestImportNamesCollections(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	s.put("calendar", "mine.ics", calendar(event("mine")))
	for _, name := range []string{"a", "b", "c", "d"} {
		from.calendar(name, map[string]string{"a": "Calendar", "b": "calendar", "c": "…", "d": "Inbox"}[name], nil)
		from.put(name, name+".ics", calendar(event(name)))
	}
	for range 2 {
		if code, said := s.importFrom(from, "--calendar", "a", "--calendar", "b", "--calendar", "c", "--calendar", "d"); code != 0 {
			t.Errorf("%d %q", code, said)
		}
		for name, object := range map[string]string{"calendar": "mine.ics", "calendar-2": "a.ics", "calendar-3": "b.ics", "imported": "c.ics", "inbox-2": "d.ics"} {
			if all := s.objects(name); len(all) != 1 || all[object] == "" {
				t.Errorf("%s has %q, want %s", name, all, object)
			}
		}
	}
	from.url = strings.Replace(from.url, "127.0.0.1", "localhost", 1)
	if code, said := s.importFrom(from, "--calendar", "d"); code != 0 || said != "Inbox (inbox-3): 1 new, 0 changed, 0 unchanged\n" {
		t.Errorf("from another address: %d %q", code, said)
	}
}

// TestImportSkipsBrokenObjects: what cannot be taken is named and costs nothing else; mended, it comes.
func TestImportSkipsBrokenObjects(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	from.calendar("work", "Work", nil)
	for _, uid := range []string{"good", "garbage", "gone", "large"} {
		from.put("work", uid+".ics", calendar(event(uid)))
	}
	from.disturb = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.Method != http.MethodGet:
			return false
		case strings.HasSuffix(r.URL.Path, "/garbage.ics"):
			io.WriteString(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTENDEE;CN=abc\r\n")
		case strings.HasSuffix(r.URL.Path, "/gone.ics"):
			http.Error(w, "not here", http.StatusNotFound)
		case strings.HasSuffix(r.URL.Path, "/large.ics"):
			io.WriteString(w, calendar(event("large", "DESCRIPTION:"+strings.Repeat("x", 10<<20))))
		default:
			return false
		}
		return true
	}
	code, said := s.importFrom(from, "--calendar", "work")
	for _, want := range []string{
		"Work: garbage.ics: line 3: ", "Work: gone.ics: 404 Not Found", "Work: large.ics: 10485761 octets; at most 10485760 are taken\n",
		"Work (work): 1 new, 0 changed, 0 unchanged, 3 not taken\n",
	} {
		if code != 1 || !strings.Contains(said, want) {
			t.Errorf("%d %q, want %q", code, said, want)
		}
	}
	from.disturb = nil
	from.put("work", "later.ics", calendar(event("later")))
	s.put("work", "mine.ics", calendar(event("later")))
	want := "Work: later.ics: the UID belongs to mine.ics\nWork (work): 3 new, 0 changed, 1 unchanged, 1 not taken\n"
	if code, said := s.importFrom(from, "--calendar", "work"); code != 1 || said != want {
		t.Errorf("mended: %d %q, want %q", code, said, want)
	}
	if all := s.objects("work"); len(all) != 5 || all["garbage.ics"] != calendar(event("garbage")) {
		t.Errorf("mended: %q", all)
	}
}

func TestImportRefusesAccounts(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	elsewhere := newCloud(t)
	var given string
	elsewhere.disturb = func(w http.ResponseWriter, r *http.Request) bool {
		given += r.Header.Get("Authorization")
		return false
	}
	for _, c := range []struct {
		name, address, password string
		disturb                 func(http.ResponseWriter, *http.Request) bool
		args                    []string
		want                    string
	}{
		{name: "wrong password", password: "wrong", want: "does not accept this user and password"},
		{name: "no password", password: "\n", want: "no password on standard input"},
		{name: "unknown calendar", args: []string{"--calendar", "x"}, want: "--calendar x: no such calendar there; there are: Mon agenda (calendar), Mes tâches (tasks)"},
		{name: "no address", address: "cloud.example.org", want: "write an address such as https://cloud.example.org"},
		{name: "nobody there", address: "http://127.0.0.1:1/", want: "connection refused"},
		{name: "no CalDAV", disturb: func(w http.ResponseWriter, _ *http.Request) bool {
			http.Error(w, "only pages", http.StatusMethodNotAllowed)
			return true
		}, want: "405 Method Not Allowed: only pages"},
		{name: "to another host", disturb: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, strings.Replace(elsewhere.url, "127.0.0.1", "localhost", 1)+"/dav/", http.StatusMovedPermanently)
			return true
		}, want: "which does not get the password"},
		{name: "to another port", disturb: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, elsewhere.url+"/dav/", http.StatusMovedPermanently)
			return true
		}, want: "which does not get the password"},
		{name: "an answer without end", disturb: func(w http.ResponseWriter, r *http.Request) bool {
			w.WriteHeader(http.StatusMultiStatus)
			io.WriteString(w, `<multistatus xmlns="DAV:">`)
			for range 32 + 8 {
				io.WriteString(w, strings.Repeat(" ", 1<<20))
			}
			return true
		}, want: "more than 33554432 octets are not read"},
		{name: "in a circle", disturb: func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/dav/", http.StatusFound)
			return true
		}, want: "more than 5 redirections"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			asked := &cloud{site: from.site, url: from.url, password: from.password}
			if c.address != "" {
				asked.url = c.address
			}
			if c.password != "" {
				asked.password = c.password
			}
			from.disturb = c.disturb
			if code, said := s.importFrom(asked, c.args...); code != 1 || !strings.Contains(said, c.want) {
				t.Errorf("%d %q, want %q", code, said, c.want)
			}
		})
	}
	if given != "" {
		t.Errorf("another host was given %q", given)
	}
}

// TestImportFromAnotherCharset: an object that is not in UTF-8 there is in UTF-8 here, and is known again.
func TestImportFromAnotherCharset(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	from.calendar("work", "Work", nil)
	for _, name := range []string{"said", "unsaid", "utf8"} {
		from.put("work", name+".ics", calendar(event(name)))
	}
	from.disturb = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet {
			return false
		}
		switch path.Base(r.URL.Path) {
		case "said.ics":
			w.Header().Set("Content-Type", "text/calendar; charset=iso-8859-15")
			io.WriteString(w, calendar(event("said", "SUMMARY:\xbcuvre \xe9t\xe9")))
		case "unsaid.ics":
			w.Header().Set("Content-Type", "text/calendar")
			io.WriteString(w, calendar(event("unsaid", "SUMMARY:\x8cuvre \xe9t\xe9")))
		default:
			return false
		}
		return true
	}
	if code, said := s.importFrom(from, "--calendar", "work"); code != 0 || said != "Work (work): 3 new, 0 changed, 0 unchanged\n" {
		t.Errorf("%d %q", code, said)
	}
	all := s.objects("work")
	if !strings.Contains(all["said.ics"], "SUMMARY:Œuvre été\r\n") || !strings.Contains(all["unsaid.ics"], "SUMMARY:Œuvre été\r\n") {
		t.Errorf("brought %q", all)
	}
	from.put("work", "unsaid.ics", calendar(event("unsaid", "SUMMARY:changed")))
	if code, said := s.importFrom(from, "--calendar", "work"); code != 0 || said != "Work (work): 0 new, 0 changed, 3 unchanged\n" {
		t.Errorf("again, the same text under another ETag: %d %q", code, said)
	}
}

// TestImportFindsTheAccount from any address in it, and from one that leads there.
func TestImportFindsTheAccount(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	from.put("calendar", "a.ics", calendar(event("a")))
	from.disturb = func(w http.ResponseWriter, r *http.Request) bool {
		switch r.URL.Path {
		case "/cloud":
			http.Redirect(w, r, "/dav/", http.StatusMovedPermanently)
		case "/files/":
			http.NotFound(w, r)
		default:
			return false
		}
		return true
	}
	for n, path := range []string{"", "/", "/dav/", "/cloud", "/files/", "/dav/principals/anne/", "/dav/calendars/anne/", "/dav/calendars/anne/calendar/"} {
		asked := &cloud{site: from.site, url: from.url + path, password: from.password}
		want := "Mon agenda (mon-agenda): 0 new, 0 changed, 1 unchanged\n"
		if n == 0 {
			want = "Mon agenda (mon-agenda): 1 new, 0 changed, 0 unchanged\n"
		}
		if code, said := s.importFrom(asked, "--calendar", "calendar"); code != 0 || said != want {
			t.Errorf("%s: %d %q, want %q", path, code, said, want)
		}
	}
}
