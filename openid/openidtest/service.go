// Package openidtest is a provider of OpenID Connect for tests: real keys and tokens over HTTP. Only tests import it.
package openidtest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// What the provider and its only client agreed on.
const (
	ClientID = "parcours"
	Secret   = "the client's"
)

// Service is a provider: real keys, signed tokens, codes that work once, PKCE and the client's secret checked.
type Service struct {
	*httptest.Server
	t         *testing.T
	back      string
	key       *rsa.PrivateKey
	Says      map[string]any // claims of the ID token beside what it must have
	Info      map[string]any // claims of UserInfo
	Signed    bool           // UserInfo is a signed token
	InBody    bool           // the client shows its secret in the body
	Refuses   bool           // parameters of PKCE
	Nonce     string         // in place of the right one
	codes     map[string]url.Values
	issuer    *oidctest.Server
	Exchanges int
	Keeps     func(path string) // before anything is answered; it may wait
}

// keys are the provider's, and another's; they take long to make.
var keys = [2]func() *rsa.PrivateKey{sync.OnceValue(newKey), sync.OnceValue(newKey)}

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// New starts one that sends people back to an address, with a verified address of marc@example.org.
func New(t *testing.T, back string) *Service {
	t.Helper()
	key := keys[0]()
	s := &Service{back: back, t: t, key: key, codes: map[string]url.Values{}, Says: map[string]any{"email": "marc@example.org", "email_verified": true}}
	s.issuer = &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	s.issuer.SetIssuer(s.URL)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.Keeps != nil {
		s.Keeps(r.URL.Path)
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		found := httptest.NewRecorder()
		s.issuer.ServeHTTP(found, r)
		var all map[string]any
		if err := json.Unmarshal(found.Body.Bytes(), &all); err != nil {
			s.t.Error(err)
		}
		all["userinfo_endpoint"] = s.URL + "/userinfo"
		if s.InBody {
			all["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"}
		}
		s.json(w, all)
	case "/token":
		s.token(w, r)
	case "/userinfo":
		if r.Header.Get("Authorization") != "Bearer access" {
			http.Error(w, "who?", http.StatusUnauthorized)
			return
		}
		if s.Signed {
			w.Header().Set("Content-Type", "application/jwt")
			fmt.Fprint(w, s.sign(s.Info))
			return
		}
		s.json(w, s.Info)
	default:
		s.issuer.ServeHTTP(w, r)
	}
}

func (s *Service) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		s.t.Error(err)
	}
}

func (s *Service) sign(all map[string]any) string {
	octets, err := json.Marshal(all)
	if err != nil {
		s.t.Error(err)
	}
	return oidctest.SignIDToken(s.key, "k", oidc.RS256, string(octets))
}

// Visit is somebody who opens the address, signs in there and is sent back: with what query.
func (s *Service) Visit(address string) url.Values {
	s.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		s.t.Fatal(err)
	}
	q := u.Query()
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != s.back || q.Get("response_type") != "code" || q.Get("scope") != "openid email" ||
		len(q.Get("state")) < 32 || len(q.Get("nonce")) < 32 || s.Refuses == q.Has("code_challenge") {
		s.t.Errorf("%v", q)
	}
	code := rand.Text()
	s.codes[code] = q
	return url.Values{"code": {code}, "state": {q.Get("state")}}
}

func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	s.Exchanges++
	user, secret, basic := r.BasicAuth()
	if s.InBody {
		user, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	asked, known := s.codes[r.FormValue("code")]
	delete(s.codes, r.FormValue("code"))
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	proved := s.Refuses && !r.Form.Has("code_verifier") || asked.Get("code_challenge") == base64.RawURLEncoding.EncodeToString(challenge[:])
	if secret, _ = url.QueryUnescape(secret); !known || basic == s.InBody || user != ClientID || secret != Secret || !proved || r.FormValue("redirect_uri") != s.back {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	nonce := asked.Get("nonce")
	if s.Nonce != "" {
		nonce = s.Nonce
	}
	id := map[string]any{"iss": s.URL, "aud": ClientID, "sub": "m", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": nonce}
	maps.Copy(id, s.Says)
	s.json(w, map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": s.sign(id)})
}

// OtherKey has it sign with a key that nobody knows of.
func (s *Service) OtherKey() { s.key = keys[1]() }
