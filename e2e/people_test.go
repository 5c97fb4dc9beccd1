//go:build e2e

package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// person is somebody with an account.
type person struct{ id, email, password string }

// addPerson gives somebody an account with a password of their own.
func (s *server) addPerson(id string, options ...string) person {
	s.t.Helper()
	p := person{id: id, email: id + "@example.org", password: "mot de passe de " + id}
	args := []string{"people", "add", "--data", s.data, "--id", id, "--email", p.email, "--name", "Essai " + id, "--password-stdin"}
	s.command(p.password+"\n", append(args, options...)...)
	return p
}

// addWithAppPassword gives somebody an account with a password that the server makes.
func (s *server) addWithAppPassword(id string, options ...string) person {
	s.t.Helper()
	p := person{id: id, email: id + "@example.org"}
	args := []string{"people", "add", "--data", s.data, "--id", id, "--email", p.email, "--name", "Essai " + id}
	shown := strings.Fields(s.command("", append(args, options...)...))
	if len(shown) != 2 || shown[0] != p.email {
		s.t.Fatalf("people add printed %q, want the address and a password", shown)
	}
	p.password = shown[1]
	return p
}

// referentOfFaverges is an elected member who answers for the delegation of Faverges.
func (s *server) referentOfFaverges() person {
	s.t.Helper()
	return s.addPerson("essai-referente", "--role", "referent", "--territory", "faverges", "--category", "elus")
}

// answer is a line of "parcours answers --history --format json".
type answer struct {
	Session, For, By, Status, Comment, Door string // For: a person's id, "territory" or "territory/category"
}

// history reads every answer ever given, oldest first.
func (s *server) history() []answer {
	s.t.Helper()
	out := s.command("", "answers", "--data", s.data, "--format", "json", "--history")
	var all []answer
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		s.t.Fatalf("answers --history: %v\n%s", err, out)
	}
	return all
}

// historyBy reads the answers that one person gave, oldest first.
func (s *server) historyBy(p person) []answer {
	s.t.Helper()
	var own []answer
	for _, a := range s.history() {
		if a.By == p.id {
			own = append(own, a)
		}
	}
	return own
}

// response is what the server answered.
type response struct {
	status int
	header http.Header
	body   string
}

// client gives up on a server that does not answer.
var client = &http.Client{Timeout: 30 * time.Second}

// request asks the server something as a person; header are names and values in turn. The error is the
// connection's.
func (s *server) request(p person, method, path, body string, header ...string) (response, error) {
	r, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		return response{}, err
	}
	if p.email != "" {
		r.SetBasicAuth(p.email, p.password)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := client.Do(r)
	if err != nil {
		return response{}, err
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	return response{got.StatusCode, got.Header, string(b)}, err
}

// get fetches what must be there.
func (s *server) get(p person, path string) string {
	s.t.Helper()
	got, err := s.request(p, http.MethodGet, path, "")
	if err != nil {
		s.t.Fatal(err)
	}
	if got.status != http.StatusOK {
		s.t.Fatalf("GET %s: %d\n%s", path, got.status, got.body)
	}
	return got.body
}

// status asks for a resource and gives only the status.
func (s *server) status(p person, method, path string) int {
	s.t.Helper()
	got, err := s.request(p, method, path, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return got.status
}

// objects reads the iCalendar texts of a collection.
func (s *server) objects(p person, collection string) []string {
	s.t.Helper()
	got, err := s.request(p, "REPORT", collection, `<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>
</C:calendar-query>`, "Depth", "1", "Content-Type", "application/xml; charset=utf-8")
	if err != nil {
		s.t.Fatal(err)
	}
	if got.status != http.StatusMultiStatus {
		s.t.Fatalf("REPORT %s: %d\n%s", collection, got.status, got.body)
	}
	return calendarData(s.t, got.body)
}
