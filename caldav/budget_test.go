package caldav

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"parcours/budget"
)

// fullOf fills mia's calendar with events that make several pieces, and gives their names.
func (s *site) fullOf(n, octets int) (names []string) {
	s.t.Helper()
	for i := range n {
		name := fmt.Sprintf("big-%02d", i)
		s.do("mia", "PUT", own+name+".ics", sized(name, octets)).want(s.t, 201)
		names = append(names, name)
	}
	return names
}

const wholeQuery = `<C:calendar-query` + declarations + `><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">` +
	`<C:time-range start="20220301T000000Z" end="20220302T000000Z"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`

// What is longer than a piece is answered whole by every way to read it, and nothing is held afterwards.
func TestPieces(t *testing.T) {
	s := testSite(t)
	names := s.fullOf(3*pieceOctets/(90<<10), 90<<10)
	var hrefs []string
	for _, name := range names {
		hrefs = append(hrefs, own+name+".ics")
	}
	for what, a := range map[string]answer{
		"query":    s.do("mia", "REPORT", own, wholeQuery),
		"multiget": s.do("mia", "REPORT", own, multiget(hrefs...)),
		"sync":     s.do("mia", "REPORT", own, syncBody("", "1", 0, "<D:getetag/><C:calendar-data/>")),
		"propfind": s.do("mia", "PROPFIND", own, prop("D:getcontentlength"), "Depth: 1"),
		"GET":      s.do("mia", "GET", own, ""),
		"HEAD":     s.do("mia", "HEAD", own, ""),
	} {
		for _, name := range names {
			if text := "UID:" + name; what == "propfind" && !strings.Contains(a.body, name+".ics") || what != "propfind" && what != "HEAD" && strings.Count(a.body, text+"\r\n")+strings.Count(a.body, text+"&#13;") != 1 {
				t.Errorf("%s: %s is not there once, of %d octets", what, name, len(a.body))
				break
			}
		}
		if held := s.dav.budget.Held(); held != 0 {
			t.Errorf("%s: %d octets are held", what, held)
		}
	}
	if calendar := s.do("mia", "GET", own, "").body; strings.Count(calendar, "BEGIN:VCALENDAR") != 1 || !strings.HasSuffix(calendar, "END:VCALENDAR\r\n") {
		t.Errorf("%.300q", calendar)
	}
	busy := s.do("mia", "REPORT", own, `<C:free-busy-query`+declarations+`><C:time-range start="20220301T000000Z" end="20220302T000000Z"/></C:free-busy-query>`)
	busy.want(t, 200).has(t, "FREEBUSY;FBTYPE=BUSY:20220301T080000Z/20220301T090000Z").lacks(t, "BUSY:20220301T080000Z/20220301T090000Z\r\nFREEBUSY")
}

// unread is a client that reads nothing until it is told to.
type unread struct {
	*httptest.ResponseRecorder
	reached chan<- struct{}
	read    <-chan struct{}
	once    sync.Once
}

func (u *unread) Write(p []byte) (int, error) {
	u.once.Do(func() { u.reached <- struct{}{} })
	<-u.read
	return u.ResponseRecorder.Write(p)
}

// Slow readers of a full calendar hold no more than their person's share, others are answered meanwhile, and whoever waits too long is told so.
func TestSlowReaders(t *testing.T) {
	s := testSite(t)
	s.fullOf(30, 90<<10)
	const most = 5 << 20 // a piece is more than four
	s.dav.budget = budget.New(budget.Limits{PersonInFlight: most})
	reached, read := make(chan struct{}, 12), make(chan struct{})
	ask := func(ctx context.Context, w http.ResponseWriter) {
		r := httptest.NewRequestWithContext(ctx, "REPORT", "http://parcours.example.org"+own, strings.NewReader(wholeQuery))
		r.SetBasicAuth("mia@example.org", testPassword)
		s.handler.ServeHTTP(w, r)
	}
	var readers sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, 12)
	for i := range answers {
		answers[i] = httptest.NewRecorder()
		readers.Go(func() { ask(t.Context(), &unread{ResponseRecorder: answers[i], reached: reached, read: read}) })
	}
	<-reached
	if held := s.dav.budget.Held(); held > most {
		t.Errorf("%d octets are held", held)
	}
	s.do("tom", "PROPFIND", "/dav/calendars/tom/", prop("D:displayname"), "Depth: 1").want(t, 207)
	s.do("tom", "PUT", "/dav/calendars/tom/calendar/a.ics", sized("a", 90<<10)).want(t, 201)
	if len(reached) > 0 {
		t.Error("two hold more than the share of one")
	}
	close(read)
	readers.Wait()
	for i, a := range answers {
		if n := strings.Count(a.Body.String(), "BEGIN:VEVENT"); a.Code != 207 || n != 30 {
			t.Errorf("reader %d: %d, %d events", i, a.Code, n)
		}
	}
	if held := s.dav.budget.Held(); held != 0 {
		t.Errorf("%d octets are held", held)
	}
}

// Who waits longer than others let them is told to come again (RFC 9110 §15.6.4).
func TestBusy(t *testing.T) {
	s := testSite(t)
	s.dav.budget = budget.New(budget.Limits{PersonRequests: 1, Wait: 1})
	first, err := s.dav.budget.Enter(t.Context(), "mia")
	if err != nil {
		t.Fatal(err)
	}
	a := s.do("mia", "PROPFIND", own, "", "Depth: 0").want(t, 503)
	if a.Header.Get("Retry-After") != "10" {
		t.Errorf("%v", a.Header)
	}
	s.do("tom", "PROPFIND", "/dav/calendars/tom/", "", "Depth: 0").want(t, 207)
	first.Leave()
	s.dav.budget = budget.New(budget.Limits{PersonRequests: 1})
	s.do("mia", "PROPFIND", own, "", "Depth: 0").want(t, 207)
}

// So many objects a request: at the limit the answer is whole, beyond it is cut, and says so; a stream that cannot be cut is refused.
func TestManyObjects(t *testing.T) {
	const cut = "<D:status>HTTP/1.1 507 Insufficient Storage</D:status><D:error><D:number-of-matches-within-limits/></D:error>"
	s := testSite(t)
	names := s.fullOf(3, 400)
	var hrefs []string
	for _, name := range names {
		hrefs = append(hrefs, own+name+".ics")
	}
	ways := map[string]func() answer{
		"query":    func() answer { return s.do("mia", "REPORT", own, wholeQuery) },
		"multiget": func() answer { return s.do("mia", "REPORT", own, multiget(hrefs...)) },
		"propfind": func() answer { return s.do("mia", "PROPFIND", own, prop("D:getetag"), "Depth: 1") },
	}
	for what, ask := range ways {
		s.dav.budget = budget.New(budget.Limits{Objects: 3})
		ask().want(t, 207).lacks(t, cut).has(t, names[2])
		s.dav.budget = budget.New(budget.Limits{Objects: 2})
		if a := ask().want(t, 207).has(t, cut); strings.Contains(a.body, names[0]) == strings.Contains(a.body, names[2]) && what != "query" {
			t.Errorf("%s: %s", what, a.body)
		}
	}
	s.do("mia", "GET", own, "").want(t, 403).has(t, "<D:number-of-matches-within-limits/>")
	s.do("mia", "REPORT", own, `<C:free-busy-query`+declarations+`><C:time-range start="20220301T000000Z" end="20220302T000000Z"/></C:free-busy-query>`).want(t, 403)
	s.dav.budget = budget.New(budget.Limits{Objects: 3})
	s.do("mia", "GET", own, "").want(t, 200)
}
