package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"parcours/delivery"
	"parcours/ical"
)

// Sender is what a Writer needs to know of the server.
type Sender struct {
	PublicURL      string // without a slash at the end
	From           string // address of the From field
	Domain         string // right side of Message-IDs, and of the addresses that answers come back to
	PlusAddressing bool   // rsvp+TOKEN@Domain reaches rsvp@Domain (RFC 5233); else all answers go to rsvp@Domain
}

// ReplyAddress is where the answer to a mail goes.
func (s Sender) ReplyAddress(token string) string {
	if s.PlusAddressing && token != "" {
		return mailbox + "+" + token + "@" + s.Domain
	}
	return mailbox + "@" + s.Domain
}

// EnvelopeFrom is where a delivery report of a mail goes (RFC 5321 §3.6.3): with plus-addressing, the report's own
// address tells which mail it is about.
func (s Sender) EnvelopeFrom(token string) string {
	if s.PlusAddressing {
		return s.ReplyAddress(token)
	}
	return s.From
}

// Writer puts messages into Internet messages (RFC 5322): one person each.
type Writer struct {
	Sender
	render *ical.Renderer
	now    func() time.Time
}

// NewWriter gives the writer of a server; now is the clock of Date fields.
func NewWriter(s Sender, render *ical.Renderer, now func() time.Time) *Writer {
	s.PublicURL = strings.TrimRight(s.PublicURL, "/")
	return &Writer{s, render, now}
}

// Compose gives the octets of a mail, with CRLF line ends. A mail with a calendar part is a multipart/alternative
// whose last alternative is the iCalendar object (RFC 6047 §2.4), beside the same object as an attachment for those
// who look there.
func (w *Writer) Compose(msg *delivery.Message) ([]byte, error) {
	p := w.page(msg)
	text, html, err := p.render()
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	w.head(m, msg, p.Subject)
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	if method := methodOf(msg); method != "" {
		octets := w.render.Imip(*msg.Invitation, method, w.ReplyAddress(msg.Mail.Token))
		if err := attachCalendar(m, method, octets); err != nil {
			return nil, err
		}
	}
	var octets bytes.Buffer
	if _, err := m.WriteTo(&octets); err != nil {
		return nil, fmt.Errorf("mail %s: %w", msg.Mail.Token, err)
	}
	return octets.Bytes(), nil
}

// attachCalendar adds the calendar part as the last alternative, and as an attachment.
func attachCalendar(m *gomail.Msg, method string, octets []byte) error {
	m.AddAlternativeString(gomail.ContentType("text/calendar; method="+method), string(octets), gomail.WithPartEncoding(gomail.EncodingB64))
	return m.AttachReader("invite.ics", bytes.NewReader(octets), gomail.WithFileContentType("application/ics"))
}

// methodOf is the METHOD of the calendar part, "" for a mail without one.
func methodOf(msg *delivery.Message) string {
	if !msg.Calendar || msg.Invitation == nil {
		return ""
	}
	switch msg.Mail.Kind {
	case delivery.MailRequest, delivery.MailNudge:
		return "REQUEST"
	case delivery.MailCancel:
		return "CANCEL"
	case delivery.MailCounter:
		return "DECLINECOUNTER"
	}
	return ""
}

// head writes the header. The Message-ID is the same at every attempt, so that a mail that was sent twice is seen as
// one; what is about one session and person hangs together under a root that no mail has.
func (w *Writer) head(m *gomail.Msg, msg *delivery.Message, subject string) {
	token := msg.Mail.Token
	m.FromMailAddress(&netmail.Address{Name: displayName(msg.Programme.Organiser.Name), Address: w.From})
	m.AddToMailAddress(&netmail.Address{Name: displayName(msg.To.Name), Address: msg.To.Email})
	m.ReplyToMailAddress(&netmail.Address{Address: w.ReplyAddress(token)})
	m.Subject(fieldText(subject))
	m.SetDateWithValue(w.now().In(msg.Programme.Loc))
	m.SetMessageIDWithValue(dotAtom(msg.Mail.MessageID()) + "@" + w.Domain)
	submitted := "auto-generated"
	if msg.Reply != nil { // RFC 3834 §5
		submitted = "auto-replied"
		if id := msg.Reply.Receipt.Message.MessageID; oneID.MatchString(id) {
			m.SetGenHeader(gomail.HeaderReferences, id)
			m.SetGenHeader(gomail.HeaderInReplyTo, id)
		}
	}
	if msg.Mail.Session != "" {
		root := "<" + dotAtom(msg.Mail.Session) + "." + dotAtom(msg.To.ID) + "@" + w.Domain + ">"
		m.SetGenHeader(gomail.HeaderReferences, root)
		m.SetGenHeader(gomail.HeaderInReplyTo, root)
	}
	m.SetGenHeader(fieldKind, string(msg.Mail.Kind))
	m.SetGenHeader("Content-Language", w.words(msg).Lang())
	m.SetGenHeader("Auto-Submitted", submitted)
	m.SetGenHeader("X-Auto-Response-Suppress", "OOF, AutoReply") // Exchange's word for it
	byMail := "<mailto:" + w.ReplyAddress(token) + "?subject=unsubscribe>"
	if stop := w.unsubscribe(msg); strings.HasPrefix(stop, "https://") { // RFC 8058 §3.1
		m.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+stop+">, "+byMail)
		m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	} else {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, byMail)
	}
	if msg.Mail.Kind == delivery.MailWritten {
		m.SetGenHeader("List-Id", "<"+dotAtom(msg.Programme.ID)+">") // RFC 2919
	}
}

// unsubscribe is where a person says that no more mails shall come.
func (w *Writer) unsubscribe(msg *delivery.Message) string {
	return w.PublicURL + "/unsubscribe/" + delivery.UnsubscribeToken(msg.Programme, msg.To.ID)
}

// fieldKind tells a mail's kind to whoever sorts them.
const fieldKind = "X-Parcours-Kind"

// maxField is how many characters of a name or a subject stand in a header.
const maxField = 200

// fieldText is a text as a header may hold it: no control characters, single blanks, no endless length.
func fieldText(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxField {
		text = strings.TrimSpace(string(runes[:maxField-1])) + "…"
	}
	return text
}

// displayName is a name as an address may hold it. A backslash in an encoded word is not read back by all (RFC 2047 §5
// leaves it out of phrases).
func displayName(name string) string { return strings.ReplaceAll(fieldText(name), `\`, "/") }

// dotAtom keeps of an id what may stand in a Message-ID (RFC 5322 §3.2.3), 80 characters at most; others become "-".
func dotAtom(id string) string {
	id = strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.') {
			return r
		}
		return '-'
	}, id)
	atoms := strings.FieldsFunc(id[:min(len(id), 80)], func(r rune) bool { return r == '.' })
	if len(atoms) == 0 {
		return "-"
	}
	return strings.Join(atoms, ".")
}

// Text is what a mail says, for those who look at it here: its subject and its plain text.
func (w *Writer) Text(msg *delivery.Message) (subject, text string, err error) {
	p := w.page(msg)
	text, _, err = p.render()
	return p.Subject, text, err
}
