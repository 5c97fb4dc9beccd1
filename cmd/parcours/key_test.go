package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parcours/ical"
	"parcours/store"
)

// Without its key a folder is not opened, and a command says what to do; --lost takes a new one, and nothing while the old one is there.
func TestKeyOfACommand(t *testing.T) {
	dir := t.TempDir()
	o, err := open(t.Context(), dir, ical.NewRenderer(""))
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	says := func(status int, what string, args ...string) {
		t.Helper()
		var out bytes.Buffer
		if got := run(append(args, "--data", dir), strings.NewReader(""), &out, &out); got != status || !strings.Contains(out.String(), what) {
			t.Errorf("%v: %d %q", args, got, out.String())
		}
	}
	key := filepath.Join(dir, store.KeyName)
	says(0, key+": is the key of this database", "key")
	says(1, "nothing is to be given up", "key", "--lost")
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	says(1, "is not there", "key")
	says(1, "put that key back", "people", "list")
	t.Setenv("PARCOURS_KEY_FILE", key+".away")
	says(0, "", "people", "list")
	t.Setenv("PARCOURS_KEY_FILE", "")
	credentials := t.TempDir()
	if err := os.Rename(key+".away", filepath.Join(credentials, store.KeyName)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", credentials)
	says(0, credentials, "key")
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	says(0, "is the key now", "key", "--lost")
	says(0, "is the key of this database", "key")
	says(0, "", "people", "list")
}
