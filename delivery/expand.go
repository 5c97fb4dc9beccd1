package delivery

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/events"
)

// MailPolicy says when mails leave. Hours are of the programme's zone.
type MailPolicy struct {
	Hold      time.Duration // between a change and its mails: moved back meanwhile, none leaves
	QuietFrom int           // hour from which no mail leaves
	QuietTo   int           // hour from which mails leave again
	DailyCap  int           // mails a person and day, of those that can wait
	Digest    int           // hour of the daily digest
}

// UsualMailPolicy waits ten minutes, keeps the night quiet and sends three mails a day at most.
var UsualMailPolicy = MailPolicy{Hold: 10 * time.Minute, QuietFrom: 20, QuietTo: 8, DailyCap: 3, Digest: 8}

// expandAtOnce is how many people one transaction of the expansion concerns, so that an answer never waits long.
const expandAtOnce = 200

// ExpandNotices turns due notices into queued mails, some people at a time; it tells whether more is to be done.
// A cursor in the notice and the mails' uniqueness make it safe to stop at any moment and to run twice.
func (s *Service) ExpandNotices(ctx context.Context) (more bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		more, err = s.expandSome(tx)
		return err
	})
	return more && err == nil, err
}

// expandSome expands notices for so many people; more where something is left.
func (s *Service) expandSome(tx Tx) (more bool, err error) {
	for room := expandAtOnce; room > 0; room-- { // a notice for nobody takes room too
		due, err := tx.DueNotices(s.now(), 1)
		if err != nil || len(due) == 0 {
			return false, err
		}
		if behind, err := s.behind(tx, &due[0]); err != nil || behind {
			return false, err
		}
		if err := s.expand(tx, due[0], &room); err != nil {
			return false, err
		}
	}
	return true, nil
}

// behind tells whether the programme in memory does not have yet what a notice is of: the change is on disk, and stands in a
// moment. Expanded now, the notice would be of nobody, or of a session as it was.
func (s *Service) behind(tx Tx, n *events.Notice) (bool, error) {
	snap := s.events.Programme()
	if n.Person != "" && snap.Person(n.Person) == nil {
		p, err := tx.Person(n.Person)
		if errors.Is(err, events.ErrNotFound) {
			return false, nil
		}
		return err == nil && !p.Removed, err
	}
	if n.Session == "" {
		return false, nil
	}
	changed, err := tx.Sessions(snap.Change)
	return len(changed) > 0, err
}

// expand expands a notice for as many people as there is room for.
func (s *Service) expand(tx Tx, n events.Notice, room *int) error {
	snap := s.events.Programme()
	if n.Kind == events.NoticeSession && n.Cursor == "" {
		if err := s.coalesce(tx, snap, &n); err != nil || n.Done {
			return errors.Join(err, tx.SetNotice(n))
		}
	}
	for _, p := range recipients(snap, &n, snap.Session(n.Session)) {
		if p.ID <= n.Cursor {
			continue
		}
		if *room <= 0 {
			return tx.SetNotice(n)
		}
		*room--
		if err := s.queue(tx, snap, &n, p); err != nil {
			return err
		}
		n.Cursor = p.ID
	}
	n.Done = true
	return tx.SetNotice(n)
}

// coalesce takes later notices of the same session into this one, and ends it if the session stands where it stood.
func (s *Service) coalesce(tx Tx, snap *events.Snapshot, n *events.Notice) error {
	held, err := s.held(tx, n.Session)
	if err != nil {
		return err
	}
	asked := n.Asked
	for _, other := range held {
		if other.Number == n.Number {
			continue
		}
		takeIn(n, other)
		other.Done = true
		if err := tx.SetNotice(other); err != nil {
			return err
		}
	}
	x := snap.Session(n.Session)
	if n.Done = x == nil || n.Quiet; n.Done {
		return nil
	}
	n.Done, err = standsAsTold(tx, n, asked, x)
	return err
}

