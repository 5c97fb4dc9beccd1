package messages

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestForLanguage(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr", "en": "en", "en-GB": "en", "FR-ca": "fr", "de": "fr", "": "fr"} {
		if got := For(tag).Lang(); got != want {
			t.Errorf("For(%q) speaks %q, want %q", tag, got, want)
		}
	}
}

func TestTextsWithBlanksAndPlurals(t *testing.T) {
	p := load(fstest.MapFS{
		"toys.fr.toml": {Data: []byte(`
[toys]
plain = "Un jouet"
of = "Le jouet de {{.Who}}"
[toys.count]
one = "{{.Count}} jouet"
other = "{{.Count}} jouets"
`)},
		"toys.en.toml": {Data: []byte(`
[toys]
plain = "A toy"
of = "{{.Who}}'s toy"
[toys.count]
one = "{{.Count}} toy"
other = "{{.Count}} toys"
`)},
	})
	for _, c := range []struct{ got, want string }{
		{p["fr"].T("toys.plain"), "Un jouet"},
		{p["fr"].T("toys.of", "Who", "Léa <\"&>"), "Le jouet de Léa <\"&>"},
		{p["en"].T("toys.of", "Who", "Léa"), "Léa's toy"},
		{p["fr"].T("toys.count", "Count", 0), "0 jouet"}, // French: nought is singular
		{p["en"].T("toys.count", "Count", 0), "0 toys"},
		{p["fr"].T("toys.count", "Count", 1), "1 jouet"},
		{p["fr"].T("toys.count", "Count", 2), "2 jouets"},
		{p["en"].T("toys.none"), "toys.none"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		items []string
		want  string
	}{
		{nil, ""},
		{[]string{"Élus"}, "Élus"},
		{[]string{"Élus", "DDT"}, "Élus et DDT"},
		{[]string{"Élus", "DDT", "Partenaires"}, "Élus, DDT et Partenaires"},
	} {
		if got := For("fr").List(slices.Clone(c.items)); got != c.want {
			t.Errorf("%v: %q, want %q", c.items, got, c.want)
		}
	}
}

func TestVersionIsThatOfTheSubjects(t *testing.T) {
	seen := map[string]bool{}
	for _, subjects := range [][]string{{"ical"}, {"dates"}, {"ical", "dates"}} {
		v := Version(subjects...)
		if seen[v] || v != Version(subjects...) {
			t.Errorf("version %q of %v does not tell the texts apart", v, subjects)
		}
		seen[v] = true
	}
}
