package main

import (
	"bytes"
	"cmp"
	"flag"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"parcours/correspondence"
	"parcours/delivery"
	"parcours/events"
	"parcours/store"
)

var updateAccess = flag.Bool("update", false, "write testdata/access.txt anew")

// The access matrix of pages and forms: who may open and send what. testdata/access.txt has every cell: the status, and "in"
// where the browser is sent to sign in. caldav has the one of calendars.
const accessFile = "testdata/access.txt"

// accessPeople are those who ask, by what they are. The guest, the partner and the DDT are of Faverges, as the referent is;
// "removed" signed in before they were removed.
var accessPeople = []struct{ role, id string }{
	{"organiser", "agathe-lormeau"}, {"pilot", "pilote-dialogue"}, {"expert", "irene-castaing"}, {"referent", "camille-roux"},
	{"partner", "ines-charvoz"}, {"ddt", "nadia-ferrandin"}, {"guest", "invitee"},
	{"another's referent", "cecile-artelois"}, {"another's member", "sabrina-souchelle"}, {"removed", "pascal-tournevent"}, {"stranger", ""},
}

// accessRequest is a page, or a form that is sent to it.
type accessRequest struct {
	path string // names in angle brackets stand for tokens
	form string // "" for a GET
}

var accessRequests = []accessRequest{
	{path: "/"}, {path: "/s/agora.ics"}, {path: "/s/nothing.ics"}, {path: "/qr/all.svg"}, {path: "/robots.txt"}, {path: "/favicon.ico"},
	{path: "/static/style.css"}, {path: "/static/secret"}, {path: "/nothing-here"},
	{path: "/sign-in"}, {"/sign-in", "login=nobody-<role>@example.org&password=wrong"},
	{"/sign-in/link", "address=nobody@example.org"}, {path: "/sign-in/code"}, {"/sign-in/code", "code=000000"}, {path: "/lost"}, {"/lost", "address=nobody@example.org"}, {path: "/sign-in/openid"}, {path: "/sign-in/openid/back"},
	{path: "/enter/<member>"}, {path: "/enter/<removed>"}, {"/enter/<removed>", "x=x"}, {path: "/enter/wrong"}, {"/enter/wrong", "x=x"},
	{path: "/me/access"}, {"/me/access", "device=+"}, {"/me/access", "revoke=nothing"}, {"/me/access", "sign-in=nothing"}, {"/me/access", "into=nothing"}, {"/me/access", "factor=begin"}, {"/me/access", "factor=end&code=000000"}, {"/me/access", "x=x"},
	{path: "/me"}, {"/me", "session=agora&answer=yes"}, {"/me", "session=pairs-1-elus&territory=faverges&answer=yes"},
	{"/me", "decision=4&territory=faverges&text=Un+texte&done=yes"}, {"/me", "language=fr"}, {"/me", "x=x"},
	{"/me", "mails=digest"}, {"/me", "invitations=send"}, {path: "/me/data"}, {path: "/me/data.zip"}, {"/me/data", "confirm=another"},
	{path: "/m/<member>"}, {"/m/<member>", "session=agora&answer=yes"}, {"/m/<member>", "mails=digest"}, {"/m/<member>", "invitations=send"}, {"/m/<member>", "session=agora&territory=faverges&answer=yes"},
	{"/m/<member>", "decision=4&territory=faverges&text=Un+texte"}, {"/m/<member>", "language=en"},
	{path: "/m/<referent>"}, {"/m/<referent>", "session=agora&territory=faverges&answer=yes"}, {path: "/m/<removed>"}, {"/m/<removed>", "session=agora&answer=yes"}, {path: "/m/wrong"},
	{path: "/a/<member>"}, {"/a/<member>", "answer=yes"}, {path: "/a/<delegation>"}, {"/a/<delegation>", "answer=yes"}, {path: "/a/<removed>"}, {"/a/<removed>", "answer=yes"}, {path: "/a/wrong"},
	{path: "/d/faverges"}, {"/d/faverges", "answer.agora=yes"}, {"/d/faverges", "decision=4&text=Un+texte&done=yes"},
	{"/d/faverges", "name=Quelqu'un&email=no+address"}, {"/d/faverges", "briefed=invitee"}, {path: "/d/faverges/note"},
	{path: "/d/vimy"}, {"/d/vimy", "answer.agora=yes"}, {"/d/vimy", "decision=4&text=Un+texte&done=yes"}, {"/d/vimy", "briefed=invitee"}, {path: "/d/vimy/note"},
	{path: "/me/days"}, {"/me/days", "territory=faverges&kind=expert&title=Un+jour&date=2030-01-15"}, {"/me/days", "territory=vimy&kind=expert&title=Un+jour&date=2030-01-16"},
	{"/me/days", "territory=annecy&kind=expert&title=Un+jour&date=2030-01-17"}, {"/me/days", "territory=faverges&day=nothing&answer=yes"},
	{path: "/d/faverges/agenda"}, {"/d/faverges/agenda", "kind=event&title=Foire&date=2030-02-01"}, {"/d/faverges/agenda", "kind=expert&title=Un+jour&date=2030-02-02"},
	{"/d/faverges/agenda", "remove=nothing"}, {"/d/faverges/agenda", "change=nothing&title=Foire&date=2030-02-01"}, {"/d/faverges/agenda", "choose=nothing"}, {"/d/faverges/agenda", "day=nothing&answer=yes"}, {path: "/d/nowhere/agenda"},
	{path: "/d/vimy/agenda"}, {"/d/vimy/agenda", "kind=event&title=Foire&date=2030-02-01"},
	{path: "/d/faverges/people"}, {"/d/faverges/people", "email=x-<role>@example.org&name=Quelqu'un"}, {"/d/faverges/people", "id=ines-charvoz&email=ines.charvoz@example.org&name=In%C3%A8s+Charvoz&category=partenaires&function=Association+locale"},
	{"/d/faverges/people", "remove=nothing"}, {"/d/faverges/people", "table=nom%3Bcourriel%0AQui%3By@example.org"}, {"/d/faverges/people", "keep=yes&table=nom%3Bcourriel%0AQui%3By-<role>@example.org"},
	{path: "/d/vimy/people"}, {"/d/vimy/people", "email=z@example.org&name=Quelqu'un"}, {path: "/d/nowhere/people"},
	{path: "/d/nowhere"}, {"/d/nowhere", "answer.agora=yes"}, {path: "/d/nowhere/note"},
	{path: "/d/faverges/note.odt"}, {path: "/d/vimy/note.odt"},
	{path: "/d/faverges/agenda"}, {"/d/faverges/agenda", "title="}, {path: "/d/vimy/agenda"}, {"/d/vimy/agenda", "title="},
	{path: "/d/faverges/people"}, {"/d/faverges/people", "name=&email="}, {path: "/d/vimy/people"}, {"/d/vimy/people", "name=&email="},
	{path: "/d/faverges/files/nothing/x.pdf"}, {"/d/faverges/files", "decision=7&link=https://drive.example.org/note"}, {"/d/vimy/files", "decision=7&link=https://drive.example.org/note"},
	{path: "/me/days"}, {"/me/days", "day=nothing"}, {path: "/reply/wrong"}, {"/reply/wrong", "answer=yes"},
	{path: "/organise"}, {path: "/organise/answers"}, {path: "/organise/answers.csv"}, {path: "/organise/answers/agora"}, {path: "/organise/answers/nothing"},
	{"/organise/answers/agora", "x=x"}, {path: "/organise/sessions"}, {"/organise/sessions", "x=x"},
	{path: "/organise/sessions/agora"}, {"/organise/sessions/agora", "x=x"}, {path: "/organise/sessions/nothing"},
	{path: "/organise/answers.xlsx"}, {path: "/organise/answers.ods"}, {path: "/organise/answers.json"}, {path: "/organise/live"},
	{path: "/organise/mail"}, {"/organise/mail", "id=nothing&nothing=yes"}, {path: "/organise/people"}, {"/organise/people", "name=x&email=none"},
	{path: "/organise/people/camille-roux"}, {"/organise/people/camille-roux", "name=x&email=none"}, {path: "/organise/people/nobody"}, {path: "/organise/people/ines-charvoz/erase"}, {"/organise/people/ines-charvoz/erase", "confirm=another"}, {path: "/organise/people/nobody/erase"},
	{path: "/organise/presence/agora"}, {"/organise/presence/agora", "code=x"}, {path: "/organise/presence/nothing"},
	{path: "/organise/arbitrages"}, {path: "/organise/arbitrages/faverges"}, {"/organise/arbitrages/faverges", "decision=9&text=x"}, {path: "/organise/arbitrages/nowhere"},
	{path: "/organise/polls"}, {path: "/organise/polls/gen-3-a"}, {"/organise/polls/gen-3-a", "x=x"}, {path: "/organise/polls/agora"},
	{path: "/organise/days"}, {"/organise/days", "territory=faverges&uid=nothing&reason=x"}, {path: "/organise/history"}, {path: "/organise/history.csv"}, {path: "/organise/history.json"},
	{path: "/organise/arbitrages/edit/new"}, {path: "/organise/arbitrages/edit/4"}, {path: "/organise/arbitrages/edit/77"}, {"/organise/arbitrages/edit/new", "x=x"}, {"/organise/arbitrages/edit/4", "x=x"},
	{"/organise/polls", "x=x"}, {path: "/organise/polls/cloture/edit"}, {path: "/organise/polls/agora/edit"}, {"/organise/polls/cloture/edit", "x=x"},
	{path: "/letterbox/<member>"}, {"/letterbox/<member>", "answer=perhaps"}, {path: "/letterbox/<removed>"}, {"/letterbox/<removed>", "answer=take"}, {path: "/letterbox/wrong"}, {"/letterbox/wrong", "answer=take"},
	{path: "/organise/people.csv"}, {path: "/organise/people.xlsx"}, {path: "/organise/people.ods"}, {path: "/organise/people.json"},
	{path: "/organise/presence.csv"}, {path: "/organise/presence.xlsx"}, {path: "/organise/presence.ods"}, {path: "/organise/presence.json"},
	{path: "/organise/mail.csv"}, {path: "/organise/mail.xlsx"}, {path: "/organise/mail.ods"}, {path: "/organise/mail.json"},
	{path: "/organise/mail-in.csv"}, {path: "/organise/mail-in.xlsx"}, {path: "/organise/mail-in.ods"}, {path: "/organise/mail-in.json"},
	{path: "/organise/sessions.csv"}, {path: "/organise/sessions.xlsx"}, {path: "/organise/sessions.ods"}, {path: "/organise/sessions.json"}, {path: "/organise/sessions.ics"},
	{path: "/organise/arbitrages.csv"}, {path: "/organise/arbitrages.xlsx"}, {path: "/organise/arbitrages.ods"}, {path: "/organise/arbitrages.json"}, {path: "/organise/arbitrages.ics"},
	{path: "/organise/polls.csv"}, {path: "/organise/polls.xlsx"}, {path: "/organise/polls.ods"}, {path: "/organise/polls.json"}, {path: "/organise/polls.ics"},
	{path: "/organise/days.csv"}, {path: "/organise/days.xlsx"}, {path: "/organise/days.ods"}, {path: "/organise/days.json"}, {path: "/organise/days.ics"},
	{path: "/organise/agendas.csv"}, {path: "/organise/agendas.xlsx"}, {path: "/organise/agendas.ods"}, {path: "/organise/agendas.json"}, {path: "/organise/agendas.ics"},
	{path: "/organise/history.xlsx"}, {path: "/organise/history.ods"},
	{path: "/organise/notes.zip"}, {path: "/organise/resources"}, {path: "/organise/resources?change=nothing"}, {"/organise/resources", "title="}, {path: "/organise/file"}, {path: "/organise/work"}, {path: "/organise/export/config.toml"},
	{path: "/password/<member>"}, {"/password/<member>", "password=short&again=short"}, {path: "/password/wrong"},
	{path: "/unsubscribe/<member>"}, {"/unsubscribe/<member>", "answer=again"}, {path: "/unsubscribe/<removed>"}, {path: "/unsubscribe/wrong"},
	{path: "/alias/<member>"}, {"/alias/<member>", "answer=nothing"}, {path: "/newcomer/<referent>"}, {"/newcomer/<referent>", "answer=nothing"},
	{path: "/reply/<member>"}, {"/reply/<member>", "confirm=none"}, {path: "/reply/<removed>"}, {"/reply/<removed>", "confirm=0"}, {path: "/reply/wrong"},
	{"/sign-out", "x=x"},
}

