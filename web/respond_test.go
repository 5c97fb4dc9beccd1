package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"parcours/events"
	"parcours/messages"
	"parcours/pages"
)

func TestMistakesKeepWhatWasTyped(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	long := strings.Repeat("é", 2001)
	for _, c := range []struct {
		name    string
		form    url.Values
		status  int
		problem string
		typed   string
	}{
		{"no answer", url.Values{"comment": {"J’hésite <encore>"}}, 422, "Choisissez oui, peut-être ou non : rien n’a été enregistré.", "J’hésite <encore>"},
		{"unknown answer", url.Values{"answer": {"perhaps"}, "comment": {"a & b"}}, 422, "Choisissez oui, peut-être ou non : rien n’a été enregistré.", "a & b"},
		{"not for a person", url.Values{"answer": {"none"}, "comment": {"c"}}, 422, "Choisissez oui, peut-être ou non : rien n’a été enregistré.", "c"},
		{"long comment", url.Values{"answer": {"yes"}, "comment": {long}}, 422,
			"Le commentaire est trop long : 2001 caractères, 2 000 au plus. Rien n’a été enregistré ; raccourcissez-le puis répondez à nouveau.", long},
		{"too large", url.Values{"answer": {"yes"}, "comment": {strings.Repeat("x", 300<<10)}}, 400,
			"Le formulaire n’a pas pu être lu : rien n’a été enregistré. Il est peut-être trop long.", ""},
	} {
		w := s.post(path+"?lang=fr", c.form)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.status)
		}
		page := parsePage(t, w.Body.String())
		if alert := page.with("p", "role", "alert"); len(alert) != 1 || alert[0].text != messages.Typeset(c.problem) {
			t.Errorf("%s: %v, want %q", c.name, alert, c.problem)
		}
		if typed := page.all("textarea")[0].text; typed != c.typed {
			t.Errorf("%s: the form keeps %q, want %q", c.name, typed, c.typed)
		}
	}
	if said := s.history(path); len(said) != 0 {
		t.Errorf("kept all the same: %+v", said)
	}
	if w := s.post(path, url.Values{"answer": {"yes"}, "comment": {long[:2*2000]}}); w.Code != http.StatusSeeOther {
		t.Errorf("a comment of 2,000 characters: %d", w.Code)
	}
}

func TestStoreAwayWhileAnswering(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	s.store.Close()
	for _, w := range []*httptest.ResponseRecorder{s.get(path, "fr"), s.post(path+"?lang=fr", url.Values{"answer": {"yes"}})} {
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		words(t, w.Body.String(), []string{"Merci de réessayer dans une minute."})
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	for _, c := range []struct {
		name, host, fetchSite, origin string
		kept                          bool
	}{
		{"another site", "parcours.example.org", "cross-site", "https://evil.example.org", false},
		{"a sister site", "parcours.example.org", "same-site", "https://other.example.org", false},
		{"an old browser on another site", "parcours.example.org", "", "https://evil.example.org", false},
		{"an old browser on a page without origin", "parcours.example.org", "", "null", false},
		{"the page", "parcours.example.org", "same-origin", publicURL, true},
		{"the page in an old browser", "parcours.example.org", "", publicURL, true},
		{"the page behind a proxy that names another host", "127.0.0.1:8080", "", publicURL, true},
		{"no browser", "parcours.example.org", "", "", true},
	} {
		before := len(s.history(path))
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("answer=yes&comment="+url.QueryEscape(c.name)))
		r.Host = c.host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if c.fetchSite != "" {
			r.Header.Set("Sec-Fetch-Site", c.fetchSite)
		}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := s.serve(r)
		want := map[bool]int{true: http.StatusSeeOther, false: http.StatusForbidden}[c.kept]
		if kept := len(s.history(path)) > before; w.Code != want || kept != c.kept {
			t.Errorf("%s: %d, kept %v", c.name, w.Code, kept)
		}
		if !c.kept && !strings.Contains(w.Body.String(), "<h1>Formulaire refusé</h1>") {
			t.Errorf("%s: %s", c.name, w.Body)
		}
	}
}

func TestSequenceOf(t *testing.T) {
	for text, want := range map[string]int{"": -1, "0": 0, "7": 7, "-3": -1, "x": -1, "99999999999999999999": -1} {
		if got := sequenceOf(url.Values{"sequence": {text}}); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func FuzzCleanComment(f *testing.F) {
	for _, seed := range []string{"", " oui \r\n merci ", "a\x00b\x1bc", "\xff\xfe", "é\u0301\u2028", "\t\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean := pages.Clean(text)
		if !utf8.ValidString(clean) || strings.ContainsAny(clean, "\r\x00\x1b\x7f") || clean != strings.TrimSpace(clean) {
			t.Errorf("%q gives %q", text, clean)
		}
		if pages.Clean(clean) != clean {
			t.Errorf("%q is not clean yet", clean)
		}
	})
}
