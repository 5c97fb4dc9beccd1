package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"parcours/events"
	"parcours/factors"
)

// SignIn is a browser in which somebody signed in. The browser holds a secret; its hash names the sign-in here.
type SignIn struct {
	Hash   string
	Person string
	Made   time.Time
	Used   time.Time // when it was last used, to the hour
	Agent  string    // what the browser says that it is, shortened
}

// SignInFor is for how long a sign-in holds.
const SignInFor = 30 * 24 * time.Hour

const (
	maxSignIns = 20  // of one person: the oldest ends
	maxAgent   = 200 // runes
)

// Entry is what a browser holds after somebody signed in; of somebody who is asked for a second factor, Half alone.
type Entry struct {
	Half    string // by which they go on: see Service.Half
	Secret  string // of the sign-in
	Browser string // by which the browser is known from then on, when the sign-in has long ended: see KnownFor
}

// SignIn signs a person in by login and password. Its errors are those of Authenticate.
func (s *Service) SignIn(ctx context.Context, login, password string, from From) (Entry, error) {
	p, err := s.Authenticate(ctx, strings.TrimSpace(login), password, from)
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, from, func(Tx) (string, error) { return p.ID, nil })
}

// SignInAs signs in whoever has this address, which somebody else vouches for; ErrNotFound where that is nobody.
func (s *Service) SignInAs(ctx context.Context, address string, from From) (Entry, error) {
	p := s.events.Programme().ByAddress(address)
	if p == nil {
		return Entry{}, events.ErrNotFound
	}
	return s.enter(ctx, from, func(Tx) (string, error) { return p.ID, nil })
}

// enter makes the sign-in of a person whom who finds, in the same transaction; or the half of one, where a second factor is asked.
func (s *Service) enter(ctx context.Context, from From, who func(Tx) (string, error)) (Entry, error) {
	secret, fresh := s.newID(), s.newID()
	var e Entry
	err := s.store.Update(ctx, func(tx Tx) error {
		person, err := who(tx)
		if err != nil {
			return err
		}
		p, err := tx.Person(person)
		if err != nil {
			return err
		}
		need, err := factors.NeedIn(tx, &p)
		if err != nil {
			return err
		}
		if need != factors.NeedNothing {
			e = Entry{Half: secret}
			return s.ask(tx, person, secret)
		}
		e = Entry{Secret: secret}
		return s.let(tx, person, from, &e, fresh)
	})
	return e, err
}

// let makes a sign-in with the secret of an entry, and meets the browser.
func (s *Service) let(tx Tx, person string, from From, e *Entry, fresh string) (err error) {
	if err := s.roomFor(tx, person); err != nil {
		return err
	}
	if err := tx.SetSeen(person, events.DoorWeb, s.now()); err != nil {
		return err
	}
	if e.Browser, err = s.meet(tx, person, from.Browser, fresh); err != nil {
		return err
	}
	return tx.SetSignIn(SignIn{Hash: s.hashSecret(e.Secret), Person: person, Made: s.now(), Used: s.now(), Agent: events.Cut(from.Agent, maxAgent)})
}

// roomFor ends what is too old, and the oldest sign-ins where there are too many.
func (s *Service) roomFor(tx Tx, person string) error {
	if err := tx.RemoveSignIns(person, s.now().Add(-SignInFor)); err != nil {
		return err
	}
	all, err := tx.SignIns(person)
	if err != nil {
		return err
	}
	for _, old := range all[min(len(all), maxSignIns-1):] {
		if err := tx.RemoveSignIn(old.Hash); err != nil {
			return err
		}
	}
	return nil
}

// meet knows a browser from now on. One that was not known before is given a secret of ours: what a browser brings along
// may be another's.
func (s *Service) meet(tx Tx, person, secret, fresh string) (string, error) {
	known, err := s.knownBrowser(tx, person, secret)
	if err != nil {
		return "", err
	}
	if known == "" {
		secret = fresh
	}
	return secret, s.addPass(tx, Pass{Hash: hashBrowser(person, secret), Kind: PassBrowser, Person: person, Made: s.now(), Until: s.now().Add(KnownFor)})
}

