package organise

import (
	"bufio"
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
)

// serve lets real browsers' requests in; streams look often, so that no test waits.
func (d *desk) serve() *httptest.Server {
	d.t.Helper()
	d.pages.live.every, d.pages.live.beat = 10*time.Millisecond, 30*time.Millisecond
	server := httptest.NewServer(d.Router)
	d.t.Cleanup(func() {
		d.pages.EndStreams()
		server.Close()
		for range 1000 { // the loop reads the store, which is closed next
			d.pages.live.mu.Lock()
			rests := d.pages.live.stop == nil
			d.pages.live.mu.Unlock()
			if rests {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		d.t.Error("the table is still looked at")
	})
	return server
}

var streamOf = regexp.MustCompile(`data-live="([^"]+)"`)

// follow opens the stream of a page, as its script does.
func (d *desk) follow(server *httptest.Server, cookie *http.Cookie, address string) *http.Response {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 30*time.Second)
	d.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+address, nil)
	d.Must(err)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w, err := server.Client().Do(r)
	d.Must(err)
	d.t.Cleanup(func() { w.Body.Close() })
	return w
}

func (d *desk) streamAddress(cookie *http.Cookie, page string) string {
	d.t.Helper()
	w := d.Ask(cookie, page, nil)
	found := streamOf.FindStringSubmatch(w.Body.String())
	if found == nil {
		d.t.Fatalf("%s: %d, no stream", page, w.Code)
	}
	return html.UnescapeString(found[1])
}

// cells reads events until one cell with this id comes, and gives all that came with it.
func (d *desk) cells(lines *bufio.Scanner, id string) (all []changedCell) {
	d.t.Helper()
	for lines.Scan() {
		text, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found {
			continue
		}
		var some []changedCell
		d.Must(json.Unmarshal([]byte(text), &some))
		all = append(all, some...)
		if slices.ContainsFunc(all, func(c changedCell) bool { return c.ID == id }) {
			return all
		}
	}
	d.t.Fatalf("the stream ended without %q: %v", id, lines.Err())
	return nil
}

// An answer given elsewhere stands on an open page: the stream says what its cells say now, in the page's language, and the page
// after a reload says the same.
func TestAnswerStandsOnAnOpenPage(t *testing.T) {
	d := openDesk(t)
	server, cookie := d.serve(), d.Enter("orga")
	french := d.follow(server, cookie, d.streamAddress(cookie, "/organise/answers"))
	english := d.follow(server, cookie, d.streamAddress(cookie, "/organise/answers?lang=en&each=yes"))
	if h := french.Header; french.StatusCode != http.StatusOK || h.Get("Content-Type") != "text/event-stream" || h.Get("Cache-Control") != "no-store" || h.Get("Content-Encoding") != "" {
		t.Fatalf("%d %v", french.StatusCode, h)
	}
	d.Answer("marc", "agora", events.Accepted)
	page := d.Ask(cookie, "/organise/answers", nil).Body.String()
	agora := regexp.MustCompile(`data-cell="(agora \S+ elus) "`).FindStringSubmatch(page)[1]
	annecy := d.follow(server, cookie, d.streamAddress(cookie, "/organise/answers?territory=annecy"))
	for name, c := range map[string]struct {
		stream *http.Response
		want   changedCell
	}{
		"all together": {french, changedCell{agora + " ", "", "1 oui, 2 sans réponse"}},
		"each of them": {english, changedCell{agora + " faverges", "", "1 yes, 1 no answer"}},
	} {
		got := d.cells(bufio.NewScanner(c.stream.Body), c.want.ID)
		if !slices.Equal(got, []changedCell{c.want}) { // nothing of what did not change or is not on the page, and nobody's name
			t.Errorf("%s: %+v\nwant %+v", name, got, c.want)
		}
	}
	d.Vote("rene", "annecy", "agora", events.Tentative)
	technicians := strings.Replace(agora, "elus", "techniciens", 1)
	want := []changedCell{{technicians + " annecy", "peut-être", "1 sans réponse"}, {agora + " annecy", "peut-être", "1 sans réponse"}}
	if got := d.cells(bufio.NewScanner(annecy.Body), agora+" annecy"); !slices.Equal(got, want) {
		t.Errorf("one delegation: %+v\nwant %+v", got, want)
	}
	d.has(page, "1 oui, 2 sans réponse", `src="/static/live.js?v=`)
	if policy := d.Ask(cookie, "/organise/answers", nil).Header().Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") || !strings.Contains(policy, "connect-src 'self'") {
		t.Error(policy)
	}
	if policy := d.Ask(cookie, "/organise", nil).Header().Get("Content-Security-Policy"); strings.Contains(policy, "script-src") {
		t.Error(policy)
	}
}

