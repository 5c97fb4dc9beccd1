package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/events"
)

// plainPasswords keeps chosen passwords readable: what becomes of them is asked here, not how they are hashed.
type plainPasswords struct{}

func (plainPasswords) Hash(password string) string { return "plain:" + password }
func (plainPasswords) Verify(_ context.Context, hash, password string) (bool, error) {
	return hash == "plain:"+password, nil
}

func TestChoosePassword(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "")
	token, err := s.service.Accounts.PasswordLink(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	path := "/password/" + token
	enters := func(password string) bool {
		_, err := s.service.Accounts.Authenticate(t.Context(), p.Email, password, accounts.From{})
		return err == nil
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} { // robots open every link
		w := s.serve(httptest.NewRequest(method, path+"?password=x&again=x", nil))
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %d %v", method, w.Code, w.Header())
		}
	}
	page := s.get(path, "fr").Body.String()
	words(t, page, []string{"Choisir son mot de passe", p.Email, "10 caractères au moins"}, "trop court")
	if form := parsePage(t, page).with("input", "autocomplete", "new-password"); len(form) != 2 {
		t.Errorf("%d fields", len(form))
	}
	words(t, s.get(path, "en").Body.String(), []string{"Choose your password", "At least 10 characters"})
	const good = "un vélo rouge dehors"
	for _, c := range []struct{ password, again, says string }{
		{"court", "court", "trop court : il faut 10 caractères au moins"},
		{"motdepasse123", "motdepasse123", "essayés en premier"},
		{strings.Repeat("un mot ", 100), strings.Repeat("un mot ", 100), "500 caractères au plus"},
		{good, good + "s", "Les deux saisies diffèrent"},
	} {
		w := s.post(path+"?lang=fr", url.Values{"password": {c.password}, "again": {c.again}})
		if w.Code != http.StatusUnprocessableEntity || enters(c.password) {
			t.Errorf("%q: %d", c.password, w.Code)
		}
		words(t, w.Body.String(), []string{c.says})
	}
	if w := s.foreign(path, "cross-site"); w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
	w := s.post(path+"?lang=fr", url.Values{"password": {good}, "again": {good}})
	if w.Code != http.StatusOK || !enters(good) {
		t.Errorf("%d, enters: %v", w.Code, enters(good))
	}
	words(t, w.Body.String(), []string{"Mot de passe enregistré"})
	for _, w := range []*httptest.ResponseRecorder{
		s.get(path, "fr"), s.post(path+"?lang=fr", url.Values{"password": {"encore un autre mot"}, "again": {"encore un autre mot"}}),
		s.get("/password/wrong", "fr"), s.post("/password/wrong?lang=fr", url.Values{"password": {good}, "again": {good}}),
	} {
		if w.Code != http.StatusNotFound {
			t.Errorf("a link that was used or never was: %d", w.Code)
		}
		words(t, w.Body.String(), []string{"Ce lien n’est plus valable"})
	}
	if enters("encore un autre mot") {
		t.Error("the link worked twice")
	}
}

// Whoever was removed is named no more, and what they said stays.
func TestAnswersOfARemovedPerson(t *testing.T) {
	s := exampleSite(t)
	p := s.person(events.Referent, "faverges", "")
	var other *events.Person
	for _, q := range s.service.Programme().People() {
		if q.Role == events.Organiser {
			other = q
		}
	}
	path := s.delegationLink(p, "agora", "faverges", "")
	s.post(path, url.Values{"answer": {"yes"}})
	link := s.delegationLink(other, "agora", "faverges", "")
	words(t, s.get(link+"?lang=fr", "").Body.String(), []string{"Oui, par " + p.Name})
	if err := s.service.RemovePerson(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	words(t, s.get(link+"?lang=fr", "").Body.String(), []string{"Oui, par une personne retirée"}, p.Name)
	words(t, s.get(link+"?lang=en", "").Body.String(), []string{"Yes, by a removed person"})
}
