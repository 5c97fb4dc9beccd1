package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that was emptied is not taken, on SIGHUP or at start: everything stays, and one line says what would go and how to
// have it so. apply shows it and changes nothing; --force takes it.
func TestAnEmptiedFileIsNotTaken(t *testing.T) {
	j := newJourney(t)
	example, err := os.ReadFile(exampleFile)
	j.must(err)
	emptied, edited := filepath.Join(t.TempDir(), "emptied.toml"), filepath.Join(t.TempDir(), "edited.toml")
	j.must(os.WriteFile(emptied, nil, 0o600))
	j.must(os.WriteFile(edited, []byte(strings.ReplaceAll(string(example), "La journée AGORA", "La journée des territoires")), 0o600))
	people, change := len(j.service.Programme().People()), j.service.Programme().Change
	stands := func(after string) {
		t.Helper()
		if snap := j.service.Programme(); len(snap.People()) != people || snap.Change != change || snap.Session("agora").Title != "La journée AGORA" || !snap.Session("agora").Live() {
			t.Errorf("%s changed something", after)
		}
	}
	var said printed
	(&serveCommand{Config: emptied}).reload(&environment{Context: t.Context(), errs: &said}, j.service, slog.New(slog.NewTextHandler(&said, nil)))
	stands("SIGHUP")
	log := said.text.String()
	for _, want := range []string{"the file was not applied; everything stays as it was", "43 of 43 people", "of 10 territories", "apply --force " + emptied} {
		if strings.Count(log, "\n") != 1 || !strings.Contains(log, want) {
			t.Errorf("no %q in one line:\n%s", want, log)
		}
	}
	for file, want := range map[string]string{emptied: "43 of 43 people", edited: "changed  1 agora\n"} {
		if shown := j.command("apply", file); !strings.Contains(shown, want) || !strings.Contains(shown, "nothing was changed: --force applies it") {
			t.Errorf("shown: no %q in\n%s", want, shown)
		}
		stands("apply " + file)
	}
	if done := j.command("apply", "--force", emptied); !strings.Contains(done, "applied\n") || len(j.service.Programme().People()) != 0 || j.service.Programme().Session("agora").Live() {
		t.Errorf("by force:\n%s", done)
	}
}
