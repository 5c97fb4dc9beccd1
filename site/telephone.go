package site

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// Telephone is a program that shows codes, written apart from the server's (RFC 4226 §5.3, RFC 6238 §4).
type Telephone struct {
	Site   *Site
	Secret string // base32
}

// Code is what it shows, on a clock that is early or late.
func (p *Telephone) Code(drift time.Duration) string {
	key, err := base32.StdEncoding.DecodeString(p.Secret)
	p.Site.Must(err)
	mac := hmac.New(sha1.New, key)
	p.Site.Must(binary.Write(mac, binary.BigEndian, p.Site.now().Add(drift).Unix()/30))
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff)%1_000_000)
}

// WithFactor sets up the second factor of somebody, and gives the telephone and the recovery codes.
func (s *Site) WithFactor(person string) (*Telephone, []string) {
	s.T.Helper()
	d := s.Accounts.Factors.Begin(s.Person(person))
	phone := &Telephone{s, d.Secret}
	codes, err := s.Accounts.Factors.Confirm(s.T.Context(), s.Person(person), d.Token, phone.Code(0))
	s.Must(err)
	return phone, codes
}
