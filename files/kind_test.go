package files_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"parcours/events"
	"parcours/files"
	"parcours/odt"
)

// packed is a zip of parts, in their order: "name: content".
func packed(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range parts {
		name, content, _ := strings.Cut(part, ": ")
		f, err := z.CreateHeader(&zip.FileHeader{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsTaken(t *testing.T) {
	s := open(t)
	var ours bytes.Buffer
	d := &odt.Document{}
	d.Heading(1, "Note")
	s.Must(d.Write(&ours))
	const (
		text  = "application/vnd.oasis.opendocument.text"
		sheet = "application/vnd.oasis.opendocument.spreadsheet"
		png   = "\x89PNG\x0d\x0a\x1a\x0a"
	)
	docx := packed(t, "[Content_Types].xml: <Types/>", "word/document.xml: <w/>")
	for _, c := range []struct {
		name    string
		octets  []byte
		kind    string // that it is kept as, or
		refused string // the field of the refusal
	}{
		{"a.pdf", pdf(50), "application/pdf", ""},
		{"a.odt", ours.Bytes(), text, ""},
		{"a.ods", packed(t, "mimetype: "+sheet, "content.xml: <c/>"), sheet, ""},
		{"a.docx", docx, files.Kinds[".docx"], ""},
		{"a.xlsx", packed(t, "[Content_Types].xml: <Types/>", "xl/workbook.xml: <w/>"), files.Kinds[".xlsx"], ""},
		{"a.png", []byte(png + "x"), "image/png", ""},
		{"a.jpeg", []byte("\xff\xd8\xff\xe0x"), "image/jpeg", ""},
		{"a.txt", []byte("Bonjour"), "text/plain", ""},
		{"a.csv", []byte("Nom;Fonction\nLouise;\xe9lue"), "text/csv", ""},

		{"a.pdf", []byte("<html><script>alert(1)</script>"), "", files.FieldContent},
		{"a.txt", []byte("<!DOCTYPE html><title>x</title>"), "", files.FieldContent},
		{"a.csv", []byte("<script>alert(1)</script>"), "", files.FieldContent},
		{"a.txt", []byte("<?xml version=\"1.0\"?><svg/>"), "", files.FieldContent},
		{"a.png", pdf(50), "", files.FieldContent},
		{"a.pdf", ours.Bytes(), "", files.FieldContent},
		{"a.txt", ours.Bytes(), "", files.FieldContent},
		{"a.ods", ours.Bytes(), "", files.FieldContent},
		{"a.docx", ours.Bytes(), "", files.FieldContent},
		{"a.odt", docx, "", files.FieldContent},
		{"a.xlsx", docx, "", files.FieldContent},
		{"a.odt", packed(t, "content.xml: <c/>", "mimetype: "+text), "", files.FieldContent},
		{"a.odt", packed(t, "mimetype: "+text+"-template"), "", files.FieldContent},
		{"a.odt", ours.Bytes()[:200], "", files.FieldContent},
		{"a.odt", packed(t, "mimetype: "+text, "Basic/Standard/script-lb.xml: <x/>"), "", files.FieldMacros},
		{"a.odt", packed(t, "mimetype: "+text, "Scripts/python/a.py: x"), "", files.FieldMacros},
		{"a.docx", packed(t, "word/document.xml: <w/>", "word/vbaProject.bin: x"), "", files.FieldMacros},
		{"a.html", []byte("x"), "", files.FieldKind},
		{"a.svg", []byte("<svg/>"), "", files.FieldKind},
		{"a.pdf.exe", pdf(50), "", files.FieldKind},
		{"pdf", pdf(50), "", files.FieldName},
		{"", pdf(50), "", files.FieldName},
		{"..", pdf(50), "", files.FieldName},
		{"a.txt", nil, "", files.FieldSize},
		{"a.pdf", pdf(files.MaxSize + 1), "", files.FieldSize},
	} {
		f, err := s.Files.HandIn(t.Context(), s.Person("rita"), document("faverges", 0, c.name, c.octets))
		var bad *events.Invalid
		switch {
		case c.refused == "" && (err != nil || f.Kind != c.kind):
			t.Errorf("%s, %.20q: %q, %v", c.name, c.octets, f.Kind, err)
		case c.refused != "" && (!errors.As(err, &bad) || bad.Field != c.refused):
			t.Errorf("%s, %.20q: %v, want a refusal of its %s", c.name, c.octets, err, c.refused)
		}
	}
	all, err := s.Files.Of(t.Context(), s.Person("rita"), "faverges")
	if err != nil || len(all) != 9 {
		t.Errorf("%d are kept, %v", len(all), err)
	}
}

func TestSafeName(t *testing.T) {
	for name, want := range map[string]string{
		"note.odt":                       "note.odt",
		"Compte rendu  du 10 mars.PDF":   "Compte rendu du 10 mars.pdf",
		`C:\Users\Louise\élus.csv`:       "élus.csv",
		"../../etc/passwd.txt":           "passwd.txt",
		"a/b\\c.txt":                     "c.txt",
		".htaccess":                      "",
		"...a.txt":                       "a.txt",
		"a\r\nSet-Cookie: x=1.txt":       "a Set-Cookie- x=1.txt",
		"gpj.\u202efdp.txt":              "gpj.fdp.txt",
		"a\x00b.txt":                     "ab.txt",
		`a"b<c>d|e?f*g:h%2fi.txt`:        "a-b-c-d-e-f-g-h-2fi.txt",
		"a .txt":                         "a.txt",
		"note":                           "",
		"note.":                          "",
		"":                               "",
		"/":                              "",
		strings.Repeat("é", 200) + ".md": strings.Repeat("é", 97) + ".md",
		"\xff.txt":                       "",
	} {
		got := files.SafeName(name)
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		if again := files.SafeName(got); again != got {
			t.Errorf("%q becomes %q", got, again)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	f.Add("a.txt")
	f.Add("\u202e./\\ .")
	f.Fuzz(func(t *testing.T, name string) {
		got := files.SafeName(name)
		if strings.ContainsAny(got, "/\\\r\n\x00\"%") || strings.HasPrefix(got, ".") || len([]rune(got)) > 100 && !strings.Contains(got[:101], ".") || files.SafeName(got) != got {
			t.Errorf("%q gives %q", name, got)
		}
	})
}

func TestCheckLink(t *testing.T) {
	for address, right := range map[string]bool{
		"https://example.org/a?b=c#d": true, "http://192.0.2.1:8080/": true, "HTTPS://example.org/été": true,
		"javascript:alert(1)": false, "data:text/html,x": false, "ftp://example.org/": false, "example.org/a": false, "//example.org": false,
		"https://": false, "https://user:secret@example.org/": false, "https://example.org/a b": false, "https://example.org/\u202e": false,
		"https://example.org/\nX": false, "https://example.org/" + strings.Repeat("a", 2000): false, "": false,
	} {
		if err := files.CheckLink(address); (err == nil) != right {
			t.Errorf("%.60q: %v", address, err)
		}
	}
}
