package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"parcours/events"
	"parcours/pages"
)

// selects are the sessions that a desk asks, in its order.
func selects(t *testing.T, page string) []string {
	t.Helper()
	var all []string
	for _, e := range parsePage(t, page).all("select") {
		if e.attrs["name"] == "category" {
			continue // of a guest
		}
		session, found := strings.CutPrefix(e.attrs["name"], "answer.")
		if !found {
			t.Errorf("a select %q", e.attrs["name"])
		}
		all = append(all, session)
	}
	return all
}

// hidden is what the page sends back of itself, as a browser does, with all cells as they stand.
func hidden(t *testing.T, page string) url.Values {
	t.Helper()
	form, root := url.Values{}, parsePage(t, page).with("form", "id", "grid")[0]
	for _, e := range root.with("input", "type", "hidden") {
		form.Set(e.attrs["name"], e.attrs["value"])
	}
	for _, e := range root.all("select") {
		form.Set(e.attrs["name"], "")
		for _, o := range e.with("option", "selected", "selected") {
			form.Set(e.attrs["name"], o.attrs["value"])
		}
	}
	for _, e := range root.all("textarea") {
		form.Set(e.attrs["name"], e.text)
	}
	return form
}

func (s *site) said(territory string) map[string]events.Partstat {
	s.t.Helper()
	recap, err := s.service.Record.Recap(s.t.Context(), territory)
	if err != nil {
		s.t.Fatal(err)
	}
	all := map[string]events.Partstat{}
	for _, row := range recap.Rows {
		for _, c := range row.Cells {
			for _, said := range c.ForUs {
				all[c.Session] = said.Status
			}
		}
	}
	return all
}

// Who may not read a desk gets what anybody gets of an address where nothing is.
func TestDeskIsForItsDelegation(t *testing.T) {
	s := exampleSite(t)
	member, other := s.person(events.Member, "faverges", ""), s.person(events.Referent, "vimy", "")
	referent, organiser := s.person(events.Referent, "faverges", ""), s.person(events.Organiser, "", "")
	guest := events.Person{ID: "invite-test", Email: "invite-test@example.org", Name: "Invité Test"}
	if err := s.service.BringGuest(t.Context(), referent, guest); err != nil {
		t.Fatal(err)
	}
	expert := s.person(events.Expert, "", "")
	for name, c := range map[string]struct {
		who            *events.Person
		reads, answers bool
	}{
		"stranger": {}, "referent": {who: referent, reads: true, answers: true}, "member": {who: member, reads: true},
		"organiser": {who: organiser, reads: true}, "referent of another": {who: other}, "expert": {who: expert},
		"guest": {who: s.service.Programme().Person("invite-test")},
	} {
		t.Run(name, func(t *testing.T) {
			var cookie *http.Cookie
			if c.who != nil {
				cookie = s.signIn(c.who)
			}
			nowhere := s.as(cookie, "/d/nowhere", nil)
			if nowhere.Code != http.StatusNotFound {
				t.Fatal(nowhere.Code)
			}
			w := s.as(cookie, "/d/faverges", nil)
			if c.reads != (w.Code == http.StatusOK) || !c.reads && w.Body.String() != nowhere.Body.String() {
				t.Errorf("reads: %d\n%s", w.Code, w.Body)
			}
			if got := len(selects(t, w.Body.String())) > 0; got != c.answers {
				t.Errorf("cells to answer: %t", got)
			}
			w = s.as(cookie, "/d/faverges", url.Values{"answer.agora": {"yes"}})
			if c.answers != (w.Code == http.StatusSeeOther) || !c.answers && w.Body.String() != nowhere.Body.String() {
				t.Errorf("answers: %d\n%s", w.Code, w.Body)
			}
			if got := s.said("faverges")["agora"]; c.answers != (got == events.Accepted) {
				t.Errorf("the answer to the session: %q", got)
			}
			s.as(s.signIn(referent), "/d/faverges", url.Values{"answer.agora": {""}})
		})
	}
}

