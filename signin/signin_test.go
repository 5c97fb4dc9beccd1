package signin_test

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/busylinks"
	"parcours/delivery"
	"parcours/events"
	"parcours/signin"
)

// A link that was mailed opens a page with one button; the button signs in, once.
func TestEnterByLink(t *testing.T) {
	d := open(t, signin.Options{Mail: true})
	token, err := d.Accounts.SignInLink(t.Context(), "marc", accounts.LinkFor)
	d.Must(err)
	robot, b := d.browser("198.51.100.1"), d.browser("192.0.2.1")
	for range 2 {
		w := robot.ask("/enter/"+token, nil)
		reads(t, w, http.StatusOK, "Bonjour Marc.", "Me connecter")
		if n := strings.Count(w.Body.String(), "<button class=\"choice\""); n != 1 || len(robot.cookies) != 0 || w.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%d buttons, cookies %v, %v", n, robot.cookies, w.Header())
		}
	}
	b.goes(b.ask("/enter/"+token, url.Values{}), "/me")
	if !b.inside() || robot.inside() {
		t.Error("who has the button is not in, or the robot is")
	}
	for _, form := range []url.Values{nil, {}} {
		reads(t, robot.ask("/enter/"+token, form), http.StatusNotFound, "Ce lien ne sert plus")
		reads(t, robot.ask("/enter/wrong", form), http.StatusNotFound, "Ce lien ne sert plus")
	}
	known := b.cookies["__Host-parcours-known"]
	if known == nil || !known.Secure || !known.HttpOnly || known.SameSite != http.SameSiteLaxMode || known.MaxAge != 365*24*3600 || known.Path != "/" {
		t.Errorf("%+v", known)
	}
	if strings.Contains(d.log.String(), token) {
		t.Error("the log has the link")
	}
}

// Who asks for a link, or for that of their page, reads the same whatever the address; the mail is queued without a secret.
func TestAskForALink(t *testing.T) {
	for path, kind := range map[string]delivery.MailKind{"/sign-in/link": delivery.MailSignIn, "/lost": delivery.MailPage} {
		d := open(t, signin.Options{Mail: true})
		b := d.browser("192.0.2.1")
		page := strings.TrimSuffix(path, "/link")
		for _, address := range []string{"marc@example.org", "nobody@example.org", "MARC@example.org"} {
			b.goes(b.ask(path, url.Values{"address": {address}}), page+"?sent")
		}
		reads(t, b.ask(page+"?sent", nil), http.StatusOK, "Si cette adresse est celle d’une personne du programme, un mail part maintenant")
		for more := true; more; {
			var err error
			more, err = d.Delivery.ExpandNotices(t.Context())
			d.Must(err)
		}
		all, err := d.Delivery.Mails(t.Context(), delivery.MailQuery{Kind: kind})
		if err != nil || len(all) != 2 || all[0].Person != "marc" {
			t.Errorf("%s: %+v, %v", path, all, err)
		}
		for _, wrong := range []string{"", "marc", "@example.org", "marc@", "a b@example.org"} {
			reads(t, b.ask(path, url.Values{"address": {wrong}}), http.StatusUnprocessableEntity, "Donnez une adresse e-mail entière")
		}
		var w = b.ask(path, url.Values{"address": {"x@example.org"}})
		for i := range 100 {
			w = b.ask(path, url.Values{"address": {strings.Repeat("x", i+2) + "@example.org"}})
		}
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "3600" {
			t.Errorf("%s: a hundred: %d", path, w.Code)
		}
		d.serve(address, signin.Options{})
		reads(t, b.ask(page, nil), http.StatusOK, "Ce serveur n’envoie pas de mail.")
		reads(t, b.ask(path, url.Values{"address": {"marc@example.org"}}), http.StatusServiceUnavailable, "Ce serveur n’envoie pas de mail.")
	}
}

