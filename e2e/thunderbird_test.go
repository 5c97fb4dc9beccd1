//go:build e2e

package e2e

import (
	"cmp"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parcours/config"
)

// thunderbird is a running Thunderbird with a profile of its own.
type thunderbird struct {
	t   *testing.T
	dir string
}

// thing is an event or a task as Thunderbird has it.
type thing struct {
	UID, Summary, Status string
	Description          string
	Sequence             string
	Partstat             string `json:"my_partstat"`
	Start, End           struct {
		ICal   string
		Local  string // in the user's zone
		UTC    string
		AllDay bool `json:"all_day"`
	}
}

// added is a calendar that Thunderbird added.
type added struct {
	Name, URI string
	ReadOnly  bool `json:"read_only"`
}

func startThunderbird(t *testing.T) *thunderbird {
	t.Helper()
	need(t, "thunderbird", "Xvfb")
	b := &thunderbird{t, t.TempDir()}
	t.Cleanup(func() {
		if t.Failed() {
			b.save("failed-" + t.Name() + "-" + filepath.Base(b.dir) + ".png")
		}
		if _, err := run("", built.thunderbird, "-dir", b.dir, "stop"); err != nil {
			t.Error(err)
		}
	})
	drive[struct{}](t, b.command("start", "-size", "1900x1100")...)
	return b
}

func (b *thunderbird) command(args ...string) []string {
	return append([]string{built.thunderbird, "-dir", b.dir}, args...)
}

// save keeps a picture of the window as it is, if it can be had.
func (b *thunderbird) save(name string) {
	if _, err := run("", b.command("screenshot", "-view", "", artefact(b.t, name))...); err != nil {
		b.t.Log(err)
	}
}

// subscribe adds a feed.
func (b *thunderbird) subscribe(url string) added {
	b.t.Helper()
	out := drive[struct{ Added []added }](b.t, b.command("subscribe", url, "-timeout", "100s")...)
	if len(out.Added) != 1 {
		b.t.Fatalf("added %+v", out.Added)
	}
	return out.Added[0]
}

// addAccount adds all the calendars that Thunderbird finds for a person, by the last segment of their paths.
func (b *thunderbird) addAccount(s *server, p person) map[string]added {
	b.t.Helper()
	out := drive[struct{ Added []added }](b.t, b.command("caldav", s.url+"/", p.email, p.password, "-timeout", "100s")...)
	byName := map[string]added{}
	for _, a := range out.Added {
		byName[filepath.Base(a.URI)] = a
	}
	return byName
}

// events synchronizes a calendar and lists what is in it, by UID.
func (b *thunderbird) events(c added) map[string]thing {
	b.t.Helper()
	out := drive[struct{ Items []thing }](b.t, b.command("events", "-refresh", "-calendar", c.URI, "-timeout", "100s")...)
	byUID := map[string]thing{}
	for _, e := range out.Items {
		if _, twice := byUID[e.UID]; twice {
			b.t.Errorf("%s stands twice in %s", e.UID, c.Name)
		}
		byUID[e.UID] = e
	}
	return byUID
}

// answer presses a button of an invitation's window.
func (b *thunderbird) answer(c added, uid, partstat string) {
	b.t.Helper()
	drive[struct{}](b.t, b.command("rsvp", uid, partstat, "-calendar", c.URI, "-timeout", "100s")...)
}

// screenshot keeps a picture of a view and checks that it is one, and shows an event with this title.
func (b *thunderbird) screenshot(name, view, date, title string) {
	b.t.Helper()
	b.picture(name, title, "-view", view, "-date", date)
}

// picture does so with the driver's own flags.
func (b *thunderbird) picture(name, title string, flags ...string) {
	b.t.Helper()
	file := artefact(b.t, name)
	out := drive[struct{ Shown []string }](b.t, b.command(append([]string{"screenshot", file, "-timeout", "100s"}, flags...)...)...)
	if !slices.Contains(out.Shown, title) {
		b.t.Errorf("%s shows %q, want %q", name, out.Shown, title)
	}
	f, err := os.Open(file)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	if picture, err := png.DecodeConfig(f); err != nil || picture.Width < 1000 {
		b.t.Errorf("%s: %d pixels wide, %v", name, picture.Width, err)
	}
}