// All that is asked of Faverges about sessions is answered by one form.
func TestDeskAnswersAllInOneForm(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	page := s.as(cookie, "/d/faverges", nil).Body.String()
	asked := selects(t, page)
	if len(asked) < 15 {
		t.Fatalf("%d cells: %v", len(asked), asked)
	}
	form := hidden(t, page)
	for i, session := range asked {
		form.Set("answer."+session, []string{"yes", "maybe", "no", "none"}[i%4])
	}
	form.Set("comment.agora", "à 9 h 30 ?\r\net après")
	w := s.as(cookie, "/d/faverges", form)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/d/faverges?kept=") {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	said := s.said("faverges")
	for i, session := range asked {
		if want := []events.Partstat{events.Accepted, events.Tentative, events.Declined, events.NotApplicable}[i%4]; said[session] != want {
			t.Errorf("%s: %q, want %q", session, said[session], want)
		}
	}
	states, err := s.service.DecisionStates(t.Context(), "faverges")
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		for _, cell := range st.Cells {
			if cell.Status == events.NeedsAction {
				t.Errorf("arbitrage %d asks of %s, which the desk does not", st.Decision.Number, cell.Session.ID)
			}
		}
	}
	page = s.as(cookie, w.Header().Get("Location"), nil).Body.String()
	words(t, page, []string{"réponses enregistrées", "à 9 h 30 ? et après"})
	before, err := s.service.Record.History(t.Context(), "faverges")
	if err != nil {
		t.Fatal(err)
	}
	w = s.as(cookie, "/d/faverges", hidden(t, page))
	after, err := s.service.Record.History(t.Context(), "faverges")
	if err != nil || w.Header().Get("Location") != "/d/faverges?kept=0" || len(after) != len(before) {
		t.Errorf("the same form again: %s, %d answers more, %v", w.Header().Get("Location"), len(after)-len(before), err)
	}
}

// A page that was opened before another referent answered takes nothing of theirs back.
func TestDeskKeepsWhatAnotherSaidMeanwhile(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	old := hidden(t, s.as(cookie, "/d/faverges", nil).Body.String())
	s.as(cookie, "/d/faverges", url.Values{"answer.agora": {"no"}, "comment.agora": {"pas ce jour-là"}})
	old.Set("answer.pairs-1-elus", "yes")
	w := s.as(cookie, "/d/faverges", old)
	if got := s.said("faverges"); w.Header().Get("Location") != "/d/faverges?kept=1" || got["agora"] != events.Declined || got["pairs-1-elus"] != events.Accepted {
		t.Errorf("%v %v", w.Header(), got)
	}
}

// What is refused is said where it is, and what was typed stays; the rest is kept.
func TestDeskRefuses(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	long := strings.Repeat("é", 2001)
	w := s.as(cookie, "/d/faverges", url.Values{
		"answer.pairs-1-elus": {"yes"}, "answer.agora": {"no"}, "comment.agora": {long}, "answer.pairs-1-techniciens": {"perhaps"},
		"answer.pairs-2-elus": {""}, "comment.pairs-2-elus": {"tapé <b>ici</b>"}, "answer.elsewhere": {"yes"},
	})
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	page := w.Body.String()
	words(t, page, []string{"1 réponse enregistrée", "4 cases n'ont pas pu être enregistrées", "elsewhere : cette session n'est pas demandée", "tapé <b>ici</b>", "2001 caractères"})
	if strings.Contains(page, "<b>ici") {
		t.Error("what was typed is markup")
	}
	if got := s.said("faverges"); len(got) != 1 || got["pairs-1-elus"] != events.Accepted {
		t.Errorf("kept: %v", got)
	}
	root := parsePage(t, page)
	checkStructure(t, root, "fr")
	checkReferences(t, root)
	if area := root.with("textarea", "id", "comment-agora"); len(area) != 1 || area[0].text != long {
		t.Error("what was typed is lost")
	}
	if len(root.with("select", "aria-invalid", "true")) != 3 {
		t.Error("the cells do not say that they were refused")
	}
	if w := s.foreignAs(cookie, "/d/faverges", url.Values{"answer.agora": {"yes"}}); w.Code != http.StatusForbidden || s.said("faverges")["agora"] != "" {
		t.Errorf("the form of another site: %d", w.Code)
	}
	if w := s.as(cookie, "/d/faverges", url.Values{"answer.agora": {strings.Repeat("x", pages.MaxForm)}}); w.Code != http.StatusBadRequest {
		t.Errorf("too large a form: %d", w.Code)
	}
}