// entrances are the browsers of those people, and what stands for tokens in paths.
type entrances struct {
	*journey
	cookies map[string]string
	tokens  *strings.Replacer
}

func newEntrances(t *testing.T) *entrances {
	t.Helper()
	e := &entrances{journey: newJourney(t), cookies: map[string]string{}, tokens: strings.NewReplacer()}
	snap := e.service.Programme()
	by := snap.Person("camille-roux")
	e.must(e.service.BringGuest(t.Context(), by, events.Person{ID: "invitee", Name: "Une invitée", Email: "invitee@example.org", Category: "elus", Territories: []string{"faverges"}}))
	snap = e.service.Programme()
	member, removed := snap.Person("ines-charvoz"), snap.Person("pascal-tournevent")
	own := func(p *events.Person) string {
		return snap.AnswerToken(events.AnswerLink{Person: p.ID, Session: "agora", For: events.Subject{Person: p.ID}})
	}
	for _, who := range accessPeople {
		if who.id != "" {
			e.signIn(who.id)
		}
	}
	password, err := e.service.Accounts.PasswordLink(t.Context(), member.ID)
	e.must(err)
	enter, err := e.service.Accounts.SignInLink(t.Context(), member.ID, time.Hour)
	e.must(err)
	late, err := e.service.Accounts.SignInLink(t.Context(), removed.ID, time.Hour)
	e.must(err)
	e.tokens = strings.NewReplacer("/m/<member>", "/m/"+snap.PageToken(member), "/m/<referent>", "/m/"+snap.PageToken(by), "/m/<removed>", "/m/"+snap.PageToken(removed),
		"/a/<member>", "/a/"+own(member), "/a/<removed>", "/a/"+own(removed),
		"/a/<delegation>", "/a/"+snap.AnswerToken(events.AnswerLink{Person: by.ID, Session: "agora", For: events.Subject{Territory: "faverges"}}),
		"/password/<member>", "/password/"+password, "/enter/<member>", "/enter/"+enter, "/enter/<removed>", "/enter/"+late,
		"/unsubscribe/<member>", "/unsubscribe/"+delivery.UnsubscribeToken(snap, member.ID), "/unsubscribe/<removed>", "/unsubscribe/"+delivery.UnsubscribeToken(snap, removed.ID),
		"/reply/<member>", "/reply/"+e.replied(member), "/reply/<removed>", "/reply/"+e.replied(removed),
		"/letterbox/<member>", "/letterbox/"+e.held(member), "/letterbox/<removed>", "/letterbox/"+e.held(removed),
		"/alias/<member>", "/alias/"+delivery.AliasToken(snap, delivery.AliasLink{Person: member.ID, Address: "other@example.org"}),
		"/newcomer/<referent>", "/newcomer/"+delivery.NewcomerToken(snap, delivery.NewcomerLink{By: by.ID, Invitee: member.ID, Address: "new@example.org"}))
	e.must(e.service.RemovePerson(t.Context(), removed.ID))
	return e
}

