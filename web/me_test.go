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

// pageLink is the path of a person's own page.
func (s *site) pageLink(p *events.Person) string {
	return "/m/" + s.service.Programme().PageToken(s.service.Programme().Person(p.ID))
}

// With its link alone a member reads what they are asked, and answers it in place.
func TestMyPageByItsLink(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Member, "annecy", "elus")
	path := s.pageLink(p)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		w := s.serve(httptest.NewRequest(method, path+"?lang=fr&session=agora&answer=yes", nil))
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Robots-Tag") == "" {
			t.Fatalf("%s: %d %v", method, w.Code, w.Header())
		}
	}
	if len(s.history(s.ownLink(p, "agora"))) != 0 {
		t.Error("a GET answers")
	}
	page := parsePage(t, s.get(path, "fr").Body.String())
	first := page.with("form", "class", "answer")
	if len(first) == 0 || first[0].attrs["id"] != "s-pairs-1-elus" {
		t.Fatalf("what is next does not stand first: %v", first)
	}
	w := s.post(path+"?lang=fr", url.Values{"session": {"agora"}, "answer": {"yes"}, "comment": {"par le train"}, "sequence": {"0"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"?lang=fr&saved=agora#mine" {
		t.Fatalf("%d %v\n%s", w.Code, w.Header(), w.Body)
	}
	said := s.history(s.ownLink(p, "agora"))
	if len(said) != 1 || said[0].Status != events.Accepted || said[0].Comment != "par le train" || said[0].Door != events.DoorWeb || said[0].By != p.ID {
		t.Errorf("%+v", said)
	}
	to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
	kept := s.get(to, "fr").Body.String()
	words(t, kept, []string{"La journée AGORA – Réponse enregistrée : Oui.", "Oui, par " + p.Name + ", sur cette page", "réponses attendues."}, "Au nom de la délégation")
	next := parsePage(t, kept).with("p", "class", "onward")
	if len(next) != 1 || next[0].all("a")[0].attrs["href"] != "#s-pairs-1-elus" {
		t.Errorf("what comes next: %v", next)
	}
	pressed := slices.DeleteFunc(parsePage(t, kept).with("button", "aria-pressed", "true"), func(e *element) bool { return e.attrs["name"] != "answer" })
	if len(pressed) != 1 || pressed[0].attrs["value"] != "yes" {
		t.Errorf("pressed: %v", pressed)
	}
}

// A poll is one table, a row for each date, answered by one tap each.
func TestPollOnMyPage(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	cookie := s.signIn(p)
	page := parsePage(t, s.as(cookie, "/me", nil).Body.String())
	rows := 0
	for _, x := range s.service.Programme().All() {
		if isPolled(x) && x.AsksDelegation("faverges") && x.Live() {
			rows++
			if form := page.with("form", "id", "d-faverges-"+x.ID); len(form) != 1 {
				t.Errorf("%s: %d forms", x.ID, len(form))
			}
		}
	}
	if rows < 8 {
		t.Fatalf("%d dates are asked for", rows)
	}
	w := s.as(cookie, "/me", url.Values{"session": {"gen-3-b"}, "territory": {"faverges"}, "answer": {"maybe"}, "sequence": {"0"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/me?saved=gen-3-b&territory=faverges#for-faverges" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if said := s.history(s.delegationLink(p, "gen-3-b", "faverges", "")); len(said) != 1 || said[0].Status != events.Tentative || said[0].By != p.ID {
		t.Errorf("%+v", said)
	}
	words(t, s.as(cookie, "/me?saved=gen-3-b&territory=faverges", nil).Body.String(), []string{"Réponse enregistrée : Peut-être."})
}

// A referent answers the arbitrages for the delegation: a text, and a yes or no, which answers the sessions too.
func TestArbitragesOnMyPage(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "")
	cookie := s.signIn(p)
	words(t, s.as(cookie, "/me", nil).Body.String(), []string{"Au nom de la délégation de Faverges", "Arbitrage 1", "Arbitrage 2", "Arbitrage 3", "Arbitrage 4", "Arbitrage 5", "Arbitrage 6", "Arbitrage 7", "Arbitrage 8"})
	state := func(number int) events.DecisionState {
		all, err := s.service.DecisionStates(t.Context(), "faverges")
		if err != nil {
			t.Fatal(err)
		}
		return all[number-1]
	}
	for _, d := range s.service.Programme().Decisions {
		form := url.Values{"decision": {string(rune('0' + d.Number))}, "territory": {"faverges"}, "text": {"en présentiel ou en visio ?"}}
		yesNo, derived := false, false
		for _, f := range d.Form {
			yesNo, derived = yesNo || f == events.FormYesNo, derived || f == events.FormMatrix || f == events.FormPoll
		}
		if yesNo {
			form.Set("answer", "yes")
		}
		if !derived {
			form.Set("done", "yes")
		}
		if w := s.as(cookie, "/me", form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d: %d %s", d.Number, w.Code, w.Body)
		}
		st := state(d.Number)
		if want := joinYesNo(form.Get("answer"), "en présentiel ou en visio ?"); st.Answer != want || !derived && !st.Done || st.TooEarly {
			t.Errorf("%d: %+v", d.Number, st)
		}
		kept := s.as(cookie, "/me?territory=faverges&decision="+form.Get("decision"), nil).Body.String()
		words(t, kept, []string{"Arbitrage " + form.Get("decision") + " : votre réponse est enregistrée."})
		if yesNo && len(parsePage(t, kept).with("input", "checked", "checked")) == 0 {
			t.Errorf("%d: the yes is not shown again", d.Number)
		}
	}
	w := s.as(cookie, "/me", url.Values{"decision": {"4"}, "territory": {"faverges"}, "text": {strings.Repeat("é", 40_000)}, "done": {"yes"}})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a long text: %d", w.Code)
	}
	words(t, w.Body.String(), []string{"Ce texte est trop long"})
}

// Who may open and send what: every role, and a stranger.
func TestMyPageByRole(t *testing.T) {
	s := exampleSite(t)
	if w := s.as(nil, "/me", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?ended" {
		t.Errorf("a stranger: %d %v", w.Code, w.Header())
	}
	if w := s.as(nil, "/me", url.Values{"session": {"agora"}, "answer": {"yes"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?ended" {
		t.Errorf("a stranger answers: %d", w.Code)
	}
	lost := s.get("/m/wrong?lang=fr", "").Body.String()
	words(t, lost, []string{"Page introuvable"})
	for _, role := range events.Roles {
		var p *events.Person
		for _, one := range s.service.Programme().People() {
			if one.Role == role {
				p = one
			}
		}
		if p == nil {
			if role != events.Guest && role != events.Expert {
				t.Errorf("the example has no %s", role)
			}
			continue
		}
		cookie := s.signIn(p)
		whole, link := s.as(cookie, "/me", nil), s.get(s.pageLink(p)+"?lang=fr", "")
		if whole.Code != http.StatusOK || link.Code != http.StatusOK {
			t.Fatalf("%s: %d, %d", role, whole.Code, link.Code)
		}
		for name, page := range map[string]string{"signed in": whole.Body.String(), "by link": link.Body.String()} {
			checkStructure(t, parsePage(t, page), "fr")
			checkReferences(t, parsePage(t, page))
			forUs := strings.Contains(page, `id="for-`)
			if want := role == events.Referent && name == "signed in"; forUs != want {
				t.Errorf("%s, %s: answers for a delegation: %t", role, name, forUs)
			}
			feed := strings.Contains(page, "/feeds/p/")
			if want := name == "signed in" || role != events.Referent && role != events.Organiser; feed != want {
				t.Errorf("%s, %s: the feed's address: %t", role, name, feed)
			}
		}
		for what, form := range map[string]url.Values{
			"another delegation":   {"session": {"agora"}, "territory": {"annecy"}, "answer": {"no"}},
			"another's arbitrage":  {"decision": {"4"}, "territory": {"annecy"}, "text": {"x"}},
			"a session of nobody":  {"session": {"no-such-session"}, "answer": {"yes"}},
			"a language of nobody": {"language": {"xx"}},
		} {
			if role == events.Organiser && strings.HasPrefix(what, "another") {
				continue // they may, by the rule behind all doors
			}
			if inAnnecy := p.ReferentOf("annecy"); inAnnecy {
				continue
			}
			for path, cookie := range map[string]*http.Cookie{"/me": cookie, s.pageLink(p): nil} {
				if w := s.as(cookie, path, form); w.Code != http.StatusNotFound {
					t.Errorf("%s, %s, %s: %d", role, what, path, w.Code)
				}
			}
		}
		if role == events.Referent {
			own := url.Values{"session": {"agora"}, "territory": {p.Territories[0]}, "answer": {"no"}}
			if w := s.as(nil, s.pageLink(p), own); w.Code != http.StatusNotFound {
				t.Errorf("the link answers for the delegation: %d", w.Code)
			}
		}
	}
}

// The link ends with the secret of the feed, and with its person.
func TestMyPageLinkEnds(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Member, "", "")
	path := s.pageLink(p)
	ended := func(why string) {
		t.Helper()
		if w := s.get(path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", why, w.Code)
		}
		if w := s.post(path, url.Values{"session": {"agora"}, "answer": {"yes"}}); w.Code != http.StatusNotFound {
			t.Errorf("%s, POST: %d", why, w.Code)
		}
	}
	if err := s.service.Accounts.RevokeFeed(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	ended("another feed address")
	if path = s.pageLink(p); s.get(path, "").Code != http.StatusOK {
		t.Error("no new link")
	}
	if err := s.service.RemovePerson(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	ended("removed")
}

// What was wrong is shown beside what was typed, and nothing is kept.
func TestMyPageShowsWhatIsWrong(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Member, "faverges", "")
	path := s.pageLink(p) + "?lang=fr"
	long := strings.Repeat("é", 2001)
	w := s.post(path, url.Values{"session": {"agora"}, "answer": {"yes"}, "comment": {long}})
	page := parsePage(t, w.Body.String())
	wrong := page.with("textarea", "aria-describedby", "problem")
	if w.Code != http.StatusUnprocessableEntity || len(wrong) != 1 || wrong[0].attrs["id"] != "comment-s-agora" || wrong[0].text != long {
		t.Errorf("%d, %d fields", w.Code, len(wrong))
	}
	checkReferences(t, page)
	if w = s.post(path, url.Values{"session": {"agora"}, "comment": {"x"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no answer: %d", w.Code)
	}
	if len(s.history(s.ownLink(p, "agora"))) != 0 {
		t.Error("it was kept")
	}
}

// A person chooses their language.
func TestMySettings(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Member, "", ""))
	if w := s.as(cookie, "/me", url.Values{"language": {"en"}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	page := s.as(cookie, "/me", nil).Body.String()
	words(t, page, []string{"What you are asked", "My access"})
	if s.service.Accounts.SetBusyLink(t.Context(), s.person(events.Member, "", "").ID, true) != nil {
		t.Fatal("no address of busy times")
	}
	path, err := s.service.Accounts.BusyLink(t.Context(), s.person(events.Member, "", "").ID)
	if err != nil || !strings.Contains(s.as(cookie, "/me", nil).Body.String(), path+`"`) || strings.Contains(s.get(s.pageLink(s.person(events.Member, "", "")), "").Body.String(), path) {
		t.Errorf("the address of busy times is not on the page of who signed in, or it is on one without: %v", err)
	}
	if links := parsePage(t, page).with("a", "href", "/me/access"); len(links) != 1 {
		t.Errorf("%d links to one's access", len(links))
	}
}
