package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parcours/events"
)

const rightPassword = "quatre mots qui vont"

// signIn signs somebody in, and gives the cookie of their browser.
func (s *site) signIn(p *events.Person) *http.Cookie {
	s.t.Helper()
	if err := s.service.Accounts.SetPassword(s.t.Context(), p.ID, rightPassword); err != nil {
		s.t.Fatal(err)
	}
	w := s.post("/sign-in", url.Values{"login": {p.Email}, "password": {rightPassword}})
	cookies := w.Result().Cookies()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/me" || len(cookies) != 2 {
		s.t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	return cookies[0]
}

// as asks for a page in a browser with this cookie; with a form it sends that.
func (s *site) as(cookie *http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept-Language", "fr")
	if cookie != nil {
		r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	}
	return s.serve(r)
}

func TestSignIn(t *testing.T) {
	s := exampleSite(t)
	stranger := s.get("/", "fr").Body.String()
	words(t, stranger, []string{"Se connecter English"}, "Ma page", "Se déconnecter")
	cookie := s.signIn(s.person(events.Member, "", ""))
	if cookie.Name != "__Host-parcours" || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" ||
		cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 30*24*3600 {
		t.Errorf("%+v", cookie)
	}
	w := s.as(cookie, "/", nil)
	words(t, w.Body.String(), []string{"Ma page Se déconnecter English"}, "/sign-in")
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a page for somebody signed in may be kept: %v", w.Header())
	}
	if s.get("/", "fr").Body.String() != stranger {
		t.Error("a stranger gets the page of somebody signed in")
	}
	if w := s.as(cookie, "/sign-in", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/me" {
		t.Errorf("the form for somebody signed in: %d", w.Code)
	}
	w = s.as(cookie, "/sign-out", url.Values{})
	if c := w.Result().Cookies(); w.Code != http.StatusSeeOther || len(c) != 1 || c[0].MaxAge != -1 || c[0].Value != "" {
		t.Errorf("signing out: %d %v", w.Code, c)
	}
	words(t, s.as(cookie, "/", nil).Body.String(), []string{"Se connecter English"}, "Ma page")
}

// Who is not let in reads the same, whether the login is somebody's.
func TestSignInRefused(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "")
	if err := s.service.Accounts.SetPassword(t.Context(), p.ID, rightPassword); err != nil {
		t.Fatal(err)
	}
	refused := func(login string) string {
		w := s.post("/sign-in?lang=fr", url.Values{"login": {login}, "password": {"wrong"}})
		if w.Code != http.StatusUnprocessableEntity || len(w.Result().Cookies()) != 0 || w.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
		return strings.ReplaceAll(w.Body.String(), login, "LOGIN")
	}
	page := refused(p.Email)
	words(t, page, []string{"ne vont pas ensemble"}, "wrong")
	if other := refused("nobody@example.org"); other != page {
		t.Errorf("an unknown login is answered otherwise:\n%s", other)
	}
	checkStructure(t, parsePage(t, page), "fr")
	checkReferences(t, parsePage(t, page))
	for range 4 {
		refused(p.Email)
	}
	w := s.post("/sign-in?lang=fr", url.Values{"login": {p.Email}, "password": {rightPassword}})
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "60" {
		t.Errorf("a sixth try: %d %v", w.Code, w.Header())
	}
	words(t, w.Body.String(), []string{"Attendez une minute"})
	if w := s.foreign("/sign-in", "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("the form of another site: %d", w.Code)
	}
}

// On a machine of one's own, over http, the cookie has a name that browsers take.
func TestCookieOnLoopback(t *testing.T) {
	s := exampleSite(t)
	s.router = newRouter(s, "http://127.0.0.1:5232")
	if c := s.signIn(s.person(events.Member, "", "")); c.Name != "parcours" || c.Secure || !c.HttpOnly {
		t.Errorf("%+v", c)
	}
}
