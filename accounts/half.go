package accounts

import (
	"context"
	"errors"
	"time"

	"parcours/events"
	"parcours/factors"
)

// HalfFor is for how long somebody may take for the second factor after the first way in.
const HalfFor = 10 * time.Minute

// Half is somebody who came by the first way in, and is asked for more.
type Half struct {
	Person *events.Person
	Need   factors.Need

	service *Service
	secret  string
}

// Half is whose half of a sign-in a browser has (Entry.Half); ErrNotFound for one that is unknown, used or too old.
func (s *Service) Half(ctx context.Context, secret string) (*Half, error) {
	h := &Half{service: s, secret: secret}
	err := s.store.View(ctx, func(tx Tx) error {
		x, err := h.pass(tx)
		if err != nil {
			return err
		}
		if h.Person = s.events.Programme().Person(x.Person); h.Person == nil {
			return events.ErrNotFound
		}
		h.Need, err = factors.NeedIn(tx, h.Person)
		return err
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (s *Service) hashHalf(secret string) string { return s.hashSecret("half\x00" + secret) }

func (h *Half) pass(tx Tx) (Pass, error) {
	x, err := tx.Pass(h.service.hashHalf(h.secret))
	if err == nil && (h.secret == "" || x.Kind != PassHalf || !h.service.now().Before(x.Until)) {
		err = events.ErrNotFound
	}
	return x, err
}

// ask gives a browser the half of a sign-in.
func (s *Service) ask(tx Tx, person, secret string) error {
	return s.addPass(tx, Pass{Hash: s.hashHalf(secret), Kind: PassHalf, Person: person, Made: s.now(), Until: s.now().Add(HalfFor)})
}

// Enter signs in with the code of the telephone, or a recovery code.
func (h *Half) Enter(ctx context.Context, code string, from From) (Entry, error) {
	return h.enter(ctx, from, func(tx Tx, _ *events.Person) error { return factors.CheckIn(tx, h.Person.ID, code, h.service.now()) })
}

// SetUp sets up the second factor that organisers must have here, and signs in; the recovery codes are shown once.
func (h *Half) SetUp(ctx context.Context, token, code string, from From) (e Entry, codes []string, err error) {
	e, err = h.enter(ctx, from, func(tx Tx, p *events.Person) (err error) {
		codes, err = h.service.Factors.ConfirmIn(tx, p, token, code)
		return err
	})
	return e, codes, err
}

func (h *Half) enter(ctx context.Context, from From, second func(Tx, *events.Person) error) (Entry, error) {
	s := h.service
	right, err := guard{s}.TryCode(h.Person.ID)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Secret: s.newID()}
	fresh := s.newID()
	err = s.store.Update(ctx, func(tx Tx) error {
		x, err := h.pass(tx)
		if err != nil {
			return err
		}
		if err := errors.Join(second(tx, h.Person), tx.RemovePass(x.Hash)); err != nil {
			return err
		}
		return s.let(tx, h.Person.ID, from, &e, fresh)
	})
	if !errors.Is(err, factors.ErrCode) {
		right()
	}
	if err == nil {
		s.verified.forget(h.Person.ID)
	}
	return e, err
}

// How many codes of a person are tried: one of a million is right, at most three at a time.
const (
	maxCodes       = 5  // within a minute
	maxCodesAnHour = 30 // within an hour
)

// guard is what second factors need of accounts. It implements factors.Guard.
type guard struct{ *Service }

// TryCode counts a try.
func (g guard) TryCode(person string) (right func(), err error) {
	ways := []way{{"code " + person, maxCodes, time.Minute}, {"codes " + person, maxCodesAnHour, time.Hour}}
	if !g.tries.take(g.now(), ways...) {
		return nil, &TriesError{Account: person}
	}
	return func() { g.tries.giveBack(ways...) }, nil
}

// Forget forgets the passwords of a person that were right lately.
func (g guard) Forget(person string) { g.verified.forget(person) }
