package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Somebody's data is written to an archive, and erased: shown first, done with --yes, and not brought back by who lists people.
func TestPeopleExportAndErase(t *testing.T) {
	j := newJourney(t)
	const who, email = "gerard-delcroze", "gerard.delcroze@example.org"
	file := filepath.Join(t.TempDir(), "gerard.zip")
	j.command("people", "export", who, file)
	archive, err := zip.OpenReader(file)
	j.must(err)
	defer archive.Close()
	if archive.File[0].Name != "data.json" {
		t.Errorf("%s", archive.File[0].Name)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if code, _ := j.shell("", "people", "export", who, file); code != 1 {
		t.Error("an archive is overwritten")
	}
	if said := j.command("people", "erase", who); !strings.Contains(said, "disparaîtraient") || !strings.Contains(said, "Le fichier de configuration nomme encore") || j.service.Programme().Person(who) == nil {
		t.Errorf("%s", said)
	}
	if said := j.command("people", "erase", "--yes", email); !strings.Contains(said, "effacé") || j.service.Programme().Person(who) != nil {
		t.Errorf("%s", said)
	}
	for _, again := range [][]string{{"people", "erase", "--yes", who}, {"people", "export", who, file + "2"}, {"people", "erase", "--let-back", "nobody@example.org"}} {
		if code, said := j.shell("", again...); code != 1 {
			t.Errorf("%v: %d %s", again, code, said)
		}
	}
	if code, said := j.shell("", "people", "add", "--id", "gerard", "--email", email, "--name", "Gérard"); code != 1 || !strings.Contains(said, "people erase --let-back "+email) {
		t.Errorf("%d %s", code, said)
	}
	j.command("people", "erase", "--let-back", email)
	j.command("people", "add", "--id", "gerard", "--email", email, "--name", "Gérard")
}
