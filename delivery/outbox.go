package delivery

import (
	"context"
	"errors"
	"slices"
	"time"

	"parcours/events"
)

// Message is what a mail says to one person, from what is true now. Package mail writes it.
type Message struct {
	Mail        Mail
	To          *events.Person
	Programme   *events.Snapshot
	Calendar    bool                // with a calendar part: the person does not sync by CalDAV, or asked for it
	Requested   bool                // the person asked for this invitation
	Invitation  *events.Invitation  // of a request, cancellation, nudge, or declined counter
	Invitations []events.Invitation // of a letter or a poll: what is asked; of a digest: what changed
	Before      []*events.Session   // of a digest: each invitation's session as it was, nil where that is unknown
	Task        *events.Task        // of a reminder or a reply
	Tasks       []events.Task       // of a letter; of a daily digest: those that are due
	Daily       bool                // a digest for somebody who has one mail a day: what is asked is in it too
	FeedPath    string              // of the person's own feed
	Was         events.When         // of a moved session: its time before
	Why         string
	Waiting     []Receipt      // of a mail that tells what waits
	Address     string         // of an alias or a newcomer
	Invitee     *events.Person // of a newcomer: whose invitation it was
	SignIn      string         // of a mail that signs in: the link's secret; "" where the mail is only looked at
	Subject     string         // of a written mail
	Text        string         // of a written mail or a reply
	Reply       *Reply         // of a mail that answers a person's own words
}

// ErrNothingToSay: what a mail was queued for is no longer so; it is dropped.
var ErrNothingToSay = errors.New("nothing to say any more")

// DueMails gives queued mails to be sent now, at most limit.
func (s *Service) DueMails(ctx context.Context, limit int) (mails []Mail, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		mails, err = tx.Mails(MailQuery{Due: s.now(), Limit: limit})
		return err
	})
	return mails, err
}

// Mails lists mails.
func (s *Service) Mails(ctx context.Context, q MailQuery) (mails []Mail, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		mails, err = tx.Mails(q)
		return err
	})
	return mails, err
}

// Compose gives what a mail says now; ErrNothingToSay where its cause is gone.
func (s *Service) Compose(ctx context.Context, m Mail) (*Message, error) {
	snap := s.events.Programme()
	p := snap.Person(m.Person)
	if p == nil {
		return nil, ErrNothingToSay
	}
	msg := &Message{Mail: m, To: p, Programme: snap, FeedPath: "/feeds/p/" + p.FeedToken + "/Mon-Parcours.ics"}
	synced, err := s.seen.LastSeen(ctx, p.ID, events.DoorCalDAV)
	if err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		n, err := tx.Notice(m.Notice)
		if err != nil {
			return err
		}
		msg.Was, msg.Why, msg.Subject, msg.Text = n.Before, n.Why, n.Subject, n.Text
		asked, err := invitationsAsked(tx, p.ID)
		if err != nil {
			return err
		}
		msg.Requested = n.Kind == events.NoticeRefresh
		msg.Calendar = msg.Requested || !asked.IsZero() || s.now().Sub(synced) > seenLately
		wish, err := WishIn(tx, p.ID)
		if err != nil || !wish.takes(&n, m.Kind) {
			return errors.Join(err, ErrNothingToSay)
		}
		return s.compose(tx, snap, msg, &n, wish)
	})
	if err == nil && m.Kind.replies() {
		msg.Reply, err = s.reply(ctx, p, msg.Subject)
	}
	return msg, err
}

// seenLately is for how long a person who synced by CalDAV is taken to do so still.
const seenLately = 30 * 24 * time.Hour