// held are the notices of a session that have not been told yet, the first one first.
func (s *Service) held(tx Tx, session string) ([]events.Notice, error) {
	all, err := tx.DueNotices(s.now().Add(s.policy.Hold), 10_000)
	return slices.DeleteFunc(all, func(n events.Notice) bool { return n.Kind != events.NoticeSession || n.Session != session }), err
}

// takeIn takes a later notice of the same session into one.
func takeIn(n *events.Notice, later events.Notice) {
	n.Asked = append(n.Asked, later.Asked...)
	n.Quiet = n.Quiet && later.Quiet
	if n.Before.Start.IsZero() {
		n.Before = later.Before
	}
	n.Why = cmp.Or(later.Why, n.Why)
}

// standsAsTold tells whether a session stands where it stood before what a notice is of, and asks whom it asked then: of several
// audiences with one SEQUENCE the store gives the last.
func standsAsTold(tx Tx, n *events.Notice, asked []events.Audience, x *events.Session) (bool, error) {
	if n.From == 0 {
		return false, nil
	}
	told, err := tx.SessionRevision(n.Session, n.From-1)
	if errors.Is(err, events.ErrNotFound) {
		return false, nil
	}
	now := x.AsWritten()
	told.Asked = asked
	return err == nil && stands(&told, &now), err
}

// stands tells whether a session is as it was, in what people are told at once. A date that its poll did not choose is told by
// the poll, whatever it was meanwhile.
func stands(s *events.Session, as *events.Session) bool {
	if as.Lost && s.Live() && s.Decided.IsZero() {
		return true
	}
	return s.When.Equal(as.When) && s.Live() == as.Live() && s.Lost == as.Lost && s.Decided.IsZero() == as.Decided.IsZero() &&
		s.Place == as.Place && events.EqualRules(s.Asked, as.Asked)
}

// recipients are whom a notice concerns, by id; x is its session, nil for one of none.
func recipients(s *events.Snapshot, n *events.Notice, x *events.Session) []*events.Person {
	if n.Person != "" {
		if p := s.Person(n.Person); p != nil && (p.Role != "" || MailKind(n.Kind).asked()) {
			return []*events.Person{p}
		}
		return nil
	}
	return slices.DeleteFunc(s.People(), func(p *events.Person) bool {
		switch {
		case p.Role == "":
			return true
		case n.Kind == events.NoticeWaiting:
			return p.Role != events.Organiser
		case n.Kind == events.NoticeReply:
			return !p.ReferentOf(n.Territory)
		case x == nil:
			return true
		}
		return !x.Asks(p) && !events.AnyCovers(n.Asked, p)
	})
}

// queue adds the mail that a notice means for one person, if any.
func (s *Service) queue(tx Tx, snap *events.Snapshot, n *events.Notice, p *events.Person) error {
	m := s.mailOf(n, snap.Session(n.Session), p, s.now())
	if skip, err := s.spared(tx, n, &m); err != nil || skip {
		return err
	}
	m.Token = strings.ToLower(s.newID())
	return tx.AddMail(m)
}

