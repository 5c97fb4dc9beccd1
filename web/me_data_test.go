package web

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/events"
)

// Who signed in takes their data with them, and is erased once they typed their own address; the last organiser is not, and a stranger
// finds nothing.
func TestMyData(t *testing.T) {
	s := exampleSite(t)
	for _, path := range []string{"/me/data", "/me/data.zip"} {
		if w := s.as(nil, path, nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?ended" {
			t.Errorf("a stranger, %s: %d", path, w.Code)
		}
	}
	p := s.person(events.Referent, "faverges", "")
	cookie := s.signIn(p)
	w := s.as(cookie, "/me/data.zip", nil)
	archive, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil || archive.File[0].Name != "data.json" || w.Header().Get("Cache-Control") != "no-store" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%v, %v", err, w.Header())
	}
	page := s.as(cookie, "/me/data?confirm="+url.QueryEscape(p.Email), nil).Body.String()
	checkStructure(t, parsePage(t, page), "fr")
	checkReferences(t, parsePage(t, page))
	for _, typed := range []string{"", "oui", "a" + p.Email} {
		if w := s.as(cookie, "/me/data", url.Values{"confirm": {typed}}); w.Code != http.StatusUnprocessableEntity || len(parsePage(t, w.Body.String()).with("input", "aria-describedby", "problem")) != 1 {
			t.Errorf("%q: %d", typed, w.Code)
		}
	}
	if s.service.Programme().Person(p.ID) == nil {
		t.Fatal("erased without a word")
	}
	w = s.as(cookie, "/me/data", url.Values{"confirm": {" " + strings.ToUpper(p.Email)}})
	if w.Code != http.StatusOK || s.service.Programme().Person(p.ID) != nil || !strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), ""), "Max-Age=0") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	words(t, w.Body.String(), []string{"Vos données sont effacées"}, p.Email, p.Name)
	if w := s.as(cookie, "/me", nil); w.Code != http.StatusSeeOther {
		t.Errorf("still signed in: %d", w.Code)
	}
	orga := s.person(events.Organiser, "", "")
	cookie = s.signIn(orga)
	for _, other := range s.service.Programme().People() {
		if other.Role == events.Organiser && other.ID != orga.ID {
			if err := s.service.RemovePerson(t.Context(), other.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if w := s.as(cookie, "/me/data", url.Values{"confirm": {orga.Email}}); w.Code != http.StatusUnprocessableEntity || s.service.Programme().Person(orga.ID) == nil {
		t.Errorf("the last organiser: %d", w.Code)
	}
}
