package pages

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"parcours/accounts"
	"parcours/events"
)

// Cookie is the name of the cookie that holds a sign-in's secret.
func (p *Site) Cookie() string { return p.cookieName("parcours") }

// cookieName is a cookie's name as browsers have it: with __Host- only this server, over https, can have set it (RFC 6265bis
// §4.1.3.2); on a machine of one's own, over http, they take no such name.
func (p *Site) cookieName(name string) string {
	if p.HTTPS() {
		return "__Host-" + name
	}
	return name
}

// HTTPS tells whether people reach the server over https.
func (p *Site) HTTPS() bool { return strings.HasPrefix(p.PublicURL, "https://") }

// viewerKey is where the context of a request has who signed in.
type viewerKey struct{}

// Viewer is who signed in with the browser that asks, nil for a stranger.
func Viewer(r *http.Request) *events.Person {
	who, _ := r.Context().Value(viewerKey{}).(*events.Person)
	return who
}

// signedIn finds out who asks. Pages for somebody signed in are kept by no cache.
func (p *Site) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := p.accounts.SignedIn(r.Context(), p.SecretOf(r))
		if err != nil && !errors.Is(err, events.ErrNotFound) {
			p.Log.Error("who is signed in is not known", "error", err)
		}
		if who != nil && err == nil {
			w.Header().Set("Cache-Control", "no-store")
			r = r.WithContext(accounts.Acting(context.WithValue(r.Context(), viewerKey{}, who), who.ID, events.DoorWeb))
		}
		next.ServeHTTP(w, r)
	})
}

// SecretOf is the secret of the browser's sign-in, "" without one.
func (p *Site) SecretOf(r *http.Request) string { return p.CookieOf(r, "parcours") }

// CookieOf is what the browser was given under a name, "" without it.
func (p *Site) CookieOf(r *http.Request, name string) string {
	if c, err := r.Cookie(p.cookieName(name)); err == nil {
		return c.Value
	}
	return ""
}

// SetCookie gives the browser the secret of a sign-in; "" takes it back.
func (p *Site) SetCookie(w http.ResponseWriter, secret string) {
	p.KeepCookie(w, "parcours", secret, accounts.SignInFor)
}

// KeepCookie gives the browser something under a name, for so long, that no script reads and no other site sends; "" takes
// it back.
func (p *Site) KeepCookie(w http.ResponseWriter, name, value string, holds time.Duration) {
	c := &http.Cookie{
		Name: p.cookieName(name), Value: value, Path: "/", MaxAge: int(holds / time.Second),
		Secure: p.HTTPS(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
