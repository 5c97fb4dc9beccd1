package accounts

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parcours/events"
)

// Bounds of a password that a person chooses, in characters (NIST SP 800-63B §3.1.1.2 asks for no composition rules,
// and that the commonest are refused).
const (
	MinPassword = 10
	MaxPassword = 500
)

// commonPasswords are those of ten characters and more that everybody tries first, as Letters and digits in lower case.
var commonPasswords = map[string]bool{
	"0123456789": true, "1234567890": true, "12345678910": true, "123456789a": true, "9876543210": true, "0987654321": true,
	"azertyuiop": true, "qwertyuiop": true, "1q2w3e4r5t": true, "1a2z3e4r5t": true, "qwerty1234": true, "azerty1234": true,
	"azerty12345": true, "azerty123456": true, "qwerty123456": true, "password12": true, "password123": true, "password1234": true,
	"passw0rd123": true, "motdepasse": true, "motdepasse1": true, "motdepasse12": true, "motdepasse123": true, "administrateur": true,
	"administrator": true, "bonjour123": true, "doudou1234": true, "iloveyou12": true, "jetaime123": true, "soleil1234": true, "loulou1234": true,
	"marseille13": true, "welcome123": true, "changeme123": true, "letmein123": true, "abcdefghij": true, "abcd123456": true,
}

// Why a password is refused, in Invalid.Field.
const (
	PasswordShort  = "password-short"
	PasswordLong   = "password-long"
	PasswordCommon = "password-common"
)

// CheckPassword tells what is wrong with a password that somebody chose, nil if nothing.
func CheckPassword(p *events.Person, password string) error {
	n := utf8.RuneCountInString(password)
	plain := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' || r == '.' || r == '!' {
			return -1
		}
		return r
	}, strings.ToLower(password))
	login, _, _ := strings.Cut(strings.ToLower(p.Email), "@")
	switch {
	case n < MinPassword:
		return events.Invalidf(PasswordShort, "give at least %d characters", MinPassword)
	case n > MaxPassword || !utf8.ValidString(password):
		return events.Invalidf(PasswordLong, "give at most %d characters, in UTF-8", MaxPassword)
	case commonPasswords[plain], len(slices.Compact([]rune(plain))) <= 1, strings.EqualFold(password, p.Email), strings.EqualFold(password, login):
		return events.Invalidf(PasswordCommon, "it is among those that are tried first; several words in a row are easy to keep in mind")
	}
	return nil
}

// passwordLinkFor is for how long a link to choose a password holds.
const passwordLinkFor = 7 * 24 * time.Hour

// PasswordLink signs a link by which a person chooses a password, for the path /password/{token}. It holds for seven
// days, and is bound to the passwords that the person has now and to this life of the store: once one of them changes it is spent.
func (s *Service) PasswordLink(ctx context.Context, person string) (token string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Person(person)
		if err != nil || p.Removed {
			return events.ErrNotFound
		}
		until := strconv.FormatInt(s.now().Add(passwordLinkFor).Unix(), 10)
		token, err = s.passwordToken(tx, person+"\x1f"+until)
		return err
	})
	return token, err
}

func (s *Service) passwordToken(tx Tx, payload string) (string, error) {
	person, _, _ := strings.Cut(payload, "\x1f")
	credentials, err := tx.Credentials(person)
	if err != nil {
		return "", err
	}
	bound := s.store.Generation() + "\x1f" + payload // a restored store may know passwords again that were replaced
	for _, c := range credentials {
		if c.Kind == Device {
			continue
		}
		bound += "\x1f" + string(c.Kind) + "\x1f" + c.Hash
	}
	return base64.RawURLEncoding.EncodeToString(append(s.events.Programme().Sign("password", bound), payload...)), nil
}

// PasswordLinkOf gives who may choose a password by a link; ErrNotFound for one that is spent, too old or not of this
// server: which of these is not said.
func (s *Service) PasswordLinkOf(ctx context.Context, token string) (p *events.Person, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err = s.readPasswordToken(tx, token)
		return err
	})
	return p, err
}

