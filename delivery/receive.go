package delivery

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"parcours/events"
)

// Incoming is a message that came in, as package mail understood it.
type Incoming struct {
	ID        string // of the content
	From      string // address; says nothing of who it is by itself
	ReplyTo   string // address of Reply-To, "" without one
	Subject   string
	Token     string // of the address that it came to, "" without one
	Thread    string // MessageID of the mail that it answers, "" without one: no secret
	Method    string // of its calendar part, upper case: REPLY, COUNTER, REFRESH ...; "" without one
	UID       string
	Attendees []Attendee  // all that the calendar part names
	Sequence  int         // -1 without one
	Stamp     time.Time   // DTSTAMP, zero without one
	Proposed  events.When // of a counter
	Text      string      // what the person wrote, quotes left out
	Trusted   bool        // a trusted server says that From is genuine (RFC 8601)
	Automatic bool        // a program wrote it: out of office, delivery report (RFC 3834)
	Silent    bool        // it came by a list, or from where nobody reads: no mail answers it
	Files     int         // that are attached to it; none is kept
	Itip      Itip        `json:"-"` // its calendar part as it came: for those who take it as one
	MessageID string      // its own, with its brackets; "" without one
	Understood
}

// Itip is the calendar part of a message, as it came.
type Itip struct {
	Method    string // upper case, "" without one
	UID       string
	Organiser string   // mail address, "" without one
	Attendees []string // mail addresses
	Octets    []byte
}

// Attendee is one answer in a calendar part.
type Attendee struct {
	Address     string
	Partstat    string
	Comment     string
	DelegatedTo string
}

// Receive decides what a message means: an answer, a comment, something for the referent or the organisers, or
// nothing that can be taken. Each ends in a Receipt; a message that came before changes nothing.
func (s *Service) Receive(ctx context.Context, in Incoming) (Receipt, error) {
	r := Receipt{ID: in.ID, At: s.now(), From: in.From, Subject: in.Subject, Token: in.Token}
	err := s.store.Update(ctx, func(tx Tx) error {
		r := &r
		if err := s.receive(tx, in, r); err != nil {
			return err
		}
		if r.Outcome == ReceiptWaiting || r.Outcome == ReceiptUnderstood {
			r.Message = in
		} else {
			r.Message.Files, r.Message.MessageID = in.Files, in.MessageID // for the mail that answers it
		}
		if r.Outcome == ReceiptWaiting {
			if err := s.tellWaiting(tx); err != nil {
				return err
			}
		}
		return tx.AddReceipt(*r)
	})
	if errors.Is(err, events.ErrExists) {
		r.Outcome, r.Reason = ReceiptKept, "it came before"
		return r, nil
	}
	return r, err
}

// receive settles what came in, or puts it where somebody will, and notes in the receipt what became of it.
func (s *Service) receive(tx Tx, in Incoming, r *Receipt) error {
	snap := s.events.Programme()
	who, x, err := s.sender(tx, snap, in)
	if err != nil {
		return err
	}
	if who != nil {
		r.Person = who.ID
	}
	if x != nil {
		r.Session = x.ID
	}
	speaks, err := in.speaksFor(tx, who)
	if err != nil {
		return err
	}
	settle := func(o Outcome, reason string, args ...any) error {
		r.Outcome, r.Reason = o, fmt.Sprintf(reason, args...)
		return nil
	}
	switch {
	case in.Automatic && in.Method == "":
		return settle(ReceiptKept, "an automatic message; it is no answer and no comment")
	case speaks && in.Method == "" && strings.EqualFold(strings.TrimSpace(in.Subject), "unsubscribe"):
		r.Outcome, r.Reason = ReceiptApplied, "no mails leave to them any more, until they ask for them again"
		return s.setWish(tx, who.ID, WishNone)
	case who == nil && x == nil:
		return settle(ReceiptRefused, "neither the address it came to nor its content names a person and a session")
	case who != nil && !speaks:
		return s.newcomer(tx, snap, who, in, r)
	case who == nil:
		return settle(ReceiptWaiting, "%s is not known here, or was forwarded the invitation: a referent may bring them as a guest", in.From)
	case in.Method == "":
		return s.receiveWords(tx, who, x, in, r)
	case x == nil && strings.TrimSpace(in.Text) != "":
		return settle(ReceiptWaiting, "a message to the organisers: %s", events.Cut(in.Text, events.MaxComment))
	case x == nil:
		return settle(ReceiptRefused, "it names no session")
	}
	switch in.Method {
	case "REFRESH":
		r.Outcome, r.Reason = ReceiptApplied, "the invitation is sent again"
		return s.events.Notify(tx, events.Notice{Kind: events.NoticeRefresh, Session: x.ID, Person: who.ID, Due: s.now()})
	case "COUNTER":
		r.Outcome, r.Reason = ReceiptWaiting, "another time is proposed: "+counterWords(in, snap.Loc)
		return s.events.Notify(tx, events.Notice{Kind: events.NoticeCounter, Session: x.ID, Person: who.ID, Due: s.now()})
	case "REPLY":
		return s.receiveReply(tx, who, x, in, r)
	}
	return settle(ReceiptKept, "METHOD:%s asks nothing of an organiser", in.Method)
}

