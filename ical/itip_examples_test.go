package ical

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The examples of RFC 5546 §4 that change what b@example.com has, or what a@example.com organises: before, message, after. Slips of the
// pen of the RFC are mended: lines that are no fold, a time of seven digits. Those that begin with range- are what RFC 5545 §3.2.13 and §3.8.4.4
// say of a date and all later ones, of which the RFC has no example.
func TestExamplesOfITIP(t *testing.T) {
	messages, err := filepath.Glob("testdata/itip/*.message.ics")
	if err != nil || len(messages) < 13 {
		t.Fatal(len(messages), err)
	}
	asB, never := []string{"mailto:b@example.com"}, func(string) (time.Time, error) { return time.Time{}, nil }
	r := NewRenderer("")
	for _, file := range messages {
		name := strings.TrimSuffix(file, ".message.ics")
		message, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(name + ".before.ics")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		var got []byte
		if strings.Contains(string(message), "METHOD:REPLY") {
			reply, said, err := r.Heard(before, message, asB[0], never)
			if err != nil || len(said) != 1 {
				t.Errorf("%s: %+v %v", name, said, err)
				continue
			}
			got, err = r.Answered(before, nil, reply, asB)
			if err != nil {
				t.Error(name, err)
			}
		} else {
			copied, err := r.Received(before, message, asB, never)
			if err != nil || !copied.News {
				t.Errorf("%s: %+v %v", name, copied, err)
			}
			got = copied.Octets
		}
		if *updateSamples {
			if err := os.WriteFile(name+".after.ics", got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(name + ".after.ics"); err != nil || string(got) != string(want) {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, got, want)
		}
	}
}
