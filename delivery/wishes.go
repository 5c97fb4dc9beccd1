package delivery

import (
	"context"
	"errors"
	"slices"
	"time"

	"parcours/events"
)

// Wish is which mails a person wants.
type Wish string

// The wishes. What answers an act of one's own comes with each: an invitation asked for, a word on a proposal.
const (
	WishAll    Wish = "all"    // each as it happens
	WishDigest Wish = "digest" // what is new and what is asked once a day; a move, a cancellation and what somebody wrote by itself
	WishAsked  Wish = "asked"  // what is asked, moved or cancelled: no reminders, no details
	WishNone   Wish = "none"
	WishAgain  Wish = "again" // those of before they were stopped
)

// Wishes lists them, the most mails first.
var Wishes = []Wish{WishAll, WishDigest, WishAsked, WishNone}

// Keys of Tx.Setting, before a person's id.
const (
	settingUnsubscribed = "unsubscribed:" // when they asked for no mails any more (RFC 3339); "" while they have some
	settingWish         = "mails:"        // a Wish, of whoever chose one and has mails
	settingInvitations  = "invitations:"  // when they last asked for their invitations (RFC 3339)
	settingNudged       = "nudged:"       // before a session's id and theirs: when they were last nudged
	settingUnclear      = "unclear-told:" // when they were last told that their words were not understood
)

// SettingsOf are what is kept of a person's mails: beginnings of keys of Tx.Setting that end with the person's id.
func SettingsOf() []string {
	return []string{settingUnsubscribed, settingWish, settingInvitations, settingNudged, settingUnclear}
}

// WishIn is which mails a person wants.
func WishIn(tx Tx, person string) (Wish, error) {
	stopped, err := tx.Setting(settingUnsubscribed + person)
	if err != nil {
		return WishNone, err
	}
	if stopped != "" {
		return WishNone, nil
	}
	wish, err := tx.Setting(settingWish + person)
	if !slices.Contains(Wishes, Wish(wish)) {
		return WishAll, err
	}
	return Wish(wish), err
}

// setWish keeps which mails a person wants.
func (s *Service) setWish(tx Tx, person string, wish Wish) error {
	switch wish {
	case WishAgain:
		return tx.SetSetting(settingUnsubscribed+person, "")
	case WishNone:
		return tx.SetSetting(settingUnsubscribed+person, s.now().UTC().Format(time.RFC3339))
	}
	return errors.Join(tx.SetSetting(settingUnsubscribed+person, ""), tx.SetSetting(settingWish+person, string(wish)))
}

// takes tells whether somebody who wishes so has a mail.
func (w Wish) takes(n *events.Notice, kind MailKind) bool {
	switch {
	case n.Kind == events.NoticeRefresh || kind == MailCounter || kind.asked() || kind.replies(): // what they asked for themselves
		return true
	case w == WishNone:
		return false
	case w == WishAsked:
		return kind != MailDigest && kind != MailNudge && kind != MailReminder
	}
	return true
}

// gathers tells whether a mail goes into the daily one: what a calendar has to take, and what somebody wrote, does not.
func (w Wish) gathers(n *events.Notice, kind MailKind) bool {
	if w != WishDigest {
		return false
	}
	isNew := kind == MailRequest && n.Kind == events.NoticeSession && n.From == 0
	return isNew || kind == MailPoll || kind == MailNudge || kind == MailReminder
}

// MailChoice is what a person said of their mails.
type MailChoice struct {
	Wish  Wish
	Asked time.Time // when they last asked for their invitations, zero if never
}

// MailsOf gives what a person said of their mails. ErrNotFound for nobody of the programme.
func (s *Service) MailsOf(ctx context.Context, person string) (c MailChoice, err error) {
	if s.events.Programme().Person(person) == nil {
		return c, events.ErrNotFound
	}
	err = s.store.View(ctx, func(tx Tx) error {
		if c.Wish, err = WishIn(tx, person); err != nil {
			return err
		}
		c.Asked, err = invitationsAsked(tx, person)
		return err
	})
	return c, err
}

// ChooseMails keeps which mails a person wants. An *events.Invalid of "mails" for a wish that is none.
func (s *Service) ChooseMails(ctx context.Context, person string, wish Wish) error {
	if s.events.Programme().Person(person) == nil {
		return events.ErrNotFound
	}
	if !slices.Contains(Wishes, wish) && wish != WishAgain {
		return events.Invalidf("mails", "%q: use all, digest, asked or none", wish)
	}
	return s.store.Update(ctx, func(tx Tx) error { return s.setWish(tx, person, wish) })
}

// InvitationsEvery is how often a person may ask for their invitations by mail.
const InvitationsEvery = time.Hour

func invitationsAsked(tx Tx, person string) (time.Time, error) {
	text, err := tx.Setting(settingInvitations + person)
	at, _ := time.Parse(time.RFC3339, text)
	return at, err
}

// SendInvitations sends a person's open invitations to their own address, one mail a session, each with the calendar part
// that Gmail and Outlook answer (RFC 6047): those to come that they have not declined. Dates of an open poll are not among them: a
// calendar would keep those that are not chosen. It gives how many leave. An *events.Invalid of "again" within the hour.
func (s *Service) SendInvitations(ctx context.Context, person string) (sent int, err error) {
	snap := s.events.Programme()
	p := snap.Person(person)
	if p == nil {
		return 0, events.ErrNotFound
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		sent = 0
		now := s.now()
		last, err := invitationsAsked(tx, person)
		if err != nil {
			return err
		}
		if now.Sub(last) < InvitationsEvery {
			return events.Invalidf("again", "the invitations were sent at %s: wait until %s", last.In(snap.Loc).Format("15:04"), last.Add(InvitationsEvery).In(snap.Loc).Format("15:04"))
		}
		all, err := events.PersonalInvitations(tx, snap, p)
		if err != nil {
			return err
		}
		for i := range all {
			if !sendable(&all[i], now) {
				continue
			}
			sent++
			if err := s.events.Notify(tx, events.Notice{Kind: events.NoticeRefresh, Session: all[i].Session.ID, Person: person, Due: now}); err != nil {
				return err
			}
		}
		if sent == 0 {
			return nil
		}
		return tx.SetSetting(settingInvitations+person, now.UTC().Format(time.RFC3339))
	})
	return sent, err
}

// sendable tells whether an invitation goes into somebody's own calendar by mail.
func sendable(inv *events.Invitation, now time.Time) bool {
	x := inv.Session
	open := x.Poll != "" && x.Status != events.Fixed
	return inv.For.Person != "" && x.Live() && x.Listed() && !open && !x.Past(now, inv.Programme.Loc) && inv.Status != events.Declined
}
