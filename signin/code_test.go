package signin_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"parcours/accounts"
	"parcours/events"
	"parcours/signin"
	"parcours/site"
)

var (
	token     = regexp.MustCompile(`name="factor-token" value="([^"]+)"`)
	secretKey = regexp.MustCompile(`id="factor-secret"[^>]* value="([A-Z2-7 ]+)"`)
	recovery  = regexp.MustCompile(`<code>([a-z0-9-]{19})</code>`)
)

func (b *browser) byPassword(who string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.ask("/sign-in", url.Values{"login": {who}, "password": {right}})
}

// TestSetUpOnAccess: an organiser sets a second factor up, by picture or by hand, and removes it with a code; others are out then.
func TestSetUpOnAccess(t *testing.T) {
	d := open(t, signin.Options{})
	d.Must(d.Accounts.SetPassword(t.Context(), "orga", right))
	b, other := d.browser(""), d.browser("")
	for _, one := range []*browser{b, other} {
		one.goes(one.byPassword("orga"), "/me")
		d.Clock = d.Clock.Add(time.Second)
	}
	reads(t, b.ask("/me/access", nil), http.StatusOK, "Second facteur", "Mettre en place un second facteur")
	w := b.ask("/me/access", url.Values{"factor": {"begin"}})
	reads(t, w, http.StatusOK, "Avec elle, lisez cette image.")
	page := w.Body.String()
	if !strings.Contains(page, `src="data:image/svg&#43;xml;base64,`) || !strings.Contains(page, `href="otpauth://totp/Parcours:orga@example.org?issuer=Parcours&amp;secret=`) {
		t.Error(page)
	}
	phone := &site.Telephone{Site: d.Site, Secret: strings.ReplaceAll(secretKey.FindStringSubmatch(page)[1], " ", "")}
	form := url.Values{"factor": {"confirm"}, "factor-token": {token.FindStringSubmatch(page)[1]}, "code": {"000000"}}
	w = b.ask("/me/access", form)
	reads(t, w, http.StatusUnprocessableEntity, "Ce code n’est pas le bon")
	if again := secretKey.FindStringSubmatch(w.Body.String()); again == nil || strings.ReplaceAll(again[1], " ", "") != phone.Secret {
		t.Error("after a wrong code the key is another one")
	}
	form.Set("code", phone.Code(0)[:3]+" "+phone.Code(0)[3:])
	w = b.ask("/me/access", form)
	reads(t, w, http.StatusOK, "dix codes de secours, montrés cette seule fois", "En place depuis le", "Il reste 10 codes de secours.")
	codes := recovery.FindAllStringSubmatch(w.Body.String(), -1)
	if len(codes) != 10 || !b.inside() || other.inside() {
		t.Errorf("%d codes; in %t, the other %t", len(codes), b.inside(), other.inside())
	}
	if recovery.MatchString(b.ask("/me/access", nil).Body.String()) {
		t.Error("recovery codes are shown again")
	}
	b.goes(b.ask("/me/access", form), "/me/access#factor") // sent again
	other.goes(other.byPassword("orga"), "/sign-in/code")
	if other.inside() {
		t.Fatal("a password alone is enough")
	}
	reads(t, other.ask("/sign-in/code", nil), http.StatusOK, "Code à six chiffres", "Téléphone perdu ou remplacé")
	reads(t, other.ask("/sign-in/code", url.Values{"code": {phone.Code(0)}}), http.StatusUnprocessableEntity, "ou il a déjà servi")
	reads(t, other.ask("/sign-in/code", url.Values{"recovery": {"abcd-abcd-abcd-abcd"}}), http.StatusUnprocessableEntity, "ou il a déjà servi")
	other.goes(other.ask("/sign-in/code", url.Values{"recovery": {strings.ToUpper(codes[0][1])}}), "/me")
	if !other.inside() || other.cookies["__Host-parcours-half"] != nil {
		t.Error("not in, or the half is kept")
	}
	d.Clock = d.Clock.Add(time.Minute)
	w = b.ask("/me/access", url.Values{"factor": {"codes"}, "code": {phone.Code(0)}})
	reads(t, w, http.StatusOK, "Il reste 10 codes de secours.")
	if fresh := recovery.FindAllStringSubmatch(w.Body.String(), -1); len(fresh) != 10 || fresh[0][1] == codes[0][1] {
		t.Errorf("%v", fresh)
	}
	reads(t, b.ask("/me/access", url.Values{"factor": {"end"}, "code": {"000000"}}), http.StatusUnprocessableEntity, "Ce code n’est pas le bon")
	d.Clock = d.Clock.Add(time.Minute)
	b.goes(b.ask("/me/access", url.Values{"factor": {"end"}, "code": {phone.Code(0)}}), "/me/access?unfactored=#factor")
	reads(t, b.ask("/me/access?unfactored", nil), http.StatusOK, "Le second facteur est retiré.")
	other.goes(d.browser("").byPassword("orga"), "/me")
	for _, form := range []url.Values{{"factor": {"end"}, "code": {"1"}}, {"factor": {"codes"}, "code": {"1"}}} {
		if w := b.ask("/me/access", form); w.Code != http.StatusNotFound && w.Code != http.StatusSeeOther {
			t.Errorf("%v without one: %d", form, w.Code)
		}
	}
	if w := b.ask("/me/access", url.Values{"factor": {"else"}}); w.Code != http.StatusNotFound {
		t.Errorf("no button: %d", w.Code)
	}
	if strings.Contains(d.log.String(), phone.Secret) || strings.Contains(d.log.String(), codes[0][1]) {
		t.Error("the log has a secret")
	}
}