// replied is the link by which somebody confirms what they wrote in a mail.
func (e *entrances) replied(p *events.Person) string {
	e.t.Helper()
	r := delivery.Receipt{ID: "reply-" + p.ID, At: e.service.Now(), From: p.Email, Person: p.ID, Outcome: delivery.ReceiptUnderstood}
	r.Message.Proposals = []delivery.Proposal{{Session: "agora", For: events.Subject{Person: p.ID}, Status: events.Accepted}}
	e.must(e.db.Update(e.t.Context(), func(tx store.Tx) error { return tx.AddReceipt(r) }))
	return delivery.ReplyToken(e.service.Programme(), p, r.ID)
}

// held is the link by which somebody decides on an invitation that came by mail.
func (e *entrances) held(p *events.Person) string {
	e.t.Helper()
	invitation := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//NONSGML//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:elsewhere-" + p.ID + "\r\nDTSTAMP:20300101T000000Z\r\n" +
		"DTSTART:20300110T090000Z\r\nSUMMARY:Réunion\r\nORGANIZER:mailto:other@example.net\r\nATTENDEE:mailto:" + p.Email + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	h := correspondence.Held{ID: "held-" + p.ID, Person: p.ID, From: "other@example.net", UID: "elsewhere-" + p.ID, Method: "REQUEST", Message: []byte(invitation), At: e.service.Now()}
	e.must(e.db.Update(e.t.Context(), func(tx store.Tx) error { return tx.AddHeld(h) }))
	return h.ID
}

