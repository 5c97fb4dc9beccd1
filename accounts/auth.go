package accounts

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"parcours/events"
	"parcours/factors"
)

// Passwords hashes passwords that people choose; cmd wires argon2id (RFC 9106). Passwords that the server makes are
// random, so a SHA-256 is enough for them.
type Passwords interface {
	Hash(password string) string
	// Verify compares; with a hash of "" it takes as long and is false. ErrBusy where too many wait already.
	Verify(ctx context.Context, hash, password string) (bool, error)
}

// ErrLogin: unknown login or wrong password; which of the two is not said.
var ErrLogin = events.Invalidf("login", "unknown address or wrong password")

// ErrBusy: so many passwords are being checked that another is not begun.
var ErrBusy = errors.New("too many passwords are being checked: try again in a moment")

// Authenticate gives the person with this login (address in any case, or id) and password. A pair that was right
// is remembered for some minutes, keyed, because Basic authentication comes with every request. ErrLogin, ErrTries and
// ErrBusy say nothing of whether the login is somebody's, and neither does the time until they come.
func (s *Service) Authenticate(ctx context.Context, login, password string, from From) (*events.Person, error) {
	p, account := s.accountOf(login)
	if p == nil {
		t := attempt{who: &events.Person{}, account: account, password: password, From: from}
		if err := s.checkOnce(ctx, t); err != nil {
			return nil, err
		}
		return nil, ErrLogin
	}
	t := attempt{who: p, account: account, password: password, From: from}
	if s.fresh(t) {
		return p, nil
	}
	if err := s.checkOnce(ctx, t); err != nil {
		return nil, err
	}
	return p, nil
}

// checkOnce checks, or waits for who checks the same.
func (s *Service) checkOnce(ctx context.Context, t attempt) error {
	key := strings.Join([]string{t.account, s.verified.hash(t.who.ID, t.password), string(t.Door), t.Address, t.Browser}, "\x00")
	return s.checks.once(ctx, key, func() error { return s.check(ctx, t) })
}

// attempt is a login that is being checked.
type attempt struct {
	who      *events.Person // the zero one for nobody
	account  string
	password string
	From
}

// fresh tells whether the pair was right within some minutes, for this door; a password that somebody may guess, from this network.
func (s *Service) fresh(t attempt) bool {
	kind, fresh, here := s.verified.knows(t.who, t.password, t.Address, s.now())
	if !fresh || !kind.opens(t.Door) {
		return false
	}
	return kind.random() || here && !s.tries.spent(s.now(), nearby(t))
}

// check looks at what is random first, since that costs nothing; then at the chosen password, whether the person has one or
// not, so that it takes as long.
func (s *Service) check(ctx context.Context, t attempt) error {
	if s.fresh(t) { // meanwhile
		return nil
	}
	var all []Credential
	known, need := "", factors.NeedNothing
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if all, err = tx.Credentials(t.who.ID); err != nil {
			return err
		}
		if known, err = s.knownBrowser(tx, t.who.ID, t.Browser); err != nil {
			return err
		}
		need, err = factors.NeedIn(tx, t.who)
		return err
	})
	if err != nil {
		return err
	}
	chosen, as := Credential{Kind: Chosen}, Chosen
	if need != factors.NeedNothing {
		as = chosenFirst
	}
	for _, c := range all {
		if c.Kind == Chosen {
			chosen = c
		} else if c.Kind.random() && c.Kind.opens(t.Door) && subtle.ConstantTimeCompare([]byte(c.Hash), []byte(hashRandom(t.password))) == 1 {
			return s.right(ctx, c, c.Kind, t)
		}
	}
	ways := s.ways(t, known)
	if !s.tries.take(s.now(), ways...) {
		s.tries.refused(s.now(), nearby(t))
		return &TriesError{Account: t.account}
	}
	ok, err := s.passwords.Verify(ctx, chosen.Hash, t.password)
	if err == nil && (!ok || !as.opens(t.Door)) { // the right one at a door that cannot ask for more counts as a wrong one
		return ErrLogin
	}
	s.tries.giveBack(ways...)
	if err != nil {
		return err
	}
	return s.right(ctx, chosen, as, t)
}

// right remembers a pair, and notes that the password was used. A disk that is full keeps nobody out.
func (s *Service) right(ctx context.Context, c Credential, as CredentialKind, t attempt) error {
	s.verified.remember(t.who, t.password, t.Address, as, s.now())
	if s.now().Sub(c.Used) >= time.Hour || c.Door != t.Door {
		c.Used, c.Door = s.now(), t.Door
		err := s.store.Update(ctx, func(tx Tx) error { return tx.UseCredential(c) })
		if err != nil && !errors.Is(err, events.ErrFull) {
			return err
		}
	}
	return nil
}

// accountOf gives who has a login, nil for nobody, and names what it is for: the same for a person's address and id.
func (s *Service) accountOf(login string) (*events.Person, string) {
	login = strings.TrimSpace(login)
	snap := s.events.Programme()
	p := snap.ByAddress(login)
	if p == nil {
		p = snap.Person(login)
	}
	if p != nil {
		return p, p.ID
	}
	return nil, "unknown " + events.Cut(events.FoldAddress(login), maxAgent)
}

// hashRandom ignores the blanks and hyphens that make a password readable that the server made.
func hashRandom(password string) string {
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
		return tx.AddCredential(Credential{Person: person, Kind: AppPassword, Hash: hashRandom(password), Label: label, Created: s.now()})
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

// readable puts a random id into groups of four lower-case letters and digits: 100 bits.
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