// mailOf is the mail that a notice means for one person, told at a moment; x is its session, nil for one of none.
func (s *Service) mailOf(n *events.Notice, x *events.Session, p *events.Person, at time.Time) Mail {
	m := Mail{Notice: n.Number, Person: p.ID, Session: n.Session, State: MailQueued, Created: at, Next: s.allowed(at, false)}
	switch n.Kind {
	case events.NoticeLetter:
		m.Kind = MailLetter
	case events.NoticeSession:
		m.Kind, m.Next = MailRequest, s.allowed(at, true)
		if !x.Live() || !x.Asks(p) {
			m.Kind = MailCancel
		}
	case events.NoticePoll:
		m.Kind, m.Session = MailPoll, x.Poll
	case events.NoticeDetail:
		m.Kind, m.Session, m.Next = MailDigest, "", s.digestTime(at)
	case events.NoticeReply:
		m.Kind, m.Session = MailReply, fmt.Sprintf("%s/%d", n.Territory, n.Decision)
	case events.NoticeDay:
		m.Kind, m.Session = MailDay, n.Territory
	case events.NoticeDeclined, events.NoticeTakenUp:
		m.Kind, m.Session = MailKind(n.Kind), n.Territory
	case events.NoticeCounter:
		m.Kind = MailCounter
	case events.NoticeRefresh:
		m.Kind, m.Next = MailRequest, s.allowed(at, true)
	case events.NoticeNudge:
		m.Kind = MailNudge
	case events.NoticeReminder:
		m.Kind, m.Session = MailReminder, fmt.Sprintf("%s/%d", n.Territory, n.Decision)
	case events.NoticeAlias:
		m.Kind = MailAlias
	case events.NoticeNewcomer:
		m.Kind, m.Session = MailNewcomer, ""
	case events.NoticeWaiting:
		m.Kind, m.Session = MailWaiting, ""
	case NoticeUnderstood, NoticeUnclear:
		m.Kind, m.Session, m.Next = MailKind(n.Kind), "", s.allowed(s.now(), true)
	case events.NoticeWritten:
		m.Kind, m.Next = MailWritten, s.allowed(at, n.Urgent)
	case events.NoticeSignIn, events.NoticePage:
		m.Kind, m.Next = MailKind(n.Kind), at
	}
	return m
}

// spared tells whether somebody does not want a mail, or has it in another; who wants one a day has it in that.
func (s *Service) spared(tx Tx, n *events.Notice, m *Mail) (bool, error) {
	wish, err := WishIn(tx, m.Person)
	if err != nil || !wish.takes(n, m.Kind) {
		return true, err
	}
	if wish.gathers(n, m.Kind) {
		m.Kind, m.Session, m.Next = MailDigest, "", s.digestTime(m.Created)
	}
	return s.covered(tx, n, m)
}

// covered tells whether another queued mail to the person says it already: the first letter holds everything, and
// one digest or poll mail is enough.
func (s *Service) covered(tx Tx, n *events.Notice, m *Mail) (bool, error) {
	switch {
	case m.Kind.replies(): // counted where the message came in
		return false, nil
	case m.Kind.asked():
		return s.askedOften(tx, m)
	case n.Kind == events.NoticeRefresh: // they asked for it
		return false, nil
	}
	switch m.Kind {
	case MailRequest, MailCancel, MailPoll, MailDigest:
		letters, err := tx.Mails(MailQuery{Person: m.Person, Kind: MailLetter, Limit: 1})
		if err != nil || len(letters) == 0 || letters[0].State == MailQueued {
			return true, err
		}
	}
	if m.Kind != MailPoll && m.Kind != MailDigest {
		return false, nil
	}
	waiting, err := tx.Mails(MailQuery{Person: m.Person, Kind: m.Kind, State: MailQueued})
	return slices.ContainsFunc(waiting, func(o Mail) bool { return o.Session == m.Session }), err
}

// allowed is the first moment from t at which a mail may leave; urgent ones wait for nothing.
func (s *Service) allowed(t time.Time, urgent bool) time.Time {
	if urgent || s.policy.QuietFrom == s.policy.QuietTo {
		return t
	}
	local := t.In(s.events.Programme().Loc)
	y, m, d := local.Date()
	switch h := local.Hour(); {
	case h < s.policy.QuietTo:
		return time.Date(y, m, d, s.policy.QuietTo, 0, 0, 0, local.Location())
	case h >= s.policy.QuietFrom:
		return time.Date(y, m, d+1, s.policy.QuietTo, 0, 0, 0, local.Location())
	}
	return t
}

// digestTime is the next hour of the digest.
func (s *Service) digestTime(t time.Time) time.Time {
	local := t.In(s.events.Programme().Loc)
	y, m, d := local.Date()
	at := time.Date(y, m, d, s.policy.Digest, 0, 0, 0, local.Location())
	if at.Before(t) {
		at = time.Date(y, m, d+1, s.policy.Digest, 0, 0, 0, local.Location())
	}
	return at
}
