package main

import (
	"errors"
	"runtime/debug"
	"strings"
	"testing"
	"unicode/utf8"

	"parcours/messages"
)

func typeset(texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, messages.Typeset(text))
	}
	return all
}

// A table fits the terminal, keeps every word, and each column its own place.
func TestTableFitsTheTerminal(t *testing.T) {
	rows := [][]string{
		{"Date", "Session", "Réponse"},
		{"2022-03-10", "Première session entre pairs", "délégations : 3 oui, 1 peut-être · 12 oui, 3 non, 26 sans réponse"},
		{"Une ligne de titre qui va sur toutes les colonnes, et plus loin encore que le bord"},
		{"  2022-03-11", "A", "Uncommentairetrèslongsansaucunblancquinetientpassuruneligne"},
		{"2022-03-12", "", "non\net une seconde ligne"},
	}
	for _, width := range []int{0, 200, 80, 60, 40} {
		var out printed
		if err := writeTable(&environment{out: &out, width: width}, rows); err != nil {
			t.Fatal(err)
		}
		text := out.text.String()
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		for _, line := range lines {
			if n := utf8.RuneCountInString(line); width > 0 && n > width {
				t.Errorf("%d: a line of %d: %q", width, n, line)
			}
			if strings.HasSuffix(line, " ") {
				t.Errorf("%d: blanks at the end of %q", width, line)
			}
		}
		if width == 0 && len(lines) != len(rows) {
			t.Errorf("without bound: %d lines", len(lines))
		}
		for _, row := range rows {
			for _, cell := range row {
				for _, word := range strings.Fields(cell) {
					if len(word) < 12 && !strings.Contains(text, word) {
						t.Errorf("%d: no %q in\n%s", width, word, text)
					}
				}
			}
		}
		if width == 80 && !strings.Contains(text, "\n2022-03-10    Première session entre pairs  délégations\u202f: ") {
			t.Errorf("80:\n%s", text)
		}
	}
}

// Addresses are copied from tables: they stay whole, and other columns give way.
func TestTableKeepsAddresses(t *testing.T) {
	const feed, mail = "https://parcours.example.org/feeds/p/abcdefghijkl/Mon.ics", "camille.roux@example.org"
	rows := [][]string{{"Identifiant", "Adresse", "Territoire", "Flux"}, {"camille-roux-2", mail, "PETR Albigeois et Bastides", feed}}
	var out printed
	if err := writeTable(&environment{out: &out, width: 60}, rows); err != nil {
		t.Fatal(err)
	}
	for _, whole := range []string{"camille-roux-2", feed, mail, "Bastides"} {
		if !strings.Contains(out.text.String(), whole) {
			t.Errorf("no %q in\n%s", whole, &out.text)
		}
	}
}

func TestWidthComesFromTheEnvironment(t *testing.T) {
	var out printed
	t.Setenv("COLUMNS", "72")
	if n := widthOf(&out); n != 72 {
		t.Error(n)
	}
	for _, columns := range []string{"", "0", "-3", "wide"} {
		t.Setenv("COLUMNS", columns)
		if n := widthOf(&out); n != 0 {
			t.Errorf("%q: %d, what is no terminal has no width", columns, n)
		}
	}
}

// Hints say what was typed.
func TestCalledAs(t *testing.T) {
	for _, c := range []struct{ executable, arg, want string }{
		{"/root/.cache/go-build/ab/abcd-d/parcours", "/root/.cache/go-build/ab/abcd-d/parcours", "go run ./cmd/parcours"},
		{"/tmp/go-build123/b001/exe/parcours", "/tmp/go-build123/b001/exe/parcours", "go run ./cmd/parcours"},
		{"/usr/bin/parcours", "parcours", "parcours"},
		{"/home/x/parcours", "./parcours", "./parcours"},
		{"", "bin/parcours", "bin/parcours"},
		{"/tmp/go-build123/b001/parcours.test", "/tmp/go-build123/b001/parcours.test", "parcours"},
	} {
		executable := func() (string, error) {
			if c.executable == "" {
				return "", errors.New("unknown")
			}
			return c.executable, nil
		}
		if got := calledAs([]string{c.arg}, executable); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestVersionSaysTheTruth(t *testing.T) {
	revision, modified := debug.BuildSetting{Key: "vcs.revision", Value: "c34e637"}, debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for want, info := range map[string]*debug.BuildInfo{
		"from source (go1.26.8)":            {GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}},
		"v1.2.0 (go1.26.8)":                 {GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: []debug.BuildSetting{revision}},
		"c34e637 (go1.26.8)":                {GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{revision}},
		"c34e637, changed since (go1.26.8)": {GoVersion: "go1.26.8", Settings: []debug.BuildSetting{revision, modified}},
		"v1.2.0+dirty (go1.26.8)":           {GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0+dirty"}, Settings: []debug.BuildSetting{revision, modified}},
	} {
		if got := versionOf(info); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
