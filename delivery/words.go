package delivery

import (
	"context"
	"fmt"
	"strings"
	"time"

	"parcours/events"
)

// The kinds of notice that answer a person's own words; Subject is the id of the receipt.
const (
	NoticeUnderstood events.NoticeKind = "understood"
	NoticeUnclear    events.NoticeKind = "unclear"
)

// maxConfirms is how many replies of a person are answered in a day: beyond, two programs may be writing to each other.
const maxConfirms = 6

// Answered gives whom a message that came in is taken to be from, and the mail that it answers. Nil where nobody knows.
func (s *Service) Answered(ctx context.Context, in Incoming) (who *events.Person, m Mail, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		who, m = nil, Mail{}
		found, _, err := s.sender(tx, s.events.Programme(), in)
		if err != nil || found == nil {
			return err
		}
		for _, q := range []MailQuery{{Token: in.Token}, {Thread: in.Thread}} {
			of, err := s.answered(tx, q)
			if err != nil {
				return err
			}
			if of != nil && of.Person == found.ID {
				who, m = found, *of
				return nil
			}
		}
		return nil
	})
	return who, m, err
}

// receiveWords takes what a person wrote in plain words. What was understood is asked back; what was not reaches the organisers,
// and the person learns so.
func (s *Service) receiveWords(tx Tx, who *events.Person, x *events.Session, in Incoming, r *Receipt) error {
	if len(in.Proposals) > 0 && !in.Silent {
		if asked, err := s.askBack(tx, who, in, r); asked || err != nil {
			return err
		}
	}
	var err error
	switch {
	case strings.TrimSpace(in.Text) == "":
		r.Outcome, r.Reason = ReceiptRefused, "it holds neither an answer nor a text"
	case x == nil:
		r.Outcome, r.Reason = ReceiptWaiting, "a message to the organisers: "+events.Cut(in.Text, events.MaxComment)
	default:
		err = s.receiveText(tx, who, x, in, r)
	}
	if err != nil {
		return err
	}
	return s.tellUnclear(tx, who, in)
}

// receiveText keeps what a person wrote as the comment of their answer, which it does not change; without an answer, or where
// it may mean another one, it waits for an organiser.
func (s *Service) receiveText(tx Tx, who *events.Person, x *events.Session, in Incoming, r *Receipt) error {
	r.Outcome, r.Reason = ReceiptKept, "kept as a comment; it changes no answer"
	before, err := events.LastAnswer(tx, events.Subject{Person: who.ID}, x, 0)
	if err != nil {
		return err
	}
	if before == nil {
		r.Outcome, r.Reason = ReceiptWaiting, "a message to the organisers, without an answer: "+events.Cut(in.Text, events.MaxComment)
		return nil
	}
	if in.Doubt || strings.Contains(in.Text, "?") {
		r.Outcome, r.Reason = ReceiptWaiting, "kept as a comment, which changes no answer; it may mean another one: "+events.Cut(in.Text, events.MaxComment)
	}
	status := events.NeedsAction
	if before.CountsFor(x) {
		status = before.Status
	}
	_, err = s.events.RespondIn(tx, events.Response{Session: x.ID, For: events.Subject{Person: who.ID}, By: who.ID, Status: status, Comment: events.Cut(in.Text, events.MaxComment), Door: events.DoorMail, Sequence: -1})
	return err
}

// askBack asks a person to confirm what was understood. It is false where so many of their replies were answered today that
// an organiser had better look.
func (s *Service) askBack(tx Tx, who *events.Person, in Incoming, r *Receipt) (bool, error) {
	ok, err := s.onceMore(tx, "confirms-asked:"+who.ID, maxConfirms)
	if err != nil || !ok {
		return false, err
	}
	r.Outcome, r.Reason = ReceiptUnderstood, fmt.Sprintf("%d answers understood; they count once %s confirms them", len(in.Proposals), who.Name)
	if len(in.Rest) > 0 {
		r.Outcome = ReceiptWaiting
		r.Reason += ". The rest is a message to the organisers: " + events.Cut(strings.Join(in.Rest, " "), events.MaxComment)
	}
	return true, s.events.Notify(tx, events.Notice{Kind: NoticeUnderstood, Person: who.ID, Subject: in.ID, Due: s.now()})
}

// tellUnclear tells a person, once a day at most, that what they wrote changed no answer, and where they give one.
func (s *Service) tellUnclear(tx Tx, who *events.Person, in Incoming) error {
	if in.Automatic || in.Silent {
		return nil
	}
	ok, err := s.onceMore(tx, settingUnclear+who.ID, 1)
	if err != nil || !ok {
		return err
	}
	return s.events.Notify(tx, events.Notice{Kind: NoticeUnclear, Person: who.ID, Subject: in.ID, Due: s.now()})
}

// onceMore counts what happens within a day; false where it happened often enough.
func (s *Service) onceMore(tx Tx, key string, most int) (bool, error) {
	text, err := tx.Setting(key)
	if err != nil {
		return false, err
	}
	var since int64
	var count int
	if _, err := fmt.Sscanf(text, "%d %d", &since, &count); err != nil || s.now().Sub(time.Unix(since, 0)) >= 24*time.Hour {
		since, count = s.now().Unix(), 0
	}
	if count >= most {
		return false, nil
	}
	return true, tx.SetSetting(key, fmt.Sprintf("%d %d", since, count+1))
}
