package desks

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/events"
	"parcours/messages"
	"parcours/pages"
	"parcours/site"
)

const publicURL = "https://parcours.example.org"

// desk is the pages of a small programme, with a clock that tests set.
type desk struct {
	*site.Site
	t      *testing.T
	router *mux.Router
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Site: site.OpenSmall(t), t: t, router: mux.NewRouter().SkipClean(true).UseEncodedPath()}
	d.Must(d.AddPeople(t.Context(), []events.Person{{ID: "elsa", Email: "elsa@example.org", Name: "Elsa", Role: events.Expert, Territories: []string{"annecy"}}}))
	shared := pages.New(d.Service, d.Accounts, pages.Options{PublicURL: publicURL, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	New(Rooms{Events: d.Service, Calendars: d.Calendars, Delegation: d.Delegation}, shared).Register(d.router)
	d.router.NotFoundHandler = http.HandlerFunc(shared.Outside)
	return d
}

// enter signs somebody in and gives the cookie of their browser; nil for a stranger ("").
func (d *desk) enter(person string) *http.Cookie {
	d.t.Helper()
	if person == "" {
		return nil
	}
	const password = "un mot de passe assez long"
	d.Must(d.Accounts.SetPassword(d.t.Context(), person, password))
	entry, err := d.Accounts.SignIn(d.t.Context(), d.Person(person).Email, password, accounts.From{Door: events.DoorWeb})
	d.Must(err)
	return &http.Cookie{Name: "__Host-parcours", Value: entry.Secret}
}

func (d *desk) do(cookie *http.Cookie, method, path, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept-Language", "fr")
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r)
	return w
}

func (d *desk) get(cookie *http.Cookie, path string) *httptest.ResponseRecorder {
	return d.do(cookie, http.MethodGet, path, "", nil)
}

func (d *desk) post(cookie *http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
	return d.do(cookie, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// upload sends a file as a browser does.
func (d *desk) upload(cookie *http.Cookie, path string, octets []byte) *httptest.ResponseRecorder {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", "contacts.csv")
	d.Must(err)
	_, err = f.Write(octets)
	d.Must(err)
	d.Must(m.WriteField("table", ""))
	d.Must(m.Close())
	return d.do(cookie, http.MethodPost, path, m.FormDataContentType(), &b)
}

// has wants a page with these words, as they are set for print.
func (d *desk) has(w *httptest.ResponseRecorder, status int, texts ...string) {
	d.t.Helper()
	if w.Code != status {
		d.t.Errorf("status %d, want %d\n%s", w.Code, status, w.Body)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), messages.TypesetHTML(text)) {
			d.t.Errorf("no %q on the page\n%s", text, w.Body)
		}
	}
}

// goes wants that a form was kept, and follows to the page that tells.
func (d *desk) goes(cookie *http.Cookie, w *httptest.ResponseRecorder, told string) *httptest.ResponseRecorder {
	d.t.Helper()
	if w.Code != http.StatusSeeOther {
		d.t.Fatalf("not kept: %d\n%s", w.Code, w.Body)
	}
	address, _, _ := strings.Cut(w.Header().Get("Location"), "#")
	next := d.get(cookie, address)
	d.has(next, http.StatusOK, told)
	return next
}

// everybody is each person of the programme, and a stranger.
func (d *desk) everybody() []string {
	all := []string{""}
	for _, p := range d.Programme().People() {
		all = append(all, p.ID)
	}
	return all
}