// maxPasses is how many passes of a kind a person holds: the oldest end.
const maxPasses = 20

func (s *Service) addPass(tx Tx, x Pass) error {
	all, err := tx.Passes(x.Person, x.Kind)
	if err != nil {
		return err
	}
	for i, old := range all {
		if i < maxPasses-1 && s.now().Before(old.Until) || old.Hash == x.Hash {
			continue
		}
		if err := tx.RemovePass(old.Hash); err != nil {
			return err
		}
	}
	return tx.SetPass(x)
}

// hashSecret is bound to this life of the store: a restored one may know sign-ins again that were ended.
func (s *Service) hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(s.store.Generation() + "\x00" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// SignedIn is who signed in with this secret; ErrNotFound for one that is unknown, ended or too old.
func (s *Service) SignedIn(ctx context.Context, secret string) (*events.Person, error) {
	if secret == "" {
		return nil, events.ErrNotFound
	}
	x, err := s.signedIn(ctx, secret)
	if err != nil {
		return nil, err
	}
	p := s.events.Programme().Person(x.Person)
	if p == nil || !s.now().Before(x.Made.Add(SignInFor)) {
		return nil, events.ErrNotFound
	}
	if s.now().Sub(x.Used) >= time.Hour {
		err = s.store.Update(ctx, func(tx Tx) error {
			now, err := tx.SignIn(x.Hash) // it may have ended meanwhile
			if err != nil {
				return err
			}
			now.Used = s.now()
			return tx.SetSignIn(now)
		})
	}
	return p, err
}

func (s *Service) signedIn(ctx context.Context, secret string) (x SignIn, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		if x, err = tx.SignIn(s.hashSecret(secret)); err != nil {
			return err
		}
		need, err := factors.NeedIn(tx, s.events.Programme().Person(x.Person))
		if err == nil && need == factors.NeedSetUp { // of before organisers must have a second factor
			err = events.ErrNotFound
		}
		return err
	})
	return x, err
}

// SignOut ends a sign-in. One that has ended already is no error.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	return s.store.Update(ctx, func(tx Tx) error { return tx.RemoveSignIn(s.hashSecret(secret)) })
}

// SignIns are the browsers in which a person is signed in, the latest first. Current is the one with this secret, "" for none.
func (s *Service) SignIns(ctx context.Context, person, secret string) (all []SignIn, current string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.SignIns(person)
		return err
	})
	kept := all[:0]
	for _, x := range all {
		if s.now().Before(x.Made.Add(SignInFor)) {
			kept = append(kept, x)
		}
	}
	return kept, s.hashSecret(secret), err
}

// RevokeSignIn ends one of a person's own sign-ins, or all of them ("").
func (s *Service) RevokeSignIn(ctx context.Context, person, hash string) error {
	return s.store.Update(ctx, func(tx Tx) error {
		if hash == "" {
			return tx.RemoveSignIns(person, time.Time{})
		}
		x, err := tx.SignIn(hash)
		if err == nil && x.Person != person {
			err = events.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.RemoveSignIn(hash)
	})
}

// EndOthers ends every sign-in of a person but the one with this secret, with links that sign in, and forgets the other
// browsers.
func (s *Service) EndOthers(ctx context.Context, person string, secret string, from From) error {
	return s.store.Update(ctx, func(tx Tx) error {
		own, err := tx.SignIn(s.hashSecret(secret))
		if err == nil && own.Person != person {
			err = events.ErrNotFound
		}
		if err != nil {
			return err
		}
		known, err := s.knownBrowser(tx, person, from.Browser)
		if err != nil {
			return err
		}
		if err := tx.RemoveSignIns(person, time.Time{}); err != nil {
			return err
		}
		if known != "" {
			browser := Pass{Hash: known, Kind: PassBrowser, Person: person, Made: s.now(), Until: s.now().Add(KnownFor)}
			if err := tx.SetPass(browser); err != nil {
				return err
			}
		}
		return tx.SetSignIn(own)
	})
}
