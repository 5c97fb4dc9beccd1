package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"parcours/events"
)

// askedBack lets the organisers write back to Faverges about an arbitrage.
func (s *site) askedBack(number int, reply string) {
	s.t.Helper()
	if err := s.service.AnswerDecision(s.t.Context(), events.DecisionResponse{
		Decision: number, Territory: "faverges", By: s.person(events.Organiser, "", "").ID, Text: &reply, Reply: true, Door: events.DoorWeb,
	}); err != nil {
		s.t.Fatal(err)
	}
}

// faverges is where Faverges stands with an arbitrage.
func (s *site) faverges(number int) events.DecisionState {
	s.t.Helper()
	all, err := s.service.DecisionStates(s.t.Context(), "faverges")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, st := range all {
		if st.Decision.Number == number {
			return st
		}
	}
	s.t.Fatalf("no arbitrage %d", number)
	return events.DecisionState{}
}

// answeredAll answers all that is asked of Faverges.
func (s *site) answeredAll(cookie *http.Cookie) {
	s.t.Helper()
	page := s.as(cookie, "/d/faverges", nil).Body.String()
	grid := hidden(s.t, page)
	for _, session := range selects(s.t, page) {
		grid.Set("answer."+session, "yes")
	}
	s.as(cookie, "/d/faverges", grid)
	for number := 1; number <= 8; number++ {
		form := url.Values{"decision": {strconv.Itoa(number)}, "text": {"Notre retour"}}
		root := parsePage(s.t, page).with("form", "aria-labelledby", "a-faverges-"+strconv.Itoa(number))[0]
		if len(root.with("input", "name", "answer")) > 0 {
			form.Set("answer", "yes")
		}
		if len(root.with("button", "name", "done")) > 0 {
			form.Set("done", "yes")
		}
		s.as(cookie, "/d/faverges", form)
		if st := s.faverges(number); !st.Done {
			s.t.Fatalf("%d: %+v", number, st)
		}
	}
}

// standsForm are the fields of the form that says that an answer stands; nil without it.
func standsForm(t *testing.T, page, number string) url.Values {
	t.Helper()
	root := parsePage(t, page)
	checkStructure(t, root, "fr")
	checkReferences(t, root)
	forms, id := root.with("form", "id", "stands-a-faverges-"+number), "stands-a-faverges-"+number
	if buttons := root.with("button", "form", id); len(buttons) != len(forms) {
		t.Fatalf("%d buttons, %d forms", len(buttons), len(forms))
	}
	if len(forms) == 0 {
		return nil
	}
	form := url.Values{}
	for _, in := range forms[0].all("input") {
		form.Add(in.attrs["name"], in.attrs["value"])
	}
	return form
}

// After the organisers asked something back, one press says that the answer stands: of each kind of arbitrage, on the desk and on
// one's page. Without a question there is no such button, and what a form kept of it says changes nothing.
func TestOurAnswerStands(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	s.answeredAll(cookie)
	for number := 1; number <= 8; number++ {
		n, path := strconv.Itoa(number), []string{"/d/faverges", "/me"}[number%2]
		if standsForm(t, s.as(cookie, path, nil).Body.String(), n) != nil {
			t.Errorf("%d: a button without a question", number)
		}
		before := s.faverges(number)
		s.askedBack(number, "C’est noté, merci.")
		if standsForm(t, s.as(cookie, path, nil).Body.String(), n) != nil {
			t.Errorf("%d: a button without a question in the reply", number)
		}
		s.askedBack(number, "Est-ce toujours le cas ?")
		if st := s.faverges(number); st.Done || !st.Reopened {
			t.Fatalf("%d: %+v", number, st)
		}
		page := s.as(cookie, path, nil).Body.String()
		words(t, page, []string{"Est-ce toujours le cas ?", "Notre réponse tient toujours"})
		form := standsForm(t, page, n)
		if form == nil {
			t.Fatalf("%d: no button", number)
		}
		w := s.as(cookie, path, form)
		st := s.faverges(number)
		if w.Code != http.StatusSeeOther || !st.Done || st.Reopened || st.Answer != before.Answer || st.Said == before.Said || len(st.Cells) != len(before.Cells) {
			t.Errorf("%d: %d %+v", number, w.Code, st)
		}
		to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
		words(t, s.as(cookie, to, nil).Body.String(), []string{"Arbitrage " + n + " : votre réponse est enregistrée."}, "attend encore")
		if s.as(cookie, path, form); s.faverges(number).Said != st.Said {
			t.Errorf("%d: a second press is a second answer", number)
		}
	}
}

