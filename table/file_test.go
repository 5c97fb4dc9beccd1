package table

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var paris, _ = time.LoadLocation("Europe/Paris")

// nasty are texts that a spreadsheet could take for something else, or a writer could spoil.
var nasty = []string{"=1+2", "+33 6 12", "-1", "@SUM(A1)", "\tonglet", "deux\nlignes", "a  b", `"guillemets", virgule; <b>&amp;`, "é – « à »", ""}

func sample() Sheet {
	return Sheet{Name: "Réponses", Head: []string{"Quand", "Nombre", "Texte", "Vide"}, Rows: func(yield func([]any) bool) {
		for i, text := range nasty {
			if !yield([]any{time.Date(2022, 3, 10, 9, 30, 0, 0, paris), i, text, nil}) {
				return
			}
		}
	}}
}

func TestCSVIsReadBackAndHarmless(t *testing.T) {
	var b bytes.Buffer
	if err := WriteFile(&b, "csv", sample()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(nasty)+1 || !slices.Equal(rows[0], sample().Head) {
		t.Fatal(rows, err)
	}
	for i, row := range rows[1:] {
		if want := []string{"2022-03-10 09:30", string(rune('0' + i)), Harmless(nasty[i]), ""}; !slices.Equal(row, want) {
			t.Errorf("%q, want %q", row, want)
		}
		if row[2] != "" && strings.ContainsAny(row[2][:1], "=+-@\t") {
			t.Errorf("%q is taken for a formula", row[2])
		}
	}
	if Harmless("2 oui") != "2 oui" || Harmless("–") != "–" {
		t.Error("what is harmless is changed")
	}
}

func TestXLSXIsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := WriteFile(&b, "xlsx", sample()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Réponses")
	if err != nil || len(rows) != len(nasty)+1 || !slices.Equal(rows[0], sample().Head) {
		t.Fatal(rows, err)
	}
	for i, text := range nasty {
		row := append(rows[i+1], "", "")
		if row[0] != "2022-03-10 09:30" || row[1] != string(rune('0'+i)) || row[2] != text {
			t.Errorf("%q, want %q", row, text)
		}
		cell, _ := excelize.CoordinatesToCellName(3, i+2)
		if formula, err := f.GetCellFormula("Réponses", cell); formula != "" || err != nil {
			t.Errorf("%s is a formula: %q %v", cell, formula, err)
		}
		number, _ := excelize.CoordinatesToCellName(2, i+2)
		if kind, err := f.GetCellType("Réponses", number); kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString || err != nil {
			t.Errorf("%s is a text: %v %v", number, kind, err)
		}
	}
}

// odsFile is what a reader of OpenDocument finds.
type odsFile struct {
	Tables []struct {
		Name string `xml:"urn:oasis:names:tc:opendocument:xmlns:table:1.0 name,attr"`
		Rows []struct {
			Cells []odsRead `xml:"table-cell"`
		} `xml:"table-row"`
	} `xml:"body>spreadsheet>table"`
}

type odsRead struct {
	Type  string `xml:"urn:oasis:names:tc:opendocument:xmlns:office:1.0 value-type,attr"`
	Value string `xml:"urn:oasis:names:tc:opendocument:xmlns:office:1.0 value,attr"`
	Date  string `xml:"urn:oasis:names:tc:opendocument:xmlns:office:1.0 date-value,attr"`
	Lines []struct {
		Inner string `xml:",innerxml"`
	} `xml:"p"`
}

func (c odsRead) text(t *testing.T) string {
	var lines []string
	for _, l := range c.Lines {
		var words struct {
			Text string `xml:",chardata"`
		}
		inner := strings.ReplaceAll(l.Inner, "<text:s/>", " ")
		if err := xml.Unmarshal([]byte("<p>"+inner+"</p>"), &words); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, words.Text)
	}
	return strings.Join(lines, "\n")
}

func TestODSIsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := WriteFile(&b, "ods", sample()); err != nil {
		t.Fatal(err)
	}
	if got := b.String()[30:84]; got != "mimetype"+Types["ods"] {
		t.Errorf("%q: the media type does not stand where programs look for it", got)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].Name != "mimetype" || z.File[0].Method != zip.Store || len(z.File[0].Extra) > 0 {
		t.Errorf("%+v", z.File[0])
	}
	entry, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	octets, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	var file odsFile
	if err := xml.Unmarshal(octets, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Tables) != 1 || file.Tables[0].Name != "Réponses" || len(file.Tables[0].Rows) != len(nasty) {
		t.Fatalf("%+v", file)
	}
	for i, row := range file.Tables[0].Rows {
		c := row.Cells
		if len(c) != 4 || c[0].Type != "date" || c[0].Date != "2022-03-10T09:30:00" || c[1].Type != "float" || c[1].Value != string(rune('0'+i)) || c[2].Type != "string" {
			t.Errorf("%+v", c)
		}
		if got := c[2].text(t); got != nasty[i] {
			t.Errorf("%q, want %q", got, nasty[i])
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	if err := WriteFile(io.Discard, "pdf", sample()); err == nil {
		t.Error("a format that nobody writes")
	}
}

// Days, codes and JSON.
func TestCellsForProgramsAndDays(t *testing.T) {
	day := time.Date(2022, 3, 10, 0, 0, 0, 0, time.UTC)
	s := Sheet{Name: "x", Head: []string{"a", "b", "c", "d"}, Keys: []string{"a", "b", "c", "d"}, Rows: slices.Values([][]any{
		{Day(day), Coded{"=oui", true}, day.Add(9 * time.Hour), nil}, {1, Coded{"Annecy, Faverges", []string{"annecy", "faverges"}}, "a\"b", Coded{}},
	})}
	var text, list bytes.Buffer
	if err := errors.Join(WriteFile(&text, "csv", s), WriteFile(&list, "json", s)); err != nil {
		t.Fatal(err)
	}
	if got, want := text.String(), "a,b,c,d\r\n2022-03-10,'=oui,2022-03-10 09:00,\r\n1,\"Annecy, Faverges\",\"a\"\"b\",\r\n"; got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	want := "[\n{\"a\":\"2022-03-10\",\"b\":true,\"c\":\"2022-03-10T09:00:00Z\",\"d\":null},\n{\"a\":1,\"b\":[\"annecy\",\"faverges\"],\"c\":\"a\\\"b\",\"d\":null}\n]\n"
	if list.String() != want {
		t.Errorf("%s\nwant %s", &list, want)
	}
	s.Keys = s.Keys[:3]
	if err := WriteFile(io.Discard, "json", s); err == nil {
		t.Error("cells without a key are written")
	}
	if s.Keys = nil; WriteFile(io.Discard, "json", s) == nil {
		t.Error("a table without keys is written as JSON")
	}
}
