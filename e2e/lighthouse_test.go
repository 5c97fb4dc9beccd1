//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// lighthouseReport is what is read of a report.
type lighthouseReport struct {
	RuntimeError *struct{ Code, Message string } // why it could not judge; nil or NO_ERROR where it could
	Categories   map[string]struct {
		Score     float64
		AuditRefs []struct {
			ID     string
			Weight float64
		}
	}
	Audits map[string]struct {
		Title   string
		Score   *float64
		Details struct{ Items json.RawMessage } // of each audit its own
	}
}

// requests are what the page fetched: octets as they came, headers included, by address.
func (r lighthouseReport) requests(t *testing.T) map[string]float64 {
	t.Helper()
	var all []struct {
		URL          string
		TransferSize float64
	}
	if err := json.Unmarshal(r.Audits["network-requests"].Details.Items, &all); err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, one := range all {
		found[one.URL] += one.TransferSize
	}
	return found
}

// judgements is how often a page is put before lighthouse: a judge that broke down has not judged.
const judgements = 3

// lighthouse judges a page as it is on a phone. Where it ends with an error, or its report says that it could not look, that is told, and
// it is asked again; what it found is never asked twice.
func (s *server) lighthouse(t *testing.T, path, cookie string) lighthouseReport {
	t.Helper()
	need(t, "chromium", "node")
	t.Setenv("CHROME_PATH", "/usr/bin/chromium")
	command := []string{
		"node", judge(t, "lighthouse", "cli", "index.js"), s.url + path, "--quiet", "--output=json",
		"--only-categories=accessibility,best-practices,seo,performance", "--chrome-flags=--headless=new --no-sandbox --disable-component-update",
	}
	if cookie != "" {
		command = append(command, `--extra-headers={"Cookie":"`+cookie+`"}`)
	}
	for again := 1; ; again++ {
		report, err := judged(command)
		switch {
		case err == nil:
			return report
		case again == judgements:
			t.Fatalf("%s: lighthouse could not judge, %d times: %v", path, judgements, err)
		}
		t.Logf("%s: lighthouse could not judge, and is asked again: %v", path, err)
	}
}

// judged gives the report of one run of lighthouse; the error is that of a run which judged nothing.
func judged(command []string) (lighthouseReport, error) {
	var report lighthouseReport
	out, err := run("", command...)
	if read := json.Unmarshal([]byte(out), &report); err == nil && read != nil {
		err = fmt.Errorf("no report: %w\n%s", read, tail(out, 40))
	}
	if broken := report.RuntimeError; broken != nil && broken.Code != "NO_ERROR" {
		err = errors.Join(fmt.Errorf("%s: %s", broken.Code, broken.Message), err)
	}
	return report, err
}

// lost are the audits for which a category is not 100.
func (r lighthouseReport) lost(category string) []string {
	var all []string
	for _, ref := range r.Categories[category].AuditRefs {
		if audit := r.Audits[ref.ID]; ref.Weight > 0 && audit.Score != nil && *audit.Score < 1 {
			all = append(all, audit.Title)
		}
	}
	return all
}

// What a phone fetches before it shows the programme, headers and style included.
const (
	programmeOctets   = 60_000
	programmeRequests = 4
)

// TestLighthouse: nothing is lost in accessibility and best practices, and, where a page may be indexed, for search engines.
// How quick it is, is told and not asserted.
func TestLighthouse(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	cookie := s.signIn(s.referentOfFaverges())
	for _, page := range []struct {
		path, cookie string
		indexed      bool
	}{{"/?lang=fr", "", true}, {"/?lang=en", "", true}, {"/sign-in", "", false}, {"/me", cookie, false}, {"/d/faverges", cookie, false}} {
		r := s.lighthouse(t, page.path, page.cookie)
		categories := []string{"accessibility", "best-practices"}
		if page.indexed {
			categories = append(categories, "seo")
		}
		for _, category := range categories {
			if score := r.Categories[category].Score; score < 1 {
				t.Errorf("%s, %s: %.2f: %q", page.path, category, score, r.lost(category))
			}
		}
		requests, octets := r.requests(t), 0.0
		for _, size := range requests {
			octets += size
		}
		t.Logf("%s: performance %.2f, %.0f octets in %d requests", page.path, r.Categories["performance"].Score, octets, len(requests))
		if len(requests) == 0 || page.indexed && (octets > programmeOctets || len(requests) > programmeRequests) {
			t.Errorf("%s fetches %.0f octets in %d requests: %v", page.path, octets, len(requests), requests)
		}
	}
}

// signIn gives the cookie of a browser in which somebody signed in, "name=value".
func (s *server) signIn(p person) string {
	s.t.Helper()
	form := url.Values{"login": {p.email}, "password": {p.password}}
	r, err := http.NewRequest(http.MethodPost, s.url+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	got.Body.Close()
	for _, c := range got.Cookies() {
		if c.Name == "parcours" {
			return c.Name + "=" + c.Value
		}
	}
	s.t.Fatalf("%s does not sign in: %s", p.email, got.Status)
	return ""
}
