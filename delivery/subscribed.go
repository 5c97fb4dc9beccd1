package delivery

import (
	"context"
	"time"

	"parcours/events"
)

func unsubscribedKey(person string) string { return "unsubscribed:" + person }

// subscribed tells whether mails leave to a person.
func subscribed(tx Tx, person string) (bool, error) {
	text, err := tx.Setting(unsubscribedKey(person))
	return text == "", err
}

func (s *Service) setSubscribed(tx Tx, person string, on bool) error {
	text := ""
	if !on {
		text = s.now().UTC().Format(time.RFC3339)
	}
	return tx.SetSetting(unsubscribedKey(person), text)
}

const unsubscribePurpose = "unsubscribe"

// UnsubscribeToken signs a link for the path /unsubscribe/{token}.
func UnsubscribeToken(snap *events.Snapshot, person string) string {
	return snap.Seal(unsubscribePurpose, person)
}

// SubscriptionOf gives who a link is for, and whether mails leave to them. ErrNotFound for a link that is none.
func (s *Service) SubscriptionOf(ctx context.Context, token string) (who *events.Person, on bool, err error) {
	snap := s.events.Programme()
	fields, err := snap.Open(unsubscribePurpose, token)
	if err != nil || len(fields) != 1 || snap.Person(fields[0]) == nil {
		return nil, false, events.ErrNotFound
	}
	err = s.store.View(ctx, func(tx Tx) error {
		on, err = subscribed(tx, fields[0])
		return err
	})
	return snap.Person(fields[0]), on, err
}

// Subscribe says whether mails leave to the person of a link (RFC 8058 for not any more).
func (s *Service) Subscribe(ctx context.Context, token string, on bool) error {
	who, was, err := s.SubscriptionOf(ctx, token)
	if err != nil || was == on {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error { return s.setSubscribed(tx, who.ID, on) })
}
