package caldav

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"parcours/events"
)

// bigProgramme has n sessions for the élus.
func bigProgramme(n int) events.Programme {
	p := testProgramme()
	one := p.Sessions[1]
	p.Sessions = nil
	for i := range n {
		x := one
		x.ID = fmt.Sprintf("pairs-%d-elus", i)
		x.Title = fmt.Sprintf("Session entre pairs n° %d", i)
		x.Description = "Ces journées visent à muscler le jeu coopératif sur vos territoires, en suivant plusieurs objectifs : s'ancrer dans sa fonction, partager des expériences, formaliser ce qui mérite d'être partagé."
		x.When.Start, x.When.End = x.When.Start.Add(time.Duration(i)*time.Hour), x.When.End.Add(time.Duration(i)*time.Hour)
		p.Sessions = append(p.Sessions, x)
	}
	return p
}

// discard takes an answer and keeps its size only, as a fast client would.
type discard struct {
	header http.Header
	status int
	octets int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { d.octets += len(b); return len(b), nil }

func BenchmarkFeeds(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		s := newFeedSite(b, bigProgramme(n))
		ask := func(b *testing.B, path string, status int, headers ...string) {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			b.ReportAllocs()
			var d discard
			for b.Loop() {
				d = discard{header: http.Header{}}
				s.feeds.ServeHTTP(&d, r)
				if d.status != status {
					b.Fatal(d.status)
				}
			}
			b.ReportMetric(float64(d.octets), "octets")
		}
		mine := s.personalPath("mia")
		tag, myTag := s.get(elusFeed).Header.Get("ETag"), s.get(mine).Header.Get("ETag")
		b.Run(fmt.Sprintf("200/%d", n), func(b *testing.B) { ask(b, elusFeed, 200) })
		b.Run(fmt.Sprintf("200gzip/%d", n), func(b *testing.B) { ask(b, elusFeed, 200, "Accept-Encoding", "gzip") })
		b.Run(fmt.Sprintf("304/%d", n), func(b *testing.B) { ask(b, elusFeed, 304, "If-None-Match", tag) })
		b.Run(fmt.Sprintf("personal200/%d", n), func(b *testing.B) { ask(b, mine, 200, "Accept-Encoding", "gzip") })
		b.Run(fmt.Sprintf("personal304/%d", n), func(b *testing.B) { ask(b, mine, 304, "If-None-Match", myTag) })
		b.Run(fmt.Sprintf("changed/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.feeds.public = map[string]*publicFeed{} // as after a change of each session
				ask := httptest.NewRequest(http.MethodGet, elusFeed, nil)
				s.feeds.ServeHTTP(&discard{header: http.Header{}}, ask)
			}
		})
	}
}
