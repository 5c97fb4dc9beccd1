// Package officetest is organisers' pages of a small programme on a real store, for the tests of the rooms that have them.
package officetest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/caldav"
	"parcours/delivery"
	"parcours/events"
	"parcours/mail"
	"parcours/pages"
	"parcours/site"
)

const publicURL = "https://parcours.example.org"

// Desk is the organisers' pages of a small programme, with a clock that tests set.
type Desk struct {
	*site.Site
	T      *testing.T
	Router *mux.Router
	Shared *pages.Site

	// Busy and Letter are what the program gives to pages that show them.
	Busy   func(ctx context.Context, who *events.Person, from, to time.Time) (bool, error)
	Letter func(*delivery.Message) (subject, text string, err error)
}

// Open gives the small programme without any page: the rooms register theirs on the router.
func Open(t *testing.T) *Desk {
	t.Helper()
	d := &Desk{Site: site.OpenSmall(t), T: t, Router: mux.NewRouter().SkipClean(true).UseEncodedPath()}
	d.Shared = pages.New(d.Service, d.Accounts, pages.Options{PublicURL: publicURL, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	d.Busy = caldav.New(caldav.Rooms{Events: d.Service, Calendars: d.Calendars, Accounts: d.Accounts}, d.Render, caldav.Options{PublicURL: publicURL}).BusyBeside
	d.Letter = mail.NewWriter(mail.Sender{PublicURL: publicURL, From: "parcours@example.org", Domain: "example.org"}, d.Render, func() time.Time { return d.Clock }).Text
	d.Router.NotFoundHandler = http.HandlerFunc(d.Shared.Outside)
	return d
}

// Enter signs somebody in and gives the cookie of their browser; nil for a stranger ("").
func (d *Desk) Enter(person string) *http.Cookie {
	d.T.Helper()
	if person == "" {
		return nil
	}
	const password = "un mot de passe assez long"
	d.Must(d.Accounts.SetPassword(d.T.Context(), person, password))
	entry, err := d.Accounts.SignIn(d.T.Context(), d.Person(person).Email, password, accounts.From{Door: events.DoorWeb})
	d.Must(err)
	return &http.Cookie{Name: "__Host-parcours", Value: entry.Secret}
}

// Ask asks for a page in French with a browser's cookie; with a form it sends that.
func (d *Desk) Ask(cookie *http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
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
	d.Router.ServeHTTP(w, r)
	return w
}

// Step sends a form of a page after a change, and gives the page that comes.
func (d *Desk) Step(cookie *http.Cookie, path, page, button, step string, change map[string]string) (string, int, string) {
	d.T.Helper()
	form := FormIn(d.T, page, button)
	for name, value := range change {
		form.Set(name, value)
	}
	form.Set("step", step)
	w := d.Ask(cookie, path, form)
	return w.Body.String(), w.Code, w.Header().Get("Location")
}

// Keep changes a session by its form: it looks at the preview, then saves.
func (d *Desk) Keep(cookie *http.Cookie, path, button string, change map[string]string) (preview, location string) {
	d.T.Helper()
	page := d.Ask(cookie, path, nil).Body.String()
	preview, code, _ := d.Step(cookie, path, page, button, "preview", change)
	if code != http.StatusOK {
		d.T.Fatalf("%s: preview %d\n%s", path, code, preview)
	}
	saved, code, location := d.Step(cookie, path, preview, `value="save"`, "save", nil)
	if code != http.StatusSeeOther {
		d.T.Fatalf("%s: saved %d\n%s", path, code, saved)
	}
	return preview, location
}

// Letters lets everybody's first letter leave, so that later mails are told of.
func (d *Desk) Letters() {
	d.T.Helper()
	d.Queued()
	all, err := d.Delivery.Mails(d.T.Context(), delivery.MailQuery{State: delivery.MailQueued})
	d.Must(err)
	for _, m := range all {
		d.Must(d.Delivery.Settle(d.T.Context(), m, delivery.MailOutcome{}))
	}
}

// Queued waits for the end of the hold, and gives the mails that leave then: kind, person, session.
func (d *Desk) Queued() (lines []string) {
	d.T.Helper()
	d.Clock = d.Clock.Add(11 * time.Minute)
	for more := true; more; {
		var err error
		more, err = d.Delivery.ExpandNotices(d.T.Context())
		d.Must(err)
	}
	all, err := d.Delivery.Mails(d.T.Context(), delivery.MailQuery{State: delivery.MailQueued})
	d.Must(err)
	for _, m := range all {
		lines = append(lines, string(m.Kind)+" "+m.Person+" "+m.Session)
	}
	slices.Sort(lines)
	return lines
}
