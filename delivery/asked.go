package delivery

import (
	"context"
	"time"
)

// Links makes the links of mails that sign in.
type Links interface {
	// SignInLink makes one that holds for so long; only its hash is kept.
	SignInLink(ctx context.Context, person string, holds time.Duration) (token string, err error)
}

const (
	linkFor    = 15 * time.Minute
	askedFor   = time.Hour // a mail that could not leave by then leaves no more: whoever asked has gone
	maxAsked   = 3         // mails of a kind to one person ...
	askedAgain = time.Hour // ... within this time
)

// ToSend is Compose for a mail that leaves now. Its link that signs in is made in this moment and stands nowhere but in the
// message, so that neither the queue nor a backup of it lets anybody in; a second attempt has another link.
func (s *Service) ToSend(ctx context.Context, m Mail) (*Message, error) {
	msg, err := s.Compose(ctx, m)
	if err == nil && m.Kind == MailSignIn {
		msg.SignIn, err = s.links.SignInLink(ctx, m.Person, linkFor)
	}
	return msg, err
}

// askedOften tells whether a person was sent so many mails of a kind that they asked for, or that somebody asked for in their
// name, that no other leaves.
func (s *Service) askedOften(tx Tx, m *Mail) (bool, error) {
	recent, err := tx.Mails(MailQuery{Person: m.Person, Kind: m.Kind, Since: s.now().Add(-askedAgain)})
	return len(recent) >= maxAsked, err
}

// stillAsked is ErrNothingToSay for a mail that was asked for too long ago.
func (s *Service) stillAsked(m *Mail) error {
	if m.State == MailQueued && s.now().Sub(m.Created) > askedFor {
		return ErrNothingToSay
	}
	return nil
}
