package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// What is written as a spreadsheet is read again as it was.
func TestLinesOfWhatIsWritten(t *testing.T) {
	for _, format := range []string{"xlsx", "ods"} {
		var b bytes.Buffer
		sheet := Sheet{Name: "x", Head: []string{"Nom", "Texte", "Jour"}, Rows: slices.Values([][]any{
			{"Zoé", "=1+2", Day(time.Date(2022, 3, 10, 0, 0, 0, 0, time.UTC))}, {nil, nil, nil}, {"é – « à »", "a  b\nc", nil}, {nil, 7, nil},
		})}
		if err := WriteFile(&b, format, sheet); err != nil {
			t.Fatal(err)
		}
		lines, err := Lines(b.Bytes())
		if err != nil {
			t.Fatal(format, err)
		}
		want := []Line{{1, []string{"Nom", "Texte", "Jour"}}, {2, []string{"Zoé", "=1+2", "2022-03-10"}}, {4, []string{"é – « à »", "a  b\nc"}}, {5, []string{"", "7"}}}
		if !slices.EqualFunc(lines, want, func(a, b Line) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }) {
			t.Errorf("%s: %v, want %v", format, lines, want)
		}
	}
}

// packed is a zip with one entry more than a name.
func packed(t *testing.T, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const odsHead = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>`

// LibreOffice says once what stands there often, and ends lines and sheets with a million of nothing; notes are beside a cell, and
// other sheets are not read.
func TestLinesAsLibreOfficeWrites(t *testing.T) {
	content := odsHead + `<table:table table:name="A"><table:table-column/><table:table-header-rows><table:table-row><table:table-cell><text:p>Nom</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"><office:annotation><text:p>à part</text:p></office:annotation><text:p>a<text:s text:c="2"/><text:span>b</text:span><text:tab/>c<text:line-break/>d</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>z</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row></table:table>
<table:table table:name="B"><table:table-row><table:table-cell><text:p>une autre</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`
	lines, err := Lines(packed(t, "content.xml", content))
	cells := []string{"a  b\tc\nd", "a  b\tc\nd", "", "z"}
	want := []Line{{1, []string{"Nom"}}, {5, cells}, {6, cells}}
	if err != nil || !slices.EqualFunc(lines, want, func(a, b Line) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }) {
		t.Errorf("%v %v", lines, err)
	}
}

func TestLinesRefuse(t *testing.T) {
	row := `<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>`
	for name, c := range map[string]struct {
		octets []byte
		want   error
	}{
		"text":            {[]byte("nom;courriel\n"), ErrNoSheet},
		"nothing":         {nil, ErrNoSheet},
		"old":             {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), ErrOld},
		"cut":             {packed(t, "content.xml", odsHead)[:40], ErrUnusable},
		"another zip":     {packed(t, "readme.txt", "x"), ErrUnusable},
		"no table":        {packed(t, "content.xml", odsHead+"</office:spreadsheet></office:body></office:document-content>"), ErrUnusable},
		"broken XML":      {packed(t, "content.xml", odsHead+"<table:table><table:table-row>"), ErrUnusable},
		"broken workbook": {packed(t, "[Content_Types].xml", "<Types>"), ErrUnusable},
		"wide":            {packed(t, "content.xml", odsHead+strings.Replace("<table:table>"+row, "<table:table-cell>", `<table:table-cell table:number-columns-repeated="16384">`, 1)), ErrUnusable},
		"long":            {packed(t, "content.xml", odsHead+strings.Replace("<table:table>"+row, "<table:table-row>", `<table:table-row table:number-rows-repeated="1048576">`, 1)+"</table:table>"), ErrUnusable},
	} {
		if lines, err := Lines(c.octets); !errors.Is(err, c.want) || lines != nil {
			t.Errorf("%s: %d lines, %v", name, len(lines), err)
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, octets []byte) {
		for _, line := range func() []Line { lines, _ := Lines(octets); return lines }() {
			if line.Number < 1 || len(line.Cells) > maxColumns {
				t.Errorf("%+v", line)
			}
		}
	})
}
