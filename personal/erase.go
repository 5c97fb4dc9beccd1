package personal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/calendars"
	"parcours/delivery"
	"parcours/events"
)

// Prospect is what an erasure would take away, and what it would leave without somebody.
type Prospect struct {
	Answers       int // for themselves, with those before; they stay, as nobody's
	Calendars     int // of their own
	Entries       int // in them
	LastOrganiser bool
	LastReferent  []string // ids of territories whose only referent they are
	InFile        bool     // the programme's file names them: it has to be changed by hand
}

// Prospect tells what an erasure would do. It changes nothing. ErrNotFound for nobody, and for somebody erased.
func (s *Service) Prospect(ctx context.Context, person string) (p Prospect, err error) {
	snap := s.events.Programme()
	err = s.store.View(ctx, func(tx Tx) error {
		who, err := known(tx, person)
		if err != nil {
			return err
		}
		p.InFile, p.LastOrganiser, p.LastReferent = who.InFile, lastOrganiser(snap, who), lastReferent(snap, who)
		p.Answers, p.Calendars, p.Entries = 0, 0, 0
		answers, err := tx.Answers(events.AnswerQuery{Person: person})
		if err != nil {
			return err
		}
		p.Answers = len(answers)
		return eachCalendar(tx, person, false, func(_ calendars.StoredCollection, entries []calendars.Object) error {
			p.Calendars++
			p.Entries += len(entries)
			return nil
		})
	})
	return p, err
}

// known is a person of the programme, or one who was removed and not erased.
func known(tx Tx, person string) (*events.Person, error) {
	p, err := tx.Person(person)
	if err == nil && p.Erased() {
		err = events.ErrNotFound
	}
	return &p, err
}

func lastOrganiser(snap *events.Snapshot, who *events.Person) bool {
	return !who.Removed && who.Role == events.Organiser && !slices.ContainsFunc(snap.People(), func(p *events.Person) bool {
		return p.Role == events.Organiser && p.ID != who.ID
	})
}

func lastReferent(snap *events.Snapshot, who *events.Person) (territories []string) {
	for _, t := range snap.Territories {
		if !who.Removed && who.ReferentOf(t.ID) && !slices.ContainsFunc(snap.Delegation(t.ID), func(p *events.Person) bool { return p.ReferentOf(t.ID) && p.ID != who.ID }) {
			territories = append(territories, t.ID)
		}
	}
	return territories
}

// Erase removes all that tells who a person is: name, address, function, comments on their own answers, links, feeds, mails, passwords,
// sign-ins, own calendars; lines of theirs in others' calendars become nobody's. What they answered, said for a delegation and
// attended stays under an id that is nobody's, with role, category and territories, so that it counts. The act is recorded; a file that names
// them does not bring them back (see events.Apply). By is who has it done: the person, an organiser, or nil for whoever
// runs the server. An ErrTraces where all is done but for the files. An *events.Invalid of "organiser" for the last organiser.
func (s *Service) Erase(ctx context.Context, by *events.Person, person string) error {
	if by != nil && by.ID != person && by.Role != events.Organiser {
		return events.ErrForbidden
	}
	snap := s.events.Programme()
	act := Erasure{Nobody: events.NobodyPrefix + strings.ToLower(s.newID())[:12], At: s.now()}
	if by != nil {
		act.By = by.ID
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		return tx.Erasing(func() error { return s.erase(tx, snap, person, act) })
	})
	if err != nil {
		return err
	}
	s.calendars.Forget(person)
	if err := s.events.Reload(ctx); err != nil {
		return err
	}
	if err := s.wipe(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("%w: %w", ErrTraces, err)
	}
	return nil
}

// ErrTraces: the person is erased, and the files of the store may hold, in what is free, what they were.
var ErrTraces = errors.New("erased; the store's files could not be cleaned of what was, which they are at the next erasure or by restoring a backup")

// erase is an erasure in its transaction.
func (s *Service) erase(tx Tx, snap *events.Snapshot, person string, act Erasure) error {
	p, err := known(tx, person)
	if err != nil {
		return err
	}
	if lastOrganiser(snap, p) {
		return events.Invalidf("organiser", "%s is the last organiser: make somebody else one first", p.ID)
	}
	addresses, err := addressesOf(tx, p)
	if err != nil {
		return err
	}
	if err := mark(tx, snap, append(addresses, p.ID), act); err != nil {
		return err
	}
	nobody := events.Person{ID: act.Nobody, Role: p.Role, Territories: p.Territories, Category: p.Category, Godparent: p.Godparent, Epoch: p.Epoch + 1, Removed: true}
	for _, step := range []func() error{
		func() error { return tx.AddErasure(act) },
		func() error { return tx.SetPerson(nobody) },
		func() error { return tx.ClearReceipts(p.ID, nobody.ID, addresses) },
		func() error { return tx.RemoveOwn(p.ID, delivery.SettingsOf()) },
		func() error { return eraseInProgramme(tx, p.ID) },
		func() error { return eraseInNotices(tx, snap, p.ID, nobody.ID, addresses) },
		func() error { return s.eraseInObjects(tx, addresses, address(nobody.ID)) },
		func() error { return s.eraseInLetters(tx, addresses, address(nobody.ID)) },
		func() error { return tx.RewriteTexts(words(p, addresses), neutral(p, addresses, address(nobody.ID))) },
		func() error { return tx.RenamePerson(p.ID, nobody.ID) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// address is a mail address that nobody has (RFC 2606 §2).
func address(nobody string) string { return nobody + "@erased.invalid" }

// addressesOf are a person's own address and those that they said are theirs, folded.
func addressesOf(tx Tx, p *events.Person) ([]string, error) {
	all := []string{events.FoldAddress(p.Email)}
	aliases, err := tx.Aliases(p.ID)
	for _, a := range aliases {
		if a.State == delivery.AliasTheirs {
			all = append(all, a.Address)
		}
	}
	return all, err
}

// mark keeps that these ids and addresses are of somebody who was erased, as keyed hashes from which nothing is read.
func mark(tx Tx, snap *events.Snapshot, names []string, act Erasure) error {
	for _, name := range names {
		if err := tx.SetSetting(snap.ErasedKey(name), act.At.UTC().Format(time.RFC3339)); err != nil {
			return err
		}
	}
	return nil
}

// Forgive lets somebody be added again who was erased, by the id or the address that they had. ErrNotFound where nobody with it was.
func (s *Service) Forgive(ctx context.Context, name string) error {
	key := s.events.Programme().ErasedKey(name)
	return s.store.Update(ctx, func(tx Tx) error {
		at, err := tx.Setting(key)
		if err == nil && at == "" {
			err = events.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tx.SetSetting(key, "")
	})
}

// Erasures are the acts by which people were erased, oldest first.
func (s *Service) Erasures(ctx context.Context) (all []Erasure, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.Erasures()
		return err
	})
	return all, err
}