// Strangers' wrong passwords close the account, but not to the browser that was in before; the log says whose account it is.
func TestKnownBrowser(t *testing.T) {
	d := open(t, signin.Options{})
	form := func(password string) url.Values {
		return url.Values{"login": {"marc@example.org"}, "password": {password}}
	}
	b := d.browser("192.0.2.1")
	b.goes(b.ask("/sign-in", form(right)), "/me")
	b.goes(b.ask("/sign-out", url.Values{}), "/")
	if b.inside() || b.cookies["__Host-parcours-known"] == nil {
		t.Error("not signed out, or not known any more")
	}
	d.Restart()
	d.serve(address, signin.Options{})
	stranger := d.browser("198.51.100.1")
	for range 5 {
		reads(t, stranger.ask("/sign-in", form("wrong")), http.StatusUnprocessableEntity, "ne vont pas ensemble")
	}
	w := stranger.ask("/sign-in", form("wrong"))
	reads(t, w, http.StatusTooManyRequests, "Attendez une minute")
	if w.Header().Get("Retry-After") != "60" {
		t.Error(w.Header())
	}
	if log := d.log.String(); !strings.Contains(log, "too many wrong passwords") || !strings.Contains(log, "account=marc ") || !strings.Contains(log, "from=198.51.100.1") || strings.Contains(log, "wrong\"") && strings.Contains(log, right) {
		t.Errorf("log: %s", log)
	}
	if w := d.browser("203.0.113.1").ask("/sign-in", form(right)); w.Code != http.StatusTooManyRequests {
		t.Errorf("an unknown browser: %d", w.Code)
	}
	b.goes(b.ask("/sign-in", form(right)), "/me")
}

var fresh = regexp.MustCompile(`id="fresh"[^>]* value="([a-z0-9-]{24})"`)

// On "my access" a person makes a password for a device, sees it once, and ends what they want.
func TestAccess(t *testing.T) {
	d := open(t, signin.Options{})
	b, other := d.browser("192.0.2.1"), d.browser("192.0.2.2")
	b.goes(b.ask("/me/access", nil), "/sign-in?ended")
	b.goes(b.ask("/me/access", url.Values{"device": {"x"}}), "/sign-in?ended")
	for _, one := range []*browser{b, other} {
		one.goes(one.ask("/sign-in", url.Values{"login": {"marc"}, "password": {right}}), "/me")
		d.Clock = d.Clock.Add(time.Second)
	}
	reads(t, b.ask("/me/access", url.Values{"device": {" "}}), http.StatusUnprocessableEntity, "Donnez un nom à l’appareil")
	reads(t, b.ask("/me/access", url.Values{"device": {strings.Repeat("é", 61)}}), http.StatusUnprocessableEntity, "Un nom de 60 caractères au plus")
	w := b.ask("/me/access", url.Values{"device": {"Téléphone"}})
	reads(t, w, http.StatusOK, "Le mot de passe de « Téléphone » est prêt", "marc@example.org", "jamais utilisé")
	found := fresh.FindStringSubmatch(w.Body.String())
	if found == nil {
		t.Fatal(w.Body)
	}
	dav := accounts.From{Door: events.DoorCalDAV}
	if p, err := d.Accounts.Authenticate(t.Context(), "marc", found[1], dav); err != nil || p.ID != "marc" {
		t.Errorf("%v", err)
	}
	if w := d.browser("").ask("/sign-in", url.Values{"login": {"marc"}, "password": {found[1]}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a device's password opens pages: %d", w.Code)
	}
	w = b.ask("/me/access", nil)
	reads(t, w, http.StatusOK, "Téléphone", "par un logiciel d’agenda", "Ce navigateur", "Mettre fin à toutes les autres connexions")
	if strings.Contains(w.Body.String(), found[1]) {
		t.Error("the password is shown again")
	}
	revoke := regexp.MustCompile(`name="revoke" value="([^"]+)"`).FindStringSubmatch(w.Body.String())[1]
	if w := other.ask("/me/access", url.Values{"revoke": {"unknown"}}); w.Code != http.StatusNotFound {
		t.Errorf("an unknown device: %d", w.Code)
	}
	b.goes(b.ask("/me/access", url.Values{"revoke": {strings.ReplaceAll(revoke, "&#43;", "+")}}), "/me/access?revoked=#devices")
	if _, err := d.Accounts.Authenticate(t.Context(), "marc", found[1], dav); err == nil {
		t.Error("a device that was taken out is in")
	}
	b.goes(b.ask("/me/access", url.Values{"others": {"end"}}), "/me/access?ended=#sign-ins")
	if !b.inside() || other.inside() {
		t.Error("the other is still in, or this one is out")
	}
	token, page := d.Person("marc").FeedToken, d.Programme().PageToken(d.Person("marc"))
	b.goes(b.ask("/me/access", url.Values{"renew": {"links"}}), "/me/access?renewed=#links")
	reads(t, b.ask("/me/access?renewed=", nil), http.StatusOK, "Vos liens sont neufs")
	if _, err := d.Programme().PageOf(page); err == nil || d.Person("marc").FeedToken == token {
		t.Error("the old links work")
	}
	if w := b.ask("/me/access", url.Values{"password": {"choose"}}); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/password/") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := b.ask("/me/access", url.Values{}); w.Code != http.StatusNotFound {
		t.Errorf("no button: %d", w.Code)
	}
	own := regexp.MustCompile(`name="sign-in" value="([^"]+)"`).FindStringSubmatch(b.ask("/me/access", nil).Body.String())[1]
	b.goes(b.ask("/me/access", url.Values{"sign-in": {own}}), "/me/access?ended=#sign-ins")
	if b.inside() {
		t.Error("the own sign-in was ended, and works")
	}
}

