package events

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

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
	Text      string     // of a written mail, or of a reply
	At        time.Time
	Due       time.Time // not expanded before
	Cursor    string    // id of the last person expanded
	Done      bool
}

// NoticeKind tells what happened.
type NoticeKind string

// The kinds.
const (
	NoticeLetter   NoticeKind = "letter"   // somebody is new: one letter with everything
	NoticeSession  NoticeKind = "session"  // a session is new, moved, cancelled or back
	NoticeDetail   NoticeKind = "detail"   // a session's words changed: for the daily digest
	NoticePoll     NoticeKind = "poll"     // options of a poll are open
	NoticeReply    NoticeKind = "reply"    // the organisers replied to a delegation's answer
	NoticeCounter  NoticeKind = "counter"  // somebody proposed another time: DECLINECOUNTER (RFC 5546 §3.2.8)
	NoticeRefresh  NoticeKind = "refresh"  // somebody asked for the invitation again (RFC 5546 §3.2.6)
	NoticeWritten  NoticeKind = "written"  // an organiser wrote to a category, a territory or everyone
	NoticeNudge    NoticeKind = "nudge"    // no answer yet
	NoticeReminder NoticeKind = "reminder" // a decision's due date comes near
)

// NoticesHome is the home whose change number counts notices.
const NoticesHome = "notices:"

// Mail is one message to one person. It is rendered when it is sent, from what is true then.
type Mail struct {
	Notice   int64
	Person   string
	Kind     MailKind
	Session  string // id; "" for one about several
	Token    string // of the reply address: short, lower case
	State    MailState
	Attempts int
	Next     time.Time // not sent before
	Error    string    // of the last attempt, or of the bounce
	Created  time.Time
	Sent     time.Time
	Sequence int // the session's SEQUENCE when it was sent
}

// MessageID is the left side of the Message-ID: the same at every attempt. It tells which mail it is and not its token:
// an answer to all shows it to everybody.
func (m *Mail) MessageID() string {
	sum := sha256.Sum256([]byte("message-id\x00" + m.Token))
	return hex.EncodeToString(sum[:16])
}

// MailKind tells what is written in a mail.
type MailKind string

// The kinds of mail. Request and Cancel carry a calendar part.
const (
	MailLetter   MailKind = "letter"
	MailRequest  MailKind = "request"
	MailCancel   MailKind = "cancel"
	MailPoll     MailKind = "poll"
	MailDigest   MailKind = "digest"
	MailNudge    MailKind = "nudge"
	MailReminder MailKind = "reminder"
	MailReply    MailKind = "reply"
	MailCounter  MailKind = "declinecounter"
	MailWritten  MailKind = "written"
)

// MailState is where a mail is.
type MailState string

// The states.
const (
	MailQueued  MailState = "queued"
	MailSent    MailState = "sent"
	MailDropped MailState = "dropped" // there was nothing to say any more
	MailFailed  MailState = "failed"  // refused for good (5xx), or too often
	MailBounced MailState = "bounced" // a delivery report said so (RFC 3464)
)

// MailQuery says which mails; zero fields ask for any.
type MailQuery struct {
	State  MailState
	Due    time.Time // queued ones to be sent by then
	Person string
	Token  string
	Thread string // its MessageID
	Notice int64
	Kind   MailKind
	Since  time.Time // created since
	Limit  int
}

// Receipt is a message that came in: none is dropped.
type Receipt struct {
	ID      string // of the content: the same message again is the same receipt
	At      time.Time
	From    string
	Subject string
	Outcome Outcome
	Reason  string // in words
	Person  string
	Session string
	Token   string
}

// Outcome of a message that came in.
type Outcome string

// The outcomes.
const (
	ReceiptApplied Outcome = "applied" // the answer counts
	ReceiptKept    Outcome = "kept"    // noted beside the answer, or in its history
	ReceiptWaiting Outcome = "waiting" // for the referent or an organiser
	ReceiptRefused Outcome = "refused" // with a reason
)