// What was answered between the loading of a page and its stream is not lost; a page that is too old loads again.
func TestStreamBeginsWhereThePageIs(t *testing.T) {
	d := openDesk(t)
	server, cookie := d.serve(), d.Enter("orga")
	first := d.follow(server, cookie, d.streamAddress(cookie, "/organise/answers?each=yes"))
	later := d.streamAddress(cookie, "/organise/answers?each=yes")
	d.Vote("rita", "faverges", "agora", events.Declined)
	page := d.Ask(cookie, "/organise/answers", nil).Body.String()
	agora := regexp.MustCompile(`data-cell="(agora \S+ elus) "`).FindStringSubmatch(page)[1]
	d.cells(bufio.NewScanner(first.Body), agora+" faverges") // the table was read again before the next stream begins
	got := d.cells(bufio.NewScanner(d.follow(server, cookie, later).Body), agora+" faverges")
	if i := slices.IndexFunc(got, func(c changedCell) bool { return c.ID == agora+" faverges" }); got[i].ForUs != "non" {
		t.Errorf("%+v", got)
	}
	old := bufio.NewScanner(d.follow(server, cookie, "/organise/live?since=0").Body)
	for old.Scan() && old.Text() != "event: again" {
		if strings.HasPrefix(old.Text(), "data: [") {
			t.Error("a page that is too old is told changes")
		}
	}
	if old.Text() != "event: again" {
		t.Error("a page that is too old does not load again")
	}
}

// A stream ends with the sign-in, with the role, and with the server; others have none.
func TestStreamEndsWithTheSignIn(t *testing.T) {
	for name, end := range map[string]func(*desk, *http.Cookie){
		"signed out":   func(d *desk, c *http.Cookie) { d.Must(d.Accounts.SignOut(d.t.Context(), c.Value)) },
		"server stops": func(d *desk, _ *http.Cookie) { d.pages.EndStreams() },
		"no role longer": func(d *desk, _ *http.Cookie) {
			d.Change(func(p *events.Programme) { p.People[0].Role = events.Member })
		},
		"too old": func(d *desk, _ *http.Cookie) { d.Wait(accounts.SignInFor + time.Hour) },
	} {
		d := openDesk(t)
		server, cookie := d.serve(), d.Enter("orga")
		w := d.follow(server, cookie, d.streamAddress(cookie, "/organise/answers"))
		lines := bufio.NewReader(w.Body)
		_, err := lines.ReadString('\n')
		d.Must(err)
		end(d, cookie)
		if _, err := io.Copy(io.Discard, lines); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := openDesk(t)
	server := d.serve()
	for _, p := range append(d.Programme().People(), &events.Person{}) {
		if w := d.follow(server, d.Enter(p.ID), "/organise/live?since=1"); (w.StatusCode == http.StatusOK) != (p.Role == events.Organiser) {
			t.Errorf("%q: %d", p.ID, w.StatusCode)
		}
	}
	if w := d.follow(server, d.Enter("orga"), "/organise/live"); w.StatusCode != http.StatusNotFound {
		t.Errorf("without a version: %d", w.StatusCode)
	}
}

// Streams are bounded, one person's and all.
func TestStreamsAreBounded(t *testing.T) {
	d := openDesk(t)
	d.pages.live.each = 2
	server, cookie := d.serve(), d.Enter("orga")
	address := d.streamAddress(cookie, "/organise/answers")
	first := d.follow(server, cookie, address)
	d.follow(server, cookie, address)
	if w := d.follow(server, cookie, address); w.StatusCode != http.StatusServiceUnavailable || w.Header.Get("Retry-After") == "" {
		t.Errorf("a third one: %d", w.StatusCode)
	}
	first.Body.Close()
	for range 1000 {
		if w := d.follow(server, cookie, address); w.StatusCode == http.StatusOK {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("a stream that ended still counts")
}