// A person makes an address of their busy times, changes it and ends it; nobody else reads it there.
func TestBusyAddress(t *testing.T) {
	d := open(t, signin.Options{})
	d.Must(d.Accounts.SetPassword(t.Context(), "rita", right))
	rita, marc := d.browser(""), d.browser("")
	rita.goes(rita.ask("/me/access", url.Values{"busy": {"new"}}), "/sign-in?ended")
	rita.goes(rita.ask("/sign-in", url.Values{"login": {"rita"}, "password": {right}}), "/me")
	marc.goes(marc.ask("/sign-in", url.Values{"login": {"marc"}, "password": {right}}), "/me")
	shown := regexp.MustCompile(`value="https?://[^"]*(/busy/[^"]+\.ifb)"`)
	address := func(b *browser) string {
		if m := shown.FindStringSubmatch(b.ask("/me/access", nil).Body.String()); m != nil {
			return m[1]
		}
		return ""
	}
	reads(t, rita.ask("/me/access", nil), http.StatusOK, "Mes heures occupées", "Faire une adresse")
	if address(rita) != "" {
		t.Error("there is an address that nobody asked for")
	}
	rita.goes(rita.ask("/me/access", url.Values{"busy": {"new"}}), "/me/access?busy=#busy")
	reads(t, rita.ask("/me/access?busy=", nil), http.StatusOK, "L’adresse de vos heures occupées est prête", "Mettre fin à cette adresse")
	first := address(rita)
	if first == "" || address(marc) != "" {
		t.Errorf("hers %q, his %q", first, address(marc))
	}
	rita.goes(rita.ask("/me/access", url.Values{"busy": {"new"}}), "/me/access?busy=#busy")
	if second := address(rita); second == "" || second == first {
		t.Errorf("another address: %q", second)
	}
	if _, err := d.Accounts.BusyOf(t.Context(), busylinks.Token(first)); !errors.Is(err, events.ErrGone) {
		t.Errorf("the first one: %v", err)
	}
	marc.goes(marc.ask("/me/access", url.Values{"busy": {"end"}}), "/me/access?unbusy=#busy")
	if p, err := d.Accounts.BusyOf(t.Context(), busylinks.Token(address(rita))); err != nil || p.ID != "rita" {
		t.Errorf("after another ended his own: %v", err)
	}
	rita.goes(rita.ask("/me/access", url.Values{"busy": {"end"}}), "/me/access?unbusy=#busy")
	if left := address(rita); left != "" {
		t.Errorf("left: %q", left)
	}
	if w := rita.ask("/me/access", url.Values{"busy": {"else"}}); w.Code != http.StatusNotFound {
		t.Errorf("no button: %d", w.Code)
	}
}

// Nobody ends what is somebody else's, or finds out that it is there.
func TestAccessOfOthers(t *testing.T) {
	d := open(t, signin.Options{})
	d.Must(d.Accounts.SetPassword(t.Context(), "rita", right))
	_, err := d.Accounts.AddDevice(t.Context(), "rita", "téléphone")
	d.Must(err)
	hers, err := d.Accounts.Devices(t.Context(), "rita")
	d.Must(err)
	rita, marc := d.browser(""), d.browser("")
	rita.goes(rita.ask("/sign-in", url.Values{"login": {"rita"}, "password": {right}}), "/me")
	marc.goes(marc.ask("/sign-in", url.Values{"login": {"marc"}, "password": {right}}), "/me")
	all, _, err := d.Accounts.SignIns(t.Context(), "rita", "")
	d.Must(err)
	for _, form := range []url.Values{{"revoke": {hers[0].Hash}}, {"sign-in": {all[0].Hash}}, {"revoke": {"none"}}, {"sign-in": {"none"}}} {
		if w := marc.ask("/me/access", form); w.Code != http.StatusNotFound {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
	if left, err := d.Accounts.Devices(t.Context(), "rita"); err != nil || len(left) != 1 || !rita.inside() {
		t.Errorf("%+v, %v", left, err)
	}
	r := d.browser("")
	r.cookies["__Host-parcours"] = &http.Cookie{Name: "__Host-parcours", Value: all[0].Hash}
	if r.inside() {
		t.Error("a hash of the store signs in")
	}
}
