package exports

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/messages"
	"parcours/odt"
	"parcours/office/officetest"
	"parcours/site"
)

// opened gives the entries of an archive by name, in their order.
func opened(t *testing.T, octets []byte) (names []string, files map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(octets), int64(len(octets)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		names, files[f.Name] = append(names, f.Name), text
	}
	return names, files
}

// textOf is what the well-formed XML of a document says.
func textOf(t *testing.T, octets []byte) (text string) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(octets)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text
		}
		if err != nil {
			t.Fatal(err)
		}
		if said, ok := token.(xml.CharData); ok {
			text += string(said)
		}
	}
}

func TestNotesOfAllDelegations(t *testing.T) {
	d := openDesk(t)
	site.Writes(3, "Nous viendrons à douze, dont l’équipe du marché.", false)(d.Site)
	w := d.Ask(d.Enter("orga"), "/organise/notes.zip", nil)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/zip" || w.Header().Get("Content-Disposition") != `attachment; filename="notes-2022-02-01.zip"` {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	names, files := opened(t, w.Body.Bytes())
	var want []string
	for _, x := range d.Programme().Territories {
		want = append(want, messages.Typeset("Note d’arbitrage, "+x.Name+".html"), messages.Typeset("Note d’arbitrage, "+x.Name+".odt"))
	}
	if len(want) < 4 || !slices.Equal(names, want) {
		t.Fatalf("%q, want %q", names, want)
	}
	for _, x := range d.Programme().Territories {
		name := messages.Typeset("Note d’arbitrage, " + x.Name)
		page := string(files[name+".html"])
		parts, document := opened(t, files[name+".odt"])
		if parts[0] != "mimetype" || string(document["mimetype"]) != odt.MediaType {
			t.Errorf("%s: %q %q", x.Name, parts, document["mimetype"])
		}
		for _, part := range []string{"styles.xml", "meta.xml", "META-INF/manifest.xml"} {
			textOf(t, document[part])
		}
		text := textOf(t, document["content.xml"])
		for what, said := range map[string]string{"page": page, "document": text} {
			if !strings.Contains(said, x.Name) || strings.Contains(said, "Nous viendrons à douze, dont l’équipe du marché.") != (x.ID == "faverges") {
				t.Errorf("%s of %s:\n%s", what, x.Name, said)
			}
		}
		if strings.Contains(page, "<link") || strings.Contains(page, "<script") || !strings.HasSuffix(page, "</html>\n") {
			t.Errorf("the page of %s needs something beside it, or is cut", x.Name)
		}
	}
}

func TestNotesAreOrganisersToTake(t *testing.T) {
	d := openDesk(t)
	nowhere := d.Ask(nil, "/organise/nowhere", nil).Body.String()
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		w := d.Ask(d.Enter(p.ID), "/organise/notes.zip", nil)
		if (w.Code == http.StatusOK) != (p.Role == events.Organiser) || p.ID == "" && w.Body.String() != nowhere {
			t.Errorf("%q: %d", p.ID, w.Code)
		}
	}
}

// A note that cannot be written is told before anything was sent; after, the file ends as one that is not whole.
func TestNotesThatFail(t *testing.T) {
	broken := errors.New("the store is away")
	for _, failing := range []string{"annecy", "faverges"} {
		d := officetest.Open(t)
		first := d.Programme().Territories[0].ID == failing
		f := New(Rooms{Events: d.Service, Note: func(_ context.Context, out io.Writer, territory, format string) error {
			if territory == failing {
				return broken
			}
			_, err := io.WriteString(out, "a note")
			return err
		}}, d.Shared)
		f.Register(d.Router)
		server := httptest.NewServer(d.Router)
		defer server.Close()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/organise/notes.zip", nil)
		d.Must(err)
		r.AddCookie(d.Enter("orga"))
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			if first {
				t.Errorf("%s: %v", failing, err)
			}
			continue // cut before its head left
		}
		octets, err := io.ReadAll(res.Body)
		res.Body.Close()
		switch {
		case first && (res.StatusCode != http.StatusServiceUnavailable || err != nil):
			t.Errorf("%s: %s %v", failing, res.Status, err)
		case !first && err == nil:
			t.Errorf("%s: %d octets look whole", failing, len(octets))
		}
	}
}

func TestNamesOfFiles(t *testing.T) {
	words := messages.For("en")
	got := noteNames(words, []events.Territory{{ID: "a", Name: "Val d'Oise / Nord"}, {ID: "b", Name: "val d'oise - nord"}, {ID: "c", Name: "C:\\x\n\"y\""}})
	want := []named{{"a", "Note of arbitrages, Val d'Oise - Nord"}, {"b", "Note of arbitrages, val d'oise - nord (b)"}, {"c", "Note of arbitrages, C--x -y-"}}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}
