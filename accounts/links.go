package accounts

import (
	"context"
	"errors"
	"time"

	"parcours/events"
)

// LinkFor is for how long a link holds that signs in, from when it is written.
const LinkFor = 15 * time.Minute

// maxLinkFor is for how long an organiser's may hold, who hands it over by another way.
const maxLinkFor = 7 * 24 * time.Hour

// SignInLink makes a link that signs a person in once, for the path /enter/{token}. The store keeps its hash, bound to this
// life of it.
func (s *Service) SignInLink(ctx context.Context, person string, holds time.Duration) (string, error) {
	if holds <= 0 || holds > maxLinkFor {
		return "", events.Invalidf("for", "a link holds for a minute at least and for seven days at most")
	}
	token := s.newID()
	err := s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Person(person)
		if err == nil && p.Removed {
			err = events.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := s.addPass(tx, Pass{Hash: s.hashLink(token), Kind: PassLink, Person: person, Made: s.now(), Until: s.now().Add(holds)}); err != nil {
			return err
		}
		return s.note(tx, person, LinkShown) // a mail's is asked for, which is kept already
	})
	return token, err
}

func (s *Service) hashLink(token string) string { return s.hashSecret("link\x00" + token) }

// link is the pass of a link; ErrNotFound for one that is spent, too old or none.
func (s *Service) link(tx Tx, token string) (Pass, error) {
	x, err := tx.Pass(s.hashLink(token))
	if err == nil && (x.Kind != PassLink || !s.now().Before(x.Until)) {
		err = events.ErrNotFound
	}
	if err != nil {
		return Pass{}, err
	}
	p, err := tx.Person(x.Person)
	if err == nil && p.Removed {
		err = events.ErrNotFound
	}
	return x, err
}

// SignInLinkOf is whom a link signs in; ErrNotFound for one that is spent, too old or none: which of these is not said. It
// spends nothing: robots open every link of a mail.
func (s *Service) SignInLinkOf(ctx context.Context, token string) (*events.Person, error) {
	var x Pass
	err := s.store.View(ctx, func(tx Tx) (err error) {
		x, err = s.link(tx, token)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p := s.events.Programme().Person(x.Person); p != nil {
		return p, nil
	}
	return nil, events.ErrNotFound
}

// SignInByLink signs in by a link, which is spent with it.
func (s *Service) SignInByLink(ctx context.Context, token string, from From) (Entry, error) {
	return s.enter(ctx, from, func(tx Tx) (string, error) {
		x, err := s.link(tx, token)
		if err != nil {
			return "", err
		}
		return x.Person, tx.RemovePass(x.Hash)
	})
}

// How often a link is asked for within an hour: for one address, and by one client, behind which a whole workshop may sit.
const (
	maxAsked  = 3
	maxAsking = 100
	askedAnew = time.Hour
)

// settingInVain is when a link was last asked for with an address that is nobody's.
const settingInVain = "asked-in-vain"

// ErrAsking: one client asked for very many links.
var ErrAsking = events.Invalidf("asking", "too many links were asked for from here: wait an hour, then try again")

// AskForLink lets a mail leave to whoever has this address: with a link that signs in (events.NoticeSignIn), or with that of
// their own page (events.NoticePage). It takes as long and says the same where the address is nobody's, and where it was
// asked for too often.
func (s *Service) AskForLink(ctx context.Context, what events.NoticeKind, address string, from From) error {
	if what != events.NoticeSignIn && what != events.NoticePage {
		return errors.New("accounts: no link of this kind is sent")
	}
	if from.Address != "" && !s.tries.take(s.now(), way{"asking " + from.Address, maxAsking, askedAnew}) {
		return ErrAsking
	}
	address = events.FoldAddress(address)
	if !s.tries.take(s.now(), way{"asked " + string(what) + " " + events.Cut(address, maxAgent), maxAsked, askedAnew}) {
		return nil
	}
	p := s.events.Programme().ByAddress(address)
	return s.store.Update(ctx, func(tx Tx) error {
		if p != nil {
			return s.events.Notify(tx, events.Notice{Kind: what, Person: p.ID, Due: s.now()})
		}
		if _, err := tx.NextChange(events.NoticesHome); err != nil {
			return err
		}
		return tx.SetSetting(settingInVain, s.now().UTC().Format(time.RFC3339))
	})
}
