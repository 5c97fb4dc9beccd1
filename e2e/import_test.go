//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// radicale is another CalDAV server with an account.
type radicale struct {
	url  string
	anne person
}

// startRadicale runs Debian's Radicale on the loopback, for one person, until the test ends.
func startRadicale(t *testing.T) *radicale {
	t.Helper()
	program, err := exec.LookPath("radicale")
	if err != nil {
		t.Fatal("radicale is missing: apt-get install -y --no-install-recommends radicale")
	}
	dir, address := t.TempDir(), freeAddress(t)
	users, settings := filepath.Join(dir, "users"), filepath.Join(dir, "config")
	config := fmt.Sprintf("[server]\nhosts = %s\n[auth]\ntype = htpasswd\nhtpasswd_filename = %s\nhtpasswd_encryption = plain\n"+
		"[rights]\ntype = owner_only\n[storage]\nfilesystem_folder = %s\n", address, users, filepath.Join(dir, "data"))
	for name, text := range map[string]string{users: "anne:geheim\n", settings: config} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var said logBuffer
	process := exec.Command(program, "--config", settings)
	process.Env = append(os.Environ(), "PATH=/usr/bin:/bin:/usr/sbin:"+os.Getenv("PATH")) // Debian's own Python
	process.Stdout, process.Stderr = &said, &said
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		process.Process.Signal(syscall.SIGTERM)
		process.Wait()
		if t.Failed() {
			t.Logf("Radicale said:\n%s", tail(said.String(), 50))
		}
	})
	r := &radicale{url: "http://" + address, anne: person{id: "anne", email: "anne", password: "geheim"}}
	until(t, "Radicale answers", func() bool {
		answer, err := http.Get(r.url)
		if err == nil {
			answer.Body.Close()
		}
		return err == nil
	})
	return r
}

// do sends a request as Anne, and gives the body of the answer, whose status must be this.
func (r *radicale) do(t *testing.T, want int, method, path, body string, header ...string) string {
	t.Helper()
	req, err := http.NewRequest(method, r.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(r.anne.email, r.anne.password)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	got, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != want {
		t.Fatalf("%s %s: %s %v\n%s", method, path, got.Status, err, text)
	}
	return string(text)
}

const makeCalendar = `<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop>
<D:displayname>Équipe d’été</D:displayname><A:calendar-color>#AA00FF</A:calendar-color>
<C:calendar-description>Pour tous</C:calendar-description>
</D:prop></D:set></C:mkcalendar>`

func simpleEvent(uid, summary string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//Test//EN\r\nBEGIN:VEVENT\r\nUID:" + uid +
		"\r\nDTSTAMP:20220101T000000Z\r\nDTSTART:20220310T080000Z\r\nDTEND:20220310T090000Z\r\nSUMMARY:" + summary + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// TestImportFromRadicale brings an account over while the server runs, twice.
func TestImportFromRadicale(t *testing.T) {
	from, s := startRadicale(t), serve(t, "")
	anne := s.addPerson("anne")
	from.do(t, http.StatusCreated, "MKCALENDAR", "/anne/team/", makeCalendar, "Content-Type", "application/xml")
	uids := []string{"one", "two", "drei"}
	for _, uid := range uids {
		from.do(t, http.StatusCreated, http.MethodPut, "/anne/team/"+uid+".ics", simpleEvent(uid, "Réunion "+uid), "Content-Type", "text/calendar")
	}
	bring := func(want string) {
		t.Helper()
		_, said, err := runBoth("geheim\n", built.parcours, "import", "caldav", from.url, "--user", "anne", "--password-stdin", "--person", "anne", "--data", s.data)
		if err != nil || said != want {
			t.Fatalf("%v\n%s, want %s", err, said, want)
		}
		for _, uid := range uids {
			theirs := from.do(t, http.StatusOK, http.MethodGet, "/anne/team/"+uid+".ics", "")
			if ours := s.get(anne, "/dav/calendars/anne/equipe-d-ete/"+uid+".ics"); ours != theirs {
				t.Errorf("%s is %q, want %q", uid, ours, theirs)
			}
		}
	}
	bring("Équipe d’été (equipe-d-ete): 3 new, 0 changed, 0 unchanged\n")
	from.do(t, http.StatusCreated, http.MethodPut, "/anne/team/two.ics", simpleEvent("two", "Verschoben"), "Content-Type", "text/calendar")
	bring("Équipe d’été (equipe-d-ete): 0 new, 1 changed, 2 unchanged\n")

	got, err := s.request(anne, "PROPFIND", "/dav/calendars/anne/equipe-d-ete/", `<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/">
<D:prop><D:displayname/><A:calendar-color/><C:calendar-description/></D:prop></D:propfind>`, "Depth", "0")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">Équipe d’été<", ">#AA00FF<", ">Pour tous<"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the collection's properties lack %s:\n%s", want, got.body)
		}
	}
}
