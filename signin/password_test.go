package signin_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"parcours/accounts"
	"parcours/signin"
)

// Who is not let in reads the same, whether the login is somebody's.
func TestSignInRefused(t *testing.T) {
	d := open(t, signin.Options{Mail: true})
	refused := func(login string) string {
		b := d.browser("192.0.2.1")
		w := b.ask("/sign-in", url.Values{"login": {login}, "password": {"wrong"}})
		reads(t, w, http.StatusUnprocessableEntity, "ne vont pas ensemble")
		if len(b.cookies) != 0 || strings.Contains(w.Body.String(), "wrong") {
			t.Errorf("%s: cookies %v", login, b.cookies)
		}
		return strings.ReplaceAll(w.Body.String(), login, "LOGIN")
	}
	page := refused("marc@example.org")
	for _, login := range []string{"rita@example.org", "nobody@example.org"} { // who has no password, and who is nobody
		if other := refused(login); other != page {
			t.Errorf("%s is answered otherwise:\n%s", login, other)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader("login=marc&password="+url.QueryEscape(right)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 {
		t.Errorf("the form of another site: %d", w.Code)
	}
}

// On a machine of one's own, over http, cookies have names that browsers take.
func TestCookiesOnLoopback(t *testing.T) {
	d := open(t, signin.Options{})
	d.serve("http://127.0.0.1:5232", signin.Options{})
	b := d.browser("127.0.0.1")
	b.goes(b.ask("/sign-in", url.Values{"login": {"marc"}, "password": {right}}), "/me")
	for _, name := range []string{"parcours", "parcours-known"} {
		if c := b.cookies[name]; c == nil || c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if !b.inside() {
		t.Error("not signed in")
	}
}

func TestChoosePassword(t *testing.T) {
	d := open(t, signin.Options{})
	token, err := d.Accounts.PasswordLink(t.Context(), "rita")
	d.Must(err)
	b, path := d.browser("192.0.2.1"), "/password/"+token
	enters := func(password string) bool {
		_, err := d.Accounts.Authenticate(t.Context(), "rita@example.org", password, accounts.From{})
		return err == nil
	}
	for range 2 { // robots open every link
		w := b.ask(path+"?password=x&again=x", nil)
		reads(t, w, http.StatusOK, "Choisir son mot de passe", "rita@example.org", "10 caractères au moins")
		if n := strings.Count(w.Body.String(), `autocomplete="new-password"`); n != 2 || w.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%d fields, %v", n, w.Header())
		}
	}
	reads(t, b.ask(path+"?lang=en", nil), http.StatusOK, "Choose your password", "At least 10 characters")
	const good = "un vélo rouge dehors"
	for _, c := range []struct{ password, again, says string }{
		{"court", "court", "trop court : il faut 10 caractères au moins"},
		{"motdepasse123", "motdepasse123", "essayés en premier"},
		{strings.Repeat("un mot ", 100), strings.Repeat("un mot ", 100), "500 caractères au plus"},
		{good, good + "s", "Les deux saisies diffèrent"},
	} {
		reads(t, b.ask(path, url.Values{"password": {c.password}, "again": {c.again}}), http.StatusUnprocessableEntity, c.says)
		if devices, err := d.Accounts.HasPassword(t.Context(), "rita"); err != nil || devices {
			t.Errorf("%q was kept", c.password)
		}
	}
	reads(t, b.ask(path, url.Values{"password": {good}, "again": {good}}), http.StatusOK, "Mot de passe enregistré")
	if !enters(good) {
		t.Error("it does not enter")
	}
	for _, form := range []url.Values{nil, {"password": {"encore un autre mot"}, "again": {"encore un autre mot"}}} {
		for _, link := range []string{path, "/password/wrong"} {
			reads(t, b.ask(link, form), http.StatusNotFound, "Ce lien n’est plus valable")
		}
	}
	if enters("encore un autre mot") {
		t.Error("the link worked twice")
	}
}
