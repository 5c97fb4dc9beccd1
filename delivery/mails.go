package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

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
	MailDay      MailKind = "day"      // an expert day waits for an answer; Session is its territory
	MailDeclined MailKind = "declined" // an expert declined a day
	MailTakenUp  MailKind = "taken_up" // an expert who had declined a day answers otherwise
	MailCounter  MailKind = "declinecounter"
	MailWritten  MailKind = "written"
	MailAlias    MailKind = "alias"
	MailNewcomer MailKind = "newcomer"
	MailWaiting  MailKind = "waiting"
	MailSignIn   MailKind = "signin" // a link that signs in
	MailPage     MailKind = "page"   // the link to one's own page

	MailUnderstood MailKind = "understood" // what a reply in plain words was understood to say, to be confirmed
	MailUnclear    MailKind = "unclear"    // that a reply was not understood
)

// asked tells whether somebody asked for the mail just now, or wrote what it answers: nothing holds it, and it leaves to those
// too who want no other.
func (k MailKind) asked() bool { return k == MailSignIn || k == MailPage || k.replies() }

// replies tells whether a mail answers what its person has just written.
func (k MailKind) replies() bool { return k == MailUnderstood || k == MailUnclear }

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
	Settled string   // who settled what waited, and how; "" while it waits
	Message Incoming // what came, of one that waits
}

// Waits tells whether somebody has to settle it.
func (r *Receipt) Waits() bool { return r.Outcome == ReceiptWaiting && r.Settled == "" }

// Outcome of a message that came in.
type Outcome string

// The outcomes.
const (
	ReceiptApplied    Outcome = "applied"    // the answer counts
	ReceiptUnderstood Outcome = "understood" // words that answer: they count once their person confirms them
	ReceiptKept       Outcome = "kept"       // noted beside the answer, or in its history
	ReceiptWaiting    Outcome = "waiting"    // for the referent or an organiser
	ReceiptRefused    Outcome = "refused"    // with a reason
)