// TestFactorOfOthers: a member has no such part, and the half of a sign-in opens nothing.
func TestFactorOfOthers(t *testing.T) {
	d := open(t, signin.Options{})
	marc, stranger := d.browser(""), d.browser("")
	marc.goes(marc.byPassword("marc"), "/me")
	if page := marc.ask("/me/access", nil).Body.String(); strings.Contains(page, "factor") {
		t.Error("a member is shown the second factor")
	}
	for _, what := range []string{"begin", "confirm", "codes", "end"} {
		if w := marc.ask("/me/access", url.Values{"factor": {what}, "code": {"000000"}}); w.Code != http.StatusNotFound && w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", what, w.Code)
		}
	}
	if state, err := d.Accounts.Factors.State(t.Context(), "marc"); err != nil || state.On {
		t.Errorf("%+v, %v", state, err)
	}
	stranger.goes(stranger.ask("/sign-in/code", nil), "/sign-in?ended")
	stranger.goes(stranger.ask("/sign-in/code", url.Values{"code": {"000000"}}), "/sign-in?ended")
	d.Must(d.Accounts.SetPassword(t.Context(), "orga", right))
	phone, _ := d.WithFactor("orga")
	thief := d.browser("")
	thief.goes(thief.byPassword("orga"), "/sign-in/code")
	half := thief.cookies["__Host-parcours-half"]
	if half == nil || !half.Secure || !half.HttpOnly || half.SameSite != http.SameSiteLaxMode || half.MaxAge != 600 || half.Path != "/" {
		t.Errorf("%+v", half)
	}
	thief.cookies["__Host-parcours"] = &http.Cookie{Name: "__Host-parcours", Value: half.Value}
	if thief.inside() {
		t.Error("the half of a sign-in is taken for one")
	}
	for range 5 {
		reads(t, thief.ask("/sign-in/code", url.Values{"code": {"000000"}}), http.StatusUnprocessableEntity, "Ce code n’est pas le bon")
	}
	w := thief.ask("/sign-in/code", url.Values{"code": {phone.Code(0)}})
	reads(t, w, http.StatusTooManyRequests, "Trop d’essais")
	if w.Header().Get("Retry-After") != "60" || !strings.Contains(d.log.String(), "too many wrong codes") || !strings.Contains(d.log.String(), "account=orga") {
		t.Errorf("%v %s", w.Header(), d.log.String())
	}
	d.Clock = d.Clock.Add(accounts.HalfFor)
	thief.goes(thief.ask("/sign-in/code", url.Values{"code": {phone.Code(0)}}), "/sign-in?ended")
}

