package files

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"parcours/events"
)

// Kinds are the documents that are taken: media type by the ending of their name.
var Kinds = map[string]string{
	".pdf":  "application/pdf",
	".odt":  "application/vnd.oasis.opendocument.text",
	".ods":  "application/vnd.oasis.opendocument.spreadsheet",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".txt":  "text/plain",
	".csv":  "text/csv",
}

// Endings are those of Kinds, sorted.
func Endings() []string {
	var all []string
	for ending := range Kinds {
		all = append(all, ending)
	}
	slices.Sort(all)
	return all
}

// Fields of an events.Invalid about a document.
const (
	FieldName    = "name"    // its name
	FieldKind    = "kind"    // its name has an ending that is not taken
	FieldContent = "content" // it holds something else than its name says
	FieldMacros  = "macros"  // it holds programs
	FieldSize    = "size"    // it is empty or too large
)

// head is how much of a document tells its kind (the sniffing of WHATWG MIME Sniffing §7 looks at 512 octets).
const head = 512

// kindOf is the media type of a document, if its name and its octets agree on one that is taken. sniff gives the media
// type that the first octets tell.
func kindOf(name string, content io.ReaderAt, size int64, sniff func([]byte) string) (string, error) {
	kind := Kinds[path.Ext(name)]
	if kind == "" {
		return "", events.Invalidf(FieldKind, "%q: hand in %s", name, strings.Join(Endings(), ", "))
	}
	first := make([]byte, min(head, size))
	if _, err := content.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	told, _, _ := strings.Cut(sniff(first), ";")
	switch {
	case told == kind, told == "text/plain" && kind == "text/csv":
		return kind, nil
	case told == "application/zip" && strings.HasPrefix(kind, "application/vnd."):
		return kind, archived(kind, content, size)
	}
	return "", events.Invalidf(FieldContent, "%q holds something else than its name says (%s): save it again in that format", name, told)
}

// mainPart is where an OOXML document has what it is about (ECMA-376 part 1 §11.3.10, §12.3.23).
var mainPart = map[string]string{Kinds[".docx"]: "word/document.xml", Kinds[".xlsx"]: "xl/workbook.xml"}

// archived checks that a zip is the office document that its name says, and holds no programs.
func archived(kind string, content io.ReaderAt, size int64) error {
	z, err := zip.NewReader(content, size)
	if err != nil {
		return events.Invalidf(FieldContent, "the document is damaged: save it again")
	}
	found := false
	for i, part := range z.File {
		switch name := part.Name; {
		case name == "mimetype" && i == 0:
			found = found || mainPart[kind] == "" && begins(part, kind)
		case name == mainPart[kind]:
			found = true
		case strings.HasPrefix(name, "Basic/"), strings.HasPrefix(name, "Scripts/"), strings.HasSuffix(name, "/vbaProject.bin"):
			return events.Invalidf(FieldMacros, "the document holds macros: save it without them, or as a PDF")
		}
	}
	if !found {
		return events.Invalidf(FieldContent, "the document holds something else than its name says: save it again in that format")
	}
	return nil
}

// begins tells whether a part of a zip is just this text.
func begins(part *zip.File, text string) bool {
	r, err := part.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	got, err := io.ReadAll(io.LimitReader(r, int64(len(text))+1))
	return err == nil && string(got) == text
}