// checkTimes compares the sessions of a calendar with the table.
func checkTimes(t *testing.T, got map[string]thing, want []held, demo config.Demo) {
	t.Helper()
	for _, h := range want {
		e, there := got[uid(h.id)]
		if !there {
			t.Errorf("%s is missing", h.id)
			continue
		}
		start, end := h.local(t, demo)
		gotStart, gotEnd := cmp.Or(e.Start.Local, e.Start.ICal), cmp.Or(e.End.Local, e.End.ICal)
		if gotStart != start || gotEnd != end {
			t.Errorf("%s: %s to %s, want %s to %s", h.id, gotStart, gotEnd, start, end)
		}
		if allDay := !strings.Contains(h.start, "T"); e.Start.AllDay != allDay {
			t.Errorf("%s: all day %v, want %v", h.id, e.Start.AllDay, allDay)
		} else if !allDay && e.Start.UTC != utc(t, start) {
			t.Errorf("%s starts at %s, want %s", h.id, e.Start.UTC, utc(t, start))
		}
		if e.Status != h.status {
			t.Errorf("%s is %s, want %s", h.id, e.Status, h.status)
		}
	}
	if len(got) != len(want) {
		for id := range got {
			if !slices.ContainsFunc(want, func(h held) bool { return uid(h.id) == id }) {
				t.Errorf("%s should not be there", id)
			}
		}
	}
}

func TestThunderbirdFeedAndAnswers(t *testing.T) {
	date := demoDate()
	s := serve(t, example(t), "--demo-from", date.Format("2006-01-02"))
	referent := s.referentOfFaverges()
	b := startThunderbird(t)

	feed := b.subscribe(s.url + "/feeds/c/elus/Parcours-Elus.ics")
	if feed.Name != "Parcours-Elus" {
		t.Errorf("Thunderbird names the feed %q", feed.Name)
	}
	checkTimes(t, b.events(feed), forElus, shift(t, date))

	calendars := b.addAccount(s, referent)
	for _, name := range []string{"parcours", "faverges.delegation", "calendar", "tasks"} {
		if c, there := calendars[name]; !there || c.ReadOnly {
			t.Fatalf("%s: %+v among %+v", name, c, calendars)
		}
	}
	parcours := calendars["parcours"]
	// A referent is asked to prepare the closing, too.
	checkTimes(t, b.events(parcours), append(forElus[:len(forElus):len(forElus)], held{"prep-cloture", "2022-06-23", "2022-06-23", "TENTATIVE"}), shift(t, date))

	b.answer(parcours, uid("pairs-1-elus"), "ACCEPTED")
	b.answer(parcours, uid("agora"), "DECLINED")
	b.answer(parcours, uid("gen-1"), "TENTATIVE")
	b.answer(parcours, uid("agora"), "ACCEPTED")

	delegation := calendars["faverges.delegation"]
	forUs := uid("pairs-2-elus") + "+faverges.elus"
	b.answer(delegation, forUs, "ACCEPTED")
	b.answer(delegation, forUs, "DECLINED")

	checkHistory(t, s.historyBy(referent), []answer{
		{Session: "pairs-1-elus", For: referent.id, By: referent.id, Status: "ACCEPTED", Door: "caldav"},
		{Session: "agora", For: referent.id, By: referent.id, Status: "DECLINED", Door: "caldav"},
		{Session: "gen-1", For: referent.id, By: referent.id, Status: "TENTATIVE", Door: "caldav"},
		{Session: "agora", For: referent.id, By: referent.id, Status: "ACCEPTED", Door: "caldav"},
		{Session: "pairs-2-elus", For: "faverges/elus", By: referent.id, Status: "ACCEPTED", Door: "caldav"},
		{Session: "pairs-2-elus", For: "faverges/elus", By: referent.id, Status: "DECLINED", Door: "caldav"},
	})

	// After another synchronization the answers are still the server's, and each where it was given.
	checkAnswers(t, b.events(parcours), map[string]string{
		uid("pairs-1-elus"): "ACCEPTED", uid("agora"): "ACCEPTED", uid("gen-1"): "TENTATIVE", uid("pairs-2-elus"): "NEEDS-ACTION",
	})
	checkAnswers(t, b.events(delegation), map[string]string{
		forUs: "DECLINED", uid("pairs-1-elus") + "+faverges.elus": "NEEDS-ACTION", uid("agora") + "+faverges": "NEEDS-ACTION",
	})
	first, _ := forElus[2].local(t, shift(t, date))
	b.screenshot("thunderbird-week.png", "week", first[:4]+"-"+first[4:6]+"-"+first[6:8], b.events(parcours)[uid("pairs-1-elus")].Summary)
}

// checkHistory compares what was recorded with what was answered, in order.
func checkHistory(t *testing.T, got, want []answer) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("recorded:\n%+v\nwant:\n%+v", got, want)
	}
}

func checkAnswers(t *testing.T, got map[string]thing, want map[string]string) {
	t.Helper()
	for uid, partstat := range want {
		if got[uid].Partstat != partstat {
			t.Errorf("%s is answered %q, want %q", uid, got[uid].Partstat, partstat)
		}
	}
}
