package organise

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/events"
	"parcours/pages"
	"parcours/record"
	"parcours/site"
)

// benchSessions is how many sessions the programmes have.
const benchSessions = 40

// crowd is the organisers' pages of a large programme in its middle.
type crowd struct {
	*site.Site
	b      testing.TB
	router *mux.Router
	pages  *Pages
	shared *pages.Site
}

func openCrowd(b testing.TB, delegations int) *crowd {
	b.Helper()
	c := &crowd{Site: site.Open(b), b: b, router: mux.NewRouter().SkipClean(true).UseEncodedPath()}
	p := site.Season(delegations, benchSessions)
	c.Take(p)
	c.Said(site.Spoken(&p))
	c.shared = pages.New(c.Service, c.Accounts, pages.Options{PublicURL: "http://127.0.0.1:8080", Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	c.pages = New(Rooms{Events: c.Service, Accounts: c.Accounts, Calendars: c.Calendars, Delivery: c.Delivery, Record: c.Record}, c.shared)
	c.pages.Register(c.router)
	return c
}

func (c *crowd) enter() *http.Cookie {
	entry, err := c.Accounts.SignInAs(c.b.Context(), "orga@example.org", accounts.From{})
	c.Must(err)
	return &http.Cookie{Name: c.shared.Cookie(), Value: entry.Secret}
}

// turn changes somebody's mind.
func (c *crowd) turn(i int) {
	n := len(c.Programme().Territories)
	c.Answer(fmt.Sprint("m", i%n), fmt.Sprint("seance-", 5+i%30), []events.Partstat{events.Declined, events.Accepted}[i/n%2])
}

// timed is a response of which one knows when its first octet came.
type timed struct {
	*httptest.ResponseRecorder
	first time.Time
	size  int
}

func (w *timed) Write(octets []byte) (int, error) {
	if w.first.IsZero() {
		w.first = time.Now()
	}
	w.size += len(octets)
	return len(octets), nil
}

// ask asks for a page as a browser does, and gives how long its first octet took.
func (c *crowd) ask(cookie *http.Cookie, path string) (first time.Duration, size int) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	r.AddCookie(cookie)
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	begun := time.Now()
	c.router.ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.size < 500 {
		c.b.Fatalf("%s: %d, %d octets", path, w.Code, w.size)
	}
	return w.first.Sub(begun), w.size
}

// sizes are how many delegations a benchmark has; with -short it leaves out the largest, which takes minutes to fill.
func sizes(all ...int) []int {
	if testing.Short() {
		return all[:len(all)-1]
	}
	return all
}

// The organisers' pages of a large programme: nothing was said since they were last asked for ("kept"), somebody answered ("said"), or
// the table was never read ("first").
func BenchmarkOrganise(b *testing.B) {
	for _, delegations := range sizes(10, 100, 1_000) {
		c := openCrowd(b, delegations)
		cookie := c.enter()
		run := func(name, path string, before func(i int)) {
			b.Run(fmt.Sprintf("%s/delegations=%d", name, delegations), func(b *testing.B) {
				b.ReportAllocs()
				c.ask(cookie, "/organise")
				var first time.Duration
				size := 0
				for i := 0; b.Loop(); i++ {
					b.StopTimer()
					before(i)
					b.StartTimer()
					t, n := c.ask(cookie, path)
					first, size = first+t, n
				}
				b.ReportMetric(float64(first.Microseconds())/float64(b.N)/1000, "ms-first/op")
				b.ReportMetric(float64(size), "octets")
			})
		}
		none := func(int) {}
		said := c.turn
		anew := func(int) { c.pages.record = record.New(c.Service, c.DB.Record()) }
		run("overview/kept", "/organise", none)
		run("overview/said", "/organise", said)
		run("table/kept", "/organise/answers", none)
		run("table/said", "/organise/answers", said)
		run("table/first", "/organise/answers", anew)
		run("each/kept", "/organise/answers?each=yes", none)
		run("each/said", "/organise/answers?each=yes", said)
		run("silent/said", "/organise/answers?each=yes&state=silent", said)
		run("one/said", "/organise/answers?territory=t7", said)
		run("csv/said", "/organise/answers.csv", said)
	}
}
