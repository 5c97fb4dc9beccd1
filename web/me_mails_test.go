package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"parcours/delivery"
	"parcours/events"
)

// By the link and signed in alike, somebody says which mails they have, in which language, and asks for their invitations;
// the page tells what was kept. What is no choice keeps nothing.
func TestMailsOnMyPage(t *testing.T) {
	for _, byLink := range []bool{true, false} {
		s := exampleSite(t)
		p := s.person(events.Member, "annecy", "elus")
		path, cookie := s.pageLink(p), (*http.Cookie)(nil)
		if !byLink {
			path, cookie = "/me", s.signIn(p)
		}
		wish := func() delivery.MailChoice {
			t.Helper()
			c, err := s.service.Delivery.MailsOf(t.Context(), p.ID)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		page := parsePage(t, s.as(cookie, path+"?lang=fr&mails=none&invitations=send", nil).Body.String())
		if on := page.with("input", "checked", "checked"); len(on) != 1 || on[0].attrs["value"] != "all" || !wish().Asked.IsZero() || wish().Wish != delivery.WishAll {
			t.Fatalf("at first: %v, %+v", on, wish())
		}
		w := s.as(cookie, path+"?lang=fr", url.Values{"mails": {"digest"}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path+"?kept=mails&lang=fr#mails" || wish().Wish != delivery.WishDigest {
			t.Errorf("%d %s, %+v", w.Code, w.Header().Get("Location"), wish())
		}
		kept := s.as(cookie, path+"?kept=mails&lang=fr", nil).Body.String()
		words(t, kept, []string{"Votre choix est enregistré."})
		if on := parsePage(t, kept).with("input", "checked", "checked"); len(on) != 1 || on[0].attrs["id"] != "mails-digest" {
			t.Errorf("shown: %v", on)
		}
		if w := s.as(cookie, path, url.Values{"mails": {"loud"}}); w.Code != http.StatusUnprocessableEntity || wish().Wish != delivery.WishDigest {
			t.Errorf("no choice: %d", w.Code)
		}
		w = s.as(cookie, path+"?lang=fr", url.Values{"invitations": {"send"}})
		if w.Code != http.StatusSeeOther || wish().Asked.IsZero() {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		sent := s.as(cookie, path+"?lang=fr&sent=3", nil).Body.String()
		words(t, sent, []string{"3 invitations partent vers " + p.Email + ".", "Envoyées à 10 h ; possible à nouveau à partir de 11 h."})
		if len(parsePage(t, sent).with("button", "name", "invitations")) != 0 {
			t.Error("the button is there again at once")
		}
		if w := s.as(cookie, path, url.Values{"invitations": {"send"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("at once again: %d", w.Code)
		}
		s.now = s.now.Add(time.Hour)
		if page := parsePage(t, s.as(cookie, path+"?sent=3", nil).Body.String()); len(page.with("button", "name", "invitations")) != 1 || len(page.with("p", "role", "status")) != 0 {
			t.Error("an hour later the button is not there, or an address says what was not done")
		}
		if w := s.as(cookie, path, url.Values{"language": {"en"}}); w.Code != http.StatusSeeOther || s.service.Programme().Person(p.ID).Language != "en" {
			t.Errorf("language: %d", w.Code)
		}
		words(t, s.as(cookie, path, nil).Body.String(), []string{"My mails", "Send these invitations to my calendar"})
	}
}

// Nobody's settings are kept by a link that is none, nor by a stranger.
func TestMailsOfNobody(t *testing.T) {
	s := exampleSite(t)
	for _, form := range []url.Values{{"mails": {"none"}}, {"invitations": {"send"}}, {"language": {"en"}}} {
		if w := s.post("/m/wrong", form); w.Code != http.StatusNotFound {
			t.Errorf("%v by a wrong link: %d", form, w.Code)
		}
		if w := s.post("/me", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?ended" {
			t.Errorf("%v by a stranger: %d %v", form, w.Code, w.Header())
		}
	}
}