// compose fills in what a mail says as of now; ErrNothingToSay where there is no reason for it any more.
func (s *Service) compose(tx Tx, snap *events.Snapshot, msg *Message, n *events.Notice, wish Wish) error {
	switch msg.Mail.Kind {
	case MailLetter:
		return s.composeLetter(tx, snap, msg)
	case MailPoll:
		return s.composeSome(tx, snap, msg, func(x *events.Session) bool { return x.Poll == msg.Mail.Session && x.Live() && x.Decided.IsZero() })
	case MailDigest:
		return s.composeDigest(tx, snap, msg, n, wish)
	case MailReply, MailReminder:
		return s.composeTask(tx, snap, msg, n)
	case MailDay, MailDeclined, MailTakenUp, MailWritten, MailUnderstood, MailUnclear:
		return nil
	case MailSignIn, MailPage:
		return s.stillAsked(&msg.Mail)
	case MailAlias, MailNewcomer:
		return s.composeAddress(tx, snap, msg, n)
	case MailWaiting:
		all, err := waiting(tx)
		if err == nil && len(all) == 0 {
			err = ErrNothingToSay
		}
		msg.Waiting = all
		return err
	}
	return s.composeInvitation(tx, snap, msg)
}

// composeInvitation is what a session's mail says as of now; ErrNothingToSay where it holds no longer.
func (s *Service) composeInvitation(tx Tx, snap *events.Snapshot, msg *Message) error {
	x := snap.Session(msg.Mail.Session)
	if x == nil {
		return ErrNothingToSay
	}
	answer, err := events.LastAnswer(tx, events.Subject{Person: msg.To.ID}, x, 0)
	if err != nil {
		return err
	}
	msg.Invitation = snap.Invite(x, events.ViewInvited, msg.To, events.Subject{Person: msg.To.ID}, answer, nil)
	asked := x.Live() && x.Asks(msg.To)
	switch msg.Mail.Kind {
	case MailRequest, MailCounter:
		if !asked {
			return ErrNothingToSay
		}
	case MailCancel:
		if asked {
			return ErrNothingToSay
		}
	case MailNudge:
		if !asked || msg.Invitation.Status != events.NeedsAction {
			return ErrNothingToSay
		}
	}
	return nil
}

// composeAddress asks an invitee whose an address is, or tells of a newcomer, while nobody has said so.
func (s *Service) composeAddress(tx Tx, snap *events.Snapshot, msg *Message, n *events.Notice) error {
	msg.Address, msg.Subject, msg.Text = n.Subject, "", ""
	if msg.Mail.Kind == MailNewcomer {
		msg.Invitee = snap.Person(n.Text)
		if msg.Invitee == nil || snap.ByAddress(n.Subject) != nil {
			return ErrNothingToSay
		}
		return nil
	}
	state, err := alias(tx, msg.To.ID, n.Subject)
	if err == nil && state != AliasAsked {
		return ErrNothingToSay
	}
	return err
}

func (s *Service) composeLetter(tx Tx, snap *events.Snapshot, msg *Message) error {
	msg.Tasks = snap.TasksFor(msg.To)
	now := s.now()
	return s.composeSome(tx, snap, msg, func(x *events.Session) bool { return x.Live() && !x.Past(now, snap.Loc) })
}

// composeSome fills in the person's invitations to some sessions.
func (s *Service) composeSome(tx Tx, snap *events.Snapshot, msg *Message, wanted func(*events.Session) bool) error {
	all, err := events.PersonalInvitations(tx, snap, msg.To)
	if err != nil {
		return err
	}
	msg.Invitations = slices.DeleteFunc(all, func(inv events.Invitation) bool {
		return !wanted(inv.Session) || !inv.Session.Listed()
	})
	if len(msg.Invitations) == 0 && msg.Mail.Kind != MailLetter {
		return ErrNothingToSay
	}
	return nil
}

func (s *Service) composeTask(tx Tx, snap *events.Snapshot, msg *Message, n *events.Notice) error {
	t, d := snap.Territory(n.Territory), snap.Decision(n.Decision)
	if t == nil || d == nil || !msg.To.ReferentOf(t.ID) {
		return ErrNothingToSay
	}
	states, err := events.DecisionStatesIn(tx, snap, t)
	if err != nil {
		return err
	}
	for i := range states {
		if states[i].Decision == d {
			if msg.Mail.Kind == MailReminder && states[i].Done {
				return ErrNothingToSay
			}
			task := taskOf(snap, msg.To, t, &states[i])
			msg.Task = &task
		}
	}
	return nil
}

// MailOutcome is how an attempt to send ended.
type MailOutcome struct {
	Err       error // nil: the next server took it
	Permanent bool  // refused for good (5xx)
	Nothing   bool  // there was nothing to say
}

