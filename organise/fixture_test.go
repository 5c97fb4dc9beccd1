package organise

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/caldav"
	"parcours/events"
	"parcours/mail"
	"parcours/pages"
	"parcours/site"
)

const publicURL = "https://parcours.example.org"

// desk is the organisers' pages of a small programme, with a clock that tests set.
type desk struct {
	*site.Site
	t      *testing.T
	router *mux.Router
	pages  *Pages
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Site: site.OpenSmall(t), t: t, router: mux.NewRouter().SkipClean(true).UseEncodedPath()}
	shared := pages.New(d.Service, d.Accounts, pages.Options{PublicURL: publicURL, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	dav := caldav.New(caldav.Rooms{Events: d.Service, Calendars: d.Calendars, Accounts: d.Accounts}, d.Render, caldav.Options{PublicURL: publicURL})
	d.pages = New(Rooms{
		Events: d.Service, Accounts: d.Accounts, Calendars: d.Calendars, Delivery: d.Delivery, Record: d.Record, Busy: dav.BusyBeside,
		Letter: mail.NewWriter(mail.Sender{PublicURL: publicURL, From: "parcours@example.org", Domain: "example.org"}, d.Render, func() time.Time { return d.Clock }).Text,
	}, shared)
	d.pages.Register(d.router)
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

// ask asks for a page in French with a browser's cookie; with a form it sends that.
func (d *desk) ask(cookie *http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
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

// Organisers' pages are for organisers: others cannot tell them from what is not there.
func TestPagesAreForOrganisers(t *testing.T) {
	d := openDesk(t)
	nowhere := d.ask(nil, "/organise/nowhere", nil)
	for _, x := range places {
		for _, p := range append(d.Programme().People(), &events.Person{}) {
			w := d.ask(d.enter(p.ID), x.path, nil)
			switch {
			case p.Role == events.Organiser && w.Code != http.StatusOK:
				t.Errorf("%s for an organiser: %d", x.path, w.Code)
			case p.Role != events.Organiser && w.Code != http.StatusNotFound:
				t.Errorf("%s for a %s: %d", x.path, p.Role, w.Code)
			case p.ID == "" && w.Body.String() != nowhere.Body.String():
				t.Errorf("%s for a stranger is told from what is not there", x.path)
			}
		}
	}
}
