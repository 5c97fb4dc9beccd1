package caldav

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"parcours/events"
	"parcours/house"
	"parcours/ical"
	"parcours/store"
)

// feedSite serves the feeds of a programme from a real store, which a test may close.
type feedSite struct {
	t       testing.TB
	db      *store.DB
	service *house.House
	feeds   *Feeds
	log     bytes.Buffer
	now     atomic.Int64 // Unix seconds
}

func newFeedSite(t testing.TB, p events.Programme) *feedSite {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &feedSite{t: t, db: db}
	s.now.Store(startOfTests.Unix())
	render := ical.NewRenderer("https://parcours.example.org")
	var ids atomic.Int64
	s.service, err = house.Open(ctx, house.Parts{
		Store: db, Text: render, Passwords: plainHash{},
		Now:   func() time.Time { return time.Unix(s.now.Load(), 0).UTC() },
		NewID: func() string { return fmt.Sprintf("id%030d", ids.Add(1)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.apply(p)
	s.feeds = NewFeeds(roomsOf(s.service), render, "https://parcours.example.org", slog.New(slog.NewTextHandler(&s.log, nil)))
	return s
}

func (s *feedSite) apply(p events.Programme) {
	s.t.Helper()
	if _, err := s.service.Apply(context.Background(), p, events.ApplyOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

// get asks for a feed; headers are "Name: value". The body comes unpacked.
func (s *feedSite) get(path string, headers ...string) answer {
	s.t.Helper()
	return s.ask(http.MethodGet, path, headers...)
}

func (s *feedSite) ask(method, path string, headers ...string) answer {
	s.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	s.feeds.ServeHTTP(w, r)
	res := w.Result()
	octets, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if res.Header.Get("Content-Encoding") == "gzip" && len(octets) > 0 {
		unpacked, err := gzip.NewReader(bytes.NewReader(octets))
		if err != nil {
			s.t.Fatal(err)
		}
		if octets, err = io.ReadAll(unpacked); err != nil {
			s.t.Fatal(err)
		}
	}
	return answer{res, string(octets)}
}

// move makes a session an hour later.
func (s *feedSite) move(session string) {
	s.t.Helper()
	olga := s.service.Programme().Person("olga")
	err := s.service.Reschedule(context.Background(), olga, session, func(p *events.Plan) {
		p.When.Start, p.When.End = p.When.Start.Add(time.Hour), p.When.End.Add(time.Hour)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *feedSite) personalPath(person string) string {
	return "/feeds/p/" + s.service.Programme().Person(person).FeedToken + "/Mon-Parcours.ics"
}

const elusFeed = "/feeds/c/elus/Parcours-Elus.ics"

// isFeed fails the test unless an answer is a feed that outsiders can read.
func isFeed(t testing.TB, a answer) *ics.Calendar {
	t.Helper()
	a.want(t, http.StatusOK)
	if got := a.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("Content-Type: %s", got)
	}
	if _, err := ical.Parse([]byte(a.body)); err != nil {
		t.Errorf("%v in\n%s", err, a.body)
	}
	cal, err := ics.ParseCalendar(strings.NewReader(a.body))
	if err != nil {
		t.Fatalf("golang-ical: %v in\n%s", err, a.body)
	}
	return cal
}

func TestFeedPaths(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for path, events := range map[string]int{
		"/feeds/all/Parcours.ics":                 5,
		elusFeed:                                  4,
		"/feeds/c/elus/anything%20else.ICS":       4,
		"/feeds/t/argentan/Parcours-Argentan.ics": 4,
		"/feeds/t/faverges/Parcours-Faverges.ics": 5,
		"/feeds/t/faverges/elus/Parcours.ics":     4,
		"/feeds/t/argentan/techniciens/.ics":      3,
		s.personalPath("mia"):                     4,
		s.personalPath("olga"):                    5,
		s.personalPath("paul"):                    0,
	} {
		if got := len(isFeed(t, s.get(path)).Events()); got != events {
			t.Errorf("%s: %d events, want %d", path, got, events)
		}
	}
	for _, path := range []string{
		"/feeds/", "/feeds/all", "/feeds/all/", "/feeds/all/Parcours.txt", "/feeds/Parcours.ics", "/feeds/c/Parcours.ics", "/feeds/c/nobody/x.ics",
		"/feeds/c/elus/more/x.ics", "/feeds/t/nowhere/x.ics", "/feeds/t/faverges/nobody/x.ics", "/feeds/p/x.ics", "/feeds/p/nobody/x.ics",
		"/feeds/p//x.ics", "/feeds/other/elus/x.ics", "/feeds/c/elus/index.json", "/feeds/c/elus%2Fx.ics/y", "/feeds//x.ics", "/feeds/../x.ics",
	} {
		a := s.get(path).want(t, http.StatusNotFound)
		if got := a.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control: %s", path, got)
		}
	}
	if len(s.feeds.public) > 6 {
		t.Errorf("%d scopes are kept: those that are not there too", len(s.feeds.public))
	}
}

func TestFeedHeaders(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for path, want := range map[string]map[string]string{
		elusFeed: {
			"Cache-Control": "public, max-age=60", "Content-Disposition": "inline; filename=Parcours-Elus.ics", "Vary": "Accept-Encoding",
			"Last-Modified": startOfTests.Format(http.TimeFormat), "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "", "Content-Encoding": "",
		},
		s.personalPath("mia"): {
			"Cache-Control": "private, no-cache", "Content-Disposition": "inline; filename=Mon-Parcours.ics", "X-Robots-Tag": "noindex",
		},
	} {
		a := s.get(path).want(t, http.StatusOK)
		for name, value := range want {
			if got := a.Header.Get(name); got != value {
				t.Errorf("%s: %s: %q, want %q", path, name, got, value)
			}
		}
		if got := a.Header.Get("Content-Length"); got != fmt.Sprint(len(a.body)) {
			t.Errorf("%s: Content-Length %s of %d", path, got, len(a.body))
		}
	}
}

// Thunderbird's probes, and Outlook's credentials for a public address.
func TestFeedMethodsAndCredentials(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for _, path := range []string{elusFeed, s.personalPath("mia"), "/feeds/c/nobody/x.ics", "/feeds/index.json"} {
		for _, method := range []string{"PUT", "PROPFIND", "POST", "DELETE", "REPORT", "PROPPATCH", "LOCK", "MKCALENDAR"} {
			a := s.ask(method, path, "If-Match: nothing").want(t, http.StatusMethodNotAllowed)
			if got := a.Header.Get("Allow"); got != "GET, HEAD, OPTIONS" {
				t.Errorf("%s %s: Allow: %s", method, path, got)
			}
		}
		s.ask("OPTIONS", path).want(t, http.StatusNoContent)
	}
	for _, header := range []string{"Authorization: Basic d3Jvbmc6d3Jvbmc=", "Authorization: Bearer x", "Accept: text/html", "Accept: application/json;q=1, */*;q=0", "User-Agent: Google-Calendar-Importer"} {
		isFeed(t, s.get(elusFeed, header))
		isFeed(t, s.get(s.personalPath("mia"), header))
	}
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for _, encoding := range []string{"identity", "gzip"} {
		get, head := s.get(elusFeed, "Accept-Encoding: "+encoding), s.ask(http.MethodHead, elusFeed, "Accept-Encoding: "+encoding)
		head.want(t, http.StatusOK)
		if head.body != "" {
			t.Errorf("HEAD has a body of %d octets", len(head.body))
		}
		if g, h := fmt.Sprint(get.Header), fmt.Sprint(head.Header); g != h {
			t.Errorf("GET %s\nHEAD %s", g, h)
		}
	}
}

func TestCompressedFeedIsTheSame(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for _, path := range []string{elusFeed, s.personalPath("mia"), "/feeds/index.json"} {
		plain := s.get(path)
		for accept, zip := range map[string]bool{
			"gzip, deflate, br": true, "gzip;q=0": false, "identity": false, "*": true, "br": false, "GZIP;q=0.5": true, "*, gzip;q=0": false,
		} {
			a := s.get(path, "Accept-Encoding: "+accept)
			if got := a.Header.Get("Content-Encoding") == "gzip"; got != zip {
				t.Errorf("%s, Accept-Encoding: %s: compressed %v", path, accept, got)
			}
			if a.body != plain.body {
				t.Errorf("%s, Accept-Encoding: %s: other octets", path, accept)
			}
			if got := a.Header.Get("ETag") == plain.Header.Get("ETag"); got == zip {
				t.Errorf("%s, Accept-Encoding: %s: ETag %s, plain %s", path, accept, a.Header.Get("ETag"), plain.Header.Get("ETag"))
			}
		}
	}
}

func TestFeedConditions(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for _, path := range []string{elusFeed, s.personalPath("mia")} {
		first := s.get(path)
		tag := first.Header.Get("ETag")
		packed := strings.TrimSuffix(tag, `"`) + `-gzip"`
		before, after := startOfTests.Add(-time.Second).Format(http.TimeFormat), startOfTests.Add(time.Hour).Format(http.TimeFormat)
		for _, c := range []struct {
			status  int
			headers []string
		}{
			{304, []string{"If-None-Match: " + tag}},
			{304, []string{"If-None-Match: " + packed}},
			{304, []string{"If-None-Match: W/" + tag}},
			{304, []string{`If-None-Match: "other", ` + tag}},
			{304, []string{"If-None-Match: *"}},
			{304, []string{"If-None-Match: " + packed, "Accept-Encoding: gzip"}},
			{304, []string{"If-None-Match: " + tag, "Accept-Encoding: gzip"}},
			{200, []string{`If-None-Match: "other"`}},
			{304, []string{"If-Modified-Since: " + first.Header.Get("Last-Modified")}},
			{304, []string{"If-Modified-Since: " + after}},
			{200, []string{"If-Modified-Since: " + before}},
			{200, []string{"If-Modified-Since: yesterday"}},
			{200, []string{`If-None-Match: "other"`, "If-Modified-Since: " + after}},
			{304, []string{"If-None-Match: " + tag, "If-Modified-Since: " + before}},
		} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				a := s.ask(method, path, c.headers...)
				if a.StatusCode != c.status {
					t.Errorf("%s %s %q: %d, want %d", method, path, c.headers, a.StatusCode, c.status)
				}
				if c.status != 304 {
					continue
				}
				if a.body != "" || a.Header.Get("ETag") == "" || a.Header.Get("Cache-Control") == "" || a.Header.Get("Vary") != "Accept-Encoding" {
					t.Errorf("%s %s %q: body %q, %v", method, path, c.headers, a.body, a.Header)
				}
			}
		}
	}
}

// Where nothing of a feed changed, neither do its octets, its tag, its time.
func TestFeedStaysWhileNothingChanges(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	paths := []string{elusFeed, "/feeds/t/argentan/elus/x.ics", "/feeds/index.json", s.personalPath("mia")}
	var first []answer
	for _, path := range paths {
		first = append(first, s.get(path))
	}
	changes := []func(){
		func() { s.apply(testProgramme()) },
		func() {
			err := s.service.AddPeople(context.Background(), []events.Person{{ID: "neu", Name: "Neu", Email: "neu@example.org", Role: events.Expert}})
			if err != nil {
				t.Fatal(err)
			}
		},
		func() { s.move("pairs-1-techniciens") },
	}
	for i, change := range changes {
		s.now.Add(3600)
		change()
		for k, path := range paths {
			a := s.get(path)
			if a.body != first[k].body || a.Header.Get("ETag") != first[k].Header.Get("ETag") || a.Header.Get("Last-Modified") != first[k].Header.Get("Last-Modified") {
				t.Errorf("%s changed with change %d", path, i)
			}
		}
	}
}

// A change shows at once, also to whoever asks by time alone, however fast changes follow one another.
func TestFeedChangesAtOnce(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for _, path := range []string{elusFeed, s.personalPath("mia")} {
		last := s.get(path)
		for range 3 {
			s.move("pairs-1-elus")
			a := s.get(path, "If-None-Match: "+last.Header.Get("ETag")).want(t, http.StatusOK)
			if a.body == last.body {
				t.Errorf("%s did not change", path)
			}
			if since := last.Header.Get("Last-Modified"); since != "" {
				s.get(path, "If-Modified-Since: "+since).want(t, http.StatusOK)
			}
			s.get(path, "If-None-Match: "+a.Header.Get("ETag")).want(t, http.StatusNotModified)
			last = a
		}
		if got := last.Header.Get("Last-Modified"); got != "" {
			t.Errorf("%s: Last-Modified %s is later than now", path, got)
		}
		s.now.Add(60)
		if got := s.get(path).Header.Get("Last-Modified"); got == "" {
			t.Errorf("%s: no Last-Modified", path)
		}
	}
}

func TestAnswerChangesThePersonsFeedOnly(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	public, mia, tom := s.get("/feeds/all/x.ics"), s.get(s.personalPath("mia")), s.get(s.personalPath("tom"))
	s.now.Add(60)
	_, err := s.service.Respond(context.Background(), events.Response{
		Session: "agora", For: events.Subject{Person: "mia"}, By: "mia", Status: events.Declined, Comment: "En congé", Door: events.DoorWeb, Sequence: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.get(s.personalPath("mia"), "If-None-Match: "+mia.Header.Get("ETag")).want(t, http.StatusOK).has(t, "Votre réponse\u202f: non")
	s.get(s.personalPath("tom"), "If-None-Match: "+tom.Header.Get("ETag")).want(t, http.StatusNotModified)
	s.get("/feeds/all/x.ics", "If-None-Match: "+public.Header.Get("ETag")).want(t, http.StatusNotModified)
}

func TestFeedIndex(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	a := s.get("/feeds/index.json").want(t, http.StatusOK)
	if got := a.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type: %s", got)
	}
	var list []struct{ Scope, Title, URL, Color string }
	if err := json.Unmarshal([]byte(a.body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1+2+2+4 {
		t.Errorf("%d feeds", len(list))
	}
	if len(list) > 1 && list[1] != (struct{ Scope, Title, URL, Color string }{"c/elus", "Territoires pilotes · Élus", "https://parcours.example.org" + elusFeed, "#5B3A8C"}) {
		t.Errorf("%+v", list[1])
	}
	for _, feed := range list {
		isFeed(t, s.get(strings.TrimPrefix(feed.URL, "https://parcours.example.org")))
	}
	s.get("/feeds/index.json", "If-None-Match: "+a.Header.Get("ETag")).want(t, http.StatusNotModified)
}

// Whoever asks after a change has returned sees it, whatever others ask meanwhile.
func TestFeedsAskedForWhileTheProgrammeMoves(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	done := make(chan struct{})
	var readers sync.WaitGroup
	defer readers.Wait()
	defer close(done)
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					if a := s.get(elusFeed); !strings.HasSuffix(a.body, "END:VCALENDAR\r\n") {
						t.Errorf("%d %q", a.StatusCode, a.body)
						return
					}
				}
			}
		})
	}
	for i := 1; i <= 20; i++ {
		s.move("pairs-1-elus")
		if want := fmt.Sprintf("SEQUENCE:%d\r\n", i); !strings.Contains(s.get(elusFeed).body, want) {
			t.Errorf("no %q after move %d", want, i)
		}
	}
}

// A calendar on another site may read what is public, and nothing else (Fetch §3.2, CORS).
func TestOtherSitesReadPublicFeedsOnly(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	for path, want := range map[string]string{elusFeed: "*", s.personalPath("mia"): "", "/feeds/all/none": ""} {
		if got := s.get(path, "Origin: https://ville.example.net").Header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