// speaksFor tells whether it is the person who writes, from an address too that was said to be theirs; nobody's is false.
func (in *Incoming) speaksFor(tx Tx, who *events.Person) (bool, error) {
	if who == nil || in.speaks(who) {
		return who != nil, nil
	}
	state, err := alias(tx, who.ID, in.From)
	return state == AliasTheirs, err
}

// speaks tells whether it is the person who writes: from the address that was invited, or by a service that answers for
// them and says so in Reply-To (iCloud, Nextcloud). Whoever else has the reply address,
// by a forwarded mail or an answer to all, is a newcomer (RFC 5546 §3.2.3), and changes nobody's answer.
func (in *Incoming) speaks(who *events.Person) bool {
	own := events.FoldAddress(who.Email)
	return events.FoldAddress(in.From) == own || events.FoldAddress(in.ReplyTo) == own
}

func counterWords(in Incoming, loc *time.Location) string {
	words := strings.TrimSpace(in.Text)
	if !in.Proposed.Start.IsZero() {
		words = strings.TrimSpace(in.Proposed.Start.In(loc).Format("2006-01-02 15:04") + " " + words)
	}
	return words
}

// sender finds whose invitation it is about and which session: by the token of the address it came to; else, where a
// trusted server vouches for From, by the mail that it answers, then by UID and ATTENDEE.
func (s *Service) sender(tx Tx, snap *events.Snapshot, in Incoming) (*events.Person, *events.Session, error) {
	if m, err := s.answered(tx, MailQuery{Token: in.Token}); m != nil || err != nil {
		if err != nil {
			return nil, nil, err
		}
		who, x := m.about(snap, in)
		if who != nil && x != nil && !x.Asks(who) {
			return who, nil, nil
		}
		return who, x, nil
	}
	if in.Trusted {
		m, err := s.answered(tx, MailQuery{Thread: in.Thread})
		if err != nil {
			return nil, nil, err
		}
		if m != nil {
			who, x := m.about(snap, in)
			if who != nil && events.FoldAddress(in.From) == events.FoldAddress(who.Email) && (x == nil || x.Asks(who)) {
				return who, x, nil
			}
		}
	}
	x := sessionWith(snap, in.UID)
	for _, a := range in.Attendees {
		p := snap.ByAddress(a.Address)
		if p != nil && x != nil && x.Asks(p) && (in.Trusted && events.FoldAddress(in.From) == events.FoldAddress(p.Email)) {
			return p, x, nil
		}
	}
	return nil, x, nil
}

// answered is the mail that a query names, while its reply address names its person; nil without one.
func (s *Service) answered(tx Tx, q MailQuery) (*Mail, error) {
	if q.Token == "" && q.Thread == "" {
		return nil, nil
	}
	mails, err := tx.Mails(q)
	if err != nil || len(mails) != 1 || s.now().Sub(mails[0].Created) >= tokenLife {
		return nil, err
	}
	return &mails[0], nil
}

