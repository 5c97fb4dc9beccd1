package web

import (
	"bytes"
	"errors"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"parcours/events"
	"parcours/files"
	"parcours/pages"
)

// handed is a form that hands something in, as a browser sends it.
type handed struct {
	fields map[string]string
	name   string // of the document; "" for a field that was left empty
	octets string
}

// handIn sends the form from a page of this site.
func (s *site) handIn(cookie *http.Cookie, territory string, h handed) *httptest.ResponseRecorder {
	s.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for field, value := range h.fields {
		if err := m.WriteField(field, value); err != nil {
			s.t.Fatal(err)
		}
	}
	part, err := m.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": "file", "filename": h.name})}, "Content-Type": {"application/octet-stream"},
	})
	if err == nil {
		_, err = part.Write([]byte(h.octets))
	}
	if err := errors.Join(err, m.Close()); err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/d/"+territory+"/files", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if cookie != nil {
		r.AddCookie(cookie)
	}
	return s.serve(r)
}

const smallPDF = "%PDF-1.7\nla note"

// What is handed in stands on the desk and comes back as something to keep: for those who may read it, and nobody else.
func TestFilesAreForTheirDelegation(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	cookie := s.signIn(referent)
	w := s.handIn(cookie, "faverges", handed{name: "Compte rendu d'été.PDF", octets: smallPDF})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/d/faverges?handed=0#main" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	page := s.as(cookie, "/d/faverges?handed=0", nil).Body.String()
	words(t, page, []string{"C'est déposé.", "Compte rendu d'été.pdf", "PDF, 1 ko", "Déposé par " + referent.Name + ", le jeudi 3 mars 2022, à 10 h"})
	checkStructure(t, parsePage(t, page), "fr")
	checkReferences(t, parsePage(t, page))
	var address string
	for _, a := range parsePage(t, page).all("a") {
		if strings.Contains(a.attrs["href"], "/files/") {
			address = a.attrs["href"]
		}
	}
	for name, c := range map[string]struct {
		who                            *events.Person
		reads, handsIn, answers, takes bool
	}{
		"stranger": {}, "referent of another": {who: s.person(events.Referent, "vimy", "")}, "expert": {who: s.person(events.Expert, "", "")},
		"referent":  {who: referent, reads: true, handsIn: true, answers: true, takes: true},
		"member":    {who: s.person(events.Member, "faverges", ""), reads: true, handsIn: true},
		"organiser": {who: s.person(events.Organiser, "", ""), reads: true, handsIn: true, answers: true, takes: true},
	} {
		t.Run(name, func(t *testing.T) {
			var as *http.Cookie
			if c.who != nil {
				as = s.signIn(c.who)
			}
			nowhere := s.as(as, "/d/nowhere/files/a/b.pdf", nil)
			got := s.as(as, address, nil)
			if c.reads != (got.Code == http.StatusOK) || !c.reads && (got.Code != http.StatusNotFound || got.Body.String() != nowhere.Body.String()) {
				t.Errorf("reads: %d %s", got.Code, got.Body)
			}
			if c.reads && got.Body.String() != smallPDF {
				t.Errorf("%q", got.Body)
			}
			for _, wrong := range []string{strings.Replace(address, "faverges", "annecy", 1), address + "x", strings.Replace(address, "files/", "files/X", 1)} {
				if got := s.as(as, wrong, nil); got.Code != http.StatusNotFound {
					t.Errorf("%s: %d", wrong, got.Code)
				}
			}
			if got := s.handIn(as, "faverges", handed{name: "a.txt", octets: name}).Code == http.StatusSeeOther; got != c.handsIn {
				t.Errorf("hands in: %t", got)
			}
			answer := handed{fields: map[string]string{"decision": "7", "link": "https://example.org/" + strings.ReplaceAll(name, " ", "-")}}
			if got := s.handIn(as, "faverges", answer).Code == http.StatusSeeOther; got != c.answers {
				t.Errorf("answers: %t", got)
			}
			other, err := s.service.Files.HandIn(t.Context(), referent, files.Handed{Territory: "faverges", Name: "b.txt", Size: 1, Content: strings.NewReader("b")})
			if err != nil {
				t.Fatal(err)
			}
			if got := s.as(as, "/d/faverges/files", map[string][]string{"remove": {other.ID}}).Code == http.StatusSeeOther; got != c.takes {
				t.Errorf("takes away: %t", got)
			}
			if _, err := s.service.Files.Find(t.Context(), referent, "faverges", other.ID); errors.Is(err, events.ErrNotFound) != c.takes {
				t.Errorf("it is there: %v", err)
			}
		})
	}
}

// A document runs nowhere: it is saved and not shown, and no page is made of it.
func TestFilesAreServedSafely(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	f, err := s.service.Files.HandIn(t.Context(), referent, files.Handed{Territory: "faverges", Name: "été \"1\".pdf", Size: int64(len(smallPDF)), Content: strings.NewReader(smallPDF)})
	if err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r := httptest.NewRequest(method, fileAddress(&f), nil)
		r.Header.Set("Accept-Encoding", "gzip")
		r.AddCookie(s.signIn(referent))
		w := s.serve(r)
		for header, want := range map[string]string{
			"Content-Type": "application/pdf", "Content-Length": "16", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Encoding": "",
			"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
			"Content-Disposition": "attachment; filename*=utf-8''%C3%A9t%C3%A9%20-1-.pdf",
		} {
			if got := w.Header().Get(header); w.Code != http.StatusOK || got != want {
				t.Errorf("%s: %d, %s: %q", method, w.Code, header, got)
			}
		}
		if body := w.Body.String(); (body == smallPDF) != (method == http.MethodGet) {
			t.Errorf("%s: %q", method, body)
		}
	}
}

