package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/config"
	"parcours/events"
	"parcours/record"
)

// exportAnew writes the file, and finds that neither apply nor serve has anything to change by it.
func (j *journey) exportAnew(name string) string {
	j.t.Helper()
	file := filepath.Join(j.folder, name)
	if said := j.command("export", "config", "--out", file); !strings.Contains(said, "written: ") || !strings.Contains(said, nothingToChange) {
		j.t.Errorf("export says %s", said)
	}
	text, err := os.ReadFile(file)
	j.must(err)
	if said := j.command("apply", file); strings.TrimSpace(said) != nothingToChange {
		j.t.Errorf("apply says %s\n%s", said, text)
	}
	return string(text)
}

// served applies a file as serve does at its start, and gives what it logs.
func (j *journey) served(file string) string {
	j.t.Helper()
	c := &serveCommand{Config: file}
	loaded, err := c.load(&environment{Context: j.t.Context(), errs: io.Discard, dir: j.folder})
	j.must(err)
	var said printed
	j.must(c.apply(j.t.Context(), j.service, loaded, slog.New(slog.NewTextHandler(&said, nil))))
	return said.text.String()
}

// What pages, calendars and commands changed is in the file that is written anew, and the file then changes nothing: rooms moved apart,
// a session cancelled, one made, a draft, a poll decided, people added, changed and taken out.
func TestExportedFileChangesNothing(t *testing.T) {
	j := newJourney(t)
	if text := j.exportAnew("first.toml"); strings.Contains(text, "title = \"Deuxième session entre pairs\"\nstart = 2022-03-24T15:00") {
		t.Errorf("%s", text)
	}
	agathe := j.service.Programme().Person("agathe-lormeau")
	replan := func(change func(*events.Plan, *[]events.Audience), ids ...string) {
		t.Helper()
		j.must(j.service.Replan(t.Context(), agathe, ids, change))
	}
	replan(func(p *events.Plan, _ *[]events.Audience) {
		p.When = p.When.Shift(7, j.service.Programme().Loc)
		p.Title, p.Why, p.Place = "Deuxième session, autrement", "La salle est prise.", events.Place{Mode: events.OnSite, Where: "Lomme"}
	}, "pairs-2-elus")
	replan(func(p *events.Plan, _ *[]events.Audience) { p.Status = events.Cancelled }, "pairs-3-ddt", "prep-cloture")
	replan(func(p *events.Plan, asked *[]events.Audience) {
		p.When.Start, p.Description = p.When.Start.Add(time.Hour), p.Description+"\n\nVenez avec vos \"questions\"."
		p.Audience = events.Audience{Territories: []string{"vimy"}}
		*asked = []events.Audience{p.Audience}
	}, "agora", "gen-1")
	paris := j.service.Programme().Loc
	for i, categories := range [][]string{{"tous"}, nil} {
		start := time.Date(2022, 5, 12+i, 9, 30, 0, 0, paris)
		j.must(j.service.MakeSession(t.Context(), "x"+string(rune('a'+i))+".ics", events.Edit{
			UID: "made-here-" + string(rune('a'+i)), Title: "Visite « en plus »", When: events.When{Start: start, End: start.Add(time.Hour)}, Categories: categories, Sequence: -1,
		}, func(events.Tx) error { return nil }))
	}
	j.must(j.service.Decide(t.Context(), agathe, "cloture-c"))
	j.must(j.service.Decide(t.Context(), agathe, "gen-2"))
	j.must(j.service.AddPeople(t.Context(), []events.Person{
		{ID: "lea", Email: "lea@example.org", Name: "Léa « la neuve »", Territories: []string{"vimy"}, Category: "elus", Role: events.Guest, Godparent: "romain-givenchet", Briefed: true},
		{ID: "bastien-rochard", Email: "bastien@example.org", Name: "Bastien Rochard", Role: events.Referent, Territories: []string{"annecy"}, Category: "elus"},
	}))
	j.must(j.service.RemovePerson(t.Context(), "sylvie-warembert"))

	text := j.exportAnew("second.toml")
	for _, want := range []string{
		"title = \"Deuxième session, autrement\"\nstart = 2022-03-31T14:00:00\nend = 2022-03-31T17:00:00\nplace = { mode = \"on_site\", where = \"Lomme\" }\nwhy = \"La salle est prise.\"\n",
		"id = \"c\"\ndate = 2022-09-14\nstatus = \"fixed\"\n", "id = \"b\"\ndate = 2022-09-13\nstatus = \"cancelled\"\n",
		"audience = { nobody = true }", "id = \"made-1\"", "godparent = \"romain-givenchet\"\nbriefed = true\n", "email = \"bastien@example.org\"\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, "sylvie-warembert") {
		t.Error("who was removed is in the file")
	}
	before := j.service.Programme()
	for range 2 { // the second time the file's word is known
		if said := j.served(filepath.Join(j.folder, "second.toml")); !strings.Contains(said, nothingToChange) {
			t.Errorf("serve says %s", said)
		}
	}
	after := j.service.Programme()
	if after.Change != before.Change || after.Epoch != before.Epoch {
		t.Errorf("clients see a change: %d to %d, %s to %s", before.Change, after.Change, before.Epoch, after.Epoch)
	}
	if third := j.exportAnew("third.toml"); third != text {
		t.Errorf("the third file is another one")
	}
	if said := j.command("export", "config", "--out", filepath.Join(j.folder, "third.toml"), "--replace"); !strings.Contains(said, nothingToChange) {
		t.Error(said)
	}
	if kept, err := os.ReadFile(filepath.Join(j.folder, "third.toml.before")); err != nil || string(kept) != text {
		t.Errorf("what was replaced: %v", err)
	}
}

