package budget

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"
)

// Limits of a server; a zero field takes its value from Usual.
type Limits struct {
	InFlight       int64         // octets that all requests hold together
	PersonInFlight int64         // octets that those of one person hold
	PersonRequests int           // requests of one person at once; others of theirs wait
	Objects        int           // objects that one request looks at
	Work           time.Duration // time that one request works, without waiting for its client
	Wait           time.Duration // for which a request waits for its turn
}

// Usual are the limits where nobody says others.
var Usual = Limits{InFlight: 256 << 20, PersonInFlight: 64 << 20, PersonRequests: 16, Objects: 100_000, Work: time.Minute, Wait: 20 * time.Second}

// Why a request ends.
var (
	ErrBusy = errors.New("too much is asked at once: try again in a moment")
	ErrMuch = errors.New("this asks for more than one request may take: ask for less at once")
)

// Budget is what all requests share.
type Budget struct {
	limits Limits

	mu      sync.Mutex
	held    int64
	people  map[string]*share
	waiting []*waiter // in the order in which they came
}

// share is what one person has of it.
type share struct {
	requests int
	held     int64
}

// waiter is somebody who waits for octets, or for the turn of a request.
type waiter struct {
	person  string
	octets  int64
	request bool
	granted chan struct{}
}

// New makes a budget.
func New(l Limits) *Budget {
	l.InFlight = cmp.Or(l.InFlight, Usual.InFlight)
	l.PersonInFlight = min(cmp.Or(l.PersonInFlight, Usual.PersonInFlight), l.InFlight)
	l.PersonRequests = cmp.Or(l.PersonRequests, Usual.PersonRequests)
	l.Objects = cmp.Or(l.Objects, Usual.Objects)
	l.Work = cmp.Or(l.Work, Usual.Work)
	l.Wait = cmp.Or(l.Wait, Usual.Wait)
	return &Budget{limits: l, people: map[string]*share{}}
}

// Held is how many octets are held now.
func (b *Budget) Held() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held
}

// wait gives somebody what they wait for, in the order in which they came; whose person has all of their own is passed over.
func (b *Budget) wait(ctx context.Context, w *waiter) error {
	w.granted = make(chan struct{})
	b.mu.Lock()
	b.waiting = append(b.waiting, w)
	b.grant()
	b.mu.Unlock()
	late := time.NewTimer(b.limits.Wait)
	defer late.Stop()
	var err error
	select {
	case <-w.granted:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-late.C:
		err = ErrBusy
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-w.granted: // in the last moment
		return nil
	default:
	}
	for i := range b.waiting {
		if b.waiting[i] == w {
			b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
			break
		}
	}
	b.grant() // it may have stood before others
	return err
}

// grant lets in whoever can be.
func (b *Budget) grant() {
	rest := b.waiting[:0]
	full := false
	for _, w := range b.waiting {
		s := b.people[w.person]
		if s == nil {
			s = &share{}
			b.people[w.person] = s
		}
		switch {
		case w.request && s.requests < b.limits.PersonRequests:
			s.requests++
			close(w.granted)
			continue
		case !w.request && s.held+w.octets <= b.limits.PersonInFlight:
			if full = full || b.held+w.octets > b.limits.InFlight; !full {
				s.held += w.octets
				b.held += w.octets
				close(w.granted)
				continue
			}
		}
		rest = append(rest, w)
	}
	clear(b.waiting[len(rest):])
	b.waiting = rest
}

// give takes back what somebody had.
func (b *Budget) give(person string, octets int64, request bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.people[person]
	s.held -= octets
	b.held -= octets
	if request {
		s.requests--
	}
	b.grant()
	if s.requests == 0 && s.held == 0 && !b.waitsFor(person) {
		delete(b.people, person)
	}
}

func (b *Budget) waitsFor(person string) bool {
	for _, w := range b.waiting {
		if w.person == person {
			return true
		}
	}
	return false
}
