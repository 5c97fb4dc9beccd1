package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCommandInServer: a command finds the running server through its data folder; files, standard input, what it
// prints and its exit status go through the socket.
func TestCommandInServer(t *testing.T) {
	s := newSite(t)
	socket, err := control(s.House, nil, s.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	file := filepath.Join(t.TempDir(), "school.ics")
	if err := os.WriteFile(file, []byte(calendar(event("a"), "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		stdin     string
		args      []string
		code      int
		out, errs string
	}{
		{"", []string{"import", "ics", file}, 1, "", file + ":9: not valid calendar data: VEVENT with UID \"x\": no DTSTART\n" +
			file + ": 1 new, 0 changed, 0 unchanged, 1 not taken\n"},
		{calendar(event("b")), []string{"import", "ics", "-"}, 0, "", "-: 1 new, 0 changed, 0 unchanged\n"},
		{"", []string{"import", "ics", file, "--person", "nobody"}, 1, "", "parcours: --person nobody: no such person; parcours people list shows them\n"},
	} {
		var out, errs printed
		if !strings.Contains(strings.Join(c.args, " "), "--person") {
			c.args = append(c.args, "--person", "anne@example.org")
		}
		code := run(append(c.args, "--data", s.folder), strings.NewReader(c.stdin), &out, &errs)
		if code != c.code || out.text.String() != c.out || errs.text.String() != c.errs {
			t.Errorf("%v: %d, %q, %q; want %d, %q, %q", c.args, code, &out.text, &errs.text, c.code, c.out, c.errs)
		}
	}
	if all := s.objects("calendar"); len(all) != 2 {
		t.Errorf("calendar: %q", all)
	}
	var out, errs printed
	if code := run([]string{"people", "list", "--data", s.folder}, strings.NewReader(""), &out, &errs); code != 0 || !strings.Contains(out.text.String(), "\nanne         anne@example.org") {
		t.Errorf("people list: %d %q %q", code, &out.text, &errs.text)
	}
}

// TestCommandSpeaksWhileItRuns: the second calendar is given only once the caller has read of the first.
func TestCommandSpeaksWhileItRuns(t *testing.T) {
	from, s := newCloud(t), newSite(t)
	from.calendar("first", "First", nil)
	from.calendar("second", "Second", nil)
	socket, err := control(s.House, nil, s.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	errs := &awaited{text: "First (first): 0 new", seen: make(chan struct{})}
	from.disturb = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/dav/calendars/anne/second/" {
			select {
			case <-errs.seen:
			case <-time.After(time.Minute):
				t.Error("nothing was heard of the first calendar")
			}
		}
		return false
	}
	code := run([]string{"import", "caldav", from.url, "--user", "anne@example.org", "--password-stdin", "--calendar", "first", "--calendar", "second",
		"--person", "anne", "--data", s.folder}, strings.NewReader(from.password), errs, errs)
	want := "First (first): 0 new, 0 changed, 0 unchanged\nSecond (second): 0 new, 0 changed, 0 unchanged\n"
	if code != 0 || errs.printed.text.String() != want {
		t.Errorf("%d %q, want %q", code, &errs.printed.text, want)
	}
}

// awaited tells when a text was printed.
type awaited struct {
	printed
	text string
	seen chan struct{}
}

func (a *awaited) Write(b []byte) (int, error) {
	n, err := a.printed.Write(b)
	if strings.Contains(string(b), a.text) {
		close(a.seen)
	}
	return n, err
}

// TestCommandHearsTheEnd: a server that breaks off is no success.
func TestCommandHearsTheEnd(t *testing.T) {
	for pieces, want := range map[string]string{
		`{"Stderr":"aGVsbG8="}`: "broke off", "": "broke off", "no\n": "broke off", `{"Status":3}`: "exit status 3",
	} {
		var out printed
		if err := show(&environment{out: &out, errs: &out}, strings.NewReader(pieces)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", pieces, err, want)
		}
	}
}
