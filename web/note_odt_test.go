package web

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

// documentText is what a document says, a space between paragraphs, and where its links lead.
func documentText(t *testing.T, octets string) (text string, links []string) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(octets), int64(len(octets)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(content)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text, links
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "line-break" {
				text += " "
			}
			for _, a := range token.Attr {
				if a.Name.Local == "href" {
					links = append(links, a.Value)
				}
			}
		case xml.EndElement:
			if token.Name.Local == "p" || token.Name.Local == "h" {
				text += "\n"
			}
		case xml.CharData:
			text += string(token)
		}
	}
}

// noteText is what a note says to a reader, in any format.
func (s *site) noteText(territory, format string) string {
	s.t.Helper()
	note := s.note(territory, format)
	switch format {
	case "html":
		return parsePage(s.t, note).all("body")[0].text
	case "odt":
		text, _ := documentText(s.t, note)
		return text
	}
	return note
}

// The document says what the page says, word by word and in its order, and all that the plain text says; its links lead
// where the page's do.
func TestNoteDocumentIsTheNote(t *testing.T) {
	s := exampleSite(t)
	favergesAnswers(s)
	text := "En présentiel <à Paris> & en visio."
	reply := events.DecisionResponse{Decision: 8, Territory: "faverges", By: "agathe-lormeau", Text: &text, Reply: true}
	if err := s.service.AnswerDecision(t.Context(), reply); err != nil {
		t.Fatal(err)
	}
	for _, territory := range []string{"faverges", "annecy"} {
		document := onlyWords(s.noteText(territory, "odt"))
		if page := onlyWords(s.noteText(territory, "html")); document != page {
			at := 0
			for at < min(len(page), len(document)) && page[at] == document[at] {
				at++
			}
			t.Errorf("%s: after %q the document has %.80q, the page %.80q", territory, page[max(0, at-60):at], document[at:], page[at:])
		}
		sentences := 0
		for line := range strings.Lines(s.note(territory, "text")) {
			if strings.HasPrefix(line, "→") {
				continue // a link, which is checked below
			}
			for _, cell := range strings.Split(itsNumber.ReplaceAllString(line, ""), " | ") {
				for _, sentence := range sentenceEnd.Split(cell, -1) {
					words := onlyWords(sentence)
					if sentences++; words != "  " && !strings.Contains(document, words) {
						t.Errorf("%s: the document lacks %q", territory, sentence)
					}
				}
			}
		}
		if sentences < 200 {
			t.Errorf("%s: %d sentences compared", territory, sentences)
		}
	}
	var want []string
	for _, a := range parsePage(t, s.note("faverges", "html")).all("a") {
		want = append(want, a.attrs["href"])
	}
	if _, links := documentText(t, s.note("faverges", "odt")); len(want) < 8 || !slices.Equal(links, want) {
		t.Errorf("links %q, want %q", links, want)
	}
}

// Whoever may read a desk gets its note as a document, and nobody else learns that there is one.
func TestNoteDocumentIsForItsDelegation(t *testing.T) {
	s := exampleSite(t)
	favergesAnswers(s)
	for name, c := range map[string]struct {
		who   *events.Person
		reads bool
	}{
		"stranger": {}, "referent": {s.person(events.Referent, "faverges", ""), true}, "member": {s.person(events.Member, "faverges", ""), true},
		"organiser": {s.person(events.Organiser, "", ""), true}, "referent of another": {s.person(events.Referent, "vimy", ""), false},
		"expert": {s.person(events.Expert, "", ""), false},
	} {
		var cookie *http.Cookie
		if c.who != nil {
			cookie = s.signIn(c.who)
		}
		w := s.as(cookie, "/d/faverges/note.odt", nil)
		if c.reads != (w.Code == http.StatusOK) {
			t.Errorf("%s: %d", name, w.Code)
		}
		if !c.reads {
			if nowhere := s.as(cookie, "/d/nowhere/note.odt", nil); w.Code != http.StatusNotFound || w.Body.String() != nowhere.Body.String() {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
			continue
		}
		h := w.Header()
		if h.Get("Content-Type") != "application/vnd.oasis.opendocument.text" || h.Get("Content-Disposition") != "attachment; filename=note-faverges.odt" ||
			h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, h)
		}
		if text, _ := documentText(t, w.Body.String()); !strings.Contains(text, experience) {
			t.Errorf("%s: the document lacks an answer", name)
		}
		desk := parsePage(t, s.as(cookie, "/d/faverges", nil).Body.String())
		if len(desk.with("a", "href", "/d/faverges/note.odt")) != 1 {
			t.Errorf("%s: the desk does not lead to the document", name)
		}
	}
}
