package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parcours/ical"
)

// A folder in use stays so, whatever becomes of the file that says it.
func TestFolderIsTakenOnce(t *testing.T) {
	dir := t.TempDir()
	first, err := open(t.Context(), dir, ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if second, err := open(t.Context(), dir, ical.NewRenderer("")); !errors.Is(err, errInUse) {
			second.Close()
			t.Fatalf("a second one: %v", err)
		}
		os.Remove(filepath.Join(dir, "lock"))
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := open(t.Context(), dir, ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}