// A document or a link answers the arbitrage that asks for one; taken away it is named still.
func TestDeskTakesADocumentForAnArbitrage(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	cookie := s.signIn(referent)
	page := parsePage(t, s.as(cookie, "/d/faverges", nil).Body.String())
	forms := page.with("form", "enctype", "multipart/form-data")
	if len(forms) != 2 || len(forms[0].with("input", "name", "decision")) != 1 || forms[0].with("input", "name", "decision")[0].attrs["value"] != "7" {
		t.Fatalf("%d forms to hand in", len(forms))
	}
	s.handIn(cookie, "faverges", handed{fields: map[string]string{"decision": "7", "link": "https://example.org/note?v=2", "name": "La note"}, name: "note.pdf", octets: smallPDF})
	text := s.note("faverges", "text")
	if part := recapOf(t, text, "7"); !strings.Contains(part, "\nnote.pdf\nhttps://example.org/note?v=2\n") {
		t.Errorf("the note says\n%s", part)
	}
	desk := s.as(cookie, "/d/faverges", nil).Body.String()
	words(t, desk, []string{"La note", "example.org", "note.pdf"})
	link := parsePage(t, desk).with("a", "href", "https://example.org/note?v=2")
	if len(link) != 1 || link[0].attrs["rel"] != "noreferrer" {
		t.Errorf("%v", link)
	}
	for _, b := range parsePage(t, desk).with("button", "name", "remove") {
		if w := s.as(cookie, "/d/faverges/files", map[string][]string{"remove": {b.attrs["value"]}}); w.Header().Get("Location") != "/d/faverges?removed#main" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	}
	desk = s.as(cookie, "/d/faverges?removed", nil).Body.String()
	words(t, desk, []string{"C'est retiré.", "note.pdf : déposé par " + referent.Name + " le jeudi 3 mars 2022, retiré par " + referent.Name})
	if strings.Contains(desk, "/files/") {
		t.Error("the desk leads to what was removed")
	}
	if part := recapOf(t, s.note("faverges", "text"), "7"); !strings.Contains(part, "Pas encore de réponse.") {
		t.Errorf("the note says\n%s", part)
	}
}

// What is refused is said in the form, with what was typed, and nothing is kept.
func TestDeskRefusesFiles(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	cookie := s.signIn(referent)
	if err := s.service.Files.SetRoom(t.Context(), 100); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		form   handed
		status int
		says   string
	}{
		"nothing":         {handed{}, 422, "Choisissez un document"},
		"a page":          {handed{name: "a.html", octets: "<p>"}, 422, "Ce genre de document"},
		"a page as text":  {handed{name: "a.txt", octets: "<html><script>x</script>"}, 422, "autre chose que ce que dit son nom"},
		"no name":         {handed{name: ".pdf", octets: smallPDF}, 422, "Le nom ne convient pas"},
		"empty":           {handed{name: "a.pdf"}, 422, "vide ou trop grand"},
		"no room":         {handed{name: "a.pdf", octets: smallPDF + strings.Repeat("x", 100)}, 507, "plus assez de place"},
		"too large":       {handed{name: "a.pdf", octets: smallPDF + strings.Repeat("x", files.MaxSize+pages.MaxForm)}, 413, "20 Mo au plus"},
		"a script":        {handed{fields: map[string]string{"link": "javascript:alert(1)", "name": "Ici <b>"}}, 422, "Cette adresse n'en est pas une"},
		"for arbitrage 7": {handed{fields: map[string]string{"decision": "7", "link": "exemple", "name": "Là"}}, 422, "Cette adresse n'en est pas une"},
	} {
		w := s.handIn(cookie, "faverges", c.form)
		page := w.Body.String()
		if w.Code != c.status {
			t.Errorf("%s: %d\n%.300s", name, w.Code, page)
			continue
		}
		words(t, page, []string{c.says})
		root := parsePage(t, page)
		checkStructure(t, root, "fr")
		checkReferences(t, root)
		if len(root.with("input", "aria-invalid", "true")) != 1 {
			t.Errorf("%s: no field says that it was refused", name)
		}
		for field, value := range c.form.fields {
			kept := root.with("input", "value", value)
			if len(kept) == 0 || kept[0].attrs["name"] != field {
				t.Errorf("%s: %s is lost", name, field)
			}
		}
	}
	for name, w := range map[string]*httptest.ResponseRecorder{
		"no number":            s.handIn(cookie, "faverges", handed{fields: map[string]string{"decision": "x"}, name: "a.pdf", octets: smallPDF}),
		"no document is asked": s.handIn(cookie, "faverges", handed{fields: map[string]string{"decision": "1"}, name: "a.pdf", octets: smallPDF}),
		"nothing to remove":    s.as(cookie, "/d/faverges/files", map[string][]string{"remove": {"x"}}),
	} {
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := s.foreignAs(cookie, "/d/faverges/files", map[string][]string{"link": {"https://example.org/"}}); w.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", w.Code)
	}
	if all, err := s.service.Files.Of(t.Context(), referent, "faverges"); err != nil || len(all) != 0 {
		t.Errorf("kept: %v %v", all, err)
	}
}