// The same answer sent by the ordinary button, where that keeps nothing new, says so, and what to do.
func TestSameAnswerAfterAQuestion(t *testing.T) {
	s := exampleSite(t)
	cookie := s.signIn(s.person(events.Referent, "faverges", ""))
	s.answeredAll(cookie)
	silent := 0
	for number := 1; number <= 8; number++ {
		n := strconv.Itoa(number)
		s.askedBack(number, "Est-ce toujours le cas ?")
		for path, told := range map[string]string{"/d/faverges": "/d/faverges?decided=" + n, "/me": "/me?decision=" + n + "&territory=faverges"} {
			form := url.Values{"decision": {n}, "territory": {"faverges"}, "text": {"Notre retour"}}
			root := parsePage(t, s.as(cookie, path, nil).Body.String()).with("form", "aria-labelledby", "a-faverges-"+n)[0]
			if len(root.with("input", "name", "answer")) > 0 {
				form.Set("answer", "yes")
			}
			if len(root.with("button", "name", "done")) > 0 {
				form.Set("done", "yes")
			}
			w := s.as(cookie, path, form)
			if to, _, _ := strings.Cut(w.Header().Get("Location"), "#"); w.Code != http.StatusSeeOther || to != told {
				t.Fatalf("%d: %d %v", number, w.Code, w.Header())
			}
			page := s.as(cookie, told, nil).Body.String()
			if s.faverges(number).Reopened {
				silent++
				words(t, page, []string{"Arbitrage " + n + " : votre réponse n’a pas changé, et l’équipe d’organisation attend encore", "le bouton « Notre réponse tient toujours » le lui dit"},
					"Arbitrage "+n+" : votre réponse est enregistrée.")
			} else {
				words(t, page, []string{"Arbitrage " + n + " : votre réponse est enregistrée."}, "attend encore")
			}
		}
	}
	if silent == 0 {
		t.Error("no arbitrage stays open: the test looks at nothing")
	}
}

// Who may not answer for the delegation may not say that its answer stands, and sees no button; what another answered meanwhile is not
// marked by a page that showed another answer.
func TestWhoSaysThatItStands(t *testing.T) {
	s := exampleSite(t)
	referent := s.signIn(s.person(events.Referent, "faverges", ""))
	s.answeredAll(referent)
	for _, question := range []bool{false, true} {
		if question {
			s.askedBack(4, "Est-ce toujours le cas ?")
		}
		before := s.faverges(4)
		form := url.Values{"decision": {"4"}, "territory": {"faverges"}, "stands": {strconv.FormatInt(before.Said, 10)}}
		for name, c := range map[string]*http.Cookie{
			"stranger": nil, "member": s.signIn(s.person(events.Member, "faverges", "")), "another's referent": s.signIn(s.person(events.Referent, "vimy", "")),
			"expert": s.signIn(s.person(events.Expert, "", "")), "organiser": s.signIn(s.person(events.Organiser, "", "")),
		} {
			if standsButton := strings.Contains(s.as(c, "/d/faverges", nil).Body.String(), "stands-a-"); standsButton {
				t.Errorf("%s, question %v: sees a button", name, question)
			}
			if w := s.as(c, "/d/faverges", form); w.Code != http.StatusNotFound {
				t.Errorf("%s, question %v: %d", name, question, w.Code)
			}
			want := http.StatusNotFound
			switch name {
			case "stranger":
				want = http.StatusSeeOther // to sign in
			case "organiser":
				continue // they may answer, by the rule behind all doors
			}
			if w := s.as(c, "/me", form); w.Code != want {
				t.Errorf("%s, question %v, on their page: %d", name, question, w.Code)
			}
		}
		if w := s.as(nil, s.pageLink(s.person(events.Referent, "faverges", "")), form); w.Code != http.StatusNotFound {
			t.Errorf("by the link alone: %d", w.Code)
		}
		if st := s.faverges(4); st.Said != before.Said || st.Done != before.Done {
			t.Errorf("question %v: %+v", question, st)
		}
	}
	shown := standsForm(t, s.as(referent, "/d/faverges", nil).Body.String(), "4")
	s.decide(4, "Un brouillon d’une autre personne", false)
	s.askedBack(4, "Et la date ?")
	if w := s.as(referent, "/d/faverges", shown); w.Code != http.StatusSeeOther || s.faverges(4).Done {
		t.Errorf("another's answer was marked: %d %+v", w.Code, s.faverges(4))
	}
	words(t, s.as(referent, "/d/faverges?decided=4", nil).Body.String(), []string{"attend encore"})
}
