package table

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Sheet is a table that a spreadsheet program opens.
type Sheet struct {
	Name string // of the sheet: at most 31 characters, without []:*?/\
	Head []string
	Keys []string        // of the columns, for programs: JSON has them; nil: there is no JSON
	Rows iter.Seq[[]any] // of cells: string, int, time.Time (its wall time, to the minute), Day, Coded, or nil for an empty one
}

// Day is a cell that is a day, without hours: that of its time.
type Day time.Time

// Coded is a cell that says one thing to people and another to programs: spreadsheets have the words, JSON the code (a string, a
// number, a list of them).
type Coded struct {
	Words string
	Code  any
}

// Types are the media types of the formats of a sheet, by the ending of its file.
var Types = map[string]string{
	"csv":  "text/csv; charset=utf-8; header=present",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"ods":  "application/vnd.oasis.opendocument.spreadsheet",
	"json": "application/json",
}

// WriteFile writes a sheet in one of the formats of Types.
func WriteFile(to io.Writer, format string, s Sheet) error {
	switch format {
	case "csv":
		return writeCSV(to, s)
	case "xlsx":
		return writeXLSX(to, s)
	case "ods":
		return writeODS(to, s)
	case "json":
		return writeJSON(to, s)
	}
	return fmt.Errorf("table: no format %q", format)
}

// wallTime is how a time is written as text.
const wallTime = "2006-01-02 15:04"

// writeCSV writes the sheet as RFC 4180 has it.
func writeCSV(to io.Writer, s Sheet) error {
	w := csv.NewWriter(to)
	w.UseCRLF = true
	if err := w.Write(s.Head); err != nil {
		return err
	}
	for row := range s.Rows {
		line := make([]string, len(row))
		for i, cell := range row {
			switch v := cell.(type) {
			case nil:
			case time.Time:
				line[i] = v.Format(wallTime)
			case Day:
				line[i] = time.Time(v).Format(time.DateOnly)
			case Coded:
				line[i] = Harmless(v.Words)
			case string:
				line[i] = Harmless(v)
			default:
				line[i] = fmt.Sprint(v)
			}
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// Harmless keeps a spreadsheet from taking the text of a CSV's cell for a formula: it gets an apostrophe before it, as people type it
// who mean text. The other formats say of each cell that it is a text.
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// writeXLSX writes the sheet as Office Open XML (ECMA-376), row by row.
func writeXLSX(to io.Writer, s Sheet) (err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // removes what it put aside
	if err := f.SetSheetName("Sheet1", s.Name); err != nil {
		return err
	}
	format := "yyyy-mm-dd hh:mm"
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	day := "yyyy-mm-dd"
	days, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	w, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := w.SetColWidth(1, max(1, len(s.Head)), 18); err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(s.Head))
	for i, text := range s.Head {
		head[i] = excelize.Cell{StyleID: bold, Value: text}
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	n := 1
	for row := range s.Rows {
		n++
		cells := make([]any, len(row))
		for i, cell := range row {
			switch v := cell.(type) {
			case time.Time:
				cell = excelize.Cell{StyleID: date, Value: v}
			case Day:
				cell = excelize.Cell{StyleID: days, Value: time.Time(v)}
			case Coded:
				cell = v.Words
			}
			cells[i] = cell
		}
		if err := w.SetRow(fmt.Sprintf("A%d", n), cells); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Write(to)
}

// writeJSON writes a list of objects, row by row. Times are as RFC 3339 has them, days without hours.
func writeJSON(to io.Writer, s Sheet) error {
	if s.Keys == nil {
		return fmt.Errorf("table: %s has no keys for JSON", s.Name)
	}
	w := bufio.NewWriter(to)
	w.WriteString("[")
	first := true
	for row := range s.Rows {
		if len(row) != len(s.Keys) {
			return fmt.Errorf("table: a row of %s has %d cells, and there are %d keys", s.Name, len(row), len(s.Keys))
		}
		if !first {
			w.WriteString(",")
		}
		first = false
		for i, cell := range row {
			w.WriteString(map[bool]string{true: "\n{", false: ","}[i == 0])
			switch v := cell.(type) {
			case Coded:
				cell = v.Code
			case Day:
				cell = time.Time(v).Format(time.DateOnly)
			}
			text, err := json.Marshal(cell)
			if err != nil {
				return err
			}
			w.WriteString(strconv.Quote(s.Keys[i]) + ":")
			w.Write(text)
		}
		w.WriteString("}")
	}
	w.WriteString("\n]\n")
	return w.Flush() // it keeps the first error of all writes
}