// A GET changes nothing, whatever it says.
func TestDeskChangesNothingByGet(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	w := s.as(cookie, "/d/faverges?answer.agora=yes&kept=x", nil)
	if w.Code != http.StatusOK || len(s.said("faverges")) != 0 {
		t.Error(w.Code, s.said("faverges"))
	}
	words(t, w.Body.String(), nil, "Vous pouvez encore changer d'avis")
}

// Each arbitrage has its form; one form answers it.
func TestDeskAnswersArbitrages(t *testing.T) {
	s := exampleSite(t)
	referent := s.person(events.Referent, "faverges", "")
	cookie := s.signIn(referent)
	page := s.as(cookie, "/d/faverges", nil).Body.String()
	state := func(number int) events.DecisionState {
		all, err := s.service.DecisionStates(t.Context(), "faverges")
		if err != nil {
			t.Fatal(err)
		}
		return all[number-1]
	}
	grid := hidden(t, page)
	for _, session := range selects(t, page) {
		grid.Set("answer."+session, "yes")
	}
	s.as(cookie, "/d/faverges", grid)
	forms := 1
	for number := 1; number <= 8; number++ {
		n := strconv.Itoa(number)
		words(t, page, []string{"Arbitrage " + n})
		form := url.Values{"decision": {n}, "text": {"en présentiel ou en visio ?"}}
		root := parsePage(t, page).with("form", "aria-labelledby", "a-faverges-"+n)
		if len(root) != 1 {
			t.Fatalf("arbitrage %d has %d forms", number, len(root))
		}
		if len(root[0].with("input", "name", "answer")) > 0 {
			form.Set("answer", "yes")
		}
		if len(root[0].with("button", "name", "done")) > 0 {
			form.Set("done", "yes")
		}
		w := s.as(cookie, "/d/faverges", form)
		forms++
		if want := "/d/faverges?decided=" + n + "#a-faverges-" + n; w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Fatalf("%d: %d %v %s", number, w.Code, w.Header(), w.Body)
		}
		if st := state(number); !st.Done || !st.Asks() || st.TooEarly || len(st.Missing) > 0 {
			t.Errorf("arbitrage %d: %+v", number, st)
		}
		words(t, s.as(cookie, "/d/faverges?decided="+n, nil).Body.String(), []string{"Arbitrage " + n + " : votre réponse est enregistrée."})
	}
	if forms != 9 {
		t.Errorf("%d forms for all that is asked", forms)
	}
	w := s.as(cookie, "/d/faverges", url.Values{"decision": {"3"}, "text": {strings.Repeat("é", 40_000)}, "done": {"yes"}})
	if root := parsePage(t, w.Body.String()).with("textarea", "id", "text-a-faverges-3"); w.Code != http.StatusUnprocessableEntity || len(root) != 1 || len(root[0].text) != 80_000 {
		t.Errorf("a long text: %d", w.Code)
	}
	member := s.signIn(s.person(events.Member, "faverges", ""))
	read := s.as(member, "/d/faverges", nil).Body.String()
	words(t, read, []string{"Arbitrage 4", "en présentiel ou en visio ?"})
	checkStructure(t, parsePage(t, read), "fr")
	checkReferences(t, parsePage(t, read))
	for name, cookie := range map[string]*http.Cookie{"member": member, "organiser": s.signIn(s.person(events.Organiser, "", "")), "another": s.signIn(s.person(events.Referent, "vimy", "")), "stranger": nil} {
		for _, number := range []string{"3", "9", "x"} {
			if w := s.as(cookie, "/d/faverges", url.Values{"decision": {number}, "text": {"autre"}}); w.Code != http.StatusNotFound {
				t.Errorf("%s, arbitrage %s: %d", name, number, w.Code)
			}
		}
	}
	if got := state(3).Answer; got != "en présentiel ou en visio ?" {
		t.Errorf("the answer is now %q", got)
	}
}

