package caldav

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parcours/events"
)

// Too many wrong passwords are answered 429 (RFC 6585 §4), alike for a login that is nobody's; the password of a device, and one
// that was right before, still enter. The log names the account and no password.
func TestWrongPasswords(t *testing.T) {
	s := testSite(t)
	enter := func(login, password string) *http.Response {
		r := httptest.NewRequest("PROPFIND", "http://parcours.example.org/dav/", nil)
		r.Header.Set("Depth", "0")
		r.SetBasicAuth(login, password)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w.Result()
	}
	device, err := s.service.Accounts.AddDevice(t.Context(), "mia", "téléphone")
	if err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{"tom@example.org", "nobody@example.org", "mia@example.org"} {
		if login == "mia@example.org" && enter(login, testPassword).StatusCode != http.StatusMultiStatus {
			t.Fatal("the right password does not enter")
		}
		for range 5 {
			if got := enter(login, "wrong"); got.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(got.Header.Get("WWW-Authenticate"), "Basic ") {
				t.Errorf("%s: %d", login, got.StatusCode)
			}
		}
		if got := enter(login, "wrong"); got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "60" || got.Header.Get("WWW-Authenticate") != "" {
			t.Errorf("%s, a sixth time: %d %v", login, got.StatusCode, got.Header)
		}
	}
	if got := enter("tom@example.org", testPassword); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the right one, never used before: %d", got.StatusCode)
	}
	for _, password := range []string{device, testPassword} {
		if got := enter("mia@example.org", password); got.StatusCode != http.StatusMultiStatus {
			t.Errorf("a device, or what was right before: %d", got.StatusCode)
		}
	}
	if log := s.log.String(); !strings.Contains(log, "account=tom") || !strings.Contains(log, "account=\"unknown nobody@example.org\"") || strings.Contains(log, "=wrong") {
		t.Errorf("log: %s", log)
	}
	seen, err := s.service.Accounts.Devices(t.Context(), "mia")
	if err != nil || len(seen) != 1 || seen[0].Door != events.DoorCalDAV || seen[0].Used.IsZero() {
		t.Errorf("%+v, %v", seen, err)
	}
}
