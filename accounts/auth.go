package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"parcours/events"
)

// Passwords hashes passwords that people choose; cmd wires argon2id (RFC 9106). App passwords are random, so a
// SHA-256 is enough for them.
type Passwords interface {
	Hash(password string) string
	Verify(hash, password string) bool
}

// ErrLogin: unknown login or wrong password; which of the two is not said.
var ErrLogin = events.Invalidf("login", "unknown address or wrong password")

// Authenticate gives the person with this login (address in any case, or id) and password. A pair that was right
// is remembered for some minutes, keyed, because Basic authentication comes with every request.
func (s *Service) Authenticate(ctx context.Context, login, password string) (*events.Person, error) {
	snap := s.events.Programme()
	p := snap.ByAddress(login)
	if p == nil {
		p = snap.Person(login)
	}
	if p == nil {
		s.passwords.Verify("", password) // takes as long as a known login
		return nil, ErrLogin
	}
	if s.verified.knows(p.ID, password, s.now()) {
		return p, nil
	}
	var credentials []Credential
	err := s.store.View(ctx, func(tx Tx) (err error) {
		credentials, err = tx.Credentials(p.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, c := range credentials {
		if s.matches(c, password) {
			s.verified.remember(p.ID, password, s.now())
			return p, nil
		}
	}
	return nil, ErrLogin
}

func (s *Service) matches(c Credential, password string) bool {
	if c.Kind == AppPassword {
		return subtle.ConstantTimeCompare([]byte(c.Hash), []byte(hashAppPassword(password))) == 1
	}
	return s.passwords.Verify(c.Hash, password)
}

// hashAppPassword ignores the blanks and hyphens that make an app password readable.
func hashAppPassword(password string) string {
	sum := sha256.Sum256([]byte(strings.NewReplacer(" ", "", "-", "").Replace(password)))
	return base64.RawStdEncoding.EncodeToString(sum[:])
}

// NewAppPassword gives a person a fresh random password in place of the earlier ones, and returns it: it is shown
// once and kept as a hash only.
func (s *Service) NewAppPassword(ctx context.Context, person, label string) (string, error) {
	password := readable(s.newID())
	err := s.changeCredentials(ctx, person, func(tx Tx) error {
		if err := tx.RemoveCredentials(person, AppPassword); err != nil {
			return err
		}
		return tx.AddCredential(Credential{Person: person, Kind: AppPassword, Hash: hashAppPassword(password), Label: label, Created: s.now()})
	})
	return password, err
}

func (s *Service) changeCredentials(ctx context.Context, person string, f func(Tx) error) error {
	defer s.verified.forget(person)
	return s.store.Update(ctx, func(tx Tx) error {
		if _, err := tx.Person(person); err != nil {
			return err
		}
		if err := tx.RemoveSignIns(person, time.Time{}); err != nil { // whoever knew the old password is out
			return err
		}
		return f(tx)
	})
}

// readable puts a random id into groups of four lower-case letters and digits.
func readable(id string) string {
	sum := sha256.Sum256([]byte(id))
	const letters = "abcdefghijkmnpqrstuvwxyz23456789"
	var b strings.Builder
	for i := range 20 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[sum[i]%32])
	}
	return b.String()
}

// verifications remembers right pairs of person and password for some minutes, as a keyed hash.
type verifications struct {
	mu    sync.Mutex
	key   []byte
	until map[string]map[string]time.Time // person -> hash -> end
}

const rememberFor = 10 * time.Minute

func (v *verifications) hash(person, password string) string {
	mac := hmac.New(sha256.New, v.key)
	mac.Write([]byte(person + "\x00" + password))
	return string(mac.Sum(nil))
}

func (v *verifications) knows(person, password string, now time.Time) bool {
	h := v.hash(person, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.until[person][h].After(now)
}

func (v *verifications) remember(person, password string, now time.Time) {
	h := v.hash(person, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.until == nil {
		v.until = map[string]map[string]time.Time{}
	}
	if len(v.until[person]) > 8 || v.until[person] == nil {
		v.until[person] = map[string]time.Time{}
	}
	v.until[person][h] = now.Add(rememberFor)
}

func (v *verifications) forget(person string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.until, person)
}
