package factors

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash"
	"net/url"
	"strings"
	"time"
)

// What programs for telephones take without being told (RFC 6238 §4, §5.2).
const (
	period     = 30 // seconds
	digits     = 6
	secretSize = 20 // octets, as HMAC-SHA-1 gives (RFC 4226 §4)
	drift      = 1  // steps that a clock may be early or late (RFC 6238 §6)
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// newSecret is random, in base32.
func newSecret() string {
	octets := make([]byte, secretSize)
	rand.Read(octets)
	return base32Text.EncodeToString(octets)
}

// stepAt is the number of the step of 30 seconds of a moment (RFC 6238 §4.2).
func stepAt(t time.Time) int64 { return t.Unix() / period }

// codeAt is the code of a step: HOTP with its number (RFC 4226 §5.3).
func codeAt(sum func() hash.Hash, secret []byte, step int64, digits int) string {
	mac := hmac.New(sum, secret)
	binary.Write(mac, binary.BigEndian, step)
	whole := mac.Sum(nil)
	at := whole[len(whole)-1] & 0xf
	number := binary.BigEndian.Uint32(whole[at:]) & 0x7fffffff
	modulus := uint32(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, number%modulus)
}

// stepOf is the step after another whose code this is, at a moment; 0 for none. All are compared, whichever fits.
func stepOf(secret, code string, after int64, now time.Time) (found int64) {
	octets, err := base32Text.DecodeString(secret)
	if err != nil {
		return 0
	}
	for step := stepAt(now) - drift; step <= stepAt(now)+drift; step++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(sha1.New, octets, step, digits)), []byte(code)) == 1 && step > after {
			found = step
		}
	}
	return found
}

// address is what the picture says that a telephone takes in.
func address(issuer, login, secret string) string {
	label := url.PathEscape(strings.ReplaceAll(issuer, ":", " ")) + ":" + url.PathEscape(login)
	return "otpauth://totp/" + label + "?" + strings.ReplaceAll(url.Values{"secret": {secret}, "issuer": {issuer}}.Encode(), "+", "%20")
}

// plain takes blanks and hyphens out of a code, and makes letters small.
func plain(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "-", "").Replace(strings.TrimSpace(code)))
}