func (e *entrances) signIn(id string) {
	e.t.Helper()
	const password = "les chemins de la transition"
	e.must(e.service.Accounts.SetPassword(e.t.Context(), id, password))
	form := url.Values{"login": {e.service.Programme().Person(id).Email}, "password": {password}}
	res := e.send("", accessRequest{"/sign-in", form.Encode()})
	for _, c := range res.Cookies() {
		if c.Name == "parcours" {
			e.cookies[id] = c.Value
		}
	}
	if e.cookies[id] == "" {
		e.t.Fatalf("%s does not sign in: %s", id, res.Status)
	}
}

// send asks as a browser does.
func (e *entrances) send(who string, r accessRequest) *http.Response {
	e.t.Helper()
	method := http.MethodGet
	if r.form != "" {
		method = http.MethodPost
	}
	form := strings.ReplaceAll(r.form, "<role>", cmp.Or(who, "stranger")) // wrong passwords are counted by login
	req, err := http.NewRequestWithContext(e.t.Context(), method, e.url+e.tokens.Replace(r.path), strings.NewReader(form))
	e.must(err)
	if r.form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if secret := e.cookies[who]; secret != "" {
		req.AddCookie(&http.Cookie{Name: "parcours", Value: secret})
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	e.must(err)
	_, err = io.Copy(io.Discard, res.Body)
	e.must(err)
	res.Body.Close()
	return res
}

// status is what a cell says.
func (e *entrances) status(who string, r accessRequest) string {
	res := e.send(who, r)
	if strings.HasPrefix(res.Header.Get("Location"), "/sign-in") {
		return "in"
	}
	return strconv.Itoa(res.StatusCode)
}

func TestAccessOfPages(t *testing.T) {
	e := newEntrances(t)
	var b bytes.Buffer
	b.WriteString("# Each request, and its status for:")
	for _, who := range accessPeople {
		b.WriteString(" " + who.role + ",")
	}
	b.Truncate(b.Len() - 1)
	b.WriteString("\n")
	for _, r := range accessRequests {
		line := "GET  " + r.path
		if r.form != "" {
			line = "POST " + r.path + " " + r.form
		}
		for _, who := range accessPeople {
			line += " " + e.status(who.id, r)
		}
		b.WriteString(line + "\n")
	}
	if *updateAccess {
		e.must(os.WriteFile(accessFile, b.Bytes(), 0o644))
		return
	}
	octets, err := os.ReadFile(accessFile)
	e.must(err)
	want, got := strings.Split(string(octets), "\n"), strings.Split(b.String(), "\n")
	if len(want) != len(got) {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Errorf("want %s\n got %s", want[i], got[i])
		}
	}
}

