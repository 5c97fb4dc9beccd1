package config

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One file with mistakes of every room of it: each is found, in one run, where it stands.
func TestEveryMistakeInOneRun(t *testing.T) {
	file, err := os.ReadFile("testdata/mistakes.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, problems := Load(file)
	cases := []struct {
		line, column int
		what, mend   string
	}{
		{2, 14, `web address of another kind: "ftp:`, "https://"},
		{3, 1, `unknown key "listn"`, `Did you mean "listen"?`},
		{7, 21, `"max_resource_size" must be a whole number, not text`, "max_resource_size = 10485760"},
		{16, 29, "this is not TOML", "commas"},
		{17, 13, `unknown time zone "Europe/Pari"`, "Europe/Paris"},
		{18, 13, `has no "email"`, "Add email"},
		{25, 6, `id "elus" is given twice to a category, first on line 21`, "Give each its own"},
		{29, 6, `id "Saint.Jean" has the character "S"`, "lower-case letters"},
		{40, 8, `unknown role "referant"`, `Did you mean "referent"?`},
		{41, 16, `unknown territory "rodes"`, `Did you mean "rodez"?`},
		{47, 9, "given twice, first on line 39", "own address"},
		{48, 8, "referent without territory", "Add territories"},
		{54, 9, "is no e-mail address", "address alone"},
		{56, 1, "has no e-mail address", "Add email"},
		{64, 9, "end is before start: 2022-03-10 09:00 to 08:00", "Put the end after the start."},
		{65, 10, `unknown status "fixd"`, `Did you mean "fixed"?`},
		{69, 8, "is no web address", "in full"},
		{72, 12, `unknown category "élus"`, `Did you mean "elus"?`},
		{77, 8, "no date that exists: 2022-02-30", "a day that exists"},
		{78, 8, `unknown poll "dates"`, "vide"},
		{85, 1, "has options and is in no poll", "Add poll"},
		{93, 9, "until is before date: 2022-09-16 to 2022-09-12", "on the date or after it"},
		{94, 26, `unknown session "gen-2"`, `Did you mean "gen-1"?`},
		{99, 9, "no date and time that exists: 2022-03-27T25:30", "that exist"},
		{108, 1, `[[poll]] "vide" has no option`, "at the sessions"},
		{117, 13, `unknown session "pair-1"`, `Did you mean "pairs-1"?`},
		{118, 6, `unknown person "personne"`, "It can be one of"},
		{121, 10, "decision 1 is there twice, first on line 113", "its own number"},
		{127, 8, `"days" is negative: -8`, "at least 0"},
	}
	for _, c := range cases {
		if !slices.ContainsFunc(problems, func(p Problem) bool {
			return p.Line == c.line && p.Column == c.column && strings.Contains(p.What, c.what) && strings.Contains(p.Mend, c.mend) && !p.Warning
		}) {
			t.Errorf("not found: %d:%d %s (%s)", c.line, c.column, c.what, c.mend)
		}
	}
}

func TestMistakes(t *testing.T) {
	cases := []struct {
		name, text string // added to small: its first line is line 27
		want       []string
	}{
		{"nobody asked", `[[session]]
id = "s"
title = "S"
date = 2022-03-10
audience = { roles = ["expert"] }
`, []string{`28:6: warning: nobody is asked to session "s". Widen the audience, or add the people.`}},
		{"nobody asked by way of others", `[[session]]
id = "s"
title = "S"
date = 2022-03-10
audience = { asked_to = ["r"], roles = ["referent"] }
[[session]]
id = "r"
title = "R"
date = 2022-03-11
audience = { asked_to = ["s"] }
`, []string{
			`28:6: warning: nobody is asked to session "s". Widen the audience, or add the people.`,
			`33:6: warning: nobody is asked to session "r". Widen the audience, or add the people.`,
		}},
		{"asks itself", `[[session]]
id = "s"
title = "S"
date = 2022-03-10
audience = { asked_to = ["s"] }
`, []string{`31:26: session "s" asks whom it asks itself. Name other sessions.`}},
		{"member without category", `[[person]]
id = "cy"
name = "Cy"
email = "cy@example.org"
territories = ["rodez"]
`, []string{`27:1: warning: [[person]] "cy" has no category, and is asked to no session between peers. Add category = "...".`}},
		{"no date", `[[session]]
id = "s"
title = "S"
`, []string{`27:1: [[session]] "s" has no date. Add start and end, or date for a whole day.`}},
		{"start alone", `[[session]]
id = "s"
title = "S"
start = 2022-03-10T09:00:00
`, []string{`27:1: [[session]] "s" has no "end". Add end = 2022-03-10T12:00:00.`}},
		{"offset, and a date where hours belong", `[[session]]
id = "s"
title = "S"
start = 2022-03-10T09:00:00+01:00
end = 2022-03-10
`, []string{
			`30:9: "start" has an offset from UTC: times are wall times of the programme's zone. Leave the offset out: start = 2022-03-10T09:00:00.`,
			`31:7: "end" has no hour. Add the hour: end = 2022-03-10T09:00:00; or write date = ... for a whole day.`,
		}},
		{"an hour that does not exist", `[[session]]
id = "s"
title = "S"
start = 2022-03-10T25:00:00
end = 2022-03-10T26:00:00
`, []string{
			`30:9: "start" is no date and time that exists: 2022-03-10T25:00:00. Write a day and an hour that exist: start = 2022-03-10T09:00:00.`,
			`31:7: "end" is no date and time that exists: 2022-03-10T26:00:00. Write a day and an hour that exist: end = 2022-03-10T09:00:00.`,
		}},
		{"an hour that clocks skip", `[[session]]
id = "s"
title = "S"
start = 2022-03-27T02:30
end = 2022-03-27T04:00
`, []string{`30:9: "start" falls into the hour that clocks skip in Europe/Paris: 2022-03-27T02:30. Take another hour.`}},
		{"ends the day before", `[[session]]
id = "s"
title = "S"
start = 2022-03-10T09:00:00
end = 2022-03-09T12:00:00
`, []string{`31:7: end is before start: 2022-03-10 09:00 to 2022-03-09 12:00. Put the end after the start.`}},
		{"time twice", `[[session]]
id = "s"
title = "S"
date = 2022-03-10
start = 2022-03-10T09:00:00
end = 2022-03-10T10:00:00
`, []string{`31:9: [[session]] "s" has its time twice. Keep start and end for hours, or date for whole days and halves.`}},
		{"halves", `[[session]]
id = "s"
title = "S"
date = 2022-03-10
halves = [["09:00", "12:00"], ["11:00", "10:00"]]
`, []string{
			`31:32: a part of the day starts at 11:00, before the one before it ends at 12:00. Write them in the order of the day.`,
			`31:41: end is before start: 11:00 to 10:00. Put the end after the start.`,
		}},
		{"rooms and options", `[[poll]]
id = "p"
title = "P"
[[session]]
id = "s"
title = "S"
poll = "p"
[[session.room]]
category = "elus"
[[session.option]]
id = "a"
date = 2022-03-10
`, []string{`36:1: [[session]] "s" has rooms and options. Keep the rooms, or ask for the date first.`}},
		{"fixed with options", `[[poll]]
id = "p"
title = "P"
[[session]]
id = "s"
title = "S"
poll = "p"
status = "fixed"
date = 2022-03-10
[[session.option]]
id = "a"
date = 2022-03-10
`, []string{
			`34:10: [[session]] "s" is fixed and has options. Remove status, or the options.`,
			`35:8: [[session]] "s" has options and a "date" of its own. Move it into the [[session.option]]s.`,
		}},
		{"candidate without options", `[[session]]
id = "s"
title = "S"
status = "candidate"
date = 2022-03-10
`, []string{`30:10: [[session]] "s" is a candidate without options. Add [[session.option]] with the dates, or write status = "estimated" for a single one.`}},
		{"an option's id is a session's", `[[poll]]
id = "p"
title = "P"
[[session]]
id = "s-a"
title = "S"
date = 2022-03-10
[[session]]
id = "s"
title = "S"
poll = "p"
[[session.option]]
id = "a"
date = 2022-03-10
`, []string{`39:6: id "s-a" is given twice to a session, first on line 31. Give each its own; an id is never used again.`}},
		{"decision", `[[decision]]
number = 1
title = "D"
question = "Q"
form = ["matrix", "yesno"]
who = "expert"
poll = "p"
due_why = "soon"
[[poll]]
id = "p"
title = "P"
[[session]]
id = "s"
title = "S"
date = 2022-03-10
poll = "p"
`, []string{
			`31:8: [[decision]] 1 is a matrix without sessions. Add sessions = ["..."], the lines of the table.`,
			`31:19: unknown form "yesno". Did you mean "yes_no"?`,
			`32:7: unknown role "expert". It can be one of: member, referent.`,
			`33:8: [[decision]] 1 names a poll and is not answered by one. Add "poll" to form.`,
			`34:11: [[decision]] 1 says of its due date what it is, and has none. Add due = 2022-03-10, or remove what is said of it.`,
		}},
		{"more days on site than days", `[budget]
days = 4
on_site = 8
`, []string{`29:11: "on_site" is more than the days of the budget: 8 of 4. Write how many of the days are on site.`}},
		{"one table where a list belongs", `[session]
id = "s"
title = "S"
date = 2022-03-10
`, []string{`27:1: "session" must be a list of tables, not a table. Write [[session]], with two brackets, at each item.`}},
		{"control character", `[dialogue]
title = "a\u0000b"
`, []string{`28:9: "title" has a control character. Remove it.`}},
		{"not UTF-8", "[dialogue]\ntitle = \"\xe9t\xe9\"\n", []string{`28:10: this is not UTF-8 text. Save the file as UTF-8.`}},
		{"column counts characters", `[dialogue]
title = { "é" = "à", b = 1 }
`, []string{`28:9: "title" must be text, not a table. Write it like this: title = "...".`}},
		{"too large", `[budget]
days = 99999999999999999999
`, []string{`28:8: "days" is out of bounds: 99999999999999999999. Write a number from 0 to 366.`}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			_, problems := Load([]byte(small + c.text))
			for _, p := range problems {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSessionsNeedAProgramme(t *testing.T) {
	got := told("c.toml", []byte("[[session]]\nid = \"s\"\ntitle = \"S\"\ndate = 2022-03-10\n"))
	want := "c.toml:1:1: \"session\" is part of a programme, and there is no [programme]. Add [programme] with id, title, time_zone and organiser.\n"
	if got != want {
		t.Errorf("got %q", got)
	}
}

func TestProgrammeNeedsItsKeys(t *testing.T) {
	got := told("c.toml", []byte("\n[programme]\ntitle = \"\"\n"))
	want := `c.toml:2:1: [programme] has no "id". Add id = "...".
c.toml:2:1: [programme] has no "organiser". Add organiser = { id = "...", name = "...", email = "..." }.
c.toml:2:1: [programme] has no "time_zone". Add time_zone = "...".
c.toml:3:9: "title" of [programme] is empty. Write it between the quotes.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestServerMistakes(t *testing.T) {
	got := told("c.toml", []byte(`public_url = "https://parcours.example.org/sous-dossier"
listen = "8080"
[mail]
enabled = true
port = 70000
`))
	want := `c.toml:1:14: "public_url" has a path: https://parcours.example.org/sous-dossier. Leave out what follows the host name.
c.toml:2:10: "listen" is no address to listen on: 8080. Write an address and a port: listen = "127.0.0.1:8080".
c.toml:3:1: [mail] has no "from". Add from = "parcours@example.org".
c.toml:3:1: [mail] has no "host". Add host = "smtp.example.org".
c.toml:5:8: "port" is out of bounds: 70000. Write a number from 1 to 65535.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestTooManySyntaxErrors(t *testing.T) {
	_, problems := Load([]byte(strings.Repeat("x = ?\n", 200)))
	if len(problems) != maxSyntax+1 {
		t.Fatalf("%d problems", len(problems))
	}
	if last := problems[maxSyntax]; last.Line != maxSyntax+1 || !strings.HasPrefix(last.What, "too many") {
		t.Errorf("the last is %v", last)
	}
}
