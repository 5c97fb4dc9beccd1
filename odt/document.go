// Package odt writes texts as OpenDocument (ODF 1.3, ISO/IEC 26300): headings, paragraphs, lists, tables and links, with
// styles of its own. It writes no more than that, and reads nothing.
package odt

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Span is a piece of a text; with a URL it is a link. Only http, https and mailto become links.
type Span struct{ Text, URL string }

// Plain is a text without links.
func Plain(text string) []Span { return []Span{{Text: text}} }

// Meta is what a document says of itself.
type Meta struct {
	Title    string
	Language string    // "fr" or "en", by which it is spelled
	Created  time.Time // written in UTC, to the second; zero for none
}

// Style is how a paragraph looks.
type Style string

// The styles of paragraphs.
const (
	Body     Style = "Body"
	Fine     Style = "Fine"     // a remark beside
	Asked    Style = "Asked"    // what is asked
	Head     Style = "Head"     // the first line of what is asked
	Answer   Style = "Answer"   // what is answered
	Missing  Style = "Missing"  // that no answer is there
	Answered Style = "Answered" // who answered, and when
)

// Document is a text under way. The zero value is an empty one without a title.
type Document struct {
	Meta   Meta
	body   bytes.Buffer
	tables int
}

// Heading adds a heading; 1 is the title.
func (d *Document) Heading(level int, text string) {
	fmt.Fprintf(&d.body, `<text:h text:style-name="Heading_20_%d" text:outline-level="%d">`, level, level)
	d.spans(Plain(text))
	d.body.WriteString("</text:h>\n")
}

// Paragraph adds a paragraph. A line break within it stays one.
func (d *Document) Paragraph(style Style, spans []Span) {
	fmt.Fprintf(&d.body, `<text:p text:style-name="%s">`, style)
	d.spans(spans)
	d.body.WriteString("</text:p>\n")
}

// List adds a list, numbered or with bullets.
func (d *Document) List(ordered bool, items [][]Span) {
	style := "Bullets"
	if ordered {
		style = "Numbers"
	}
	fmt.Fprintf(&d.body, `<text:list text:style-name="%s">`, style)
	for _, item := range items {
		d.body.WriteString(`<text:list-item><text:p text:style-name="Item">`)
		d.spans(item)
		d.body.WriteString("</text:p></text:list-item>\n")
	}
	d.body.WriteString("</text:list>\n")
}

// Table adds a table: head are the headings of its columns, nil for none; the first cell of a row is the row's heading.
// All rows are as long as the first.
func (d *Document) Table(head []string, rows [][]string) {
	columns := len(head)
	if head == nil && len(rows) > 0 {
		columns = len(rows[0])
	}
	if columns == 0 {
		return
	}
	d.tables++
	fmt.Fprintf(&d.body, `<table:table table:name="Table%d" table:style-name="Table"><table:table-column table:style-name="First"/>`, d.tables)
	if columns > 1 {
		fmt.Fprintf(&d.body, `<table:table-column table:style-name="Others" table:number-columns-repeated="%d"/>`, columns-1)
	}
	d.body.WriteByte('\n')
	if head != nil {
		d.body.WriteString("<table:table-header-rows>")
		d.row(head, func(int) (string, string) { return "HeadCell", "CellHead" })
		d.body.WriteString("</table:table-header-rows>\n")
	}
	for _, row := range rows {
		d.row(row, func(i int) (string, string) {
			if i == 0 {
				return "Cell", "CellHead"
			}
			return "Cell", "CellText"
		})
	}
	d.body.WriteString("</table:table>\n")
}

func (d *Document) row(cells []string, styles func(column int) (cell, text string)) {
	d.body.WriteString("<table:table-row>")
	for i, text := range cells {
		cell, paragraph := styles(i)
		fmt.Fprintf(&d.body, `<table:table-cell table:style-name="%s" office:value-type="string"><text:p text:style-name="%s">`, cell, paragraph)
		d.spans(Plain(text))
		d.body.WriteString("</text:p></table:table-cell>")
	}
	d.body.WriteString("</table:table-row>\n")
}

// spans writes pieces of a text.
func (d *Document) spans(spans []Span) {
	for _, s := range spans {
		link := leads(s.URL)
		if link {
			d.body.WriteString(`<text:a xlink:type="simple" text:style-name="Link" text:visited-style-name="Link" xlink:href="`)
			d.body.WriteString(escaped(s.URL))
			d.body.WriteString(`">`)
		}
		for i, line := range strings.Split(s.Text, "\n") {
			if i > 0 {
				d.body.WriteString("<text:line-break/>")
			}
			d.body.WriteString(escaped(line))
		}
		if link {
			d.body.WriteString("</text:a>")
		}
	}
}

func leads(url string) bool {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if len(url) > len(scheme) && strings.EqualFold(url[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// escaped is a text as XML has it, on one line. What no XML may hold (XML 1.0 §2.2) is left out.
func escaped(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// locale is how ODF names a language.
func (m Meta) locale() (language, country string) {
	if m.Language == "fr" {
		return "fr", "FR"
	}
	return "en", "GB"
}

func (m Meta) xml() string {
	language, country := m.locale()
	text := "<dc:title>" + escaped(m.Title) + "</dc:title><dc:language>" + language + "-" + country + "</dc:language>"
	if !m.Created.IsZero() {
		text += "<meta:creation-date>" + m.Created.UTC().Format("2006-01-02T15:04:05Z") + "</meta:creation-date>"
	}
	return text
}
