// Package correspondence is what comes and goes by mail about the events that people make themselves (RFC 6047): invitations to mailboxes
// elsewhere and their answers, invitations of organisers elsewhere and the answers to those. What a message means is said by package
// scheduling; who may be believed is said here. It imports the standard library and the rooms below only.
package correspondence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
	"parcours/scheduling"
)

// Service is the use cases of letters.
type Service struct {
	events    *events.Service
	calendars *calendars.Service
	store     events.Store[Tx]
	now       func() time.Time
	newID     func() string
}

// Parts are what a Service is made of.
type Parts struct {
	Events    *events.Service
	Calendars *calendars.Service
	Store     events.Store[Tx]
	Now       func() time.Time
	NewID     func() string // random, URL-safe, no dot, 128 bits at least
}

// New opens the letters of a programme's people.
func New(p Parts) *Service {
	return &Service{events: p.Events, calendars: p.Calendars, store: p.Store, now: p.Now, newID: p.NewID}
}

// Tx is the slice of a transaction that letters need, beside those of calendars and mails.
type Tx interface {
	calendars.Tx
	delivery.Tx

	AddHeld(Held) error
	SetHeld(Held) error // its message and what became of it
	// HeldOf are what waits or waited, oldest first: the one of an id, those of a person; "" for any.
	HeldOf(id, person string) ([]Held, error)
}

// Held is a message from an address that nobody vouches for. It waits for the person whom it concerns.
type Held struct {
	ID      string // of its link: random
	Person  string
	From    string // mail address
	Token   string // of the letter that it answers; "" for an invitation
	UID     string
	Method  string
	Message []byte // nil once it is settled
	At      time.Time
	Settled string // what became of it; "" while it waits
}

// SetDaily says to how many addresses elsewhere a person's events write a day, 0 for none. It is kept for commands that write without the
// configuration.
func (s *Service) SetDaily(ctx context.Context, addresses int) error {
	return s.store.Update(ctx, func(tx Tx) error { return tx.SetSetting(scheduling.SettingDaily, strconv.Itoa(addresses)) })
}

// Due gives letters to be sent now, at most limit.
func (s *Service) Due(ctx context.Context, limit int) (all []scheduling.Letter, err error) {
	return s.Letters(ctx, scheduling.LetterQuery{Due: s.now(), Limit: limit})
}

// Letters lists letters, the oldest first.
func (s *Service) Letters(ctx context.Context, q scheduling.LetterQuery) (all []scheduling.Letter, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.Letters(q)
		return err
	})
	return all, err
}

// Tally says how many letters of people's events are in each state, and since when the first of those waits that could not leave yet. It names nobody.
type Tally struct {
	States  map[scheduling.LetterState]int
	Overdue time.Time // zero where none is
}

// Tally counts the letters of the last 30 days.
func (s *Service) Tally(ctx context.Context) (Tally, error) {
	t := Tally{States: map[scheduling.LetterState]int{}}
	all, err := s.Letters(ctx, scheduling.LetterQuery{Since: s.now().AddDate(0, 0, -30)})
	for _, l := range all {
		t.States[l.State]++
		if l.State == scheduling.LetterQueued && l.Attempts > 0 && (t.Overdue.IsZero() || l.Created.Before(t.Overdue)) {
			t.Overdue = l.Created
		}
	}
	return t, err
}

// MessageID is the left side of a letter's Message-ID: the same at every attempt. It says which letter it is and not its token.
func MessageID(l scheduling.Letter) string {
	sum := sha256.Sum256([]byte(fmt.Sprint("letter\x00", l.Number, "\x00", l.Token)))
	return fmt.Sprintf("l-%d-%s", l.Number, hex.EncodeToString(sum[:8]))
}

// byMessageID finds the letter of a Message-ID, nil without one.
func byMessageID(tx Tx, id string) (*scheduling.Letter, error) {
	number, _, _ := strings.Cut(strings.TrimPrefix(id, "l-"), "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || !strings.HasPrefix(id, "l-") {
		return nil, nil
	}
	all, err := tx.Letters(scheduling.LetterQuery{Number: n})
	if err != nil || len(all) == 0 || MessageID(all[0]) != id {
		return nil, err
	}
	return &all[0], nil
}

// Letter is a letter as it is written: package mail puts it into words.
type Letter struct {
	scheduling.Letter
	Programme *events.Snapshot
	Person    *events.Person // whose event it is, who answers, or who is told
	To        string         // mail address
	Held      *Held          // what waits
}