// about is whose mail it is and of which session; that which the answer names itself counts.
func (m *Mail) about(snap *events.Snapshot, in Incoming) (*events.Person, *events.Session) {
	x := snap.Session(m.Session)
	if of := sessionWith(snap, in.UID); of != nil {
		x = of
	}
	return snap.Person(m.Person), x
}

// sessionWith gives the session with a UID, of a delegation's view too; nil without one.
func sessionWith(snap *events.Snapshot, uid string) *events.Session {
	id, _, _ := strings.Cut(uid, "@")
	x := snap.Session(id)
	if x == nil || uid != x.UID && !strings.HasPrefix(uid, x.UID+"+") {
		return nil
	}
	return x
}

// tokenLife is for how long the reply address of a mail names its person.
const tokenLife = 400 * 24 * time.Hour

// receiveReply takes an answer; one to an earlier time is kept in the history and does not count, and one written
// before the answer that stands is kept only (RFC 5546 §2.1.5).
func (s *Service) receiveReply(tx Tx, who *events.Person, x *events.Session, in Incoming, r *Receipt) error {
	a, ok := in.answerOf(s.events.Programme(), who)
	status := events.Partstat(strings.ToUpper(a.Partstat))
	switch {
	case !ok:
		r.Outcome, r.Reason = ReceiptWaiting, "it answers for somebody else: "+in.addresses()
		return nil
	case status == "DELEGATED":
		r.Outcome, r.Reason = ReceiptWaiting, "delegated to "+a.DelegatedTo+": a referent may bring them as a guest"
		return nil
	case status != events.Accepted && status != events.Tentative && status != events.Declined:
		r.Outcome, r.Reason = ReceiptKept, fmt.Sprintf("PARTSTAT=%s is no answer", a.Partstat)
		return nil
	}
	before, err := events.LastAnswer(tx, events.Subject{Person: who.ID}, x, 0)
	if err != nil {
		return err
	}
	if before != nil && !in.Stamp.IsZero() && in.Stamp.Before(before.At.Add(-stampSlack)) && in.Sequence <= before.Sequence {
		r.Outcome, r.Reason = ReceiptKept, "written before the answer that stands"
		return nil
	}
	if in.Sequence >= 0 && !x.AsksAt(in.Sequence) && before != nil && before.CountsFor(x) {
		r.Outcome, r.Reason = ReceiptKept, "it answers an earlier time; the answer to the present one stands"
		return nil
	}
	comment := events.Cut(a.Comment, events.MaxComment)
	answer, err := s.events.RespondIn(tx, events.Response{
		Session: x.ID, For: events.Subject{Person: who.ID}, By: who.ID, Status: status, Comment: comment, KeepComment: comment == "",
		Door: events.DoorMail, Sequence: in.Sequence,
	})
	if err != nil {
		return err
	}
	r.Outcome, r.Reason = ReceiptApplied, string(status)
	if !answer.CountsFor(x) {
		r.Outcome, r.Reason = ReceiptKept, "the time has moved since; it is asked again"
	}
	return nil
}

// stampSlack allows for clocks that are not right.
const stampSlack = 2 * time.Minute

// answerOf gives the answer of a person: their own ATTENDEE, or the only one there is, or of several the one who
// writes, since aliases and forwarders answer from other addresses than were invited. Somebody else of the programme
// is no alias.
func (in *Incoming) answerOf(snap *events.Snapshot, who *events.Person) (Attendee, bool) {
	var aliases []Attendee
	for _, a := range in.Attendees {
		if events.FoldAddress(a.Address) == events.FoldAddress(who.Email) {
			return a, true
		}
		if snap.ByAddress(a.Address) == nil && (len(in.Attendees) == 1 || events.FoldAddress(a.Address) == events.FoldAddress(in.From)) {
			aliases = append(aliases, a)
		}
	}
	if len(aliases) == 1 {
		return aliases[0], true
	}
	return Attendee{}, false
}

func (in *Incoming) addresses() string {
	var all []string
	for _, a := range in.Attendees {
		all = append(all, a.Address)
	}
	return strings.Join(all, ", ")
}

// Receipts lists messages that came in, latest first.
func (s *Service) Receipts(ctx context.Context, outcome Outcome, limit int) (all []Receipt, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err = tx.Receipts(outcome, limit)
		return err
	})
	return all, err
}
