package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/events"
)

// send sends the form of a page that has this button, as a browser does, with what is typed into it.
func (s *site) send(cookies []*http.Cookie, page, button string, typed url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	for _, f := range parsePage(s.t, page).all("form") {
		if !slices.ContainsFunc(f.all("button"), func(b *element) bool { return folded(b.text) == button }) {
			continue
		}
		form := url.Values{}
		for _, in := range f.all("input") {
			if in.attrs["type"] == "hidden" {
				form.Add(in.attrs["name"], in.attrs["value"])
			}
		}
		for name, values := range typed {
			form[name] = values
		}
		r := httptest.NewRequest(http.MethodPost, f.attrs["action"], strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		for _, c := range cookies {
			r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
		return s.serve(r)
	}
	s.t.Fatalf("no form with the button %q in\n%s", button, page)
	return nil
}

// ended ends all sign-ins of somebody, elsewhere.
func (s *site) ended(p *events.Person) {
	s.t.Helper()
	all, _, err := s.service.Accounts.SignIns(s.t.Context(), p.ID, "")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, x := range all {
		if err := s.service.Accounts.RevokeSignIn(s.t.Context(), p.ID, x.Hash); err != nil {
			s.t.Fatal(err)
		}
	}
}

// resumed signs in again on a page that carries a form, and goes on with it.
func (s *site) resumed(who *events.Person, w *httptest.ResponseRecorder) (page string, cookie *http.Cookie) {
	s.t.Helper()
	if w.Code != http.StatusForbidden || w.Header().Get("Cache-Control") != "no-store" {
		s.t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	words(s.t, w.Body.String(), []string{"Ce que vous avez écrit est gardé sur cette page"})
	checkStructure(s.t, parsePage(s.t, w.Body.String()), "fr")
	in := s.send(nil, w.Body.String(), "Se connecter", url.Values{"login": {who.Email}, "password": {rightPassword}})
	if in.Code != http.StatusOK {
		s.t.Fatalf("%d %s", in.Code, in.Body)
	}
	words(s.t, in.Body.String(), []string{"La connexion est faite. Ce que vous aviez écrit n'est pas encore enregistré."})
	for _, c := range in.Result().Cookies() {
		if c.Name == "__Host-parcours" {
			cookie = c
		}
	}
	back := s.send([]*http.Cookie{cookie}, in.Body.String(), "Reprendre ce que j’avais écrit", nil)
	if back.Code != http.StatusOK {
		s.t.Fatalf("%d %s", back.Code, back.Body)
	}
	return back.Body.String(), cookie
}

// What was typed when the sign-in ended is not lost: it stands in the grid again, after signing in, and nothing of it is kept
// before it is sent. What another answered meanwhile stays.
func TestGridOutlivesASignIn(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	form := hidden(t, s.as(s.signIn(referent), "/d/faverges", nil).Body.String())
	form.Set("answer.agora", "no")
	form.Set("comment.agora", "pas <b>ce</b> jour-là\r\nni le suivant")
	stale := s.signIn(referent)
	s.ended(referent)
	s.vote("pairs-1-elus", "elus", events.Accepted, "")
	w := s.as(stale, "/d/faverges", form)
	wrong := s.send(nil, w.Body.String(), "Se connecter", url.Values{"login": {referent.Email}, "password": {"not the one"}})
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), "ni le suivant") {
		t.Fatalf("a wrong password: %d %s", wrong.Code, wrong.Body)
	}
	page, cookie := s.resumed(referent, w)
	root := parsePage(t, page)
	checkStructure(t, root, "fr")
	checkReferences(t, root)
	words(t, page, []string{"Pas encore enregistré : relisez ce que vous aviez écrit, puis enregistrez."})
	if strings.Contains(page, "<b>ce") {
		t.Error("what was typed is markup")
	}
	if got := s.said("faverges"); got["agora"] != "" || got["pairs-1-elus"] != events.Accepted {
		t.Errorf("kept: %v", got)
	}
	again := hidden(t, page)
	if again.Get("answer.agora") != "no" || again.Get("comment.agora") != "pas <b>ce</b> jour-là\nni le suivant" || again.Get("answer.pairs-1-elus") != "yes" {
		t.Errorf("%q %q %q", again.Get("answer.agora"), again.Get("comment.agora"), again.Get("answer.pairs-1-elus"))
	}
	w = s.as(cookie, "/d/faverges", again)
	if got := s.said("faverges"); w.Header().Get("Location") != "/d/faverges?kept=1" || got["agora"] != events.Declined || got["pairs-1-elus"] != events.Accepted {
		t.Errorf("%v %v", w.Header(), got)
	}
}

// So do an arbitrage, a guest, a link that is handed in, and an answer on one's own page.
func TestFormsOutliveASignIn(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	guest := url.Values{"name": {"Invitée"}, "email": {"invitee@example.org"}, "category": {"elus"}}
	for name, c := range map[string]struct {
		path string
		form url.Values
		has  func(*element) bool
	}{
		"an arbitrage": {"/d/faverges", url.Values{"decision": {"4"}, "territory": {"faverges"}, "text": {"Notre retour"}, "done": {"yes"}}, func(root *element) bool {
			area := root.with("textarea", "id", "text-a-faverges-4")
			return len(area) == 1 && area[0].text == "Notre retour"
		}},
		"a yes": {"/d/faverges", url.Values{"decision": {"2"}, "territory": {"faverges"}, "text": {""}, "answer": {"yes"}}, func(root *element) bool {
			return root.with("input", "id", "yes-a-faverges-2")[0].attrs["checked"] != ""
		}},
		"a guest": {"/d/faverges", guest, func(root *element) bool {
			return root.with("input", "id", "guest-email")[0].attrs["value"] == "invitee@example.org" && root.with("input", "id", "guest-name")[0].attrs["value"] == "Invitée"
		}},
		"a link": {"/d/faverges/files", url.Values{"decision": {"7"}, "link": {"https://example.org/"}, "name": {"La note"}}, func(root *element) bool {
			return root.with("input", "id", "link-f-7")[0].attrs["value"] == "https://example.org/"
		}},
		"one's own": {"/me", url.Values{"session": {"agora"}, "answer": {"no"}, "comment": {"en congé"}}, func(root *element) bool {
			return slices.ContainsFunc(root.all("textarea"), func(e *element) bool { return e.text == "en congé" })
		}},
	} {
		stale := s.signIn(referent)
		s.ended(referent)
		page, _ := s.resumed(referent, s.as(stale, c.path, c.form))
		if !c.has(parsePage(t, page)) {
			t.Errorf("%s is lost:\n%s", name, page)
		}
	}
	states, err := s.service.DecisionStates(t.Context(), "faverges")
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		if st.Answered() {
			t.Errorf("arbitrage %d is answered", st.Decision.Number)
		}
	}
	if all, err := s.service.Files.Of(t.Context(), referent, "faverges"); err != nil || len(all) > 0 || s.service.Programme().ByAddress("invitee@example.org") != nil {
		t.Errorf("kept: %v %v", all, err)
	}
	stale := s.signIn(referent)
	s.ended(referent)
	w := s.handIn(stale, "faverges", handed{fields: map[string]string{"link": "", "name": "Titre"}, name: "a.pdf", octets: smallPDF})
	if page, _ := s.resumed(referent, w); len(parsePage(t, page).with("input", "value", "Titre")) != 1 || strings.Contains(w.Body.String(), "PDF-1.7") {
		t.Error("the form of a document is lost, or carries the document")
	}
}