// TestSetUpAtTheDoor: where organisers must have one, they set it up before they are in; what they had typed comes along.
func TestSetUpAtTheDoor(t *testing.T) {
	d := open(t, signin.Options{})
	d.Must(d.Accounts.SetPassword(t.Context(), "orga", right))
	d.Must(d.Accounts.Factors.Require(t.Context(), true))
	b := d.browser("")
	b.goes(b.byPassword("orga"), "/sign-in/code")
	w := b.ask("/sign-in/code", nil)
	reads(t, w, http.StatusOK, "Un second facteur est demandé ici")
	phone := &site.Telephone{Site: d.Site, Secret: strings.ReplaceAll(secretKey.FindStringSubmatch(w.Body.String())[1], " ", "")}
	form := url.Values{"factor": {"confirm"}, "factor-token": {token.FindStringSubmatch(w.Body.String())[1]}, "code": {"000000"}}
	w = b.ask("/sign-in/code", form)
	reads(t, w, http.StatusUnprocessableEntity, "Ce code n’est pas le bon")
	if !strings.Contains(w.Body.String(), form.Get("factor-token")) || b.inside() {
		t.Error("another key, or in already")
	}
	form.Set("code", phone.Code(0))
	reads(t, b.ask("/sign-in/code", form), http.StatusOK, "Vos codes de secours", "dix codes de secours")
	if !b.inside() {
		t.Error("not in")
	}
	reads(t, b.ask("/me/access", nil), http.StatusOK, "Ici, il est demandé à toute l’équipe d’organisation.")
	carried := url.Values{"login": {"orga"}, "password": {right}, "draft-to": {"/me"}, "draft.comment": {"j’arrive tard"}}
	other := d.browser("")
	w = other.ask("/sign-in", carried)
	reads(t, w, http.StatusOK, "Code à six chiffres")
	if n := strings.Count(w.Body.String(), `name="draft.comment" value="j’arrive tard"`); n != 2 {
		t.Errorf("what was typed stands %d times: %s", n, w.Body)
	}
	d.Clock = d.Clock.Add(time.Minute)
	w = other.ask("/sign-in/code", url.Values{"code": {phone.Code(0)}, "draft-to": {"/me"}, "draft.comment": {"j’arrive tard"}})
	reads(t, w, http.StatusOK)
	if !strings.Contains(w.Body.String(), `name="comment" value="j’arrive tard"`) || !other.inside() {
		t.Errorf("it is lost: %s", w.Body)
	}
}

// TestFactorInEnglish: the pages speak English too.
func TestFactorInEnglish(t *testing.T) {
	d := open(t, signin.Options{})
	d.Must(d.Accounts.SetPassword(t.Context(), "orga", right))
	d.WithFactor("orga")
	b := d.browser("")
	b.goes(b.ask("/sign-in?lang=en", url.Values{"login": {"orga"}, "password": {right}}), "/sign-in/code?lang=en")
	reads(t, b.ask("/sign-in/code?lang=en", nil), http.StatusOK, "The code of your telephone", "Telephone lost or replaced?")
	reads(t, b.ask("/sign-in/code?lang=en", url.Values{"code": {"1"}}), http.StatusUnprocessableEntity, "This is not the right code")
	if _, err := d.Accounts.Authenticate(t.Context(), "orga", right, accounts.From{Door: events.DoorCalDAV}); err == nil {
		t.Error("the password alone opens calendars")
	}
}