// maxAttempts is after how many failures a mail is given up: some three days with the backoff below.
const maxAttempts = 20

// Settle notes how an attempt ended: sent, dropped, to be tried again later, or failed.
func (s *Service) Settle(ctx context.Context, m Mail, o MailOutcome) error {
	return s.store.Update(ctx, func(tx Tx) error {
		now := s.now()
		m := m
		m.Attempts++
		switch {
		case o.Nothing:
			m.State = MailDropped
		case o.Err == nil:
			m.State, m.Sent, m.Error = MailSent, now, ""
			if x := s.events.Programme().Session(m.Session); x != nil {
				m.Sequence = x.Sequence
			}
		case o.Permanent || m.Attempts >= maxAttempts:
			m.State, m.Error = MailFailed, o.Err.Error()
		default:
			m.Error = o.Err.Error()
			m.Next = now.Add(min(time.Minute<<min(m.Attempts-1, 9), 6*time.Hour))
		}
		return tx.SetMail(m)
	})
}

// Hold puts off a mail that the daily cap or the quiet hours keep back; false if it may leave now. What a person wrote is
// not capped, and takes nobody else's place; it comes after the first letter, unless it is urgent.
func (s *Service) Hold(ctx context.Context, m Mail) (bool, error) {
	if m.Kind == MailRequest || m.Kind == MailCancel || m.Kind == MailLetter || m.Kind.asked() {
		return false, nil
	}
	held := false
	err := s.store.Update(ctx, func(tx Tx) error {
		now := s.now()
		m := m
		if m.Kind == MailWritten {
			return s.holdLetter(tx, &m, &held)
		}
		m.Next = s.allowed(now, false)
		recent, err := tx.Mails(MailQuery{Person: m.Person, State: MailSent, Since: now.Add(-30 * 24 * time.Hour)})
		if err != nil {
			return err
		}
		today := 0
		for _, r := range recent {
			if r.Kind != MailWritten && !r.Kind.asked() && now.Sub(r.Sent) < 24*time.Hour {
				today++
			}
		}
		if s.policy.DailyCap > 0 && today >= s.policy.DailyCap {
			m.Next = s.allowed(now.Add(24*time.Hour), false)
		}
		if held = m.Next.After(now); held {
			return tx.SetMail(m)
		}
		return nil
	})
	return held, err
}

// holdLetter puts off what a person wrote.
func (s *Service) holdLetter(tx Tx, m *Mail, held *bool) error {
	n, err := tx.Notice(m.Notice)
	if err != nil || n.Urgent {
		return err
	}
	now := s.now()
	first, err := s.firstLetter(tx, m.Person, now)
	if err != nil {
		return err
	}
	if !first.IsZero() && !first.After(now) {
		first = now.Add(time.Minute) // it leaves in these moments
	}
	m.Next = events.Latest(s.allowed(now, false), first)
	if *held = m.Next.After(now); *held {
		return tx.SetMail(*m)
	}
	return nil
}

// Retry queues a mail again that failed or bounced.
func (s *Service) Retry(ctx context.Context, token string) error {
	return s.changeMail(ctx, token, func(m *Mail) error {
		if m.State != MailFailed && m.State != MailBounced {
			return events.Invalidf("mail", "it is %s; only failed and bounced ones are sent again", m.State)
		}
		m.State, m.Attempts, m.Next = MailQueued, 0, s.now()
		return nil
	})
}

func (s *Service) changeMail(ctx context.Context, token string, change func(*Mail) error) error {
	return s.store.Update(ctx, func(tx Tx) error { return changeMail(tx, token, change) })
}

func changeMail(tx Tx, token string, change func(*Mail) error) error {
	return changeOne(tx, MailQuery{Token: token}, change)
}

// changeOne changes the mail with a token or of a thread.
func changeOne(tx Tx, q MailQuery, change func(*Mail) error) error {
	if q.Token == "" && q.Thread == "" {
		return events.ErrNotFound // a query without one would give them all
	}
	found, err := tx.Mails(q)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return events.ErrNotFound
	}
	if err := change(&found[0]); err != nil {
		return err
	}
	return tx.SetMail(found[0])
}
