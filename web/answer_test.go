package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parcours/events"
	"parcours/messages"
)

// foreign posts a form as another site would.
func (s *site) foreign(path, fetchSite string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("answer=no"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", fetchSite)
	return s.serve(r)
}

func TestAnswerPageNeverAnswersByGet(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	for _, path := range []string{s.ownLink(p, "pairs-1-elus"), s.delegationLink(p, "pairs-1-elus", "faverges", "elus")} {
		for _, query := range []string{"", "?answer=yes", "?answer=yes&comment=x", "?saved", "?saved&answer=no"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if w := s.serve(httptest.NewRequest(method, path+query, nil)); w.Code != http.StatusOK {
					t.Errorf("%s %s: %d", method, query, w.Code)
				}
			}
		}
		if said := s.history(path); len(said) != 0 {
			t.Errorf("looking at the page answered: %+v", said)
		}
	}
	words(t, s.get(s.ownLink(p, "pairs-1-elus")+"?saved&lang=fr", "").Body.String(), []string{"Vous n’avez pas encore répondu."}, "enregistrée")
}

// A link of a mail names an answer: the page says that it is not kept yet, and one button keeps it.
func TestAnswerNamedByTheLink(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	path := s.ownLink(p, "pairs-1-elus")
	const unkept = "n’est pas encore enregistré."
	page := s.get(path+"?answer=yes&lang=fr", "").Body.String()
	words(t, page, []string{"votre « Oui » " + unkept, "Confirmer : Oui", "Vous n’avez pas encore répondu."})
	if !strings.Contains(page, `form="answer" name="answer" value="yes"`) || !strings.Contains(page, `id="answer"`) {
		t.Error("the button does not belong to the form")
	}
	for _, query := range []string{"?lang=fr", "?answer=withdraw&lang=fr", "?answer=<b>&lang=fr"} {
		words(t, s.get(path+query, "").Body.String(), nil, unkept, "Confirmer")
	}
	s.post(path+"?lang=fr", url.Values{"answer": {"yes"}})
	words(t, s.get(path+"?answer=yes&lang=fr", "").Body.String(), []string{"Votre réponse actuelle : Oui"}, unkept)
	words(t, s.get(path+"?answer=no&lang=fr", "").Body.String(), []string{"votre « Non » " + unkept, "Votre réponse actuelle : Oui"})
}

