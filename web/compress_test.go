package web

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"parcours/events"
	"parcours/pages"
)

// asked asks for a page with headers, given as pairs.
func (s *site) asked(path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.serve(r)
}

func unpacked(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	octets, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(octets)
}

func TestPagesAreSentCompressed(t *testing.T) {
	s := exampleSite(t)
	for _, path := range []string{"/", "/sign-in", "/static/style.css", "/?lang=en"} {
		plain := s.asked(path)
		zip := s.asked(path, "Accept-Encoding", "br, gzip;q=0.8")
		if zip.Header().Get("Content-Encoding") != "gzip" || !slices.Contains(zip.Header().Values("Vary"), "Accept-Encoding") {
			t.Fatalf("%s: %v", path, zip.Header())
		}
		if plain.Header().Get("Content-Encoding") != "" || !slices.Contains(plain.Header().Values("Vary"), "Accept-Encoding") {
			t.Errorf("%s, plain: %v", path, plain.Header())
		}
		if unpacked(t, zip) != plain.Body.String() {
			t.Errorf("%s: compressed it is another page", path)
		}
		if w := s.asked(path, "Accept-Encoding", "gzip;q=0, deflate"); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed for one that takes no gzip", path)
		}
	}
	if n := s.asked("/", "Accept-Encoding", "gzip").Body.Len(); n > 60_000 {
		t.Errorf("the programme has %d octets compressed, 60,000 at most", n)
	}
	answer := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	if w := s.asked(answer, "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a page with a secret beside what others wrote is compressed")
	}
}

func TestProgrammeIsNotSentTwice(t *testing.T) {
	s := exampleSite(t)
	for _, accepted := range []string{"", "gzip"} {
		first := s.asked("/", "Accept-Encoding", accepted)
		tag := first.Header().Get("ETag")
		if again := s.asked("/", "Accept-Encoding", accepted, "If-None-Match", `"other", W/`+tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("%q: %d, %d octets", accepted, again.Code, again.Body.Len())
		}
		if w := s.asked("/?lang=en", "Accept-Encoding", accepted, "If-None-Match", tag); w.Code != http.StatusOK {
			t.Errorf("%q: the page in another language: %d", accepted, w.Code)
		}
	}
	tag := s.asked("/").Header().Get("ETag")
	s.apply(func(p *events.Programme) { plan(t, p, "agora").Title = "Agora, le grand jour" })
	if w := s.asked("/", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("after a change: %d", w.Code)
	}
}

func TestProgrammeDescribesItself(t *testing.T) {
	page := parsePage(t, exampleSite(t).get("/", "fr").Body.String())
	found := page.with("meta", "name", "description")
	if len(found) != 1 || !strings.HasPrefix(found[0].attrs["content"], "Les prochaines journées du parcours") || len([]rune(found[0].attrs["content"])) > 160 {
		t.Errorf("%+v", found)
	}
	for text, want := range map[string]string{"court": "court", "un deux trois quatre": "un deux…", "a, b, c d e f": "a, b, c…"} {
		if got := pages.Shortened(text, 10); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
