package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"parcours/accounts"
	"parcours/events"
	fixture "parcours/site"
)

// pageBench is a browser before the pages of a large programme.
type pageBench struct {
	b      *testing.B
	site   *fixture.Site
	router *mux.Router
	cookie *http.Cookie
}

func newPageBench(b *testing.B, p events.Programme, who string) *pageBench {
	b.Helper()
	s := fixture.Open(b)
	s.Take(p)
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	shared := sharedBy(s.House, publicURL)
	New(roomsOf(s.House), shared).Register(r)
	one := &pageBench{b: b, site: s, router: r}
	if who == "" {
		return one
	}
	entry, err := s.Accounts.SignInAs(b.Context(), who+"@example.org", accounts.From{})
	s.Must(err)
	one.cookie = &http.Cookie{Name: shared.Cookie(), Value: entry.Secret}
	return one
}

// get asks for a page as a browser does, which takes it compressed.
func (p *pageBench) get(path string) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	if p.cookie != nil {
		r.AddCookie(&http.Cookie{Name: p.cookie.Name, Value: p.cookie.Value})
	}
	w := httptest.NewRecorder()
	p.router.ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Body.Len() < 2_000 {
		p.b.Fatalf("%s: %d, %d octets", path, w.Code, w.Body.Len())
	}
}

// How many sessions the programmes have.
const benchSessions = 40

// One's own page, among so many people.
func BenchmarkMyPage(b *testing.B) {
	for _, people := range []int{100, 1_000, 100_000} {
		b.Run(fmt.Sprint("people=", people), func(b *testing.B) {
			p := newPageBench(b, fixture.Crowded(people, benchSessions), "p0")
			b.ReportAllocs()
			for b.Loop() {
				p.get("/me")
			}
		})
	}
}

// The desk of one delegation among so many.
func BenchmarkDesk(b *testing.B) {
	for _, delegations := range []int{10, 100, 1_000} {
		b.Run(fmt.Sprint("delegations=", delegations), func(b *testing.B) {
			p := newPageBench(b, fixture.Wide(delegations, benchSessions), "r7")
			b.ReportAllocs()
			for b.Loop() {
				p.get("/d/t7")
			}
		})
	}
}

// The programme: as it is kept, and put together anew, as it is once a minute.
func BenchmarkProgramme(b *testing.B) {
	for _, delegations := range []int{10, 100, 1_000} {
		p := newPageBench(b, fixture.Wide(delegations, benchSessions), "")
		b.Run(fmt.Sprint("kept/delegations=", delegations), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.get("/")
			}
		})
		b.Run(fmt.Sprint("anew/delegations=", delegations), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.site.Clock = p.site.Clock.Add(time.Minute)
				p.get("/")
			}
		})
	}
}
