package openid_test

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"parcours/openid"
	"parcours/openid/openidtest"
)

const back = "https://parcours.example.org/sign-in/openid/back"

func provider(s *openidtest.Service, change func(*openid.Config)) *openid.Provider {
	c := openid.Config{Issuer: s.URL, ClientID: openidtest.ClientID, Secret: openidtest.Secret, RedirectURL: back, PKCE: true}
	if change != nil {
		change(&c)
	}
	return openid.New(c)
}

// comes is somebody who goes there and comes back.
func comes(t *testing.T, s *openidtest.Service, p *openid.Provider) (string, error) {
	t.Helper()
	address, trip, err := p.Leave(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p.Return(t.Context(), trip, s.Visit(address))
}

func TestAddressThatIsVouchedFor(t *testing.T) {
	for name, change := range map[string]func(*openidtest.Service, *openid.Config){
		"in the ID token":        func(*openidtest.Service, *openid.Config) {},
		"as a text":              func(s *openidtest.Service, _ *openid.Config) { s.Says["email_verified"] = "true" },
		"the secret in the body": func(s *openidtest.Service, _ *openid.Config) { s.InBody = true },
		"at UserInfo": func(s *openidtest.Service, _ *openid.Config) {
			s.Says, s.Info = nil, map[string]any{"sub": "m", "email": "marc@example.org", "email_verified": true}
		},
		"ProConnect's profile": func(s *openidtest.Service, c *openid.Config) { // no PKCE, a signed UserInfo, no email_verified
			s.Says, s.Info, s.Signed = nil, map[string]any{"sub": "m", "email": "marc@example.org", "aud": openidtest.ClientID, "iss": s.URL}, true
			s.Refuses, s.InBody, c.PKCE, c.TrustEmail = true, true, false, true
		},
	} {
		s := openidtest.New(t, back)
		p := provider(s, func(c *openid.Config) { change(s, c) })
		if address, err := comes(t, s, p); err != nil || address != "marc@example.org" {
			t.Errorf("%s: %q, %v", name, address, err)
		}
	}
}

func TestAddressThatIsNot(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*openidtest.Service)
		want   error // nil: any
	}{
		"unverified":         {func(s *openidtest.Service) { s.Says["email_verified"] = false }, openid.ErrUnverified},
		"unverified, a text": {func(s *openidtest.Service) { s.Says["email_verified"] = "false" }, openid.ErrUnverified},
		"nothing said":       {func(s *openidtest.Service) { delete(s.Says, "email_verified") }, openid.ErrUnverified},
		"no address":         {func(s *openidtest.Service) { s.Says = nil; s.Info = map[string]any{"sub": "m"} }, openid.ErrUnverified},
		"another's UserInfo": {func(s *openidtest.Service) {
			s.Says = nil
			s.Info = map[string]any{"sub": "x", "email": "marc@example.org", "email_verified": true}
		}, nil},
		"another nonce":       {func(s *openidtest.Service) { s.Nonce = "another" }, openid.ErrTrip},
		"another's token":     {func(s *openidtest.Service) { s.Says["aud"] = "another" }, nil},
		"another issuer":      {func(s *openidtest.Service) { s.Says["iss"] = "https://evil.example.org" }, nil},
		"an old token":        {func(s *openidtest.Service) { s.Says["exp"] = time.Now().Add(-time.Minute).Unix() }, nil},
		"another access hash": {func(s *openidtest.Service) { s.Says["at_hash"] = "another" }, nil},
		"another key":         {func(s *openidtest.Service) { s.OtherKey() }, nil},
	} {
		s := openidtest.New(t, back)
		c.change(s)
		address, err := comes(t, s, provider(s, nil))
		if err == nil || address != "" || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %q, %v", name, address, err)
		}
	}
	s := openidtest.New(t, back)
	if address, err := comes(t, s, provider(s, func(c *openid.Config) { c.TrustEmail = true })); err != nil || address == "" {
		t.Errorf("a provider that is trusted, and says it: %v", err)
	}
	s.Says["email_verified"] = false
	if address, err := comes(t, s, provider(s, func(c *openid.Config) { c.TrustEmail = true })); !errors.Is(err, openid.ErrUnverified) {
		t.Errorf("a provider that is trusted, and says no: %q, %v", address, err)
	}
}

// Only the browser that set out comes back, once; the code is not even asked about otherwise.
func TestTrips(t *testing.T) {
	s := openidtest.New(t, back)
	p := provider(s, nil)
	address, trip, err := p.Leave(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := p.Leave(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	query := s.Visit(address)
	for name, held := range map[string]string{"no trip": "", "another's": other, "half a trip": strings.SplitN(trip, ".", 2)[0], "empty parts": "..", "no state": "." + trip} {
		if _, err := p.Return(t.Context(), held, query); !errors.Is(err, openid.ErrTrip) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := p.Return(t.Context(), trip, url.Values{"code": query["code"]}); !errors.Is(err, openid.ErrTrip) {
		t.Errorf("without state: %v", err)
	}
	mixed := maps.Clone(query)
	mixed.Set("iss", "https://evil.example.org")
	if _, err := p.Return(t.Context(), trip, mixed); !errors.Is(err, openid.ErrTrip) {
		t.Errorf("from another issuer: %v", err)
	}
	if _, err := p.Return(t.Context(), trip, url.Values{"state": query["state"], "error": {"access_denied"}}); !errors.Is(err, openid.ErrRefused) {
		t.Errorf("refused there: %v", err)
	}
	if s.Exchanges != 0 {
		t.Errorf("%d codes were asked about", s.Exchanges)
	}
	query.Set("iss", s.URL)
	if address, err := p.Return(t.Context(), trip, query); err != nil || address != "marc@example.org" {
		t.Errorf("%q, %v", address, err)
	}
	if _, err := p.Return(t.Context(), trip, query); err == nil {
		t.Error("the code worked twice")
	}
}

// A provider that does not run yet is asked again when it does.
func TestProviderThatIsAway(t *testing.T) {
	s := openidtest.New(t, back)
	p := provider(s, func(c *openid.Config) { c.Issuer = "http://127.0.0.1:1" })
	if _, _, err := p.Leave(t.Context()); err == nil {
		t.Error("an address without a provider")
	}
	p = provider(s, nil)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := p.Leave(gone); err == nil {
		t.Error("an address without an answer")
	}
	if address, err := comes(t, s, p); err != nil || address == "" {
		t.Errorf("then: %v", err)
	}
}
