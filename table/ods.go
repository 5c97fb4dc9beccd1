package table

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"time"
)

// writeODS writes the sheet as OpenDocument 1.2: a zip of which the first entry, as it is, says the media type (part 3 §3.3), with a
// manifest and the content.
func writeODS(to io.Writer, s Sheet) error {
	z := zip.NewWriter(to)
	kind := []byte(Types["ods"])
	size := uint64(len(kind))
	first, err := z.CreateRaw(&zip.FileHeader{Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE(kind), CompressedSize64: size, UncompressedSize64: size})
	if err != nil {
		return err
	}
	if _, err := first.Write(kind); err != nil {
		return err
	}
	for _, part := range []struct {
		name  string
		write func(*bufio.Writer)
	}{
		{"META-INF/manifest.xml", func(w *bufio.Writer) { w.WriteString(odsManifest) }},
		{"content.xml", func(w *bufio.Writer) { odsContent(w, s) }},
	} {
		entry, err := z.Create(part.name)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(entry)
		part.write(w)
		if err := w.Flush(); err != nil { // it keeps the first error of all writes
			return err
		}
	}
	return z.Close()
}

const odsManifest = xml.Header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
`

// odsStyles are a bold head, and dates with their hours.
const odsStyles = `<office:automatic-styles>
<number:date-style style:name="n1"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<number:date-style style:name="n2"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="n2"/>
<style:style style:name="date" style:family="table-cell" style:data-style-name="n1"/>
<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="column" style:family="table-column"><style:table-column-properties style:column-width="3.5cm"/></style:style>
</office:automatic-styles>
`

func odsContent(w *bufio.Writer, s Sheet) {
	w.WriteString(xml.Header + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" ` +
		`xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" ` +
		`xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2">` + "\n")
	w.WriteString(odsStyles)
	w.WriteString(`<office:body><office:spreadsheet><table:table table:name="`)
	escape(w, s.Name)
	fmt.Fprintf(w, `"><table:table-column table:style-name="column" table:number-columns-repeated="%d"/>`, max(1, len(s.Head)))
	w.WriteString(`<table:table-header-rows><table:table-row>`)
	for _, text := range s.Head {
		odsText(w, text, ` table:style-name="head"`)
	}
	w.WriteString("</table:table-row></table:table-header-rows>\n")
	for row := range s.Rows {
		w.WriteString("<table:table-row>")
		for _, cell := range row {
			odsCell(w, cell)
		}
		w.WriteString("</table:table-row>\n")
	}
	w.WriteString("</table:table></office:spreadsheet></office:body></office:document-content>\n")
}

// odsCell writes one cell with its type (part 1 §19.385).
func odsCell(w *bufio.Writer, cell any) {
	switch v := cell.(type) {
	case nil:
		w.WriteString("<table:table-cell/>")
	case int:
		fmt.Fprintf(w, `<table:table-cell office:value-type="float" office:value="%d"><text:p>%d</text:p></table:table-cell>`, v, v)
	case time.Time:
		fmt.Fprintf(w, `<table:table-cell table:style-name="date" office:value-type="date" office:date-value="%s"><text:p>%s</text:p></table:table-cell>`,
			v.Format("2006-01-02T15:04:05"), v.Format(wallTime))
	case Day:
		day := time.Time(v).Format(time.DateOnly)
		fmt.Fprintf(w, `<table:table-cell table:style-name="day" office:value-type="date" office:date-value="%s"><text:p>%s</text:p></table:table-cell>`, day, day)
	case Coded:
		odsText(w, v.Words, "")
	default:
		odsText(w, fmt.Sprint(v), "")
	}
}

// odsText writes a text: a paragraph a line, blanks as they are (part 1 §6.1.2: else several count as one).
func odsText(w *bufio.Writer, text, style string) {
	w.WriteString(`<table:table-cell office:value-type="string"` + style + ">")
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		w.WriteString("<text:p>")
		for i, word := range strings.Split(line, " ") {
			if i > 0 {
				w.WriteString("<text:s/>")
			}
			escape(w, word)
		}
		w.WriteString("</text:p>")
	}
	w.WriteString("</table:table-cell>")
}

func escape(w *bufio.Writer, text string) { _ = xml.EscapeText(w, []byte(text)) } // w keeps its error
