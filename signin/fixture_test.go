package signin_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"parcours/messages"
	"parcours/pages"
	"parcours/signin"
	"parcours/site"
)

const (
	address = "https://parcours.example.org"
	right   = "quatre mots pour marc"
)

// door is the pages of a site, and what they log.
type door struct {
	*site.Site
	t      *testing.T
	router *mux.Router
	log    bytes.Buffer
}

func open(t *testing.T, o signin.Options) *door {
	t.Helper()
	d := &door{Site: site.OpenSmall(t), t: t}
	d.Must(d.Accounts.SetPassword(t.Context(), "marc", right))
	d.serve(address, o)
	return d
}

// serve has the pages at an address.
func (d *door) serve(address string, o signin.Options) {
	d.router = mux.NewRouter().SkipClean(true).UseEncodedPath()
	log := slog.New(slog.NewTextHandler(io.MultiWriter(&d.log), nil))
	shared := pages.New(d.Service, d.Accounts, pages.Options{PublicURL: address, Logger: log})
	if o.Client == nil {
		o.Client = func(r *http.Request) string { return r.Header.Get("X-Test-Client") }
	}
	o.Calendars = d.Calendars
	signin.New(d.Service, d.Accounts, shared, o).Register(d.router)
}

// browser keeps cookies as a browser does.
type browser struct {
	*door
	cookies map[string]*http.Cookie
	client  string
}

func (d *door) browser(client string) *browser {
	return &browser{door: d, cookies: map[string]*http.Cookie{}, client: client}
}

// ask opens a page, or sends a form where there is one.
func (b *browser) ask(path string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept-Language", "fr")
	r.Header.Set("X-Test-Client", b.client)
	r.Header.Set("User-Agent", "Firefox")
	for _, c := range b.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	w := httptest.NewRecorder()
	b.router.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

// goes checks that an answer leads somewhere.
func (b *browser) goes(w *httptest.ResponseRecorder, to string) {
	b.t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to {
		b.t.Fatalf("%d to %q, want %q: %s", w.Code, w.Header().Get("Location"), to, w.Body)
	}
}

// inside tells whether somebody is signed in.
func (b *browser) inside() bool { return b.ask("/me/access", nil).Code == http.StatusOK }

var tags = regexp.MustCompile(`<[^>]*>`)

// reads checks that a page has these texts, as people read them.
func reads(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	page := strings.Join(strings.Fields(tags.ReplaceAllString(w.Body.String(), " ")), " ")
	if w.Code != status || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Header().Get("X-Robots-Tag"), "noindex") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, text := range texts {
		if !strings.Contains(page, strings.Join(strings.Fields(messages.Typeset(text)), " ")) {
			t.Errorf("the page lacks %q:\n%s", text, page)
		}
	}
}
