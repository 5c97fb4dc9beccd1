// Package factors is the second factor of organisers: a code that their telephone shows, asked after a password, a link or another
// service (RFC 6238), and recovery codes for when it is lost. It imports the standard library and package events only.
package factors

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"parcours/events"
)

// Factor is what a person's telephone and the server know.
type Factor struct {
	Person string
	Secret string // base32
	Made   time.Time
	Step   int64 // of the last code that was taken: none is taken twice
}

// Act is that a second factor was set up, or removed; they are only ever added.
type Act struct {
	Person string
	By     string // id; "" for whoever runs the server
	What   What
	Door   events.Door
	At     time.Time
}

// What happened to a second factor.
type What string

// What can happen.
const (
	SetUp   What = "set-up"
	Ended   What = "ended"   // by its person, with a code
	Reset   What = "reset"   // by another organiser or a command: the telephone is lost
	Renewed What = "renewed" // other recovery codes
	Used    What = "used"    // a recovery code was used
)

// Tx is the slice of a transaction that second factors need, beside that of the programme.
type Tx interface {
	events.Tx

	// Factor is a person's; ErrNotFound without one.
	Factor(person string) (Factor, error)
	SetFactor(Factor) error
	// RemoveFactor removes it with the recovery codes.
	RemoveFactor(person string) error
	// SetRecovery puts these in place of a person's recovery codes, by their hashes.
	SetRecovery(person string, hashes []string) error
	// UseRecovery removes a recovery code; ErrNotFound without it.
	UseRecovery(person, hash string) error
	// RecoveryLeft counts them.
	RecoveryLeft(person string) (int, error)
	AddFactorAct(Act) error
}

// Need is what is asked of a person after the first way in.
type Need string

// The needs.
const (
	NeedNothing Need = ""
	NeedCode    Need = "code"
	NeedSetUp   Need = "set-up" // organisers must have a second factor here, and this one has none
)

// settingRequired is whether organisers must have one.
const settingRequired = "second-factor"

const required = "organisers"

// NeedIn tells what is asked of a person.
func NeedIn(tx Tx, p *events.Person) (Need, error) {
	if p == nil {
		return NeedNothing, nil
	}
	switch _, err := tx.Factor(p.ID); {
	case err == nil:
		return NeedCode, nil
	case !errors.Is(err, events.ErrNotFound):
		return NeedNothing, err
	case p.Role != events.Organiser:
		return NeedNothing, nil
	}
	if said, err := tx.Setting(settingRequired); err != nil || said != required {
		return NeedNothing, err
	}
	return NeedSetUp, nil
}

// ErrCode: it is not the code that the telephone shows now, was used before, or is no recovery code that is left.
var ErrCode = events.Invalidf("code", "this is not the code that the telephone shows now; each is taken once, wait for the next one")

// CheckIn takes a code of a person, or one of their recovery codes; neither is taken again.
func CheckIn(tx Tx, person, code string, now time.Time) error {
	f, err := tx.Factor(person)
	if err != nil {
		return err
	}
	code = plain(code)
	if len(code) != digits {
		err := tx.UseRecovery(person, hashCode(code))
		if errors.Is(err, events.ErrNotFound) {
			return ErrCode
		}
		return errors.Join(err, tx.AddFactorAct(Act{Person: person, By: person, What: Used, Door: events.DoorWeb, At: now}))
	}
	step := stepOf(f.Secret, code, f.Step, now)
	if step == 0 {
		return ErrCode
	}
	f.Step = step
	return tx.SetFactor(f)
}

func hashCode(code string) string {
	sum := sha256.Sum256([]byte("recovery code\x00" + code))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// recoveryCodes is how many a person is given.
const recoveryCodes = 10

// freshCodes makes recovery codes of 80 bits, in groups of four, and their hashes.
func freshCodes(newID func() string) (codes, hashes []string) {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789"
	for range recoveryCodes {
		sum := sha256.Sum256([]byte(newID()))
		var b strings.Builder
		for i := range 16 {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(letters[sum[i]%32])
		}
		codes = append(codes, b.String())
		hashes = append(hashes, hashCode(plain(b.String())))
	}
	return codes, hashes
}
