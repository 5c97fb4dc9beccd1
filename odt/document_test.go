package odt

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// written gives the parts of a document's file by name, each well formed.
func written(t *testing.T, d *Document) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	// What the file is stands at a fixed place, for who looks no further (ODF 1.3 part 2 §3.3).
	if at := b.Bytes()[30:]; !bytes.HasPrefix(at, []byte("mimetype"+MediaType)) {
		t.Errorf("the file begins with %q", b.Bytes()[:90])
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].Method != zip.Store || len(z.File[0].Extra) > 0 || z.File[0].Flags&8 != 0 {
		t.Errorf("the media type is not stored plainly: %+v", z.File[0].FileHeader)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		octets, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		parts[f.Name] = string(octets)
		if strings.HasSuffix(f.Name, ".xml") {
			wellFormed(t, f.Name, octets)
		}
	}
	return parts
}

func wellFormed(t *testing.T, name string, octets []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(octets))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range append([]xml.Attr{{Name: e.Name}}, e.Attr...) {
			if a.Name.Space != "" && a.Name.Space != "xmlns" && !strings.Contains(a.Name.Space, ":") {
				t.Errorf("%s: no namespace %q", name, a.Name.Space)
			}
		}
	}
}

func TestDocument(t *testing.T) {
	d := &Document{Meta: Meta{Title: "La note <1> & co", Language: "fr", Created: time.Date(2026, 11, 28, 1, 2, 3, 0, time.FixedZone("", 3600))}}
	d.Heading(1, "La note")
	d.Paragraph(Body, []Span{{Text: "Voir "}, {Text: "ici", URL: "https://example.org/?a=1&b=\"2\""}, {Text: ", non\nlà\x00\x0b\xff", URL: "javascript:alert(1)"}})
	d.List(true, [][]Span{Plain("un"), Plain("deux")})
	d.Table([]string{"Date", "Élus"}, [][]string{{"10 mars", "oui <b>"}, {"24 mars", ""}})
	d.Table(nil, [][]string{{"Faverges", "délaissés"}})
	parts := written(t, d)
	for _, want := range []string{
		`<text:h text:style-name="Heading_20_1" text:outline-level="1">La note</text:h>`,
		`xlink:href="https://example.org/?a=1&amp;b=&#34;2&#34;">ici</text:a>, non<text:line-break/>là</text:p>`,
		`<text:list text:style-name="Numbers"><text:list-item><text:p text:style-name="Item">un</text:p></text:list-item>`,
		`table:number-columns-repeated="1"`, `<table:table-header-rows>`, `oui &lt;b&gt;`, `table:name="Table2"`,
	} {
		if !strings.Contains(parts["content.xml"], want) {
			t.Errorf("no %s in\n%s", want, parts["content.xml"])
		}
	}
	if strings.Contains(parts["content.xml"], "javascript") {
		t.Error("a script is a link")
	}
	if got := parts["meta.xml"]; !strings.Contains(got, "<dc:title>La note &lt;1&gt; &amp; co</dc:title><dc:language>fr-FR</dc:language><meta:creation-date>2026-11-28T00:02:03Z<") {
		t.Error(got)
	}
	for name := range parts {
		if name != "mimetype" && name != "META-INF/manifest.xml" && !strings.Contains(parts["META-INF/manifest.xml"], `full-path="`+name+`"`) {
			t.Errorf("the manifest does not name %s", name)
		}
	}
}

// Every style that a document uses is one that it has, and the same document is the same octets.
func TestStylesAreThere(t *testing.T) {
	d := &Document{Meta: Meta{Language: "en"}}
	for level := 1; level <= 4; level++ {
		d.Heading(level, "x")
	}
	for _, style := range []Style{Body, Fine, Asked, Head, Answer, Missing, Answered} {
		d.Paragraph(style, Plain("x"))
	}
	d.List(false, [][]Span{Plain("x")})
	d.List(true, [][]Span{Plain("x")})
	d.Table([]string{"a", "b"}, [][]string{{"x", "y"}})
	d.Paragraph(Body, []Span{{Text: "x", URL: "mailto:a@example.org"}})
	parts := written(t, d)
	all := parts["content.xml"] + parts["styles.xml"]
	for _, piece := range strings.Split(all, `-style-name="`)[1:] {
		name, _, _ := strings.Cut(piece, `"`)
		if !strings.Contains(all, `style:name="`+name+`"`) {
			t.Errorf("no style %s", name)
		}
	}
	for _, piece := range strings.Split(all, `:style-name="`)[1:] {
		name, _, _ := strings.Cut(piece, `"`)
		if !strings.Contains(all, `style:name="`+name+`"`) {
			t.Errorf("no style %s", name)
		}
	}
	if !strings.Contains(parts["styles.xml"], `fo:country="GB"`) {
		t.Error("the language is not said")
	}
	var one, two bytes.Buffer
	if err := errors.Join(d.Write(&one), d.Write(&two)); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same document has other octets", err)
	}
}
