package accounts

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math"
	"sync"
	"time"

	"parcours/events"
)

// ErrTries: too many wrong passwords within a minute. The right one is not tried either, but from where it was right before.
var ErrTries = events.Invalidf("tries", "too many wrong passwords: wait a minute, then try again")

// TriesError is ErrTries with what was tried, for whoever watches the server.
type TriesError struct{ Account string } // a person's id; "unknown ..." for a login that is nobody's

// Error implements error.
func (e *TriesError) Error() string { return ErrTries.Error() }

// Unwrap makes it ErrTries.
func (e *TriesError) Unwrap() error { return ErrTries }

// How many wrong passwords are taken within a minute. A house behind one address has many people.
const (
	maxTries          = 5 // of one account, or in one browser that is known
	maxTriesOfAddress = 30
)

// nearby is what tries of an account from one network count for, refused ones too: beyond it nothing is told there, not that a password
// is the right one.
func nearby(t attempt) way {
	return way{"nearby " + t.account + "\x00" + t.Address, maxTriesOfAddress, time.Minute}
}

// ways are what a wrong password counts for. A browser in which the person signed in before counts for itself, and a
// password that was right lately from this network for what is tried there: a stranger elsewhere locks out neither.
func (s *Service) ways(t attempt, known string) []way {
	switch {
	case s.verified.lately(t.who.ID, t.password, t.Address, s.now()):
		return []way{nearby(t)}
	case known != "":
		return []way{{"browser " + known, maxTries, time.Minute}}
	}
	all := []way{{"account " + t.account, maxTries, time.Minute}, nearby(t)}
	if t.Address != "" {
		all = append(all, way{"address " + t.Address, maxTriesOfAddress, time.Minute})
	}
	return all
}

// way is one of the things that tries are counted for: so many within such a time.
type way struct {
	name   string
	most   int
	within time.Duration
}

// tries counts, in memory only: nobody fills the store, and a restart forgets.
type tries struct {
	mu    sync.Mutex
	count map[string]counted
}

type counted struct {
	since time.Time
	n     int
	until time.Time
}

// maxCounted is how many things are counted at once.
const maxCounted = 20_000

// take counts one try for each of these; it is false, and nothing is counted, where one of them has had its share.
func (t *tries) take(now time.Time, ways ...way) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range ways {
		if c := t.count[w.name]; c.n >= w.most && now.Before(c.until) {
			return false
		}
	}
	if len(t.count) > maxCounted {
		t.sweep(now)
	}
	for _, w := range ways {
		c := t.count[w.name]
		if !now.Before(c.until) {
			c = counted{since: now, until: now.Add(w.within)}
		}
		c.n++
		t.count[w.name] = c
	}
	return true
}

// spent tells whether one has had its share.
func (t *tries) spent(now time.Time, w way) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.count[w.name]
	return c.n >= w.most && now.Before(c.until)
}

// refused counts one more, whether it has had its share or not.
func (t *tries) refused(now time.Time, w way) {
	w.most = math.MaxInt
	t.take(now, w)
}

// sweep forgets what is over; everything where that is not enough: a stranger who tries all names must not fill the memory.
func (t *tries) sweep(now time.Time) {
	for name, c := range t.count {
		if !now.Before(c.until) {
			delete(t.count, name)
		}
	}
	if len(t.count) > maxCounted {
		clear(t.count)
	}
}

// giveBack takes back what was counted of a try that was right, or that was none.
func (t *tries) giveBack(ways ...way) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range ways {
		if c, ok := t.count[w.name]; ok && c.n > 0 {
			c.n--
			t.count[w.name] = c
		}
	}
}

// KnownFor is for how long a browser is known in which somebody signed in.
const KnownFor = 365 * 24 * time.Hour

// hashBrowser names a browser of a person, by its secret.
func hashBrowser(person, secret string) string {
	sum := sha256.Sum256([]byte("browser\x00" + person + "\x00" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// knownBrowser is the hash of a browser in which the person signed in before; "" for another one.
func (s *Service) knownBrowser(tx Tx, person, secret string) (string, error) {
	hash := hashBrowser(person, secret)
	x, err := tx.Pass(hash)
	if errors.Is(err, events.ErrNotFound) || err == nil && (secret == "" || x.Kind != PassBrowser || !s.now().Before(x.Until)) {
		return "", nil
	}
	return x.Hash, err
}
