package factors

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"fmt"
	"hash"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestVectors are those of RFC 6238, appendix B. Its secrets are as long as each hash.
func TestVectors(t *testing.T) {
	secret := func(n int) []byte { return []byte(strings.Repeat("1234567890", 7)[:n]) }
	for seconds, want := range map[int64][3]string{
		59:          {"94287082", "46119246", "90693936"},
		1111111109:  {"07081804", "68084774", "25091201"},
		1111111111:  {"14050471", "67062674", "99943326"},
		1234567890:  {"89005924", "91819424", "93441116"},
		2000000000:  {"69279037", "90698825", "38618901"},
		20000000000: {"65353130", "77737706", "47863826"},
	} {
		for i, sum := range []func() hash.Hash{sha1.New, sha256.New, sha512.New} {
			if got := codeAt(sum, secret([]int{20, 32, 64}[i]), stepAt(time.Unix(seconds, 0)), 8); got != want[i] {
				t.Errorf("%d, %d: %s, want %s", seconds, i, got, want[i])
			}
		}
	}
}

// TestDrift: a code is that of its step and of those beside it, and of none that was taken.
func TestDrift(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	now := time.Unix(1111111111, 0)
	step := stepAt(now)
	for at := int64(-3); at <= 3; at++ {
		code := codeAt(sha1.New, []byte("12345678901234567890"), step+at, 6)
		want := step + at
		if at < -1 || at > 1 {
			want = 0
		}
		if got := stepOf(secret, code, 0, now); got != want {
			t.Errorf("%+d: %d, want %d", at, got, want)
		}
		if got := stepOf(secret, code, step+at, now); got != 0 {
			t.Errorf("%+d: taken again", at)
		}
	}
	for _, wrong := range []string{"", "000000", "12345", "1234567", "abcdef"} {
		if stepOf(secret, wrong, 0, now) != 0 {
			t.Errorf("%q is taken", wrong)
		}
	}
	if stepOf("not base32!", "000000", 0, now) != 0 {
		t.Error("a secret that is none")
	}
}

func TestAddress(t *testing.T) {
	u, err := url.Parse(address("Territoires pilotes : 2022", "marc+x@example.org", "ABC"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Territoires pilotes   2022:marc+x@example.org" || u.Query().Get("secret") != "ABC" || u.Query().Get("issuer") != "Territoires pilotes : 2022" {
		t.Errorf("%v %v", u, err)
	}
	if strings.Contains(u.RawQuery, "+") {
		t.Error("telephones read a plus as a plus: ", u.RawQuery)
	}
	codes, hashes := freshCodes(func() string { return fmt.Sprint(time.Now().UnixNano()) })
	for i, code := range codes {
		if len(plain(code)) != 16 || hashCode(plain(strings.ToUpper(" "+code+" "))) != hashes[i] {
			t.Errorf("%q", code)
		}
	}
	if len(codes) != 10 {
		t.Errorf("%d codes", len(codes))
	}
}
