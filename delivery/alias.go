package delivery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// Alias is an address from which an answer to a person's invitation came, and what became of it.
type Alias struct {
	Person  string // id of the invitee
	Address string // folded
	State   AliasState
	At      time.Time
}

// AliasState is what is known of an address.
type AliasState string

// The states.
const (
	AliasUnknown AliasState = ""
	AliasAsked   AliasState = "asked"  // the invitee was asked once: "is it you, or a guest?"
	AliasTheirs  AliasState = "theirs" // it is the invitee's: what comes from it counts as theirs
	AliasGuest   AliasState = "guest"  // somebody else's: a referent may bring them as a guest
)

// alias is what is known of an address beside that of a person.
func alias(tx Tx, person, address string) (AliasState, error) {
	a, err := tx.Alias(person, events.FoldAddress(address))
	if errors.Is(err, events.ErrNotFound) {
		return AliasUnknown, nil
	}
	return a.State, err
}

func (s *Service) setAlias(tx Tx, person, address string, state AliasState) error {
	return tx.SetAlias(Alias{Person: person, Address: events.FoldAddress(address), State: state, At: s.now()})
}

// newcomer keeps a message from an address that is not the invitee's: it changes nobody's answer (RFC 5546 §3.2.3). The invitee is
// asked once whose it is; an address of somebody of the programme is no alias.
func (s *Service) newcomer(tx Tx, snap *events.Snapshot, who *events.Person, in Incoming, r *Receipt) error {
	r.Outcome = ReceiptWaiting
	r.Reason = fmt.Sprintf("%s is not the address of %s, who was invited: no answer was changed. It may be another address of theirs, or a guest", in.From, who.Name)
	state, err := alias(tx, who.ID, in.From)
	if err != nil || state != AliasUnknown || snap.ByAddress(in.From) != nil || in.Automatic {
		return err
	}
	if err := s.setAlias(tx, who.ID, in.From, AliasAsked); err != nil {
		return err
	}
	return s.events.Notify(tx, events.Notice{Kind: events.NoticeAlias, Person: who.ID, Session: r.Session, Subject: in.From, Due: s.now()})
}

// AliasLink is what a link says by which an invitee tells whose an address is.
type AliasLink struct{ Person, Address string }

const aliasPurpose = "alias"

// AliasToken signs a link for the path /alias/{token}.
func AliasToken(snap *events.Snapshot, l AliasLink) string {
	return snap.Seal(aliasPurpose, l.Person, events.FoldAddress(l.Address))
}

// AliasOf gives who is asked about which address by a link, and what is known already. ErrNotFound for a link that is none.
func (s *Service) AliasOf(ctx context.Context, token string) (who *events.Person, a Alias, err error) {
	snap := s.events.Programme()
	fields, err := snap.Open(aliasPurpose, token)
	if err != nil || len(fields) != 2 || snap.Person(fields[0]) == nil {
		return nil, a, events.ErrNotFound
	}
	err = s.store.View(ctx, func(tx Tx) error {
		a, err = tx.Alias(fields[0], fields[1])
		return err
	})
	return snap.Person(fields[0]), a, err
}

// TellAlias keeps what an invitee says of an address. What came from it and waits counts if it is theirs; if it is a guest's, the
// referents of the delegation learn of the newcomer. It gives how many messages were settled.
func (s *Service) TellAlias(ctx context.Context, token string, theirs bool) (settled int, err error) {
	who, a, err := s.AliasOf(ctx, token)
	if err != nil {
		return 0, err
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		settled, err = s.tell(tx, who, a.Address, theirs, who.ID)
		return err
	})
	return settled, err
}

