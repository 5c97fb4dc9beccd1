package caldav

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"parcours/calendars"
)

// benchSizes are how many sessions the programme, or events the person's calendar, has.
var benchSizes = []int{100, 1000, 10000}

// bench repeats a request whose body may change each time.
func (s *site) bench(b *testing.B, method, path string, status int, body func(i int) string, headers ...string) {
	b.Helper()
	b.ReportAllocs()
	i := 0
	var d discard
	for b.Loop() {
		r, err := http.NewRequest(method, "http://parcours.example.org"+path, strings.NewReader(body(i)))
		if err != nil {
			b.Fatal(err)
		}
		r.SetBasicAuth("mia@example.org", testPassword)
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		d = discard{header: http.Header{}}
		s.handler.ServeHTTP(&d, r)
		if d.status != status {
			b.Fatalf("%s %s: %d", method, path, d.status)
		}
		i++
	}
	b.ReportMetric(float64(d.octets), "octets")
}

func always(body string) func(int) string { return func(int) string { return body } }

const (
	sessionsPath = "/dav/calendars/mia/parcours/"
	benchData    = "<C:calendar-data/>"
)

var weekQuery = query(inEvent(`<C:time-range start="20220321T000000Z" end="20220328T000000Z"/>`), "<D:getetag/>", benchData)

// benchReads measures what clients read of a calendar; one is a path of it, change makes one change in it.
func (s *site) benchReads(b *testing.B, n int, path string, name func(i int) string, change func()) {
	b.Run(fmt.Sprintf("propfind1/%d", n), func(b *testing.B) {
		s.bench(b, "PROPFIND", path, 207, always(prop("D:getetag")), "Depth: 1")
	})
	b.Run(fmt.Sprintf("get-all/%d", n), func(b *testing.B) { s.bench(b, "GET", path, 200, always("")) })
	b.Run(fmt.Sprintf("propfind0/%d", n), func(b *testing.B) {
		s.bench(b, "PROPFIND", path, 207, always(prop("CS:getctag", "D:sync-token")), "Depth: 0")
	})
	b.Run(fmt.Sprintf("query-week/%d", n), func(b *testing.B) { s.bench(b, "REPORT", path, 207, always(weekQuery), "Depth: 1") })
	b.Run(fmt.Sprintf("first-sync/%d", n), func(b *testing.B) { s.bench(b, "REPORT", path, 207, always(syncBody("", "1", 0))) })
	var hrefs []string
	for i := range 50 {
		hrefs = append(hrefs, path+name(i))
	}
	b.Run(fmt.Sprintf("multiget-50/%d", n), func(b *testing.B) { s.bench(b, "REPORT", path, 207, always(multiget(hrefs...))) })
	token := tokenIn(s.do("mia", "REPORT", path, syncBody("", "1", 0)))
	change()
	b.Run(fmt.Sprintf("sync-1/%d", n), func(b *testing.B) { s.bench(b, "REPORT", path, 207, always(syncBody(token, "1", 0))) })
}

// BenchmarkSessions: the derived calendar of a person who is asked to n sessions.
func BenchmarkSessions(b *testing.B) {
	for _, n := range benchSizes {
		s := newSite(b, bigProgramme(n))
		reply := func(i int) string {
			status := []string{"ACCEPTED", "TENTATIVE"}[i%2]
			return fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:pairs-7-elus@pilotes.example.org\r\nDTSTAMP:20220216T090000Z\r\n"+
				"DTSTART;TZID=Europe/Paris:20220321T210000\r\nDTEND;TZID=Europe/Paris:20220321T230000\r\nATTENDEE;PARTSTAT=%s:mailto:mia@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", status)
		}
		s.benchReads(b, n, sessionsPath, func(i int) string { return fmt.Sprintf("pairs-%d-elus.ics", i) }, func() {
			s.do("mia", "PUT", sessionsPath+"pairs-7-elus.ics", reply(0)).want(b, 204)
		})
		b.Run(fmt.Sprintf("put-answer/%d", n), func(b *testing.B) { s.bench(b, "PUT", sessionsPath+"pairs-7-elus.ics", 204, reply, calendarType) })
	}
}

// ownEvent is the i-th of a calendar with one event an hour, so that a week holds the same number whatever its size.
func ownEvent(i, version int) string {
	start := startOfTests.AddDate(0, 1, 6).Add(time.Duration(i) * time.Hour)
	const form = "20060102T150405Z"
	return event(fmt.Sprintf("own-%d", i), fmt.Sprintf("Termin %d.%d", i, version), start.Format(form), start.Add(time.Hour).Format(form),
		"DESCRIPTION:Ein Text von der Länge\\, die Termine so haben\\, mit einem Satz oder zwei.", "LOCATION:Salle A")
}

// BenchmarkOwn: a person's own calendar of n events.
func BenchmarkOwn(b *testing.B) {
	for _, n := range benchSizes {
		s := newSite(b, testProgramme())
		viewer := s.service.Programme().Person("mia")
		c, err := s.service.Calendars.Collection(b.Context(), viewer, "mia", "calendar")
		if err != nil {
			b.Fatal(err)
		}
		for i := range n {
			if _, err := s.service.Calendars.PutItem(b.Context(), viewer, c, fmt.Sprintf("own-%d.ics", i), calendars.Preconditions{}, []byte(ownEvent(i, 0))); err != nil {
				b.Fatal(err)
			}
		}
		s.benchReads(b, n, own, func(i int) string { return fmt.Sprintf("own-%d.ics", i) }, func() {
			s.do("mia", "PUT", own+"own-7.ics", ownEvent(7, 1)).want(b, 204)
		})
		b.Run(fmt.Sprintf("put-event/%d", n), func(b *testing.B) {
			s.bench(b, "PUT", own+"own-7.ics", 204, func(i int) string { return ownEvent(7, i+2) }, calendarType)
		})
	}
}
