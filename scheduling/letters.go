package scheduling

import (
	"encoding/hex"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/events"
)

// Letter is a message about somebody's own event that leaves by mail (RFC 6047), or a mail to them about what came in. It is kept in the
// transaction of its cause until it has left.
type Letter struct {
	Number   int64  // by which it is known; the store gives it
	Token    string // of the address that answers come back to: the same in all letters of a person to an address about an event
	Person   string // id of who organises, or answers; of a letter to somebody here: of that person
	Address  string // mail address, folded; of a letter to somebody here: of whom it is about
	UID      string
	Kind     LetterKind
	Message  []byte // iTIP message (RFC 5546); nil once it has left
	Text     string // of a letter to somebody here: words that came in
	Held     string // of a KindHeld: what waits
	State    LetterState
	Attempts int
	Next     time.Time // not sent before
	Error    string    // of the last attempt, or of the bounce
	Created  time.Time
	Sent     time.Time
}

// LetterKind tells what is written in a letter.
type LetterKind string

// The kinds. The first three carry an iTIP message to a mailbox elsewhere; the others tell somebody here what came in.
const (
	KindRequest   LetterKind = "request"
	KindCancel    LetterKind = "cancel"
	KindReply     LetterKind = "reply"
	KindCounter   LetterKind = "counter"   // somebody proposes another time
	KindDelegated LetterKind = "delegated" // somebody sends another person in their place
	KindWords     LetterKind = "words"     // somebody wrote in words
	KindHeld      LetterKind = "held"      // something came from an address that nobody vouches for, and waits
)

// Leaves tells whether a letter is to a mailbox elsewhere.
func (k LetterKind) Leaves() bool { return k == KindRequest || k == KindCancel || k == KindReply }

// LetterState is where a letter is.
type LetterState string

// The states.
const (
	LetterQueued  LetterState = "queued"
	LetterSent    LetterState = "sent"
	LetterDropped LetterState = "dropped" // a later one says it
	LetterFailed  LetterState = "failed"
	LetterBounced LetterState = "bounced"
)

// LetterQuery says which letters; zero fields ask for any.
type LetterQuery struct {
	Number  int64
	Token   string
	Person  string
	UID     string
	Address string
	State   LetterState
	Due     time.Time // queued ones to be sent by then
	Since   time.Time // created since
	Limit   int
}

// Letters are the letters of all, and the settings that bound them, within one transaction.
type Letters interface {
	AddLetter(Letter) error
	SetLetter(Letter) error // by number
	// Letters are by number, the first one first.
	Letters(LetterQuery) ([]Letter, error)
	// Heard is the DTSTAMP of the last answer that came to a letter's token about an instance ("" for the series); zero for none.
	Heard(token, instance string) (time.Time, error)
	SetHeard(token, instance string, stamp time.Time) error
	// Setting is the text of a setting, "" without it.
	Setting(key string) (string, error)
}

// SettingDaily is the key of the setting that says to how many addresses elsewhere a person's events write a day; 0 for none.
const SettingDaily = "outside-daily"

// UsualDaily is what it is unless the configuration says otherwise.
const UsualDaily = 50

const (
	// letterHold is between a change and its letter: clients write twice in a row.
	letterHold = 15 * time.Second
	// letterEach is how many letters of a person an address gets a day.
	letterEach = 30
)

// Schedule statuses of what leaves by mail (RFC 6638 §3.2.9).
const (
	StatusPending     = "1.0" // written, and not sent yet
	StatusSent        = "1.1" // the next server took it
	StatusUndelivered = "5.1" // it did not arrive
	StatusNoAddress   = "3.7" // nobody has that address
	statusRefused     = "5.2" // they wrote to too many today
)

// mailbox is the mail address of a calendar user address, "" for one that no mail reaches.
func mailbox(address string) string {
	plain, ok := strings.CutPrefix(address, "mailto:")
	if !ok || len(plain) > 254 || strings.ContainsAny(plain, " \r\n\t<>,\"\\()?") {
		return ""
	}
	if a, err := mail.ParseAddress(plain); err != nil || a.Address != plain {
		return ""
	}
	return plain
}

// outsider tells whether somebody who is asked is reached by mail: they are nobody here whom the organiser may invite, who is then as
// unknown as a stranger.
func (r *Rules) outsider(organiser *events.Person, address string) bool {
	if strings.HasSuffix(address, "@"+strings.ToLower(r.Events.Programme().ID)) { // of groups: behind no other is anybody
		return false
	}
	return mailbox(address) != "" && r.mayInvite(organiser, address) == nil && !slices.Contains(addressesOf(organiser), address)
}

// token is that of all letters of a person to an address about an event. It cannot be guessed.
func (r *Rules) token(person, address, uid string) string {
	return hex.EncodeToString(r.Events.Programme().Sign("letter", person+"\x00"+address+"\x00"+uid)[:12])
}

