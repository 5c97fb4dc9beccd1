package events

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// AnswerLink is what an answer page's token says: who answers, for whom, which session.
type AnswerLink struct {
	Person  string // who holds the link
	Session string
	For     Subject
}

// AnswerToken signs a link for the path /a/{token}. The same link always has the same token, so that feeds do
// not change when nothing changed.
func (s *Service) AnswerToken(l AnswerLink) string {
	fields := []string{l.Person, l.Session}
	if l.For.Territory != "" {
		fields = append(fields, l.For.Territory, l.For.Category)
	}
	payload := strings.Join(fields, "\x1f")
	return base64.RawURLEncoding.EncodeToString(append(s.sign("answer", payload), payload...))
}

// ReadAnswerToken checks a token and gives its link; ErrNotFound if it is not one that this server signed.
func (s *Service) ReadAnswerToken(token string) (AnswerLink, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) <= signatureSize {
		return AnswerLink{}, ErrNotFound
	}
	payload := string(b[signatureSize:])
	if !hmac.Equal(b[:signatureSize], s.sign("answer", payload)) {
		return AnswerLink{}, ErrNotFound
	}
	f := strings.Split(payload, "\x1f")
	switch len(f) {
	case 2:
		return AnswerLink{Person: f[0], Session: f[1], For: Subject{Person: f[0]}}, nil
	case 4:
		return AnswerLink{Person: f[0], Session: f[1], For: Subject{Territory: f[2], Category: f[3]}}, nil
	}
	return AnswerLink{}, ErrNotFound
}

const signatureSize = 16

// sign gives the first 128 bits of an HMAC-SHA-256 (RFC 2104) for one purpose.
func (s *Service) sign(purpose, payload string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(purpose + "\x00" + payload))
	return mac.Sum(nil)[:signatureSize]
}
