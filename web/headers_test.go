package web

import (
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/pages"
)

func TestHeaders(t *testing.T) {
	s := exampleSite(t)
	answer := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	for path, want := range map[string]map[string]string{
		"/":                 {"Referrer-Policy": "no-referrer", "Cache-Control": "public, max-age=60", "Vary": "Accept-Language, Cookie", "X-Robots-Tag": ""},
		"/qr/all.svg":       {"Referrer-Policy": "no-referrer", "Cache-Control": "public, max-age=3600", "X-Robots-Tag": ""},
		"/static/style.css": {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=86400"},
		pages.StyleAddress:  {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable"},
		"/favicon.ico":      {"Content-Type": "image/svg+xml"},
		"/robots.txt":       {"Content-Type": "text/plain; charset=utf-8"},
		answer:              {"Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
		"/a/wrong":          {"Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"},
	} {
		h := s.get(path, "").Header()
		want["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'"
		want["X-Content-Type-Options"] = "nosniff"
		for name, value := range want {
			if got := h.Get(name); got != value {
				t.Errorf("%s: %s: %q, want %q", path, name, got, value)
			}
		}
	}
	page := parsePage(t, s.get(answer, "").Body.String())
	if len(page.with("meta", "content", "noindex, nofollow")) != 1 {
		t.Error("the answer page may be indexed")
	}
	if len(parsePage(t, s.get("/", "").Body.String()).with("meta", "name", "robots")) != 0 {
		t.Error("the programme may not be indexed")
	}
}

func TestStylesheetIsNotSentTwice(t *testing.T) {
	s := exampleSite(t)
	first := s.get("/static/style.css", "")
	r := httptest.NewRequest(http.MethodGet, "/static/style.css", nil)
	r.Header.Set("If-None-Match", first.Header().Get("ETag"))
	if w := s.serve(r); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("%d, %d octets", w.Code, w.Body.Len())
	}
	for _, path := range []string{"/static/", "/static/other.css", "/static/..%2fpages.go"} {
		if w := s.get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestRobots(t *testing.T) {
	want := "User-agent: *\nAllow: /\nAllow: /feeds/\nDisallow: /a/\nDisallow: /d/\nDisallow: /m\nDisallow: /reply/\nDisallow: /dav/\n"
	if got := exampleSite(t).get("/robots.txt", "").Body.String(); got != want {
		t.Errorf("%q", got)
	}
}

// PROPFIND on / is for another door.
func TestOtherMethodsAreLeftToOthers(t *testing.T) {
	s := exampleSite(t)
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	New(roomsOf(s.service), sharedBy(s.service, publicURL)).Register(r)
	r.Path("/").Methods("PROPFIND").HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMultiStatus) })
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest("PROPFIND", "/", nil))
	if w.Code != http.StatusMultiStatus {
		t.Errorf("PROPFIND /: %d", w.Code)
	}
	w = httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST /: %d", w.Code)
	}
}

func TestNotFoundPage(t *testing.T) {
	s := exampleSite(t)
	w := httptest.NewRecorder()
	sharedBy(s.service, publicURL).Outside(w, httptest.NewRequest(http.MethodGet, "/nowhere?lang=fr", nil))
	if w.Code != http.StatusNotFound || w.Header().Get("Content-Security-Policy") == "" {
		t.Error(w.Code, w.Header())
	}
	words(t, w.Body.String(), []string{"Page introuvable"})
}

// Every pair of colours --x and --on-x has the contrast that WCAG 2.2 §1.4.3 asks of text: 4.5 to 1, in both themes;
// edges of fields have 3 to 1 (§1.4.11).
func TestContrast(t *testing.T) {
	octets, err := os.ReadFile("../pages/static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	sheet := string(octets)
	light, dark, found := strings.Cut(sheet, "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("no dark theme")
	}
	dark, _, _ = strings.Cut(dark, "\n\n")
	for theme, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		pairs := [][2]string{{"page", "on-soft"}, {"page", "on-link"}, {"box", "on-link"}, {"box", "on-soft"}, {"band", "on-link"}, {"page", "on-box"}}
		for name := range colours {
			if !strings.HasPrefix(name, "on-") && name != "line" && name != "edge" {
				pairs = append(pairs, [2]string{name, "on-" + name})
			}
		}
		if len(pairs) < 15 {
			t.Fatalf("%s: only %d pairs", theme, len(pairs))
		}
		for _, p := range pairs {
			if c := contrast(colours, p); c < 4.5 {
				t.Errorf("%s: %s on %s has %.2f", theme, p[1], p[0], c)
			}
		}
		for _, ground := range []string{"page", "box", "band"} {
			if c := contrast(colours, [2]string{ground, "edge"}); c < 3 {
				t.Errorf("%s: an edge on %s has %.2f", theme, ground, c)
			}
		}
	}
}

func contrast(colours map[string]float64, pair [2]string) float64 {
	a, ok := colours[pair[0]]
	b, okToo := colours[pair[1]]
	if !ok || !okToo {
		return 0
	}
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
