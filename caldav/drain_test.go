package caldav

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parcours/events"
)

// Clients that send all of a body before they read see why it was refused.
func TestRefusalsAreSeenByWhoSendsFirst(t *testing.T) {
	s := testSite(t)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	for name, test := range map[string]struct {
		login, path    string
		octets, status int
	}{
		"too large":   {"mia@example.org", own + "a.ics", 16 << 20, http.StatusRequestEntityTooLarge},
		"not allowed": {"mia@example.org", own, 16 << 20, http.StatusMethodNotAllowed},
		"a stranger":  {"nobody@example.org", own + "a.ics", 90 << 10, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			r, _ := http.NewRequest("PUT", "/", nil)
			r.SetBasicAuth(test.login, testPassword)
			fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n", test.path, r.Header.Get("Authorization"), test.octets)
			if _, err := io.Copy(conn, strings.NewReader(strings.Repeat("x", test.octets))); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(bufio.NewReader(conn), r)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != test.status {
				t.Errorf("%s, want %d", answer.Status, test.status)
			}
		})
	}
}

// A disk without room is 507 (RFC 4918 §11.5): the client keeps what it has and tries again.
func TestFullDisk(t *testing.T) {
	s := testSite(t)
	r := httptest.NewRequest("PUT", own+"a.ics", nil)
	x := &exchange{Handler: &Handler{log: slog.New(slog.NewTextHandler(&s.log, nil))}, r: r}
	f := x.failureOf(fmt.Errorf("writing: %w", events.ErrFull))
	if f == nil || f.status != http.StatusInsufficientStorage || f.message != events.ErrFull.Error() {
		t.Errorf("%+v", f)
	}
	if !strings.Contains(s.log.String(), "no room on the disk") {
		t.Errorf("log: %s", s.log.String())
	}
}
