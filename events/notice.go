package events

import "time"

// Notice is an effect stored with the change that causes it, in the same transaction; a worker expands it afterwards
// into mails, one a person.
type Notice struct {
	Number    int64 // change number of NoticesHome
	Kind      NoticeKind
	Session   string // id
	Person    string // to this person alone; "" for the audience
	Territory string // of a decision's reply
	Decision  int
	Asked     []Audience // of a session that asked others before: they are told too
	Before    When       // of a session that moved; Start zero where it did not
	From      int        // of a session that changed: one above its SEQUENCE before; 0 for a new one
	Quiet     bool       // nobody is told of it alone: a change before or after it may be
	Why       string     // the organiser's reason
	Subject   string     // of a written mail
	Urgent    bool       // of a written mail: nothing holds it
	Text      string     // of a written mail, or of a reply
	At        time.Time
	Due       time.Time // not expanded before
	Cursor    string    // id of the last person expanded
	Done      bool
	By        string  `json:",omitempty"` // id of who did it, and by which door; "" where that was not said, and for whoever runs the server
	Door      Door    `json:",omitempty"`
	Was, Now  *Person `json:",omitempty"` // of a person who changed
}

// NoticeKind tells what happened.
type NoticeKind string

// The kinds.
const (
	NoticeLetter   NoticeKind = "letter"   // somebody is new: one letter with everything
	NoticeSession  NoticeKind = "session"  // a session is new, moved, cancelled or back
	NoticeDetail   NoticeKind = "detail"   // a session's words changed: for the daily digest
	NoticePoll     NoticeKind = "poll"     // options of a poll are open
	NoticeDay      NoticeKind = "day"      // an expert day waits for an answer: Subject is its title, Before its time
	NoticeDeclined NoticeKind = "declined" // an expert declined a day: as NoticeDay, Why is their name, Text their comment
	NoticeTakenUp  NoticeKind = "taken_up" // an expert who had declined a day answers otherwise
	NoticeReply    NoticeKind = "reply"    // the organisers replied to a delegation's answer
	NoticeCounter  NoticeKind = "counter"  // somebody proposed another time: DECLINECOUNTER (RFC 5546 §3.2.8)
	NoticeRefresh  NoticeKind = "refresh"  // somebody asked for the invitation again (RFC 5546 §3.2.6)
	NoticeAlias    NoticeKind = "alias"    // an answer came from an address that is not the invitee's: Subject
	NoticeNewcomer NoticeKind = "newcomer" // somebody at an address, Subject, is said to be a guest of Text
	NoticeWaiting  NoticeKind = "waiting"  // mails that came in wait for an organiser
	NoticeWritten  NoticeKind = "written"  // an organiser wrote to a category, a territory or everyone
	NoticeNudge    NoticeKind = "nudge"    // no answer yet
	NoticeReminder NoticeKind = "reminder" // a decision's due date comes near
	NoticeSignIn   NoticeKind = "signin"   // somebody asked for a link that signs in
	NoticePerson   NoticeKind = "person"   // somebody was added, changed, removed (Was, Now): nobody is told, the history has it
	NoticeAccess   NoticeKind = "access"   // all access of somebody ended, or they were given a link, as Text says: likewise
	NoticePage     NoticeKind = "page"     // somebody asked for the link to their own page again
)

// NoticesHome is the home whose change number counts notices.
const NoticesHome = "notices:"

// Notify stores an effect in the transaction of its cause.
func (s *Service) Notify(tx Tx, n Notice) error {
	var err error
	if n.Number, err = tx.NextChange(NoticesHome); err != nil {
		return err
	}
	n.At = s.now()
	n.By, n.Door = tx.By()
	if n.Due.IsZero() {
		n.Due = n.At.Add(s.hold)
	}
	return tx.AddNotice(n)
}

// notifySession tells of a change of a session: old is nil for a new one.
func (s *Service) notifySession(tx Tx, old *Session, x *Session) error {
	if n := Tells(old, x); n.Kind != "" {
		return s.Notify(tx, n)
	}
	return nil
}

// Tells is the notice that a change of a session means, old is nil for a new one; without Kind nobody is told.
func Tells(old, x *Session) Notice {
	n := Notice{Session: x.ID, Kind: NoticeDetail, Why: x.Why}
	switch {
	case x.Lost && old != nil:
		n.Kind, n.Asked, n.Quiet = NoticeSession, old.Asked, true // its poll tells
	case (old == nil || old.Draft()) && x.Poll != "" && x.Decided.IsZero():
		n.Kind = NoticePoll
	case old == nil:
		n.Kind = NoticeSession
	case !old.When.Equal(x.When) || old.Live() != x.Live() || old.Decided.IsZero() != x.Decided.IsZero() || old.Place != x.Place || !EqualRules(old.Asked, x.Asked):
		n.Kind, n.Asked = NoticeSession, old.Asked
		if !old.When.Equal(x.When) {
			n.Before = old.When
		}
	case old.Sequence == x.Sequence:
		return Notice{}
	}
	if old != nil {
		n.From = old.Sequence + 1
	}
	return n
}
