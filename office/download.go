package office

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"parcours/messages"
	"parcours/table"
)

// Download is a table that organisers see, as a file.
type Download struct {
	Name     string // of the file, before the day
	Sheet    table.Sheet
	List     any                   // what JSON has in place of the sheet; nil: its rows
	Each     iter.Seq[any]         // as List, one by one, when it is written
	Calendar func(io.Writer) error // writes ICS; nil where rows have no dates
}

// Formats are those of the tables at these addresses: a file is at the address with the format as its ending.
var Formats = map[string][]string{
	"/organise/answers": spreadsheets, "/organise/people": spreadsheets, "/organise/history": spreadsheets, "/organise/presence": spreadsheets,
	"/organise/mail": spreadsheets, "/organise/mail-in": spreadsheets,
	"/organise/sessions": dated, "/organise/arbitrages": dated, "/organise/polls": dated, "/organise/days": dated, "/organise/agendas": dated,
}

var (
	spreadsheets = []string{"csv", "xlsx", "ods", "json"}
	dated        = append(spreadsheets[:len(spreadsheets):len(spreadsheets)], "ics")
)

// Export leads to a table as a file.
type Export struct {
	Words string // what is in it, "" where the page says so
	Links []ExportLink
}

// ExportLink is one of the files.
type ExportLink struct{ URL, Format string }

// ExportOf gives the links to a table's files; asked is the part of the table that is looked at.
func ExportOf(path, words string, asked url.Values) Export {
	e := Export{Words: words}
	for _, format := range Formats[path] {
		address := path + "." + format
		if query := asked.Encode(); query != "" {
			address += "?" + query
		}
		e.Links = append(e.Links, ExportLink{address, strings.ToUpper(format)})
	}
	return e
}

// Export says what of the page's own table there is as a file, nothing for a page without.
func (f *Frame) export(words *messages.Printer, path string) {
	if Formats[path] != nil {
		f.Exports = []Export{ExportOf(path, words.T("exports.table"), nil)}
	}
}

// SendFile sends a table as a file of one of its formats.
func (o *Office) SendFile(w http.ResponseWriter, r *http.Request, format string, d Download) {
	h := w.Header()
	h.Set("Content-Disposition", `attachment; filename="`+d.Name+"-"+o.programme.Now().In(o.programme.Programme().Loc).Format(time.DateOnly)+"."+format+`"`)
	var err error
	switch {
	case format == "ics" && d.Calendar == nil:
		h.Del("Content-Disposition")
		o.NotFound(w, r)
		return
	case format == "ics":
		h.Set("Content-Type", "text/calendar; charset=utf-8")
		err = d.Calendar(w)
	case format == "json" && d.List != nil:
		h.Set("Content-Type", table.Types[format])
		err = json.NewEncoder(w).Encode(d.List)
	case format == "json" && d.Each != nil:
		h.Set("Content-Type", table.Types[format])
		err = sendEach(w, d.Each)
	default:
		h.Set("Content-Type", table.Types[format])
		err = table.WriteFile(w, format, d.Sheet)
	}
	if err != nil && r.Context().Err() == nil {
		o.Log.Error("a file was not sent to its end", "file", d.Name+"."+format, "error", err)
		panic(http.ErrAbortHandler) // the browser sees that it is not whole
	}
}

// sendEach writes a list as JSON (RFC 8259), each of it when it is made.
func sendEach(w io.Writer, list iter.Seq[any]) error {
	out := bufio.NewWriter(w)
	to, before := json.NewEncoder(out), "["
	for one := range list {
		out.WriteString(before)
		if err := to.Encode(one); err != nil {
			return err
		}
		before = ","
	}
	if before == "[" {
		out.WriteString(before)
	}
	out.WriteString("]\n")
	return out.Flush() // it keeps the first error
}

// InList gives values of one kind as a list that is written one by one.
func InList[T any](values iter.Seq[T]) iter.Seq[any] {
	return func(yield func(any) bool) {
		for one := range values {
			if !yield(one) {
				return
			}
		}
	}
}
