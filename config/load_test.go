package config

import (
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"parcours/events"

	"github.com/google/go-cmp/cmp"
)

// small is a programme without mistakes, 26 lines long: what a test adds begins on line 27.
const small = `[programme]
id = "p.example.org"
title = "P"
time_zone = "Europe/Paris"
organiser = { id = "o", name = "O", email = "o@example.org" }
[[category]]
id = "elus"
label = "Élus"
[[category]]
id = "ddt"
label = "DDT"
[[territory]]
id = "rodez"
name = "Rodez"
[[person]]
id = "ana"
name = "Ana"
email = "ana@example.org"
territories = ["rodez"]
category = "elus"
[[person]]
id = "bo"
name = "Bo"
email = "bo@example.org"
territories = ["rodez"]
category = "ddt"
`

func TestEmptyFileIsAPlainServer(t *testing.T) {
	want := &File{Server: Server{
		PublicURL: "http://127.0.0.1:8080", Listen: "127.0.0.1:8080", Data: "parcours-data",
		MaxResourceSize: 10485760, HomeSize: 1073741824, FilesSize: 209715200, Mail: Mail{Port: 587, StartTLS: true, PlusAddressing: true, QuietFrom: 20, QuietTo: 8, DailyCap: 3, OutsideDaily: 50, HoldMinutes: 10},
	}}
	for _, text := range []string{"", "\n\n", "# nothing\n", "\ufeff# a byte order mark\n"} {
		got, problems := Load([]byte(text))
		if len(problems) > 0 {
			t.Errorf("%q: %v", text, problems)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestServerSettings(t *testing.T) {
	got, problems := Load([]byte(`public_url = "https://parcours.example.org/"
listen = "[::1]:80"
data = "/var/lib/parcours"
trusted_proxies = ["10.1.2.3/8", "::1", "192.0.2.7"]
cors_origins = ["https://Agenda.example.org/", "http://127.0.0.1:3000"]
[limits]
max_resource_size = 1_048_576
home_size = 52_428_800
files_size = 1_000_000
[mail]
enabled = true
from = "parcours@example.org"
host = "smtp.example.org"
port = 25
user = "parcours"
password_file = "secret"
domain = "mail.example.org"
starttls = true
plus_addressing = false
quiet_from = 21
quiet_to = 7
daily_cap = 5
hold_minutes = 0
trusted_authserv_id = "mx.example.org"

[mail.imap]
host = "imap.example.org"
user = "rsvp"
password_file = "imap-secret"
folder = "Answers"
poll_seconds = 30

[mail.lmtp]
listen = "127.0.0.1:2424"
`))
	want := Server{
		PublicURL: "https://parcours.example.org", Listen: "[::1]:80", Data: "/var/lib/parcours", MaxResourceSize: 1048576, HomeSize: 52428800, FilesSize: 1000000,
		Origins:        []string{"https://agenda.example.org", "http://127.0.0.1:3000"},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("192.0.2.7/32")},
		Mail: Mail{Enabled: true, From: "parcours@example.org", Host: "smtp.example.org", Port: 25, User: "parcours",
			PasswordFile: "secret", Domain: "mail.example.org", StartTLS: true, QuietFrom: 21, QuietTo: 7, DailyCap: 5, OutsideDaily: 50,
			TrustedAuthservID: "mx.example.org",
			IMAP:              IMAP{Host: "imap.example.org", Port: 993, User: "rsvp", PasswordFile: "imap-secret", Folder: "Answers", TLS: true, PollSeconds: 30},
			LMTP:              LMTP{Listen: "127.0.0.1:2424"}},
	}
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	if got.HasProgramme {
		t.Error("there is a programme in a file without one")
	}
	if diff := cmp.Diff(want, got.Server, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("server (-want +got):\n%s", diff)
	}
}

func TestPeopleWithoutProgramme(t *testing.T) {
	got, problems := Load([]byte("[[person]]\nid = \"ana\"\nname = \"Ana\"\nemail = \"ana@example.org\"\n"))
	want := []events.Person{{ID: "ana", Name: "Ana", Email: "ana@example.org", InFile: true}}
	if diff := cmp.Diff(want, got.Programme.People); diff != "" || len(problems) > 0 || got.HasProgramme {
		t.Errorf("people (-want +got):\n%s problems %v", diff, problems)
	}
}

func TestSessionsAreExpanded(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	hour := func(month time.Month, day, hour int) time.Time {
		return time.Date(2022, month, day, hour, 0, 0, 0, paris)
	}
	midnight := func(month time.Month, day int) time.Time { return time.Date(2022, month, day, 0, 0, 0, 0, time.UTC) }
	paper := events.Resource{ID: "paper", Title: "Paper", URL: "https://example.org/paper", Sessions: []string{"s", "x-b"}}
	cases := []struct {
		name, text string
		want       []events.Plan
	}{
		{"one, without seconds", `
[[session]]
id = "s"
title = "S"
kind = "K"
description = " D "
start = 2022-03-27T01:00
end = 2022-03-27 04:00:00
place = { mode = "on_site", where = "Paris", link = "https://example.org/map" }
audience = { categories = ["elus"], territories = ["rodez"], roles = ["member", "referent"] }
`, []events.Plan{{
			ID: "s", Title: "S", Kind: "K", Description: "D", Status: events.Fixed, Resources: []events.Resource{paper},
			When:     events.When{Start: hour(3, 27, 1), End: hour(3, 27, 4)},
			Place:    events.Place{Mode: events.OnSite, Where: "Paris", Link: "https://example.org/map"},
			Audience: events.Audience{Categories: []string{"elus"}, Territories: []string{"rodez"}, Roles: []events.Role{"member", "referent"}},
		}}},
		{"rooms", `
[[session]]
id = "s"
title = "S"
date = 2022-03-10
[[session.room]]
category = "elus"
link = "https://example.org/e"
description = "R"
[[session.room]]
category = "ddt"
`, []events.Plan{
			{ID: "s-elus", Group: "s", GroupTitle: "S", Category: "elus", Title: "S", Status: events.Fixed, Resources: []events.Resource{paper},
				When: events.When{Start: midnight(3, 10), End: midnight(3, 11), AllDay: true},
				Room: events.Room{Link: "https://example.org/e", Description: "R"}},
			{ID: "s-ddt", Group: "s", GroupTitle: "S", Category: "ddt", Title: "S", Status: events.Fixed, Resources: []events.Resource{paper},
				When: events.When{Start: midnight(3, 10), End: midnight(3, 11), AllDay: true}},
		}},
		{"options", `
[[poll]]
id = "p"
title = "P"
[[session]]
id = "x"
title = "X"
poll = "p"
description = "D"
optional = true
halves = [["09:00", "12:00"], ["14:00", "17:30"]]
[[session.option]]
id = "a"
date = 2022-04-19
[[session.option]]
id = "b"
date = 2022-04-21
until = 2022-04-22
`, []events.Plan{
			{ID: "x-a", Group: "x", GroupTitle: "X", Title: "X", Description: "D", Status: events.Candidate,
				Parts: []events.Part{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 14 * time.Hour, To: 17*time.Hour + 30*time.Minute}},
				When:  events.When{Start: hour(4, 19, 9), End: hour(4, 19, 17).Add(30 * time.Minute)}, Optional: true, Poll: "p", Option: 1, Options: 2},
			{ID: "x-b", Group: "x", GroupTitle: "X", Title: "X", Description: "D", Status: events.Candidate,
				When:     events.When{Start: midnight(4, 21), End: midnight(4, 23), AllDay: true},
				Optional: true, Poll: "p", Option: 2, Options: 2, Resources: []events.Resource{paper}},
		}},
		{"a poll of one", `
[[poll]]
id = "p"
title = "P"
[[session]]
id = "x"
title = "X"
status = "estimated"
poll = "p"
date = 2022-04-04
`, []events.Plan{{ID: "x", Title: "X", Status: events.Estimated, Poll: "p", Option: 1, Options: 1,
			When: events.When{Start: midnight(4, 4), End: midnight(4, 5), AllDay: true}}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			resource := "[[resource]]\nid = \"paper\"\ntitle = \"Paper\"\nurl = \"https://example.org/paper\"\nsessions = [\"s\", \"x-b\"]\n"
			other := ""
			if !strings.Contains(c.text, `id = "s"`) {
				other += "[[session]]\nid = \"s\"\ntitle = \"S\"\ndate = 2022-01-01\n"
			}
			if !strings.Contains(c.text, "session.option") {
				other += "[[session]]\nid = \"x-b\"\ntitle = \"X\"\ndate = 2022-01-01\n"
			}
			got, problems := Load([]byte(small + c.text + other + resource))
			if len(problems) > 0 {
				t.Fatalf("problems: %v", problems)
			}
			if diff := cmp.Diff(c.want, got.Programme.Sessions[:len(c.want)]); diff != "" {
				t.Errorf("plans (-want +got):\n%s", diff)
			}
		})
	}
}

// Hours may stand with or without quotes.
func TestHalvesWithoutQuotes(t *testing.T) {
	got, _ := Load([]byte(small + "[[session]]\nid = \"s\"\ntitle = \"S\"\ndate = 2022-03-10\nhalves = [[\"09:00\", \"12:00\"], [14:00:00, 17:00:00]]\n"))
	want := []events.Part{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 14 * time.Hour, To: 17 * time.Hour}}
	if diff := cmp.Diff(want, got.Programme.Sessions[0].Parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

func TestTextsOfAWindowsFile(t *testing.T) {
	windows := strings.ReplaceAll(small+"[[session]]\nid = \"s\"\ntitle = \"S\"\ndate = 2022-03-10\ndescription = \"\"\"\na\nb\"\"\"\n", "\n", "\r\n")
	got, problems := Load([]byte(windows))
	if len(problems) > 0 || got.Programme.Sessions[0].Description != "a\nb" {
		t.Errorf("description %q, problems %v", got.Programme.Sessions[0].Description, problems)
	}
}

func TestMain(m *testing.M) {
	time.Local = time.UTC // the machine's zone must not matter
	os.Exit(m.Run())
}
