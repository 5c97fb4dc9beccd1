package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parcours/delivery"
	"parcours/events"
	"parcours/store"
)

// replied is the path of a page with these answers, which somebody wrote in a mail.
func (s *site) replied(who *events.Person, rest []string, all ...delivery.Proposal) string {
	s.t.Helper()
	id := "reply-" + who.ID
	r := delivery.Receipt{ID: id, At: s.now, From: who.Email, Person: who.ID, Outcome: delivery.ReceiptUnderstood}
	r.Message.Proposals, r.Message.Rest = all, rest
	if err := s.store.Update(s.t.Context(), func(tx store.Tx) error { return tx.AddReceipt(r) }); err != nil {
		s.t.Fatal(err)
	}
	return "/reply/" + delivery.ReplyToken(s.service.Programme(), who, id)
}

// A GET changes nothing; what is chosen counts by POST, as said by mail; a second time changes nothing.
func TestReplyPage(t *testing.T) {
	s := exampleSite(t)
	who := s.person(events.Member, "faverges", "partenaires")
	own := events.Subject{Person: who.ID}
	path := s.replied(who, []string{"Où est-ce ?"},
		delivery.Proposal{Session: "pairs-1-partenaires", For: own, Status: events.Accepted},
		delivery.Proposal{Session: "pairs-2-partenaires", For: own, Status: events.Declined},
		delivery.Proposal{Session: "agora", For: own, Status: events.Accepted})
	page := s.get(path, "fr")
	words(t, page.Body.String(), []string{"Vos réponses, à confirmer", "Première session entre pairs", "jeudi 10 mars 2022", "Oui", "Non", "Où est-ce ?"})
	if n := len(parsePage(t, page.Body.String()).with("input", "checked", "checked")); page.Code != http.StatusOK || n != 3 {
		t.Errorf("%d, %d are chosen", page.Code, n)
	}
	if page.Header().Get("Cache-Control") != "no-store" || page.Header().Get("Referrer-Policy") != "same-origin" {
		t.Errorf("%v", page.Header())
	}
	answers := func() int {
		return len(s.history(s.ownLink(who, "pairs-1-partenaires"))) + len(s.history(s.ownLink(who, "agora")))
	}
	if answers() != 0 {
		t.Error("it counts before it is confirmed")
	}
	if w := s.post(path, url.Values{}); w.Code != http.StatusUnprocessableEntity || len(parsePage(t, w.Body.String()).with("p", "role", "alert")) != 1 || answers() != 0 {
		t.Errorf("nothing chosen: %d", w.Code)
	}
	w := s.post(path, url.Values{"confirm": {"0", "2"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"?saved" {
		t.Fatalf("%d to %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	last := s.history(s.ownLink(who, "pairs-1-partenaires"))
	if len(last) != 1 || last[0].Status != events.Accepted || last[0].Door != events.DoorMail || last[0].By != who.ID {
		t.Errorf("%+v", last)
	}
	if left := s.history(s.ownLink(who, "pairs-2-partenaires")); len(left) != 0 {
		t.Errorf("what was not chosen counts: %+v", left)
	}
	words(t, s.get(path+"?saved", "fr").Body.String(), []string{"C’est enregistré"})
	words(t, s.get(path, "en").Body.String(), []string{"These answers were confirmed before."})
	if w := s.post(path, url.Values{"confirm": {"1"}}); w.Code != http.StatusSeeOther || len(s.history(s.ownLink(who, "pairs-2-partenaires"))) != 0 {
		t.Errorf("a second time: %d", w.Code)
	}
}

// What changed since is said on the page: a session that moved cannot be confirmed, an answer given since is not chosen.
func TestReplyPageSaysWhatChanged(t *testing.T) {
	s := exampleSite(t)
	who := s.person(events.Member, "faverges", "partenaires")
	own := events.Subject{Person: who.ID}
	path := s.replied(who, nil,
		delivery.Proposal{Session: "pairs-1-partenaires", For: own, Status: events.Accepted},
		delivery.Proposal{Session: "agora", For: own, Status: events.Accepted},
		delivery.Proposal{Session: "pairs-1-elus", For: own, Status: events.Accepted})
	s.setClock("2022-03-04 10:00")
	s.apply(func(p *events.Programme) {
		x := plan(t, p, "agora")
		x.When = x.When.Shift(7, s.service.Programme().Loc)
	})
	if w := s.post(s.ownLink(who, "pairs-1-partenaires"), url.Values{"answer": {"no"}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	page := s.get(path, "fr")
	words(t, page.Body.String(), []string{"La date a changé depuis votre message : c’était jeudi 28 avril 2022", "Depuis votre message, vous avez répondu : Non", "N’est plus demandé"})
	if parsed := parsePage(t, page.Body.String()); len(parsed.with("input", "name", "confirm")) != 1 || len(parsed.with("input", "checked", "checked")) != 0 {
		t.Errorf("%s", page.Body)
	}
	if w := s.post(path, url.Values{"confirm": {"1"}}); w.Code != http.StatusConflict || len(s.history(s.ownLink(who, "agora"))) != 0 {
		t.Errorf("what moved: %d", w.Code)
	}
	s.setClock("2022-03-11 10:00")
	words(t, s.get(path, "en").Body.String(), []string{"This link is more than seven days old"})
	if w := s.post(path, url.Values{"confirm": {"0"}}); w.Code != http.StatusConflict {
		t.Errorf("after a week: %d", w.Code)
	}
}

// The link is of one person: nobody else's receipt opens with it, it answers for nobody else, and it ends with their other
// links.
func TestReplyPageIsOfOnePerson(t *testing.T) {
	s := exampleSite(t)
	who, referent := s.person(events.Member, "faverges", "partenaires"), s.person(events.Referent, "faverges", "techniciens")
	path := s.replied(who, nil,
		delivery.Proposal{Session: "agora", For: events.Subject{Person: referent.ID}, Status: events.Declined},
		delivery.Proposal{Session: "agora", For: events.Subject{Territory: "faverges"}, Status: events.Declined},
		delivery.Proposal{Decision: 2, Territory: "faverges", Text: "non"})
	for _, place := range []string{"0", "1", "2"} {
		if w := s.post(path, url.Values{"confirm": {place}}); w.Code != http.StatusConflict {
			t.Errorf("answer %s of others: %d", place, w.Code)
		}
	}
	if n := len(s.history(s.delegationLink(referent, "agora", "faverges", ""))); n != 0 {
		t.Errorf("%d answers for the delegation", n)
	}
	others := "/reply/" + delivery.ReplyToken(s.service.Programme(), referent, "reply-"+who.ID)
	for _, bad := range []string{others, "/reply/x", path + "A", strings.Replace(path, "/reply/", "/m/", 1)} {
		if w := s.get(bad, "fr"); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d", bad, w.Code)
		}
		if w := s.post(bad, url.Values{"confirm": {"0"}}); w.Code != http.StatusNotFound {
			t.Errorf("POST %s: %d", bad, w.Code)
		}
	}
	foreign := s.postForm(path, url.Values{"confirm": {"0"}})
	if foreign.Code == http.StatusSeeOther {
		t.Errorf("%d", foreign.Code)
	}
	gone := path
	if err := s.service.RemovePerson(t.Context(), who.ID); err != nil {
		t.Fatal(err)
	}
	if w := s.get(gone, "fr"); w.Code != http.StatusNotFound {
		t.Errorf("of somebody who was removed: %d", w.Code)
	}
}

// A referent's reply answers arbitrages in words; what stood before is named.
func TestReplyPageOfAReferent(t *testing.T) {
	s := exampleSite(t)
	who := s.person(events.Referent, "faverges", "techniciens")
	before, done := "La cantine.", true
	if err := s.service.AnswerDecision(t.Context(), events.DecisionResponse{Decision: 3, Territory: "faverges", By: who.ID, Text: &before, Done: &done, Door: events.DoorWeb}); err != nil {
		t.Fatal(err)
	}
	path := s.replied(who, nil,
		delivery.Proposal{Decision: 3, Territory: "faverges", Text: "La formation des cuisiniers"},
		delivery.Proposal{Session: "pairs-1-elus", For: events.Subject{Territory: "faverges", Category: "elus"}, Status: events.Accepted})
	words(t, s.get(path, "fr").Body.String(), []string{"Arbitrage 3", "« La formation des cuisiniers »", "Remplace : « La cantine. »", "Délégation de Faverges, Élus"})
	if w := s.post(path, url.Values{"confirm": {"0", "1"}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	states, err := s.service.DecisionStates(t.Context(), "faverges")
	if err != nil || states[2].Answer != "La formation des cuisiniers" || !states[2].Done {
		t.Errorf("%v %+v", err, states[2])
	}
	if got := s.history(s.delegationLink(who, "pairs-1-elus", "faverges", "elus")); len(got) != 1 || got[0].Door != events.DoorMail {
		t.Errorf("%+v", got)
	}
}
