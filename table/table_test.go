package table

import (
	"strings"
	"testing"
	"unicode/utf8"
)

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
		var out strings.Builder
		if err := Write(&out, rows, width); err != nil {
			t.Fatal(err)
		}
		text := out.String()
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
	var out strings.Builder
	if err := Write(&out, rows, 60); err != nil {
		t.Fatal(err)
	}
	for _, whole := range []string{"camille-roux-2", feed, mail, "Bastides"} {
		if !strings.Contains(out.String(), whole) {
			t.Errorf("no %q in\n%s", whole, out.String())
		}
	}
}

func TestWidthComesFromTheEnvironment(t *testing.T) {
	var out strings.Builder
	t.Setenv("COLUMNS", "72")
	if n := Width(&out); n != 72 {
		t.Error(n)
	}
	for _, columns := range []string{"", "0", "-3", "wide"} {
		t.Setenv("COLUMNS", columns)
		if n := Width(&out); n != 0 {
			t.Errorf("%q: %d, what is no terminal has no width", columns, n)
		}
	}
}
