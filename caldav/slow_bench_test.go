package caldav

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

// BenchmarkSlowReaders: a home of 25 events of 9 MB, and 12 clients of its person that ask for all of it and read nothing. Memory grows by
// less than 200 MB, and somebody else is answered meanwhile.
func BenchmarkSlowReaders(b *testing.B) {
	const events, octets, readers, most = 25, 9_000_000, 12, 200 << 20
	s := testSite(b)
	s.dav.maxSize = 10 << 20
	for i := range events {
		s.do("mia", "PUT", own+fmt.Sprintf("big-%d.ics", i), sized(fmt.Sprint("big-", i), octets)).want(b, 201)
	}
	server := httptest.NewServer(s.handler)
	defer server.Close()
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := int64(0)
	look := func() {
		runtime.ReadMemStats(&now)
		peak = max(peak, int64(now.HeapInuse)-int64(before.HeapInuse))
	}
	request := "REPORT " + own + " HTTP/1.1\r\nHost: parcours.example.org\r\nAuthorization: Basic " + base64.StdEncoding.EncodeToString([]byte("mia@example.org:"+testPassword)) + "\r\nContent-Length: " + fmt.Sprint(len(wholeQuery)) + "\r\n\r\n" + wholeQuery
	for b.Loop() {
		var all []net.Conn
		for range readers {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, conn)
			if _, err := conn.Write([]byte(request)); err != nil {
				b.Fatal(err)
			}
		}
		for s.dav.budget.Held() == 0 { // until one is at it
			time.Sleep(time.Millisecond)
		}
		for range 50 {
			look()
			time.Sleep(10 * time.Millisecond)
		}
		s.do("tom", "PROPFIND", "/dav/calendars/tom/", prop("D:displayname"), "Depth: 1").want(b, 207)
		for _, conn := range all {
			conn.Close()
		}
		for s.dav.budget.Held() > 0 {
			look()
			time.Sleep(time.Millisecond)
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "MB-more")
	if peak > most {
		b.Errorf("memory grew by %d MB", peak>>20)
	}
}
