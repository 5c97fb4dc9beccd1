package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"slices"
	"sync"
	"time"

	"parcours/events"
)

// verifications remembers right pairs of person and password, as a keyed hash.
type verifications struct {
	mu  sync.Mutex
	key []byte
	at  map[string]map[string]verification // person -> hash
}

// verification is when a pair was last found right, and what the password is.
type verification struct {
	at   time.Time
	kind CredentialKind
	role events.Role // of the person then: of another role, other things may be asked
	from []string    // the networks from which it was right, the latest last
}

// maxNetworks is how many networks of a pair are remembered.
const maxNetworks = 8

const (
	rememberFor = 10 * time.Minute    // a pair is not checked again
	latelyFor   = 30 * 24 * time.Hour // it is, but others' wrong passwords do not hold it
	maxVerified = 16                  // pairs of one person
)

func (v *verifications) hash(person, password string) string {
	mac := hmac.New(sha256.New, v.key)
	mac.Write([]byte(person + "\x00" + password))
	return string(mac.Sum(nil))
}

// knows tells what the password is of a pair that was right within some minutes, and whether from this network too.
func (v *verifications) knows(person *events.Person, password, network string, now time.Time) (kind CredentialKind, fresh, here bool) {
	x := v.of(person.ID, password)
	return x.kind, now.Sub(x.at) < rememberFor && x.role == person.Role, slices.Contains(x.from, network)
}

// lately tells whether a pair was right within some weeks, from this network: whoever guesses from elsewhere learns nothing of it.
func (v *verifications) lately(person, password, network string, now time.Time) bool {
	x := v.of(person, password)
	return now.Sub(x.at) < latelyFor && slices.Contains(x.from, network)
}

func (v *verifications) of(person, password string) verification {
	h := v.hash(person, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.at[person][h]
}

func (v *verifications) remember(p *events.Person, password, network string, kind CredentialKind, now time.Time) {
	person := p.ID
	h := v.hash(person, password)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.at == nil {
		v.at = map[string]map[string]verification{}
	}
	if len(v.at[person]) >= maxVerified || v.at[person] == nil {
		v.at[person] = map[string]verification{}
	}
	from := append(slices.DeleteFunc(slices.Clone(v.at[person][h].from), func(other string) bool { return other == network }), network)
	v.at[person][h] = verification{now, kind, p.Role, from[max(0, len(from)-maxNetworks):]}
}

func (v *verifications) forget(person string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.at, person)
}

// checks lets one check of a pair run at a time: who asks the same meanwhile waits for its outcome.
type checks struct {
	mu      sync.Mutex
	running map[string]*running
}

type running struct {
	done chan struct{}
	err  error
}

// once runs f, or waits for who runs it already. Where the other gave up, it is tried again.
func (c *checks) once(ctx context.Context, key string, f func() error) error {
	for {
		c.mu.Lock()
		other := c.running[key]
		if other == nil {
			break
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-other.done:
		}
		if !errors.Is(other.err, context.Canceled) && !errors.Is(other.err, context.DeadlineExceeded) {
			return other.err
		}
	}
	mine := &running{done: make(chan struct{}), err: context.Canceled}
	if c.running == nil {
		c.running = map[string]*running{}
	}
	c.running[key] = mine
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.running, key)
		c.mu.Unlock()
		close(mine.done)
	}()
	mine.err = f()
	return mine.err
}
