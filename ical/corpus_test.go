package ical

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCorpusRoundTrip: every valid file of the corpus is read, and written back octet for octet.
func TestCorpusRoundTrip(t *testing.T) {
	for _, name := range corpus(t, "valid") {
		octets, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all, err := ParseAll(octets)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var back []byte
		for _, c := range all {
			back = c.AppendTo(back)
		}
		if string(back) != string(octets) {
			t.Errorf("%s: written back differently", name)
		}
	}
}

// corpus lists the files of one half of the corpus.
func corpus(t *testing.T, half string) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/ical4j/" + half + "/*.ics")
	if err != nil || len(names) < 20 {
		t.Fatalf("corpus of %s files: %d names, %v", half, len(names), err)
	}
	return names
}
