package config

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"parcours/events"
)

// Whatever the file is: no panic, every problem has a place in it, and a file without errors can be moved.
func FuzzLoad(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(seeds, "../config.example.toml") {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, seed := range []string{"", "\ufeff", "a", "[", "[[", "a=[", "a=[[1],{b=2}]", "a={b={c=1}}", "a.b.c=1\n[a.b]\n", "[[a.b]]\n[a]\n",
		"a=\"\"\"\n# \x01", "a=[\n# \x01\n]", "# \xff", "session = 1", "[session.room]", "[[session]]\nhalves=[[[]],[]]", small,
		small + "[[session]]\nid=\"s\"\ntitle=\"S\"\ndate=2022-01-01\nhalves=[[\"09:00\",\"12:00\"]]\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, problems := Load(text)
		if file == nil {
			t.Fatal("no file")
		}
		lines := bytes.Count(text, []byte("\n")) + 1
		failed := false
		for _, p := range problems {
			failed = failed || !p.Warning
			if p.Line < 1 || p.Line > lines || p.Column < 1 || p.What == "" || p.Mend == "" {
				t.Errorf("a problem without place or words: %+v", p)
			}
		}
		if failed {
			return
		}
		for _, s := range file.Programme.Sessions {
			if s.ID == "" || s.Title == "" || !s.When.End.After(s.When.Start) {
				t.Errorf("a session without id, title or time: %+v", s)
			}
		}
		Shift(&file.Programme, DemoFrom(file.Programme, events.Day{Year: 2030, Month: 1, Day: 1}))
	})
}