func TestAnswer(t *testing.T) {
	for _, c := range []struct {
		button string
		want   events.Partstat
		words  string
	}{
		{"yes", events.Accepted, "Réponse enregistrée : Oui. Merci. Vous pouvez encore la changer."},
		{"maybe", events.Tentative, "Réponse enregistrée : Peut-être. Merci. Vous pouvez encore la changer."},
		{"no", events.Declined, "Réponse enregistrée : Non. Merci. Vous pouvez encore la changer."},
	} {
		s := exampleSite(t)
		p := s.person(events.Referent, "faverges", "elus")
		path := s.ownLink(p, "pairs-1-elus")
		w := s.post(path+"?lang=fr", url.Values{"answer": {c.button}, "comment": {" À 9 h 30,\r\nvoire 10 h \x00"}, "sequence": {"0"}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"?saved&lang=fr" {
			t.Fatalf("%d to %q: %s", w.Code, w.Header().Get("Location"), w.Body)
		}
		said := s.history(path)
		if len(said) != 1 {
			t.Fatalf("%+v", said)
		}
		a := said[0]
		if a.Status != c.want || a.Comment != "À 9 h 30,\nvoire 10 h" || a.Door != events.DoorWeb || a.By != p.ID ||
			a.For != (events.Subject{Person: p.ID}) || !a.At.Equal(s.now) || a.Session != "pairs-1-elus" || a.Late {
			t.Errorf("%+v", a)
		}
		page := parsePage(t, s.get(w.Header().Get("Location"), "").Body.String())
		status := page.with("p", "role", "status")
		if len(status) != 1 || status[0].text != messages.Typeset(c.words) {
			t.Errorf("confirmed as %v", status)
		}
		pressed := page.with("button", "aria-pressed", "true")
		if len(pressed) != 1 || pressed[0].attrs["value"] != c.button {
			t.Errorf("pressed: %v", pressed)
		}
		if got := page.all("textarea")[0].text; got != "À 9 h 30,\nvoire 10 h" {
			t.Errorf("the comment in the form: %q", got)
		}
		if !strings.Contains(folded(page.text), "par Pascal Tournevent, sur cette page, le jeudi 3 mars 2022, à 10 h À 9 h 30, voire 10 h") {
			t.Errorf("no history: %s", folded(page.text))
		}
	}
}

func TestAnswerForADelegation(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	path := s.delegationLink(p, "pairs-1-techniciens", "faverges", "techniciens")
	words(t, s.get(path, "fr").Body.String(), []string{
		"Au nom de la délégation de Faverges, Techniciens", "La délégation sera-t-elle représentée ?", "Sans objet pour notre délégation",
	}, "visio.example.org", "Salle des techniciens")
	s.post(path, url.Values{"answer": {"none"}})
	s.post(path, url.Values{"answer": {"maybe"}, "comment": {"Nous cherchons quelqu’un."}})
	said := s.history(path)
	if len(said) != 2 || said[0].Status != events.NotApplicable || said[1].Status != events.Tentative ||
		said[1].For != (events.Subject{Territory: "faverges", Category: "techniciens"}) || said[1].By != p.ID {
		t.Errorf("%+v", said)
	}
	if own := s.history(s.ownLink(p, "pairs-1-elus")); len(own) != 0 {
		t.Errorf("the referent's own: %+v", own)
	}
	page := s.get(path+"?saved", "fr").Body.String()
	words(t, page, []string{"Votre réponse actuelle : Peut-être", "Nous cherchons quelqu’un.", "Sans objet, par Pascal Tournevent"})
	words(t, s.get(s.delegationLink(p, "agora", "faverges", ""), "fr").Body.String(), []string{"Au nom de la délégation de Faverges La journée AGORA"})
}

func TestAnswerWithdrawn(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	words(t, s.get(path, "fr").Body.String(), nil, "Retirer ma réponse")
	s.post(path, url.Values{"answer": {"yes"}})
	words(t, s.get(path, "fr").Body.String(), []string{"Retirer ma réponse"})
	s.post(path, url.Values{"answer": {"withdraw"}})
	if said := s.history(path); len(said) != 2 || said[1].Status != events.NeedsAction {
		t.Errorf("%+v", said)
	}
	words(t, s.get(path+"?saved", "fr").Body.String(), []string{"Votre réponse est retirée.", "Vous n’avez pas encore répondu.", "Pas de réponse, par"}, "La date a changé")
}

// A room's own link and description are for those who meet in it.
func TestAnswerPageShowsTheRoomToItsPeers(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	page := s.get(s.ownLink(p, "pairs-1-elus"), "fr").Body.String()
	words(t, page, []string{"Salle des élus, entre pairs", "Rejoindre la visioconférence", "Invitation pour Pascal Tournevent"}, "pairs-1-techniciens")
	if len(parsePage(t, page).with("a", "href", "https://visio.example.org/pairs-1-elus")) != 1 {
		t.Error("no link to the room")
	}
}

// All wrong links get the same page, which does not say what there is.
func TestWrongLinks(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	token := strings.TrimPrefix(s.ownLink(p, "pairs-1-elus"), "/a/")
	other := s.person(events.Referent, "annecy", "")
	links := map[string]string{
		"nonsense":         "/a/nonsense",
		"cut":              "/a/" + token[:len(token)-4],
		"changed":          "/a/" + strings.ToLower(token[:1]) + strings.ToUpper(token[:1]) + token[1:],
		"encoded":          "/a/%2e%2e%2f" + token,
		"unknown session":  s.ownLink(p, "no-such-session"),
		"unknown person":   s.ownLink(&events.Person{ID: "nobody"}, "agora"),
		"not asked":        s.ownLink(p, "pairs-1-techniciens"),
		"other delegation": s.delegationLink(other, "pairs-1-elus", "faverges", "elus"),
		"other room":       s.delegationLink(p, "pairs-1-elus", "faverges", "ddt"),
	}
	want := s.get("/a/nonsense?lang=fr", "").Body.String()
	words(t, want, []string{"Page introuvable", "Il n’y a rien à cette adresse."}, "Première session")
	for name, path := range links {
		for method, w := range map[string]*httptest.ResponseRecorder{
			"GET": s.get(path+"?lang=fr", ""), "POST": s.post(path+"?lang=fr", url.Values{"answer": {"yes"}}),
		} {
			if w.Code != http.StatusNotFound || w.Body.String() != want {
				t.Errorf("%s, %s: %d\n%s", name, method, w.Code, folded(parsePage(t, w.Body.String()).text))
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s, %s: may be stored", name, method)
			}
		}
	}
}

func TestCancelledSession(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	s.post(path, url.Values{"answer": {"yes"}})
	s.apply(func(p *events.Programme) { plan(t, p, "agora").Status = events.Cancelled })
	page := s.get(path, "fr").Body.String()
	words(t, page, []string{"Cette session est annulée : vous n’avez rien à répondre.", "Annulée", "Oui, par Pascal Tournevent"})
	if len(parsePage(t, page).all("form")) != 0 {
		t.Error("a form asks for an answer")
	}
}

func TestLateAnswer(t *testing.T) {
	s := openSite(t, "2022-05-02 09:00", exampleProgramme(t))
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	words(t, s.get(path, "fr").Body.String(), []string{"Cette session est passée. Une réponse donnée maintenant sera notée comme tardive.", "Passée"})
	if w := s.post(path, url.Values{"answer": {"yes"}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if said := s.history(path); len(said) != 1 || !said[0].Late {
		t.Errorf("%+v", said)
	}
	words(t, s.get(path, "fr").Body.String(), []string{"après la session"})
}

func TestMovedSessionAsksAgain(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	s.post(path, url.Values{"answer": {"yes"}})
	s.apply(func(p *events.Programme) {
		x := plan(t, p, "agora")
		x.When = x.When.Shift(7, s.now.Location())
	})
	words(t, s.get(path+"?saved", "fr").Body.String(), []string{
		"La date a changé, merci de répondre à nouveau. Pour la date précédente, votre réponse était : Oui.",
		"jeudi 5 mai 2022, de 9 h 30 à 17 h 30", "pour une date antérieure",
	}, "Réponse enregistrée", "Vous n’avez pas encore répondu")
	s.post(path, url.Values{"answer": {"no"}, "sequence": {"1"}})
	words(t, s.get(path, "fr").Body.String(), []string{"Votre réponse actuelle : Non"}, "La date a changé")
}

// Who opened the page before the session moved answered the earlier date: that is kept, and asked again.
func TestSessionMovesWhileThePageIsOpen(t *testing.T) {
	s := exampleSite(t)
	path := s.ownLink(s.person(events.Referent, "faverges", "elus"), "agora")
	opened := parsePage(t, s.get(path, "fr").Body.String()).with("input", "name", "sequence")
	s.apply(func(p *events.Programme) {
		x := plan(t, p, "agora")
		x.When = x.When.Shift(7, s.now.Location())
	})
	w := s.post(path, url.Values{"answer": {"yes"}, "sequence": {opened[0].attrs["value"]}})
	if w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if said := s.history(path); len(said) != 1 || said[0].Sequence != 0 {
		t.Fatalf("%+v", said)
	}
	words(t, s.get(w.Header().Get("Location"), "fr").Body.String(), []string{"La date a changé, merci de répondre à nouveau."}, "Réponse enregistrée")
}

func TestDatesOfAPoll(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	organiser := s.person(events.Organiser, "", "")
	first, second := s.delegationLink(p, "gen-3-a", "faverges", ""), s.delegationLink(p, "gen-3-b", "faverges", "")
	s.post(first, url.Values{"answer": {"no"}})
	s.post(second, url.Values{"answer": {"yes"}, "comment": {"à deux"}})
	page := s.get(first, "fr").Body.String()
	words(t, page, []string{
		"Cette date convient-elle ?", "Un oui : un ou plusieurs membres de la délégation pourraient venir.", "Date proposée",
		"Les autres dates proposées jeudi 21 avril 2022, de 9 h à 17 h Oui",
	})
	if len(parsePage(t, page).with("a", "href", second)) != 1 {
		t.Error("no link to the other date")
	}
	if err := s.service.Decide(t.Context(), organiser, "gen-3-b"); err != nil {
		t.Fatal(err)
	}
	words(t, s.get(second, "fr").Body.String(), []string{
		"Cette date est retenue, merci de confirmer. Au sondage, votre réponse était : Oui.", "au sondage de dates", "Date confirmée",
	}, "La date a changé", "Les autres dates")
	w := s.get(first, "fr")
	if w.Code != http.StatusGone {
		t.Errorf("the date that was not chosen: %d", w.Code)
	}
	words(t, w.Body.String(), []string{"Date non retenue", "Une autre date a été choisie"})
}

// A referent finds the other rooms of the session; somebody else has only their own.
func TestOtherRooms(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "elus")
	links := func(path string) []string {
		var all []string
		for _, list := range parsePage(t, s.get(path, "fr").Body.String()).with("ul", "class", "others") {
			for _, a := range list.all("a") {
				all = append(all, folded(a.text)+" "+a.attrs["href"])
			}
		}
		return all
	}
	got := links(s.delegationLink(p, "pairs-1-elus", "faverges", "elus"))
	want := []string{
		"Techniciens " + s.delegationLink(p, "pairs-1-techniciens", "faverges", "techniciens"),
		"Partenaires " + s.delegationLink(p, "pairs-1-partenaires", "faverges", "partenaires"),
		"DDT " + s.delegationLink(p, "pairs-1-ddt", "faverges", "ddt"),
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := links(s.ownLink(p, "pairs-1-elus")); len(got) != 0 {
		t.Errorf("one's own: %v", got)
	}
}