// A member brings a guest, and confirms their briefing; nobody of another delegation does.
func TestDeskGuests(t *testing.T) {
	s := exampleSite(t)
	member, other := s.signIn(s.person(events.Member, "faverges", "")), s.signIn(s.person(events.Referent, "vimy", ""))
	form := url.Values{"name": {"Ève d'Hère"}, "email": {"eve.dhere@example.org"}, "category": {"elus"}}
	if w := s.as(other, "/d/faverges", form); w.Code != http.StatusNotFound {
		t.Errorf("another delegation's: %d", w.Code)
	}
	bad := s.as(member, "/d/faverges", url.Values{"name": {"Ève d'Hère"}, "email": {"no address"}})
	if bad.Code != http.StatusUnprocessableEntity || len(parsePage(t, bad.Body.String()).with("input", "value", "Ève d'Hère")) != 1 {
		t.Errorf("a wrong address: %d", bad.Code)
	}
	w := s.as(member, "/d/faverges", form)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/d/faverges?brought" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	var guest *events.Person
	for _, p := range s.service.Programme().Delegation("faverges") {
		if p.Email == "eve.dhere@example.org" {
			guest = p
		}
	}
	if guest == nil || guest.Role != events.Guest || guest.Briefed || guest.Category != "elus" {
		t.Fatalf("%+v", guest)
	}
	page := s.as(member, "/d/faverges?brought", nil).Body.String()
	words(t, page, []string{"Cette personne est accueillie", "Ève d'Hère", "Confirmer la transmission"})
	checkReferences(t, parsePage(t, page))
	if w := s.as(other, "/d/faverges", url.Values{"briefed": {guest.ID}}); w.Code != http.StatusNotFound {
		t.Errorf("another delegation confirms: %d", w.Code)
	}
	if w := s.as(member, "/d/faverges", url.Values{"briefed": {guest.ID}}); w.Code != http.StatusSeeOther || !s.service.Programme().Person(guest.ID).Briefed {
		t.Errorf("the godparent confirms: %d", w.Code)
	}
}

// The note, the expert days and who has not answered stand on the desk, for whoever reads it.
func TestDeskNoteAndTeam(t *testing.T) {
	s := exampleSite(t)
	member := s.signIn(s.person(events.Member, "faverges", ""))
	page := s.as(member, "/d/faverges", nil).Body.String()
	words(t, s.as(member, "/me", nil).Body.String(), []string{"Délégation de Faverges toutes les réponses sur une page"}, "Délégation de Vimy")
	words(t, page, []string{"réponses attendues", "jours d'expert", "La note d'arbitrage"})
	w := s.as(member, "/d/faverges/note", nil)
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Security-Policy"), "style-src 'sha256-") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	root := parsePage(t, w.Body.String())
	if len(root.all("h1")) != 1 || len(root.all("main")) != 1 {
		t.Error("the note has no one heading and main part")
	}
	for _, text := range []string{"de 9\u00a0h à 12\u00a0h", "d’approfondissement"} {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("the note is not set as French is printed: no %q", text)
		}
	}
	for _, cookie := range []*http.Cookie{nil, s.signIn(s.person(events.Referent, "vimy", ""))} {
		if w := s.as(cookie, "/d/faverges/note", nil); w.Code != http.StatusNotFound {
			t.Errorf("for others: %d", w.Code)
		}
	}
}

// foreignAs sends a form as another site would, in a browser that is signed in.
func (s *site) foreignAs(cookie *http.Cookie, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	return s.serve(r)
}

