package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parcours/delivery"
)

// postForm sends a form as a browser on the page does.
func (s *site) postForm(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r)
	return w
}

// A link of a mail stops the mails by a button, or by the one click of a mail program (RFC 8058); opening it does not.
func TestUnsubscribePage(t *testing.T) {
	s := openSite(t, "2022-02-03 10:00", exampleProgramme(t))
	who := s.service.Programme().ByAddress("camille.roux@example.org")
	path := "/unsubscribe/" + delivery.UnsubscribeToken(s.service.Programme(), who.ID)
	on := func() bool {
		t.Helper()
		c, err := s.service.Delivery.MailsOf(t.Context(), who.ID)
		if err != nil {
			t.Fatal(err)
		}
		return c.Wish != delivery.WishNone
	}
	page := s.get(path, "fr")
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), who.Email) || !on() {
		t.Fatalf("%d, on %v\n%s", page.Code, on(), page.Body)
	}
	if w := s.postForm(path, url.Values{"List-Unsubscribe": {"One-Click"}}); w.Code != http.StatusOK || on() {
		t.Errorf("one click: %d, on %v", w.Code, on())
	}
	if page := s.get(path, "en"); !strings.Contains(page.Body.String(), "Send me mails again") {
		t.Errorf("afterwards:\n%s", page.Body)
	}
	if w := s.postForm(path, url.Values{"answer": {"x"}}); w.Code != http.StatusUnprocessableEntity || on() {
		t.Errorf("no such button: %d, on %v", w.Code, on())
	}
	if w := s.postForm(path, url.Values{"answer": {"again"}}); w.Code != http.StatusOK || !on() {
		t.Errorf("again: %d, on %v", w.Code, on())
	}
	if w := s.postForm(path, url.Values{"answer": {"digest"}}); w.Code != http.StatusOK || !on() {
		t.Errorf("one a day: %d", w.Code)
	}
	if c, err := s.service.Delivery.MailsOf(t.Context(), who.ID); err != nil || c.Wish != delivery.WishDigest {
		t.Errorf("%+v, %v", c, err)
	}
	for _, other := range []string{"/unsubscribe/x", "/alias/x", "/newcomer/x", path + "A", strings.Replace(path, "unsubscribe", "alias", 1)} {
		if w := s.get(other, "fr"); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d", other, w.Code)
		}
		if w := s.postForm(other, url.Values{"answer": {"stop"}, "List-Unsubscribe": {"One-Click"}}); w.Code != http.StatusNotFound {
			t.Errorf("POST %s: %d", other, w.Code)
		}
	}
}

// A guest is brought by the referent's link, with a name.
func TestNewcomerPage(t *testing.T) {
	s := openSite(t, "2022-02-03 10:00", exampleProgramme(t))
	snap := s.service.Programme()
	by, invitee := snap.ByAddress("pascal.tournevent@example.org"), snap.ByAddress("camille.roux@example.org")
	path := "/newcomer/" + delivery.NewcomerToken(snap, delivery.NewcomerLink{By: by.ID, Invitee: invitee.ID, Address: "voisin@example.net"})
	if page := s.get(path, "fr"); page.Code != http.StatusOK || len(parsePage(t, page.Body.String()).with("input", "name", "name")) != 1 {
		t.Fatalf("%d\n%s", page.Code, page.Body)
	}
	if w := s.postForm(path, url.Values{"answer": {"bring"}, "name": {" "}}); w.Code != http.StatusUnprocessableEntity || len(parsePage(t, w.Body.String()).with("p", "role", "alert")) != 1 {
		t.Errorf("no name: %d\n%s", w.Code, w.Body)
	}
	if w := s.postForm(path, url.Values{"answer": {"bring"}, "name": {"Ève Le Goff"}}); w.Code != http.StatusOK {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	if guest := s.service.Programme().ByAddress("voisin@example.net"); guest == nil || guest.Name != "Ève Le Goff" {
		t.Errorf("%+v", guest)
	}
}