// The file that was exported makes the same programme where there was none: what was decided is decided, a draft is one.
func TestExportedFileInAnEmptyFolder(t *testing.T) {
	j := newJourney(t)
	agathe := j.service.Programme().Person("agathe-lormeau")
	j.must(j.service.Decide(t.Context(), agathe, "cloture-c"))
	j.must(j.service.Decide(t.Context(), agathe, "gen-1"))
	j.must(j.service.MakeSession(t.Context(), "x.ics", events.Edit{UID: "u", Title: "Brouillon", Sequence: -1,
		When: events.When{Start: time.Date(2022, 5, 12, 9, 0, 0, 0, time.UTC), End: time.Date(2022, 5, 12, 10, 0, 0, 0, time.UTC)}}, func(events.Tx) error { return nil }))
	text := j.exportAnew("a.toml")
	other := newJourneyOf(t, filepath.Join(j.folder, "a.toml"))
	if again := other.exportAnew("b.toml"); again != text {
		t.Error("another file comes out")
	}
	for _, poll := range []string{"cloture", "approfondissement"} {
		st, err := other.service.Record.Standing(t.Context(), poll)
		j.must(err)
		i := slices.IndexFunc(st.Choices, func(c record.Choice) bool { return c.ID == "cloture" || c.ID == "gen-1" })
		if i < 0 || st.Choices[i].Decided == "" || poll == "cloture" && len(st.Choices[i].Options) != 5 {
			t.Errorf("%s: %+v", poll, st.Choices)
		}
	}
	snap := other.service.Programme()
	if x := snap.Session("made-1"); x == nil || !x.Draft() || x.Asks(snap.Person("bastien-rochard")) {
		t.Errorf("the draft: %+v", x)
	}
	if x := snap.Session("cloture-a"); !x.Lost || x.Live() {
		t.Errorf("a date that was not chosen: %+v", x)
	}
	// the file can be taken back: a session of the organisers' own is the file's now
	without := strings.Replace(text, text[strings.Index(text, "[[session]]\nid = \"made-1\""):strings.Index(text, "# ---- Polls")], "", 1)
	j.must(os.WriteFile(filepath.Join(j.folder, "c.toml"), []byte(without), 0o600))
	j.served(filepath.Join(j.folder, "a.toml"))
	if said := j.served(filepath.Join(j.folder, "c.toml")); !strings.Contains(said, "removed=[made-1]") || j.service.Programme().Session("made-1").Live() {
		t.Errorf("%s", said)
	}
}

// Sessions that organisers made here do not make a file look like one that takes nearly everything away.
func TestMadeSessionsAreNoLoss(t *testing.T) {
	j := newJourneyOf(t, "../../config.small.toml")
	for i := range 6 {
		start := time.Date(2027, 10, 1+i, 9, 0, 0, 0, time.UTC)
		j.must(j.service.MakeSession(t.Context(), "x"+string(rune('a'+i))+".ics", events.Edit{UID: "u" + string(rune('a'+i)), Title: "T", Sequence: -1, Categories: []string{"all"},
			When: events.When{Start: start, End: start.Add(time.Hour)}}, func(events.Tx) error { return nil }))
	}
	small, err := filepath.Abs("../../config.small.toml")
	j.must(err)
	if said := j.served(small); !strings.Contains(said, nothingToChange) {
		t.Errorf("%s", said)
	}
	if x := j.service.Programme().Session("made-1"); !x.Live() {
		t.Error("it was cancelled")
	}
}

// A demonstration keeps its dates: its file says that they were moved, with the settings that the server had.
func TestExportOfADemonstration(t *testing.T) {
	j := newJourney(t)
	file, _ := config.Load([]byte("listen = \"127.0.0.1:8099\"\ndata = \"elsewhere\"\npublic_url = \"https://p.example.org\"\n"))
	j.must((&serveCommand{said: file.Server}).keepSettings(t.Context(), j.service))
	j.must(j.service.SetDemo(t.Context(), "39 2022-12-19"))
	text := j.exportAnew("demo.toml")
	for _, want := range []string{"moved = true\n", "start = 2022-03-10T09:00:00\n", "\npublic_url = \"https://p.example.org\"", "\nlisten = \"127.0.0.1:8099\"", "\ndata = \"elsewhere\""} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if said := j.served(filepath.Join(j.folder, "demo.toml")); !strings.Contains(said, nothingToChange) {
		t.Errorf("%s", said)
	}
	code, said := j.shell("", "export", "config", "--data", j.folder, "--out", filepath.Join(j.folder, "demo.toml"))
	if code != 1 || !strings.Contains(said, "this file is there already; name another, or add --replace") {
		t.Errorf("%d %s", code, said)
	}
}
