package front

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// What gives access is in no log, however the path is written.
func TestLogHidesTokens(t *testing.T) {
	for path, want := range map[string]string{
		"/feeds/p/TOKEN/Mon-Parcours.ics":   "/feeds/p/***/Mon-Parcours.ics",
		"/busy/TOKEN.ifb":                   "/busy/***",
		"/feeds/%70/TOKEN/Mon-Parcours.ics": "/feeds/p/***/Mon-Parcours.ics",
		"/%61/TOKEN":                        "/a/***",
		"/password/TOKEN":                   "/password/***",
		"/enter/TOKEN":                      "/enter/***",
		"/a/TOKEN":                          "/a/***",
		"/m/TOKEN":                          "/m/***",
		"/unsubscribe/TOKEN":                "/unsubscribe/***",
		"/reply/TOKEN":                      "/reply/***",
		"/dav/calendars/camille/a%20b.ics":  "/dav/calendars/camille/a%20b.ics",
	} {
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := discreet(u); got != want || strings.Contains(got, "TOKEN") {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// The log of requests is written so.
func TestRequestsAreLoggedWithoutTokens(t *testing.T) {
	var said bytes.Buffer
	w := NewWatch(slog.New(slog.NewTextHandler(&said, nil)), nil, nil)
	w.Watched(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/a/TOKEN", nil))
	if log := said.String(); !strings.Contains(log, "path=/a/***") || strings.Contains(log, "TOKEN") {
		t.Error(log)
	}
}

// The address in the log is the last one that no trusted proxy wrote, on whichever line of the field it stands.
func TestClientBehindProxies(t *testing.T) {
	w := &Watch{proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Add("X-Forwarded-For", "192.0.2.66")  // what the client made up
	r.Header.Add("X-Forwarded-For", "203.0.113.7") // what the proxy added
	if got := w.Client(r); got != "203.0.113.7" {
		t.Error(got)
	}
}

// Wrong passwords are counted for a client; of IPv6 that is the network that one house has.
func TestNetworkOfAClient(t *testing.T) {
	w := NewWatch(slog.New(slog.DiscardHandler), nil, nil)
	for remote, want := range map[string]string{
		"192.0.2.7:4711": "192.0.2.7", "[::ffff:192.0.2.7]:4711": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:4711": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:4711": "fe80::/64", "@": "@",
	} {
		if got := w.Network(&http.Request{RemoteAddr: remote}); got != want {
			t.Errorf("%s: %s, want %s", remote, got, want)
		}
	}
}

// Readiness is another question than life: a full disk, a broken store and the end are told, and the server still lives.
func TestReadyIsNotAlive(t *testing.T) {
	full := errors.New("full")
	var problem error
	ready := &Readiness{Store: func(context.Context) error { return problem }, Full: full}
	ask := func(f http.HandlerFunc) (int, string) {
		a := httptest.NewRecorder()
		f(a, httptest.NewRequest("GET", "/", nil))
		return a.Code, a.Body.String()
	}
	check := func(want int, text string) {
		t.Helper()
		if status, said := ask(ready.Ready); status != want || said != text {
			t.Errorf("ready: %d %q, want %d %q", status, said, want, text)
		}
		if status, said := ask(ready.Alive); status != 200 || said != "ok\n" {
			t.Errorf("alive: %d %q", status, said)
		}
	}
	check(200, "ok\n")
	problem = errors.Join(errors.New("writing"), full)
	check(503, "disk full\n")
	problem = errors.New("read error of /secret/path")
	check(503, "store not usable\n")
	problem = nil
	ready.Stop()
	check(503, "stopping\n")
}

// How a request of the doctor arrived is remembered, of the last ones only.
func TestArrivals(t *testing.T) {
	w := NewWatch(slog.New(slog.DiscardHandler), []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, nil)
	h := w.Watched(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	send := func(probe string) {
		r := httptest.NewRequest("GET", "/healthz", nil)
		r.RemoteAddr, r.Host = "127.0.0.1:1", "parcours.example.org"
		r.Header.Set(ProbeHeader, probe)
		r.Header.Add("X-Forwarded-For", "192.0.2.66, 203.0.113.7")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	send("one")
	if a, ok := w.Arrived("one"); !ok || a.Peer != "127.0.0.1" || !a.Trusted || a.Client != "203.0.113.7" || a.Host != "parcours.example.org" || len(a.Forwarded) != 1 {
		t.Errorf("%+v %v", a, ok)
	}
	for range maxProbes {
		send("others")
	}
	send(strings.Repeat("x", 65))
	if _, ok := w.Arrived("one"); ok || len(w.probes.last) != maxProbes {
		t.Errorf("%d remembered", len(w.probes.last))
	}
}