// press sends the grid by one of its buttons.
func (s *site) press(cookie *http.Cookie, page, button string) string {
	s.t.Helper()
	form := hidden(s.t, page)
	form.Set("fill", button)
	w := s.as(cookie, "/d/faverges", form)
	if w.Code != http.StatusSeeOther {
		s.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return s.as(cookie, "/d/faverges", nil).Body.String()
}

// One button fills a row, a column, a poll or all that is blank; what has been said stays.
func TestDeskFills(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	page := s.as(cookie, "/d/faverges", nil).Body.String()
	asked := selects(t, page)
	s.as(cookie, "/d/faverges", url.Values{"answer." + asked[0]: {"no"}, "answer." + asked[1]: {"none"}})
	page = s.as(cookie, "/d/faverges", nil).Body.String()
	buttons := parsePage(t, page).with("button", "name", "fill")
	if len(buttons) < 6 {
		t.Fatalf("%d buttons", len(buttons))
	}
	for _, b := range buttons[1:] {
		before := s.said("faverges")
		page = s.press(cookie, page, b.attrs["value"])
		for session, status := range s.said("faverges") {
			named := strings.Contains(" "+b.attrs["value"]+" ", " "+session+" ")
			if was := before[session]; was == "" && named != (status == events.Accepted) || was != "" && was != status {
				t.Errorf("%q: %s was %q and is %q", b.attrs["value"], session, was, status)
			}
		}
	}
	page = s.press(cookie, page, buttons[0].attrs["value"])
	said := s.said("faverges")
	for i, session := range asked {
		want := []events.Partstat{events.Declined, events.NotApplicable}[min(i, 1)]
		if i > 1 {
			want = events.Accepted
		}
		if late := said[session] == ""; said[session] != want && !late {
			t.Errorf("%s: %q, want %q", session, said[session], want)
		}
	}
	if left := parsePage(t, page).with("button", "name", "fill"); len(left) != 0 {
		t.Errorf("%d buttons are left for nothing", len(left))
	}
	member := s.signIn(s.person(events.Member, "faverges", ""))
	if found := parsePage(t, s.as(member, "/d/faverges", nil).Body.String()).with("button", "name", "fill"); len(found) != 0 {
		t.Errorf("a member has %d buttons", len(found))
	}
}

// A referent answers all that is asked of Faverges, with ten answers that differ from the rest, in at most 45 clicks and
// keystrokes outside texts: a click opens a cell or presses a button, a second one chooses.
func TestDeskTakesFewClicks(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	page, clicks := s.as(cookie, "/d/faverges", nil).Body.String(), 0
	form := hidden(t, page)
	for i, session := range selects(t, page)[:10] {
		form.Set("answer."+session, []string{"maybe", "no"}[i%2])
		clicks += 2
	}
	form.Set("fill", parsePage(t, page).with("button", "name", "fill")[0].attrs["value"])
	clicks++
	s.as(cookie, "/d/faverges", form)
	for {
		page = s.as(cookie, "/d/faverges", nil).Body.String()
		buttons := parsePage(t, page).with("button", "name", "fill")
		if len(buttons) == 0 {
			break
		}
		s.press(cookie, page, buttons[0].attrs["value"])
		clicks++
	}
	for number := 1; number <= 8; number++ {
		n := strconv.Itoa(number)
		root := parsePage(t, page).with("form", "aria-labelledby", "a-faverges-"+n)[0]
		if len(root.with("button", "name", "done")) == 0 {
			continue // the grid answers it
		}
		answer := url.Values{"decision": {n}, "text": {"Voici notre réponse."}, "done": {"yes"}}
		clicks += 2 // into the text, and the button
		if len(root.with("input", "name", "answer")) > 0 {
			answer.Set("answer", "yes")
			clicks++
		}
		s.as(cookie, "/d/faverges", answer)
	}
	states, err := s.service.DecisionStates(t.Context(), "faverges")
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range states {
		if len(st.Missing) > 0 || !st.Done && !st.Decision.Optional && st.Answer == "" && len(st.Cells) == 0 {
			t.Errorf("arbitrage %d is not answered: %+v", st.Decision.Number, st)
		}
	}
	if clicks > 45 {
		t.Errorf("%d clicks", clicks)
	}
	t.Logf("%d clicks", clicks)
}

// A question on an arbitrage is kept without closing it, and the organisers' reply is shown beside it.
func TestDeskQuestionAndReply(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	page := s.as(cookie, "/d/faverges", nil).Body.String()
	for number := 1; number <= 8; number++ {
		n := strconv.Itoa(number)
		root := parsePage(t, page).with("form", "aria-labelledby", "a-faverges-"+n)[0]
		if len(root.with("button", "value", "no")) == 0 {
			continue
		}
		s.as(cookie, "/d/faverges", url.Values{"decision": {n}, "text": {"En présentiel ou en visio ?"}, "done": {"no"}})
		text := "En visio, le matin."
		if err := s.service.AnswerDecision(t.Context(), events.DecisionResponse{Decision: number, Territory: "faverges", By: s.person(events.Organiser, "", "").ID, Text: &text, Reply: true, Door: events.DoorWeb}); err != nil {
			t.Fatal(err)
		}
		states, err := s.service.DecisionStates(t.Context(), "faverges")
		if err != nil || states[number-1].Done || !states[number-1].Asks() || states[number-1].Reply != text {
			t.Errorf("arbitrage %d: %+v, %v", number, states[number-1], err)
		}
		words(t, s.as(cookie, "/d/faverges", nil).Body.String(), []string{text, "En présentiel ou en visio ?"})
	}
}
