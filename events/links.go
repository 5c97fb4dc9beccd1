package events

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// Links signs and reads the tokens of links, with the server's secret.
type Links struct{ secret []byte }

// AnswerLink is what an answer page's token says: who answers, for whom, which session.
type AnswerLink struct {
	Person  string // who holds the link
	Session string
	For     Subject
}

// AnswerToken signs a link for the path /a/{token}. The same link always has the same token, so that feeds do
// not change when nothing changed.
func (s Links) AnswerToken(l AnswerLink) string {
	fields := []string{l.Person, l.Session}
	if l.For.Territory != "" {
		fields = append(fields, l.For.Territory, l.For.Category)
	}
	return s.Seal("answer", fields...)
}

// ReadAnswerToken checks a token and gives its link; ErrNotFound if it is not one that this server signed.
func (s Links) ReadAnswerToken(token string) (AnswerLink, error) {
	f, err := s.Open("answer", token)
	switch {
	case err != nil:
		return AnswerLink{}, err
	case len(f) == 2:
		return AnswerLink{Person: f[0], Session: f[1], For: Subject{Person: f[0]}}, nil
	case len(f) == 4:
		return AnswerLink{Person: f[0], Session: f[1], For: Subject{Territory: f[2], Category: f[3]}}, nil
	}
	return AnswerLink{}, ErrNotFound
}

// Seal signs some fields, which hold no control characters, for one purpose: a token for a path.
func (s Links) Seal(purpose string, fields ...string) string {
	payload := strings.Join(fields, "\x1f")
	return base64.RawURLEncoding.EncodeToString(append(s.Sign(purpose, payload), payload...))
}

// Open gives the fields of a token; ErrNotFound for one that this server did not seal for this purpose.
func (s Links) Open(purpose, token string) ([]string, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) <= SignatureSize {
		return nil, ErrNotFound
	}
	payload := string(b[SignatureSize:])
	if !hmac.Equal(b[:SignatureSize], s.Sign(purpose, payload)) {
		return nil, ErrNotFound
	}
	return strings.Split(payload, "\x1f"), nil
}

// SignatureSize is how many octets of a signature stand before what it signs.
const SignatureSize = 16

// Sign gives the first 128 bits of an HMAC-SHA-256 (RFC 2104) for one purpose.
func (s Links) Sign(purpose, payload string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(purpose + "\x00" + payload))
	return mac.Sum(nil)[:SignatureSize]
}

// PageToken signs the link to a person's own page, for the path /m/{token}. It ends with the secret of their feed: whoever
// gives them another feed address ends both.
func (s *Snapshot) PageToken(p *Person) string { return s.Seal("me", p.ID, s.pageMark(p)) }

// PageOf is whose page a token opens; ErrNotFound for one that is none, or that has ended.
func (s *Snapshot) PageOf(token string) (*Person, error) {
	f, err := s.Open("me", token)
	if err != nil || len(f) != 2 {
		return nil, ErrNotFound
	}
	if p := s.Person(f[0]); p != nil && hmac.Equal([]byte(f[1]), []byte(s.pageMark(p))) {
		return p, nil
	}
	return nil, ErrNotFound
}

func (s *Snapshot) pageMark(p *Person) string {
	return base64.RawURLEncoding.EncodeToString(s.Sign("me of feed", p.FeedToken)[:6])
}
