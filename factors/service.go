package factors

import (
	"context"
	"errors"
	"strconv"
	"time"

	"parcours/events"
)

// Service is the use cases of second factors.
type Service struct {
	events *events.Service
	store  events.Store[Tx]
	guard  Guard
	now    func() time.Time
	newID  func() string
}

// Guard is what accounts do for them.
type Guard interface {
	// TryCode counts a try of a person's code; right takes it back.
	TryCode(person string) (right func(), err error)
	// Forget forgets the passwords of a person that were right lately.
	Forget(person string)
}

// Parts are what a Service is made of.
type Parts struct {
	Events *events.Service
	Store  events.Store[Tx]
	Guard  Guard
	Now    func() time.Time
	NewID  func() string // random, URL-safe, no dot, 128 bits at least
}

// New opens the second factors of a programme's people.
func New(p Parts) *Service {
	return &Service{events: p.Events, store: p.Store, guard: p.Guard, now: p.Now, newID: p.NewID}
}

// Draft is a second factor that is being set up: nothing of it is kept.
type Draft struct {
	Token   string // which the form carries
	Secret  string // base32, to be typed
	Address string // otpauth:, to be shown as a picture
}

// draftFor is for how long one can be set up.
const draftFor = time.Hour

const draftPurpose = "second factor"

// Begin makes the secret of a person's telephone. It counts once a code of it was given.
func (s *Service) Begin(p *events.Person) Draft {
	secret := newSecret()
	until := strconv.FormatInt(s.now().Add(draftFor).Unix(), 10)
	return s.draft(p, secret, s.events.Programme().Seal(draftPurpose, p.ID, secret, until))
}

func (s *Service) draft(p *events.Person, secret, token string) Draft {
	issuer := s.events.Programme().Title
	if issuer == "" {
		issuer = "Parcours"
	}
	return Draft{Token: token, Secret: secret, Address: address(issuer, p.Email, secret)}
}

// Begun is the draft of a token; ErrNotFound for one that is another's or too old.
func (s *Service) Begun(p *events.Person, token string) (Draft, error) {
	f, err := s.events.Programme().Open(draftPurpose, token)
	if err != nil || len(f) != 3 || f[0] != p.ID {
		return Draft{}, events.ErrNotFound
	}
	until, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || s.now().Unix() >= until {
		return Draft{}, events.ErrNotFound
	}
	return s.draft(p, f[1], token), nil
}

// ErrOn: there is a second factor already.
var ErrOn = events.Invalidf("factor-on", "there is a second factor already: end it first")

// ConfirmIn keeps a draft with its first code, and gives the recovery codes, which are shown once.
func (s *Service) ConfirmIn(tx Tx, p *events.Person, token, code string) ([]string, error) {
	d, err := s.Begun(p, token)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Factor(p.ID); !errors.Is(err, events.ErrNotFound) {
		return nil, errors.Join(err, ErrOn)
	}
	step := stepOf(d.Secret, plain(code), 0, s.now())
	if step == 0 {
		return nil, ErrCode
	}
	codes, hashes := freshCodes(s.newID)
	return codes, errors.Join(tx.SetFactor(Factor{Person: p.ID, Secret: d.Secret, Made: s.now(), Step: step}), tx.SetRecovery(p.ID, hashes),
		tx.AddFactorAct(Act{Person: p.ID, By: p.ID, What: SetUp, Door: events.DoorWeb, At: s.now()}))
}

// Confirm keeps a draft of somebody who signed in. Who enters from then on is asked for a code; who is in stays so: see accounts.EndOthers.
func (s *Service) Confirm(ctx context.Context, p *events.Person, token, code string) (codes []string, err error) {
	return codes, s.tried(ctx, p.ID, func(tx Tx) error {
		codes, err = s.ConfirmIn(tx, p, token, code)
		return err
	})
}

// tried counts a try of a code, and does what it lets do in one transaction.
func (s *Service) tried(ctx context.Context, person string, f func(Tx) error) error {
	right, err := s.guard.TryCode(person)
	if err != nil {
		return err
	}
	err = s.store.Update(ctx, f)
	if !errors.Is(err, ErrCode) {
		right()
	}
	if err == nil {
		s.guard.Forget(person)
	}
	return err
}

// State is a person's second factor.
type State struct {
	On       bool
	Made     time.Time
	Left     int  // recovery codes
	Required bool // of organisers
}

// State tells how a person's second factor is.
func (s *Service) State(ctx context.Context, person string) (x State, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		said, err := tx.Setting(settingRequired)
		if err != nil {
			return err
		}
		x = State{Required: said == required}
		f, err := tx.Factor(person)
		if errors.Is(err, events.ErrNotFound) {
			return nil
		}
		x.On, x.Made = err == nil, f.Made
		left, e := tx.RecoveryLeft(person)
		x.Left = left
		return errors.Join(err, e)
	})
	return x, err
}

// Renew gives a person other recovery codes for a code.
func (s *Service) Renew(ctx context.Context, person, code string) (codes []string, err error) {
	return codes, s.tried(ctx, person, func(tx Tx) error {
		if err := CheckIn(tx, person, code, s.now()); err != nil {
			return err
		}
		var hashes []string
		codes, hashes = freshCodes(s.newID)
		return errors.Join(tx.SetRecovery(person, hashes), tx.AddFactorAct(Act{Person: person, By: person, What: Renewed, Door: events.DoorWeb, At: s.now()}))
	})
}

// End removes a person's own second factor for a code.
func (s *Service) End(ctx context.Context, person, code string) error {
	return s.tried(ctx, person, func(tx Tx) error {
		if err := CheckIn(tx, person, code, s.now()); err != nil {
			return err
		}
		return errors.Join(tx.RemoveFactor(person), tx.AddFactorAct(Act{Person: person, By: person, What: Ended, Door: events.DoorWeb, At: s.now()}))
	})
}

// Reset removes the second factor of somebody whose telephone is lost, and ends their sign-ins. By is the organiser who does it, who
// is another person, or "" for whoever runs the server. ErrNotFound where there is none.
func (s *Service) Reset(ctx context.Context, person, by string, door events.Door) error {
	if by == person {
		return events.ErrForbidden
	}
	defer s.guard.Forget(person)
	return s.store.Update(ctx, func(tx Tx) error {
		if _, err := tx.Factor(person); err != nil {
			return err
		}
		return errors.Join(tx.RemoveFactor(person), tx.RemoveSignIns(person, time.Time{}),
			tx.AddFactorAct(Act{Person: person, By: by, What: Reset, Door: door, At: s.now()}))
	})
}

// Require makes organisers have one, or lets them choose. Who has none is asked to set one up when they next enter.
func (s *Service) Require(ctx context.Context, organisers bool) error {
	said := ""
	if organisers {
		said = required
	}
	return s.store.Update(ctx, func(tx Tx) error { return tx.SetSetting(settingRequired, said) })
}
