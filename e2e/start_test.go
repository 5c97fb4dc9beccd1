//go:build e2e

package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var shownLogin = regexp.MustCompile(`(?m)([a-z0-9.-]+@example\.org)\s+([a-z0-9-]{12,})\s*$`)

// TestCleanStart starts on nothing: addresses and logins are printed, the logins until one is used and each of them good, and
// everything of the data folder is the server's own.
func TestCleanStart(t *testing.T) {
	s := serve(t, example(t))
	said := s.said.String()
	for _, want := range []string{s.url + "/\n", s.url + "/feeds/", s.url + "/dav/", "--demo-from"} {
		if !strings.Contains(said, want) {
			t.Errorf("the first start does not say %q:\n%s", want, said)
		}
	}
	logins := shownLogin.FindAllStringSubmatch(said, -1)
	if len(logins) == 0 {
		t.Fatalf("the first start shows no login:\n%s", said)
	}
	for _, l := range logins[:min(3, len(logins))] {
		got, err := s.request(person{email: l[1], password: l[2]}, "PROPFIND", "/dav/", "", "Depth", "0")
		if err != nil || got.status != 207 {
			t.Errorf("%s: %d %v", l[1], got.status, err)
		}
	}
	info, err := os.Stat(s.data)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("data folder: %v, %v", info.Mode(), err)
	}

	s.stop()
	s.start()
	again := strings.TrimPrefix(s.said.String(), said)
	if logins := shownLogin.FindString(again); logins != "" {
		t.Errorf("logins were used, and the second start shows one: %s", logins)
	}
	if !strings.Contains(again, s.url+"/dav/") {
		t.Errorf("the second start does not say where CalDAV is:\n%s", again)
	}
}

// TestDemoOffsetStays: another --demo-from on the same data would move what people have answered; it is not followed,
// and the server says so.
func TestDemoOffsetStays(t *testing.T) {
	date := demoDate()
	s := serve(t, example(t), "--demo-from", date.Format("2006-01-02"))
	s.stop()
	s.options = []string{"--demo-from", date.AddDate(0, 0, 7).Format("2006-01-02")}
	said := s.said.String()
	s.start()
	if again := strings.TrimPrefix(s.said.String(), said); !strings.Contains(again, "--demo-from is not followed") {
		t.Errorf("with another date it says:\n%s", again)
	}
	start, _ := forElus[2].local(t, shift(t, date))
	if got := property(s.get(person{}, "/feeds/c/elus/Parcours-Elus.ics"), uid("pairs-1-elus"), "DTSTART"); got != start {
		t.Errorf("after all that the first session is at %s, want %s", got, start)
	}
}