func (s *Service) tell(tx Tx, who *events.Person, address string, theirs bool, by string) (settled int, err error) {
	state, word := AliasGuest, "a guest of "+who.ID
	if theirs {
		state, word = AliasTheirs, "an address of "+who.ID
	}
	before, err := alias(tx, who.ID, address)
	if err != nil || before == state {
		return 0, err
	}
	if err := s.setAlias(tx, who.ID, address, state); err != nil {
		return 0, err
	}
	waiting, err := tx.Receipts(ReceiptWaiting, 1000)
	if err != nil {
		return 0, err
	}
	for i := len(waiting) - 1; i >= 0; i-- { // oldest first
		r := waiting[i]
		if !r.Waits() || r.Person != who.ID || events.FoldAddress(r.From) != events.FoldAddress(address) {
			continue
		}
		settled++
		r.Settled = by + ": " + word
		if theirs {
			if err := s.receive(tx, r.Message, &r); err != nil {
				return settled, err
			}
			if r.Outcome == ReceiptWaiting { // for another reason
				r.Settled = ""
			}
		}
		if err := tx.SetReceipt(r); err != nil {
			return settled, err
		}
	}
	if theirs {
		return settled, nil
	}
	return settled, s.tellNewcomer(tx, who, address)
}

// tellNewcomer tells the referents of the invitee's delegation, or the organisers where there is none, that somebody would come
// as a guest.
func (s *Service) tellNewcomer(tx Tx, invitee *events.Person, address string) error {
	snap := s.events.Programme()
	var told []*events.Person
	for _, p := range snap.People() {
		if slices.ContainsFunc(invitee.Territories, p.ReferentOf) {
			told = append(told, p)
		}
	}
	if len(told) == 0 {
		told = slices.DeleteFunc(snap.People(), func(p *events.Person) bool { return p.Role != events.Organiser })
	}
	for _, p := range told {
		n := events.Notice{Kind: events.NoticeNewcomer, Person: p.ID, Subject: address, Text: invitee.ID, Due: s.now()}
		if err := s.events.Notify(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// Aliases are the addresses that were told of, of one person or of all ("").
func (s *Service) Aliases(ctx context.Context, person string) (all []Alias, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.Aliases(person)
		return err
	})
	return all, err
}

// ForgetAlias takes back what was told of an address: what comes from it waits again, and the invitee is asked again.
func (s *Service) ForgetAlias(ctx context.Context, person, address string) error {
	return s.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Alias(person, events.FoldAddress(address))
		if err != nil {
			return err
		}
		a.State = AliasUnknown
		return tx.SetAlias(a)
	})
}

// NewcomerLink is what a link says by which somebody brings a newcomer as a guest.
type NewcomerLink struct{ By, Invitee, Address string }

const newcomerPurpose = "newcomer"

// NewcomerToken signs a link for the path /newcomer/{token}.
func NewcomerToken(snap *events.Snapshot, l NewcomerLink) string {
	return snap.Seal(newcomerPurpose, l.By, l.Invitee, events.FoldAddress(l.Address))
}

// NewcomerOf reads such a link: who may bring whom, and whose invitation it was. ErrNotFound for one that is none.
func NewcomerOf(snap *events.Snapshot, token string) (by, invitee *events.Person, address string, err error) {
	f, err := snap.Open(newcomerPurpose, token)
	if err != nil || len(f) != 3 {
		return nil, nil, "", events.ErrNotFound
	}
	by, invitee = snap.Person(f[0]), snap.Person(f[1])
	if by == nil || invitee == nil {
		return nil, nil, "", events.ErrNotFound
	}
	return by, invitee, f[2], nil
}

// BringNewcomer brings the newcomer of a link as a guest of the invitee's delegation, under the name that is given: they have their
// own letter then, and the link of a room once their briefing is confirmed.
func (s *Service) BringNewcomer(ctx context.Context, token, name string) error {
	by, invitee, address, err := NewcomerOf(s.events.Programme(), token)
	if err != nil {
		return err
	}
	if strings.TrimSpace(name) == "" {
		return events.Invalidf("name", "give the guest's name")
	}
	return s.events.BringGuest(ctx, by, events.Person{
		Name: strings.TrimSpace(name), Email: address, Category: invitee.Category, Territories: invitee.Territories, Language: invitee.Language,
	})
}
