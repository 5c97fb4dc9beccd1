package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"time"

	"parcours/events"
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

// ErrTries: too many wrong passwords for one login within a minute. The right one is not tried either.
var ErrTries = events.Invalidf("tries", "too many wrong passwords: wait a minute, then try again")

// SignIn signs a person in by login and password, and gives the secret for the browser. ErrLogin and ErrTries say nothing of
// whether the login is somebody's.
func (s *Service) SignIn(ctx context.Context, login, password, agent string) (secret string, err error) {
	account := s.accountOf(login)
	if s.tries.exhausted(account, s.now()) {
		return "", ErrTries
	}
	p, err := s.Authenticate(ctx, strings.TrimSpace(login), password)
	if errors.Is(err, ErrLogin) {
		s.tries.wrong(account, s.now())
	}
	if err != nil {
		return "", err
	}
	s.tries.right(account)
	return s.signIn(ctx, p.ID, agent)
}

// accountOf names what a login is for: the same for a person's address and id.
func (s *Service) accountOf(login string) string {
	login = strings.TrimSpace(login)
	snap := s.events.Programme()
	p := snap.ByAddress(login)
	if p == nil {
		p = snap.Person(login)
	}
	if p != nil {
		return p.ID
	}
	return "unknown " + events.Cut(events.FoldAddress(login), maxAgent)
}

func (s *Service) signIn(ctx context.Context, person, agent string) (string, error) {
	secret := s.newID()
	err := s.store.Update(ctx, func(tx Tx) error {
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
		if err := tx.SetSeen(person, events.DoorWeb, s.now()); err != nil {
			return err
		}
		return tx.SetSignIn(SignIn{Hash: s.hashSecret(secret), Person: person, Made: s.now(), Used: s.now(), Agent: events.Cut(agent, maxAgent)})
	})
	return secret, err
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
		x, err = tx.SignIn(s.hashSecret(secret))
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

// maxTries is how many wrong passwords an account takes within a minute.
const maxTries = 5

// tries counts wrong passwords, in memory only.
type tries struct {
	mu    sync.Mutex
	first map[string]time.Time // of the minute that counts
	count map[string]int
}

func (t *tries) exhausted(account string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count[account] >= maxTries && now.Sub(t.first[account]) < time.Minute
}

func (t *tries) wrong(account string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.first == nil || len(t.first) > 10_000 { // a stranger who tries all names must not fill the memory
		t.first, t.count = map[string]time.Time{}, map[string]int{}
	}
	if now.Sub(t.first[account]) >= time.Minute {
		t.first[account], t.count[account] = now, 0
	}
	t.count[account]++
}

func (t *tries) right(account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.first, account)
	delete(t.count, account)
}
