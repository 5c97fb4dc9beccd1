package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"parcours/config"
	"parcours/front"
)

// What is served stops although nobody lets it: a request that never ends is broken off, mail that waits is left.
// Metrics and readiness are on a listener of their own, and nowhere else.
func TestRunning(t *testing.T) {
	j := newJourney(t)
	settings := config.Server{PublicURL: "http://127.0.0.1", MaxResourceSize: 1 << 20}
	log := quiet()
	watch := newFront(j.service, settings, log)
	l, err := front.Listen("127.0.0.1:0", "127.0.0.1:0")
	j.must(err)
	stopped := 0
	post := func() { stopped++ }
	r := &running{watch: watch, doors: serverOf(j.service, settings), metrics: watch.MetricsServer(), posts: []func(){post}, log: log}
	r.serve(l)
	get := func(l net.Listener, path string) (int, string) {
		t.Helper()
		answer, err := http.Get("http://" + l.Addr().String() + path)
		j.must(err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		j.must(err)
		return answer.StatusCode, string(text)
	}
	for _, c := range []struct {
		from net.Listener
		path string
		want int
		says string
	}{
		{l.Doors, "/metrics", 404, ""}, {l.Doors, "/healthz", 200, "ok"}, {l.Doors, "/readyz", 200, "ok"},
		{l.Metrics, "/metrics", 200, "parcours_ready 1"}, {l.Metrics, "/readyz", 200, "ok"}, {l.Metrics, "/", 404, ""},
	} {
		if status, text := get(c.from, c.path); status != c.want || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %.200q", c.path, status, text)
		}
	}
	began := time.Now()
	j.must(r.stop())
	if took := time.Since(began); stopped != 1 || took > 20*time.Second {
		t.Errorf("stopped %d after %s", stopped, took)
	}
	if _, err := net.Dial("tcp", l.Doors.Addr().String()); err == nil {
		t.Error("it still listens")
	}
}