var routed = regexp.MustCompile(`\b([gG]et|[pP]ost)\("(/[^"]*)"|"(/[^"]*\{[^"]*)": `)

// TestAccessNamesEveryPage finds a page or form that the matrix forgets.
func TestAccessNamesEveryPage(t *testing.T) {
	files, err := filepath.Glob("../../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	texts, rooms := map[string][]byte{}, map[string]bool{} // rooms of pages
	for _, file := range files {
		octets, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") {
			texts[file] = octets
			rooms[filepath.Dir(file)] = rooms[filepath.Dir(file)] || bytes.Contains(octets, []byte(`"parcours/pages"`))
		}
	}
	seen := 0
	for file, octets := range texts {
		if !rooms[filepath.Dir(file)] {
			continue
		}
		for line := range strings.Lines(string(octets)) {
			for _, found := range routed.FindAllStringSubmatch(line, -1) {
				seen++
				path, methods := found[2], []string{strings.ToLower(found[1])}
				if path == "" {
					path, methods = found[3], []string{"get", "post"}
				}
				for _, method := range methods {
					if !accessHas(path, method == "post") {
						t.Errorf("%s: no row for %s %s; add one to accessRequests, and run go test ./cmd/parcours -run TestAccessOfPages -update", file, method, path)
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("%d routes are found: the test looks at the wrong place", seen)
	}
}

// accessHas tells whether a row asks for this route.
func accessHas(path string, posts bool) bool {
	pattern := regexp.MustCompile(`\\\{[^}]*\\\}`).ReplaceAllString(regexp.QuoteMeta(path), ".+")
	if strings.HasSuffix(path, ".") || strings.HasSuffix(path, "/") && path != "/" {
		pattern += ".+" // the rest of the route is put together
	}
	route := regexp.MustCompile("^" + pattern + "$")
	for _, r := range accessRequests {
		if route.MatchString(r.path) && posts == (r.form != "") {
			return true
		}
	}
	return false
}