func (s *Service) readPasswordToken(tx Tx, token string) (*events.Person, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) <= events.SignatureSize {
		return nil, events.ErrNotFound
	}
	payload := string(b[events.SignatureSize:])
	person, until, _ := strings.Cut(payload, "\x1f")
	seconds, err := strconv.ParseInt(until, 10, 64)
	if err != nil || s.now().Unix() >= seconds {
		return nil, events.ErrNotFound
	}
	right, err := s.passwordToken(tx, payload)
	if err != nil || !hmac.Equal([]byte(right), []byte(token)) {
		return nil, events.ErrNotFound
	}
	p, err := tx.Person(person)
	if err != nil || p.Removed {
		return nil, events.ErrNotFound
	}
	return &p, nil
}

// ChoosePassword sets the password that a person chose by a link, which is spent with it. A password that the person
// chose before is replaced; those that the server made for their calendar programs stay.
func (s *Service) ChoosePassword(ctx context.Context, token, password string) error {
	p, err := s.PasswordLinkOf(ctx, token)
	if err != nil {
		return err
	}
	if err := CheckPassword(p, password); err != nil {
		return err
	}
	hash := s.passwords.Hash(password)
	return s.changeCredentials(ctx, p.ID, func(tx Tx) error {
		if _, err := s.readPasswordToken(tx, token); err != nil {
			return err
		}
		return s.setChosen(tx, p.ID, hash)
	})
}

// SetPassword replaces the password that a person chose.
func (s *Service) SetPassword(ctx context.Context, person, password string) error {
	p := s.events.Programme().Person(person)
	if p == nil {
		return events.ErrNotFound
	}
	if err := CheckPassword(p, password); err != nil {
		return err
	}
	hash := s.passwords.Hash(password)
	return s.changeCredentials(ctx, person, func(tx Tx) error { return s.setChosen(tx, person, hash) })
}

func (s *Service) setChosen(tx Tx, person, hash string) error {
	if err := tx.RemoveCredentials(person, Chosen); err != nil {
		return err
	}
	return tx.AddCredential(Credential{Person: person, Kind: Chosen, Hash: hash, Created: s.now()})
}

// HasPassword tells whether a person has a password by which they sign in.
func (s *Service) HasPassword(ctx context.Context, person string) (has bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		credentials, err := tx.Credentials(person)
		has = slices.ContainsFunc(credentials, func(c Credential) bool { return c.Kind.opens(events.DoorWeb) })
		return err
	})
	return has, err
}

// firstLabel marks the passwords of FirstPasswords.
const firstLabel = "first start"

// FirstPasswords gives each of these people the password that they have from the start, which is the same each time it
// is asked for; nil once one of them signed in or has another password.
func (s *Service) FirstPasswords(ctx context.Context, people []string) (passwords []string, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		passwords = nil
		for _, person := range people {
			password := readable(string(s.events.Programme().Sign("first password", person)))
			fresh := Credential{Person: person, Kind: AppPassword, Hash: hashRandom(password), Label: firstLabel, Created: s.now()}
			used, err := used(tx, person)
			if err != nil {
				return err
			}
			has, err := tx.Credentials(person)
			if err != nil {
				return err
			}
			if used || slices.ContainsFunc(has, func(c Credential) bool { return c.Kind != AppPassword || c.Hash != fresh.Hash }) {
				return errUsed
			}
			if len(has) == 0 {
				if err := tx.AddCredential(fresh); err != nil {
					return err
				}
			}
			passwords = append(passwords, password)
		}
		return nil
	})
	if errors.Is(err, errUsed) {
		return nil, nil
	}
	return passwords, err
}

// used tells whether a person ever signed in, with a calendar program or a browser.
func used(tx Tx, person string) (bool, error) {
	byCalendar, err := tx.Seen(person, events.DoorCalDAV)
	if err != nil {
		return false, err
	}
	byBrowser, err := tx.Seen(person, events.DoorWeb)
	return !byCalendar.IsZero() || !byBrowser.IsZero(), err
}

// errUsed ends the transaction of FirstPasswords, so that nobody gets a password when another one's was used.
var errUsed = errors.New("used")
