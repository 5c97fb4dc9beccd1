package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Line is a line of a spreadsheet's first sheet: its number there, from 1, and its cells as texts.
type Line struct {
	Number int
	Cells  []string
}

// Errors of Lines.
var (
	ErrNoSheet  = errors.New("table: no spreadsheet") // another kind of file, maybe CSV
	ErrOld      = errors.New("table: a spreadsheet of before 2007, or one with a password")
	ErrUnusable = errors.New("table: a spreadsheet that cannot be read")
)

// How large a spreadsheet may be once it is unpacked, in octets and lines; and how wide.
const (
	maxUnpacked = 64 << 20
	maxLines    = 100_000
	maxColumns  = 200
)

// Lines reads the first sheet of a spreadsheet, OpenDocument (ODS) or Office Open XML (XLSX), by what is in it and not by its name. Lines
// without any text are left out. Formulas give what they were when the file was saved.
func Lines(octets []byte) ([]Line, error) {
	if bytes.HasPrefix(octets, []byte("\xd0\xcf\x11\xe0")) {
		return nil, ErrOld
	}
	if !bytes.HasPrefix(octets, []byte("PK\x03\x04")) {
		return nil, ErrNoSheet
	}
	z, err := zip.NewReader(bytes.NewReader(octets), int64(len(octets)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	for _, f := range z.File {
		switch f.Name {
		case "content.xml":
			return odsLines(f)
		case "[Content_Types].xml":
			return xlsxLines(octets)
		}
	}
	return nil, fmt.Errorf("%w: neither XLSX nor ODS", ErrUnusable)
}

func xlsxLines(octets []byte) (lines []Line, err error) {
	defer func() { // a reader of others' files
		if broken := recover(); broken != nil {
			lines, err = nil, fmt.Errorf("%w: %v", ErrUnusable, broken)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(octets), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	defer func() { _ = f.Close() }() // removes what it put aside
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	defer func() { _ = rows.Close() }()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
		}
		if lines, err = add(lines, n, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	return lines, nil
}

// add appends a line that says something.
func add(lines []Line, number int, cells []string) ([]Line, error) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return lines, nil
	}
	if len(lines) == maxLines || len(cells) > maxColumns {
		return nil, fmt.Errorf("%w: more than %d lines or %d columns", ErrUnusable, maxLines, maxColumns)
	}
	return append(lines, Line{number, cells}), nil
}

// odsLines reads the first table of a document's content (ODF 1.2 part 1 §9).
func odsLines(f *zip.File) ([]Line, error) {
	content, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	defer content.Close()
	s := odsSheet{Decoder: xml.NewDecoder(io.LimitReader(content, maxUnpacked)), number: 1}
	for {
		token, err := s.Token()
		if err != nil { // io.EOF too: there is no table, or it is cut
			return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
		}
		switch at := token.(type) {
		case xml.StartElement:
			if at.Name.Local == "table-row" {
				err = s.row(repeated(at, "number-rows-repeated"))
			}
		case xml.EndElement:
			if at.Name.Local == "table" {
				return s.lines, nil
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// odsSheet is a table that is read.
type odsSheet struct {
	*xml.Decoder
	lines  []Line
	number int // of the line that comes
}

// repeated is how often something stands there, 1 where that is not said.
func repeated(at xml.StartElement, name string) int {
	for _, a := range at.Attr {
		if a.Name.Local == name {
			if n, err := strconv.Atoi(a.Value); err == nil && n > 0 {
				return n
			}
		}
	}
	return 1
}

// row reads a line to its end; one without text is often there a million times.
func (s *odsSheet) row(times int) error {
	var cells []string
	blank := 0 // cells without text: a line ends with thousands
	for {
		token, err := s.Token()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrUnusable, err)
		}
		switch at := token.(type) {
		case xml.StartElement:
			text, err := s.cell()
			if err != nil {
				return err
			}
			n := repeated(at, "number-columns-repeated")
			if text == "" {
				blank += n
				continue
			}
			if len(cells)+blank+n > maxColumns {
				return fmt.Errorf("%w: more than %d columns", ErrUnusable, maxColumns)
			}
			cells = append(append(cells, make([]string, blank)...), slices.Repeat([]string{text}, n)...)
			blank = 0
		case xml.EndElement:
			for range min(times, maxLines+1) {
				if len(cells) == 0 {
					break
				}
				if s.lines, err = add(s.lines, s.number, cells); err != nil {
					return err
				}
				s.number++
				times--
			}
			s.number += times
			return nil
		}
	}
}

// cell reads a cell to its end: its paragraphs, a line each. What is noted beside it (office:annotation) is no part of it.
func (s *odsSheet) cell() (string, error) {
	var text strings.Builder
	paragraphs, inText := 0, 0
	for depth := 1; depth > 0; {
		token, err := s.Token()
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrUnusable, err)
		}
		switch at := token.(type) {
		case xml.StartElement:
			if at.Name.Local == "annotation" {
				if err := s.Skip(); err != nil {
					return "", fmt.Errorf("%w: %w", ErrUnusable, err)
				}
				continue
			}
			depth++
			switch at.Name.Local {
			case "p":
				if paragraphs++; paragraphs > 1 {
					text.WriteByte('\n')
				}
				inText++
			case "s":
				text.WriteString(strings.Repeat(" ", min(repeated(at, "c"), 1000)))
			case "tab":
				text.WriteByte('\t')
			case "line-break":
				text.WriteByte('\n')
			}
		case xml.EndElement:
			if depth--; at.Name.Local == "p" {
				inText--
			}
		case xml.CharData:
			if inText > 0 {
				text.Write(at)
			}
		}
	}
	return text.String(), nil
}