// Compose gives what a letter says. delivery.ErrNothingToSay where its person is gone, or nothing waits any more.
func (s *Service) Compose(ctx context.Context, l scheduling.Letter) (*Letter, error) {
	snap := s.events.Programme()
	w := &Letter{Letter: l, Programme: snap, Person: s.owner(l.Person), To: l.Address}
	if w.Person == nil {
		return nil, delivery.ErrNothingToSay
	}
	if l.Kind.Leaves() {
		return w, nil
	}
	w.To = w.Person.Email
	if l.Kind == scheduling.KindHeld {
		h, err := s.Held(ctx, l.Held)
		if err != nil || h.Settled != "" {
			return nil, delivery.ErrNothingToSay
		}
		w.Held = h
	}
	return w, nil
}

// owner is a person, or who stands for a delegation; nil for nobody.
func (s *Service) owner(home string) *events.Person {
	rules, _ := calendars.SchedulingIn(s.calendars, nil)
	return rules.Owner(home, nil)
}

// Begin notes that a letter is about to be handed over, and tells whether it still is to be: from now on its addressee may have it, whatever
// becomes of the note of how that ended, and what is called off later is told to them.
func (s *Service) Begin(ctx context.Context, due scheduling.Letter) (still bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		found, err := tx.Letters(scheduling.LetterQuery{Number: due.Number})
		if still = err == nil && len(found) > 0 && found[0].State == scheduling.LetterQueued; !still {
			return err // a later one took its place meanwhile, or its person was erased
		}
		found[0].Attempts++
		return tx.SetLetter(found[0])
	})
	return still, err
}

// maxAttempts is after how many failures a letter is given up: some two days with the backoff below.
const maxAttempts = 16

// Settle notes how an attempt that was begun ended, and on the lines of the event (RFC 6638 §3.2.9).
func (s *Service) Settle(ctx context.Context, sent scheduling.Letter, o delivery.MailOutcome) error {
	return s.store.Update(ctx, func(tx Tx) error {
		found, err := tx.Letters(scheduling.LetterQuery{Number: sent.Number})
		if err != nil || len(found) == 0 {
			return err // its person was erased meanwhile
		}
		l, now := found[0], s.now()
		status := ""
		switch {
		case o.Nothing:
			l.State, l.Message, l.Text = scheduling.LetterDropped, nil, ""
		case o.Err == nil:
			l.State, l.Sent, l.Error, l.Message, l.Text, status = scheduling.LetterSent, now, "", nil, "", scheduling.StatusSent
		case o.Permanent || l.Attempts >= maxAttempts:
			l.State, l.Error, l.Message, l.Text, status = scheduling.LetterFailed, o.Err.Error(), nil, "", failedAs(o.Err.Error())
		default:
			l.Error = o.Err.Error()
			l.Next = now.Add(min(time.Minute<<min(max(l.Attempts, 1)-1, 9), 6*time.Hour))
		}
		if err := tx.SetLetter(l); err != nil || status == "" || !l.Kind.Leaves() {
			return err
		}
		rules, in := calendars.SchedulingIn(s.calendars, tx)
		return rules.Noted(in, l, status)
	})
}

// failedAs is the status of a letter that a server refused: nobody has the address (RFC 3463 §3.2), or another reason.
func failedAs(reason string) string {
	for _, word := range strings.Fields(reason) {
		if strings.HasPrefix(word, "5.1.") {
			return scheduling.StatusNoAddress
		}
	}
	return scheduling.StatusUndelivered
}

// Returned notes what a delivery report says of letters (RFC 3464), and tells whether it is about any.
func (s *Service) Returned(ctx context.Context, failed []delivery.Failure) (ours bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		ours = false
		for _, f := range failed {
			l, err := byMessageID(tx, f.Thread)
			if err == nil && l == nil {
				l, err = s.lastOf(tx, f.Token)
			}
			if err != nil {
				return err
			}
			if l == nil {
				continue
			}
			ours = true
			l.State, l.Error = scheduling.LetterBounced, f.Reason
			if err := tx.SetLetter(*l); err != nil {
				return err
			}
			rules, in := calendars.SchedulingIn(s.calendars, tx)
			if err := rules.Noted(in, *l, failedAs(f.Reason)); err != nil {
				return err
			}
		}
		return nil
	})
	return ours, err
}

// lastOf is the last letter of a token that left, nil without one.
func (s *Service) lastOf(tx Tx, token string) (*scheduling.Letter, error) {
	if token == "" {
		return nil, nil
	}
	all, err := tx.Letters(scheduling.LetterQuery{Token: token})
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Kind.Leaves() && all[i].State != scheduling.LetterDropped {
			return &all[i], err
		}
	}
	return nil, err
}
