package main

import (
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

// The address in the log is the last one that no trusted proxy wrote, on whichever line of the field it stands.
func TestClientBehindProxies(t *testing.T) {
	w := &watch{proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Add("X-Forwarded-For", "192.0.2.66")  // what the client made up
	r.Header.Add("X-Forwarded-For", "203.0.113.7") // what the proxy added
	if got := w.client(r); got != "203.0.113.7" {
		t.Error(got)
	}
}

// Metrics are for this machine: whatever a proxy brings does not find them.
func TestMetricsAreNotForProxies(t *testing.T) {
	w := newWatch(nil, nil)
	for header, want := range map[string]int{"": 200, "X-Forwarded-For": 404, "Forwarded": 404, "Via": 404, "X-Real-Ip": 404, "X-Forwarded-Proto": 404} {
		r, answer := httptest.NewRequest("GET", "/metrics", nil), httptest.NewRecorder()
		r.RemoteAddr = "127.0.0.1:1"
		if header != "" {
			r.Header.Set(header, "x")
		}
		if w.metrics().ServeHTTP(answer, r); answer.Code != want {
			t.Errorf("%q: %d, want %d", header, answer.Code, want)
		}
	}
}

// Wrong passwords are counted for a client; of IPv6 that is the network that one house has.
func TestNetworkOfAClient(t *testing.T) {
	w := newWatch(slog.New(slog.DiscardHandler), nil)
	for remote, want := range map[string]string{
		"192.0.2.7:4711": "192.0.2.7", "[::ffff:192.0.2.7]:4711": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:4711": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:4711": "fe80::/64", "@": "@",
	} {
		if got := w.network(&http.Request{RemoteAddr: remote}); got != want {
			t.Errorf("%s: %s, want %s", remote, got, want)
		}
	}
}
