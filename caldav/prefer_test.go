package caldav

import (
	"net/http"
	"strings"
	"testing"
)

func TestPreferences(t *testing.T) {
	for header, want := range map[string]preferences{
		"Prefer: return=minimal":                  {minimal: true},
		"Prefer: return-minimal":                  {minimal: true},
		`Prefer: wait=1, Return = "minimal"; x=1`: {minimal: true},
		"Brief: T":                      {minimal: true},
		"Prefer: return=representation": {representation: true},
		"Prefer: return=representation\nPrefer: return=minimal": {representation: true},
		"Prefer: return=minimal, return=representation":         {minimal: true},
		"Prefer: return=representation\nBrief: t":               {representation: true},
		"Prefer: depth-noroot, return=minimal":                  {minimal: true, noRoot: true},
		"Prefer: minimal":                                       {},
		"Brief: f":                                              {},
	} {
		h := http.Header{}
		for line := range strings.SplitSeq(header, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			h.Add(name, value)
		}
		if got := preferencesOf(h); got != want {
			t.Errorf("%q: %+v, want %+v", header, got, want)
		}
	}
}

// RFC 8144 §3: an object that was written, or was not because it had changed, comes with the answer.
func TestPreferRepresentation(t *testing.T) {
	s := testSite(t)
	text := event("a", "A", "20220301T080000Z", "20220301T090000Z")
	other := event("a", "B", "20220301T080000Z", "20220301T090000Z")
	prefer := "Prefer: return=representation"
	shows := func(a answer, status int, body string) answer {
		t.Helper()
		a.want(t, status)
		got := s.do("mia", "GET", a.Header.Get("Content-Location"), "").want(t, 200)
		if a.body != body || got.body != body || a.Header.Get("ETag") != got.Header.Get("ETag") ||
			a.Header.Get("Content-Type") != got.Header.Get("Content-Type") || a.Header.Get("Preference-Applied") != "return=representation" {
			t.Errorf("%d %v\n%s\nGET: %v\n%s", a.StatusCode, a.Header, a.body, got.Header, got.body)
		}
		return a
	}
	tag := shows(s.do("mia", "PUT", own+"a.ics", text, calendarType, prefer), 201, text).Header.Get("ETag")
	shows(s.do("mia", "PUT", own+"a.ics", other, calendarType, prefer, "If-Match: "+tag), 200, other)
	shows(s.do("mia", "PUT", own+"a.ics", text, calendarType, prefer, "If-Match: "+tag), 412, other)
	shows(s.do("mia", "PUT", own+"a.ics", text, calendarType, prefer, "If-None-Match: *"), 412, other)
	shows(s.do("mia", "PUT", own+"a.ics", text, calendarType, prefer, `If: (["x"])`), 412, other)
	shows(s.do("mia", "DELETE", own+"a.ics", "", prefer, `If-Match: "x"`), 412, other)
	shows(s.do("mia", "POST", own+"?add-member", strings.ReplaceAll(text, "UID:a", "UID:p"), calendarType, prefer), 201, strings.ReplaceAll(text, "UID:a", "UID:p"))
	s.do("mia", "PUT", own+"none.ics", text, calendarType, prefer, "If-Match: *").want(t, 412).lacks(t, "BEGIN")
	s.do("rene", "PUT", own+"a.ics", text, calendarType, prefer, "If-Match: *").want(t, 404).lacks(t, "BEGIN")
	if a := s.do("mia", "PUT", own+"a.ics", text, calendarType, "If-Match: "+tag).want(t, 412).lacks(t, "BEGIN"); a.Header.Get("Content-Location") != "" {
		t.Errorf("not asked for: %v", a.Header)
	}
}

// RFC 8144 §2.2: a PROPPATCH all of which succeeded needs no body.
func TestPreferMinimalProppatch(t *testing.T) {
	s := testSite(t)
	set := func(name string) string {
		return "<D:propertyupdate" + declarations + "><D:set><D:prop><D:" + name + ">Jardin</D:" + name + "></D:prop></D:set></D:propertyupdate>"
	}
	for _, header := range []string{"Prefer: return=minimal", "Brief: t"} {
		if a := s.do("mia", "PROPPATCH", own, set("displayname"), header).want(t, 200); a.body != "" {
			t.Errorf("%q", a.body)
		}
		s.do("mia", "PROPPATCH", own, set("getetag"), header).want(t, 207).has(t, "403 Forbidden")
	}
	s.do("mia", "PROPFIND", own, prop("D:displayname"), "Depth: 0").has(t, "Jardin")
}

// RFC 8144 §4: only what is below.
func TestPreferDepthNoroot(t *testing.T) {
	s := testSite(t)
	for depth, want := range map[string]int{"0": 1, "1": 5} {
		all := s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/", prop("D:getetag"), "Depth: "+depth).hrefs(t)
		if len(all) != want {
			t.Fatalf("Depth %s: %v", depth, all)
		}
		a := s.do("mia", "PROPFIND", "/dav/calendars/mia/parcours/", prop("D:getetag"), "Depth: "+depth, "Prefer: depth-noroot, return=minimal")
		got := a.hrefs(t)
		if depth == "1" && (strings.Join(got, " ") != strings.Join(all[1:], " ") || len(a.Header.Values("Preference-Applied")) != 2) || depth == "0" && len(got) != 1 {
			t.Errorf("Depth %s: %v, %v", depth, got, a.Header)
		}
	}
}
