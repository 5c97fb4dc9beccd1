package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The note is written as a document, and never over one that somebody may have gone on with.
func TestNoteAsDocument(t *testing.T) {
	j := newJourney(t)
	file := filepath.Join(t.TempDir(), "note.odt")
	if said := j.command("note", "--delegation", "Faverges", "--odt", file); !strings.Contains(said, file) {
		t.Error(said)
	}
	written, err := os.ReadFile(file)
	j.must(err)
	z, err := zip.NewReader(bytes.NewReader(written), int64(len(written)))
	j.must(err)
	if z.File[0].Name != "mimetype" {
		t.Errorf("the first part is %s", z.File[0].Name)
	}
	j.must(os.WriteFile(file, []byte("gone on with"), 0o600))
	if code, said := j.shell("", "note", "--delegation", "Faverges", "--odt", file); code != 1 || !strings.Contains(said, "there already") {
		t.Errorf("%d %s", code, said)
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != "gone on with" {
		t.Errorf("%q, %v", kept, err)
	}
	if code, _ := j.shell("", "note", "--delegation", "nowhere", "--odt", file+"2"); code != 1 {
		t.Errorf("a note of nowhere: %d", code)
	}
	if _, err := os.Stat(file + "2"); err == nil {
		t.Error("a note of nowhere was written")
	}
}