// post lets a message leave after the commit, and gives its SCHEDULE-STATUS. A whole invitation or cancellation takes the place of what has not left yet.
func (r *Rules) post(in Calendars, p *events.Person, address, uid string, kind LetterKind, message []byte, whole bool) (status string, err error) {
	l := Letter{Token: r.token(p.ID, address, uid), Person: p.ID, Address: address, UID: uid, Kind: kind, Message: message, State: LetterQueued, Created: r.Now(), Next: r.Now().Add(letterHold)}
	before, err := in.Letters(LetterQuery{Token: l.Token})
	if err != nil {
		return "", err
	}
	told := false // they have heard of it, or may have
	for _, old := range before {
		switch {
		case old.State != LetterQueued || old.Attempts > 0:
			told = told || old.State != LetterDropped
		case whole && old.Kind != KindReply:
			old.State, old.Message = LetterDropped, nil
			if err := in.SetLetter(old); err != nil {
				return "", err
			}
		default:
			told = true
		}
	}
	if kind == KindCancel && whole && !told {
		return StatusPending, nil
	}
	if refused, err := r.refused(in, l, before); err != nil || refused != "" {
		return refused, err
	}
	return StatusPending, in.AddLetter(l)
}

// refused is the status by which a letter does not leave today, "" where it does. What calls off an invitation always leaves.
func (r *Rules) refused(in Calendars, l Letter, toIt []Letter) (string, error) {
	if l.Kind == KindCancel {
		return "", nil
	}
	daily, err := r.daily(in)
	if err != nil || daily == 0 {
		return statusNotHere, err
	}
	since := l.Created.Add(-24 * time.Hour)
	today := 0
	for _, old := range toIt {
		if old.Created.After(since) && old.State != LetterDropped {
			today++
		}
	}
	recent, err := in.Letters(LetterQuery{Person: l.Person, Since: since})
	addresses := map[string]bool{}
	for _, old := range recent {
		if old.Kind.Leaves() && old.State != LetterDropped {
			addresses[old.Address] = true
		}
	}
	if today >= letterEach || !addresses[l.Address] && len(addresses) >= daily {
		return statusRefused, err
	}
	return "", err
}

// daily is to how many addresses elsewhere a person's events may write a day.
func (r *Rules) daily(in Calendars) (int, error) {
	text, err := in.Setting(SettingDaily)
	if err != nil || text == "" {
		return UsualDaily, err
	}
	return strconv.Atoi(text)
}

// write lets somebody elsewhere know what an organiser's object says to them, and gives the status of their line, "" where it stays.
func (r *Rules) write(in Calendars, organiser *events.Person, o *Object, a Asked, now Copies) (string, error) {
	if r.past(o) {
		return "", nil
	}
	news, err := now.News([]string{a.Address}, a.Force == methodRequest, r.Now())
	if err != nil || news.Message == nil {
		return "", err
	}
	kind := KindRequest
	if news.Cancels {
		kind = KindCancel
	}
	return r.post(in, organiser, mailbox(a.Address), o.UID, kind, news.Message, news.Whole)
}

// past tells whether an object is over: no mail tells of it.
func (r *Rules) past(o *Object) bool { return !o.OpenEnded && o.Last.Before(r.Now()) }

// unwrite calls off what somebody elsewhere was asked to.
func (r *Rules) unwrite(in Calendars, organiser *events.Person, was *Object, address string) error {
	if r.past(was) || !r.outsider(organiser, address) {
		return nil
	}
	copies, err := r.Text.Copies(was.Octets, nil)
	if err != nil {
		return err
	}
	mine, _, err := copies.Of(nil, []string{address})
	if mine == nil || err != nil {
		return err // they are asked to nothing of it, or declined it all
	}
	if mine, err = r.Text.Cancelled(mine); err != nil {
		return err
	}
	message, err := r.Text.Message(mine, methodCancel, nil, r.Now())
	if err != nil {
		return err
	}
	_, err = r.post(in, organiser, mailbox(address), was.UID, KindCancel, message, true)
	return err
}

// answerOut lets an organiser elsewhere know what somebody here answers in their copy: before is how it stood, nil without one, after how
// it stands, nil where it was thrown away. It gives the status of the organiser's line, "" where nothing is said.
func (r *Rules) answerOut(in Calendars, attendee *events.Person, part Part, o *Object, before, after []byte) (string, error) {
	address := mailbox(part.Organiser)
	if address == "" || r.past(o) || r.isHere(part.Organiser) {
		return "", nil
	}
	message, err := r.Text.Replied(before, after, addressesOf(attendee), part.Force == "REPLY")
	if err != nil || message == nil {
		return "", err
	}
	return r.post(in, attendee, address, o.UID, KindReply, message, false)
}
