package signin_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parcours/openid"
	"parcours/openid/openidtest"
	"parcours/signin"
)

// elsewhere has the pages with a service by which people sign in.
func elsewhere(t *testing.T) (*door, *openidtest.Service) {
	t.Helper()
	s := openidtest.New(t, address+"/sign-in/openid/back")
	other := signin.Other{Label: "ProConnect", Config: openid.Config{Issuer: s.URL, ClientID: openidtest.ClientID, Secret: openidtest.Secret, PKCE: true}}
	return open(t, signin.Options{OpenID: other}), s
}

// sets out, signs in there, and is sent back.
func (b *browser) through(s *openidtest.Service) *httptest.ResponseRecorder {
	b.t.Helper()
	w := b.ask("/sign-in/openid", nil)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), s.URL+"/auth?") {
		b.t.Fatalf("%d %v", w.Code, w.Header())
	}
	return b.ask("/sign-in/openid/back?"+s.Visit(w.Header().Get("Location")).Encode(), nil)
}

func TestSignInElsewhere(t *testing.T) {
	d, s := elsewhere(t)
	b := d.browser("192.0.2.1")
	reads(t, b.ask("/sign-in", nil), http.StatusOK, "Se connecter avec ProConnect")
	w := b.through(s)
	b.goes(w, "/me")
	if !b.inside() || b.cookies["__Host-parcours-known"] == nil || b.cookies["__Host-parcours-trip"] != nil {
		t.Errorf("cookies %v", b.cookies)
	}
	all, _, err := d.Accounts.SignIns(t.Context(), "marc", "")
	if err != nil || len(all) != 1 || all[0].Agent != "Firefox" {
		t.Errorf("%+v, %v", all, err)
	}
}

// Nobody is let in whom the service does not vouch for, who set out elsewhere, or who is not of the programme.
func TestSignInElsewhereRefused(t *testing.T) {
	d, s := elsewhere(t)
	b, victim := d.browser("192.0.2.1"), d.browser("192.0.2.2")
	w := b.ask("/sign-in/openid", nil)
	query := s.Visit(w.Header().Get("Location")).Encode()
	reads(t, victim.ask("/sign-in/openid/back?"+query, nil), http.StatusBadRequest, "La connexion n’a pas abouti")
	victim.ask("/sign-in/openid", nil)
	reads(t, victim.ask("/sign-in/openid/back?"+query, nil), http.StatusBadRequest, "La connexion n’a pas abouti")
	b.goes(b.ask("/sign-in/openid/back?"+query, nil), "/me")
	reads(t, b.ask("/sign-in/openid/back?"+query, nil), http.StatusBadRequest, "La connexion n’a pas abouti")

	for address, who := range map[string]string{"nobody@example.org": "nobody", "x@example.org": "another"} {
		s.Says["email"] = address
		reads(t, victim.through(s), http.StatusForbidden, "Cette adresse n’est pas du programme", "ProConnect vous reconnaît sous l’adresse "+address, "equipe@example.org")
		if victim.inside() {
			t.Errorf("%s is in", who)
		}
	}
	s.Says = map[string]any{"email": "marc@example.org", "email_verified": false}
	reads(t, victim.through(s), http.StatusForbidden, "Adresse non confirmée")
	s.Says["email_verified"], s.Nonce = true, "another"
	reads(t, victim.through(s), http.StatusBadRequest, "La connexion n’a pas abouti")
	s.Nonce = ""
	s.OtherKey()
	reads(t, victim.through(s), http.StatusBadGateway, "Service de connexion indisponible")
	w = victim.ask("/sign-in/openid", nil)
	at, err := url.Parse(w.Header().Get("Location"))
	d.Must(err)
	back := url.Values{"state": at.Query()["state"], "error": {"access_denied"}}
	reads(t, victim.ask("/sign-in/openid/back?"+back.Encode(), nil), http.StatusForbidden, "La connexion a été refusée")
	if victim.inside() {
		t.Error("somebody is in")
	}
	if w := open(t, signin.Options{}).browser("").ask("/sign-in/openid", nil); w.Code != http.StatusNotFound {
		t.Errorf("without another service: %d", w.Code)
	}
}
