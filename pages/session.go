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

// Cookie is the name of the cookie that holds a sign-in's secret: with __Host- only this server, over https, can have set
// it (RFC 6265bis §4.1.3.2); on a machine of one's own, over http, browsers take no such name.
func (p *Site) Cookie() string {
	if p.HTTPS() {
		return "__Host-parcours"
	}
	return "parcours"
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
			r = r.WithContext(context.WithValue(r.Context(), viewerKey{}, who))
		}
		next.ServeHTTP(w, r)
	})
}

// SecretOf is the secret of the browser's sign-in, "" without one.
func (p *Site) SecretOf(r *http.Request) string {
	if c, err := r.Cookie(p.Cookie()); err == nil {
		return c.Value
	}
	return ""
}

// SetCookie gives the browser the secret of a sign-in; "" takes it back.
func (p *Site) SetCookie(w http.ResponseWriter, secret string) {
	c := &http.Cookie{
		Name: p.Cookie(), Value: secret, Path: "/", MaxAge: int(accounts.SignInFor / time.Second),
		Secure: p.HTTPS(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
