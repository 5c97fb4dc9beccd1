// Package openid learns an address from a service where people sign in already: OpenID Connect Core 1.0, the code flow (§3.1)
// with PKCE (RFC 7636). It knows nothing of the programme: whose the address is, and what they may, is asked elsewhere.
package openid

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config is what a provider and this server agreed on.
type Config struct {
	Issuer      string // as in the provider's discovery document (OpenID Connect Discovery 1.0 §4)
	ClientID    string
	Secret      string
	RedirectURL string         // where people come back to
	PKCE        bool           // false only for a provider that refuses its parameters
	TrustEmail  bool           // the provider vouches for every address, and says no email_verified
	Roots       *x509.CertPool // whose certificates are believed; nil for the system's
	Patience    time.Duration  // for each answer of the provider, whole; 0 for usualPatience
}

// usualPatience is how long a provider may take for one answer.
const usualPatience = 10 * time.Second

// Why nobody is known. Any other error is the provider's, or of the way to it.
var (
	ErrTrip       = errors.New("openid: this browser did not set out, or too long ago") // also of one who was led here by another
	ErrRefused    = errors.New("openid: the provider let nobody through")
	ErrUnverified = errors.New("openid: the provider vouches for no address")
)

// Provider is such a service. It is asked for what it can do when the first person sets out: it need not run before.
type Provider struct {
	config Config
	client *http.Client

	asking chan struct{} // holds one who asks: who waits for it may leave
	found  *oidc.Provider
	failed error // of the last try
	again  time.Time
}

// askAgain is after what time a provider is asked again that did not answer: those who wait for it are told at once.
const askAgain = 3 * time.Second

// New gives a provider.
func New(c Config) *Provider {
	client := &http.Client{Timeout: cmp.Or(c.Patience, usualPatience)}
	if c.Roots != nil {
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: c.Roots}, Proxy: http.ProxyFromEnvironment}
	}
	return &Provider{config: c, client: client, asking: make(chan struct{}, 1)}
}

// discover reads what the provider can do, once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p.found != nil {
		return p.found, nil
	}
	if p.failed != nil && time.Now().Before(p.again) {
		return nil, p.failed
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		err = fmt.Errorf("the provider %s: %w", p.config.Issuer, err)
		if ctx.Err() == nil {
			p.failed, p.again = err, time.Now().Add(askAgain)
		}
		return nil, err
	}
	p.found, p.failed = found, nil
	return found, nil
}

func (p *Provider) oauth(found *oidc.Provider) oauth2.Config {
	at := found.Endpoint()
	at.AuthStyle = styleOf(found)
	return oauth2.Config{ClientID: p.config.ClientID, ClientSecret: p.config.Secret, Endpoint: at, RedirectURL: p.config.RedirectURL, Scopes: []string{oidc.ScopeOpenID, "email"}}
}

// styleOf is how the client shows its secret (Core §9): guessing would spend a code that works once.
func styleOf(found *oidc.Provider) oauth2.AuthStyle {
	var can struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := found.Claims(&can); err == nil && len(can.Methods) > 0 && !slices.Contains(can.Methods, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// TripFor is for how long somebody may stay with the provider.
const TripFor = 10 * time.Minute

// Leave gives the address at which somebody signs in, and what their browser must hold until they come back: state and nonce
// (Core §3.1.2.1) and the verifier of PKCE, new for each who sets out.
func (p *Provider) Leave(ctx context.Context) (address, trip string, err error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", "", err
	}
	t := setOut{state: secret(), nonce: secret(), verifier: oauth2.GenerateVerifier()}
	options := []oauth2.AuthCodeOption{oidc.Nonce(t.nonce)}
	if p.config.PKCE {
		options = append(options, oauth2.S256ChallengeOption(t.verifier))
	}
	client := p.oauth(found)
	return client.AuthCodeURL(t.state, options...), t.String(), nil
}

// secret is random, of 52 characters: some providers want 32 at least.
func secret() string { return rand.Text() + rand.Text() }

// setOut is what a browser holds of somebody who is with the provider.
type setOut struct{ state, nonce, verifier string }

func (t setOut) String() string { return t.state + "." + t.nonce + "." + t.verifier }

func parseSetOut(text string) (t setOut, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || slices.Contains(parts, "") {
		return t, false
	}
	return setOut{parts[0], parts[1], parts[2]}, true
}

// Return is whose address the provider vouches for, after somebody came back with this query in the browser that holds this
// trip.
func (p *Provider) Return(ctx context.Context, trip string, query url.Values) (address string, err error) {
	t, ok := parseSetOut(trip)
	if !ok || subtle.ConstantTimeCompare([]byte(t.state), []byte(query.Get("state"))) != 1 {
		return "", ErrTrip
	}
	if issuer := query.Get("iss"); issuer != "" && issuer != p.config.Issuer { // RFC 9207 §2.4
		return "", ErrTrip
	}
	if why := query.Get("error"); why != "" { // RFC 6749 §4.1.2.1
		return "", fmt.Errorf("%w: %.100q", ErrRefused, why)
	}
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	var options []oauth2.AuthCodeOption
	if p.config.PKCE {
		options = append(options, oauth2.VerifierOption(t.verifier))
	}
	client := p.oauth(found)
	token, err := client.Exchange(ctx, query.Get("code"), options...)
	if err != nil {
		return "", fmt.Errorf("the provider's code: %w", err)
	}
	id, err := p.idToken(ctx, found, token, t.nonce)
	if err != nil {
		return "", err
	}
	return p.address(ctx, found, token, id)
}

// idToken checks who the provider says that it is (Core §3.1.3.7): signature, issuer, audience, time, nonce.
func (p *Provider) idToken(ctx context.Context, found *oidc.Provider, token *oauth2.Token, nonce string) (*oidc.IDToken, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("openid: the provider gave no ID token")
	}
	id, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return nil, fmt.Errorf("%w: the nonce is another one", ErrTrip)
	}
	if id.AccessTokenHash != "" {
		return id, id.VerifyAccessToken(token.AccessToken)
	}
	return id, nil
}

// claims are what of a person's is read, in the ID token or at the UserInfo endpoint (Core §5.1).
type claims struct {
	Email    string `json:"email"`
	Verified *flag  `json:"email_verified"`
}

// flag is true or "true": some providers write a text.
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(b []byte) error {
	*f = strings.Trim(string(b), `"`) == "true"
	return nil
}

// address is the one that the provider vouches for, in the ID token or at the UserInfo endpoint.
func (p *Provider) address(ctx context.Context, found *oidc.Provider, token *oauth2.Token, id *oidc.IDToken) (string, error) {
	var c claims
	if err := id.Claims(&c); err != nil {
		return "", err
	}
	if c.Email == "" {
		info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return "", err
		}
		if info.Subject != id.Subject { // Core §5.3.2: somebody else's
			return "", errors.New("openid: the provider tells of another person")
		}
		if err := info.Claims(&c); err != nil {
			return "", err
		}
	}
	vouched := p.config.TrustEmail && c.Verified == nil || c.Verified != nil && bool(*c.Verified)
	if c.Email == "" || !vouched {
		return "", ErrUnverified
	}
	return c.Email, nil
}
