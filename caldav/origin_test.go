package caldav

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parcours/ical"
)

const listedSite = "https://agenda.example.org"

// A page of another site cannot write with what a browser remembers: POST is the one such method that browsers send
// without asking first.
func TestForeignPagesCannotPost(t *testing.T) {
	s := testSite(t)
	for _, test := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"a program", nil, 201},
		{"a page of the server", []string{"Origin: https://parcours.example.org", "Sec-Fetch-Site: same-origin"}, 201},
		{"another port of the host", []string{"Origin: https://parcours.example.org:8081", "Sec-Fetch-Site: same-site"}, 403},
		{"another site", []string{"Origin: https://mal.example.org", "Sec-Fetch-Site: cross-site"}, 403},
		{"an old browser", []string{"Origin: https://mal.example.org"}, 403},
	} {
		uid := strings.ReplaceAll(test.name, " ", "-")
		a := s.do("mia", "POST", own+"?add-member", event(uid, "A", "20220301T080000Z", "20220301T090000Z"), append(test.headers, calendarType)...)
		if a.want(t, test.status); test.status == 403 {
			a.has(t, "another site")
		}
	}
}

// Pages of the listed sites may use /dav/, once their browser has asked; all others may not.
func TestListedOrigins(t *testing.T) {
	s := testSite(t)
	for _, test := range []struct {
		listed []string
		origin string
		want   string
	}{
		{nil, listedSite, ""}, {[]string{listedSite}, listedSite, listedSite}, {[]string{listedSite}, "https://mal.example.org", ""}, {[]string{listedSite}, "", ""},
	} {
		h := New(roomsOf(s.service), ical.NewRenderer("https://parcours.example.org"), Options{PublicURL: "https://parcours.example.org", Origins: test.listed})
		for _, method := range []string{http.MethodOptions, "PROPFIND"} { // with and without credentials: this one is 401
			w, r := httptest.NewRecorder(), httptest.NewRequest(method, "/dav/calendars/mia/", nil)
			r.Header.Set("Origin", test.origin)
			r.Header.Set("Access-Control-Request-Method", "PROPFIND")
			h.ServeHTTP(w, r)
			if got := w.Header().Get("Access-Control-Allow-Origin"); got != test.want {
				t.Errorf("%v, %s from %s: %q", test.listed, method, test.origin, got)
			}
			asked := method == http.MethodOptions && test.want != ""
			if got := w.Header().Get("Access-Control-Allow-Headers"); strings.Contains(got, "Depth") != asked {
				t.Errorf("%v, %s from %s: headers %q", test.listed, method, test.origin, got)
			}
			if w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Error("a browser may send what it remembers")
			}
		}
	}
}
