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