// A stranger learns of no form, who signs in as another finds no other's page, and no form leads out of the site.
func TestDraftsTellNobody(t *testing.T) {
	s := exampleSite(t)
	referent, other := s.person(events.Referent, "faverges", ""), s.person(events.Referent, "vimy", "")
	form := url.Values{"decision": {"4"}, "text": {"Notre retour"}}
	if w := s.as(nil, "/d/faverges", form); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "Notre retour") {
		t.Errorf("a stranger: %d %s", w.Code, w.Body)
	}
	stale := s.signIn(referent)
	s.ended(referent)
	there, nowhere := s.as(stale, "/d/faverges", form), s.as(stale, "/d/nowhere", form)
	if there.Code != nowhere.Code || strings.ReplaceAll(there.Body.String(), "/d/faverges", "/d/nowhere") != nowhere.Body.String() {
		t.Error("the page tells which delegations there are")
	}
	if w := s.foreignAs(stale, "/d/faverges", form); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "Notre retour") {
		t.Errorf("from another site: %d", w.Code)
	}
	in := s.send(nil, there.Body.String(), "Se connecter", url.Values{"login": {other.Email}, "password": {"x"}})
	if in.Code != http.StatusUnprocessableEntity {
		t.Fatal(in.Code)
	}
	back := s.send([]*http.Cookie{s.signIn(other)}, there.Body.String(), "Reprendre ce que j’avais écrit", nil)
	if back.Code != http.StatusNotFound || strings.Contains(back.Body.String(), "Notre retour") {
		t.Errorf("another person: %d", back.Code)
	}
	for _, to := range []string{"https://evil.example/", "//evil.example/", "/sign-out", "/d/faverges/../../sign-out", "/me?x=1", "javascript:x", "/organise", "/organise/../sign-out", "/organise//evil.example", "/organise/x y"} {
		s.signIn(other)
		w := s.post("/sign-in", url.Values{"login": {other.Email}, "password": {rightPassword}, "draft-to": {to}, "draft.x": {"y"}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/me" {
			t.Errorf("%s: %d %s", to, w.Code, w.Body)
		}
	}
}

// The script that keeps drafts on a device is this site's own, and runs on the desk only; signing out takes them away.
func TestScriptOfDrafts(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	w := s.as(cookie, "/d/faverges", nil)
	scripts := parsePage(t, w.Body.String()).all("script")
	if len(scripts) != 1 || !strings.HasPrefix(scripts[0].attrs["src"], "/static/draft.js?v=") || strings.TrimSpace(scripts[0].text) != "" {
		t.Fatalf("%+v", scripts)
	}
	if got := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'; script-src 'self'; style-src 'self';") {
		t.Error(got)
	}
	file := s.get(scripts[0].attrs["src"], "")
	if file.Code != http.StatusOK || file.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(file.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", file.Code, file.Header())
	}
	if w := s.as(cookie, "/me", nil); len(parsePage(t, w.Body.String()).all("script")) > 0 || strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src") {
		t.Error("a page without drafts runs scripts")
	}
	if got := s.as(cookie, "/sign-out", url.Values{}).Header().Get("Clear-Site-Data"); got != `"storage"` {
		t.Errorf("signing out leaves drafts: %q", got)
	}
}
