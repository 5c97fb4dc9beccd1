package contacts

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"parcours/table"
)

// Text reads what spreadsheets write: UTF-8, UTF-16 with its mark, else Windows-1252; of a spreadsheet itself, its first sheet with
// tabulators between the cells, each line where it is there. "" for a spreadsheet that cannot be read.
func Text(octets []byte) string {
	if lines, err := table.Lines(octets); !errors.Is(err, table.ErrNoSheet) {
		return tabbed(lines)
	}
	decoder := charmap.Windows1252.NewDecoder()
	switch {
	case bytes.HasPrefix(octets, []byte("\xff\xfe")), bytes.HasPrefix(octets, []byte("\xfe\xff")):
		decoder = utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()
	case utf8.Valid(octets):
		return strings.TrimPrefix(string(octets), "\ufeff")
	}
	text, err := decoder.Bytes(octets)
	if err != nil {
		return string(octets)
	}
	return string(text)
}

// separator is the one that the head has most of.
func separator(head string) rune {
	return slices.MaxFunc([]rune{',', ';', '\t'}, func(a, b rune) int {
		return cmp.Compare(strings.Count(head, string(a)), strings.Count(head, string(b)))
	})
}

// idFrom makes an id of a name: "Hélène d'Œuf" is "helene-d-oeuf".
func idFrom(name string) string {
	name = strings.NewReplacer("œ", "oe", "æ", "ae", "ß", "ss", "ø", "o", "ł", "l").Replace(strings.ToLower(norm.NFD.String(name)))
	parts := strings.FieldsFunc(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, name), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	id := strings.Join(parts, "-")
	return strings.Trim(id[:min(len(id), 58)], "-")
}

// tabbed writes lines as text, with tabulators.
func tabbed(lines []table.Line) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = '\t'
	at := 1
	for _, line := range lines {
		w.Flush()
		b.WriteString(strings.Repeat("\n", line.Number-at))
		at = line.Number + 1
		cells := make([]string, len(line.Cells))
		for i, cell := range line.Cells {
			cells[i] = table.Harmless(strings.Join(strings.Fields(cell), " "))
		}
		_ = w.Write(cells) // a Builder takes everything
	}
	w.Flush()
	return b.String()
}
