package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // reads any charset of the field, not UTF-8 alone
	netmail "github.com/emersion/go-message/mail"

	"parcours/delivery"
)

// Reader understands what comes in.
type Reader struct {
	Domain            string // of rsvp+TOKEN@Domain; "" takes a token of any domain
	TrustedAuthservID string // whose Authentication-Results are believed (RFC 8601 §2.2), "" for nobody's
}

// Bounce is what a delivery report says of a mail that did not arrive (RFC 3464).
type Bounce struct {
	Token     string // of the mail; "" where the report does not tell
	Thread    string // its Message-ID, likewise
	Recipient string // address, as the report writes it
	Reason    string // status code and diagnostic, in one line
}

// Bounds of a message that is read.
const (
	maxMessage = 10 << 20 // octets
	maxHeader  = 256 << 10
	maxParts   = 100
	maxNesting = 10
)

// Read understands a message (RFC 5322, RFC 2045) that came to a reply address: an answer in a calendar part (RFC 6047),
// the person's own words, or a delivery report. The error says in words why it cannot be read; ID, and From and Subject
// where they could be read, are given even then. It never panics, whatever the octets are.
func (r Reader) Read(octets []byte) (in delivery.Incoming, bounces []Bounce, err error) {
	in = delivery.Incoming{ID: contentID("", octets), Sequence: -1}
	defer func() {
		if fault := recover(); fault != nil {
			bounces, err = nil, fmt.Errorf("reading it failed: %v", fault)
		}
	}()
	if len(octets) > maxMessage {
		r.beginning(octets[:maxHeader], &in)
		return in, nil, fmt.Errorf("larger than %d MB", maxMessage>>20)
	}
	entity, err := message.ReadWithOptions(bytes.NewReader(octets), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if entity == nil {
		return in, nil, fmt.Errorf("not a mail: %w", err)
	}
	if entity.Header.Len() == 0 {
		return in, nil, errors.New("not a mail: it has no header")
	}
	r.envelope(entity.Header, &in)
	in.ID = contentID(in.Token+"\n"+entity.Header.Get("Message-Id"), bodyOf(octets))
	f := found{}
	if err := f.walk(entity, 0); err != nil {
		return in, nil, err
	}
	if f.report != nil || isReport(entity.Header) {
		in.Automatic = true
		return in, f.bounces(r, in.Token), nil
	}
	return in, nil, f.fill(&in, r, entity.Header)
}

// contentID is the same for the same message again, however it came: the way it took is in its header only.
func contentID(name string, body []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", name)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// bodyOf is what comes after the header, with its lines ended alike.
func bodyOf(octets []byte) []byte {
	octets = bytes.ReplaceAll(octets, []byte("\r\n"), []byte("\n"))
	_, body, ok := bytes.Cut(octets, []byte("\n\n"))
	if !ok {
		return octets
	}
	return bytes.TrimRight(body, "\n")
}

// beginning takes what the beginning of a message tells.
func (r Reader) beginning(octets []byte, in *delivery.Incoming) {
	if i := bytes.Index(octets, []byte("\n\n")); i >= 0 {
		octets = octets[:i+2]
	} else if i := bytes.Index(octets, []byte("\r\n\r\n")); i >= 0 {
		octets = octets[:i+4]
	}
	if e, _ := message.Read(bytes.NewReader(octets)); e != nil {
		r.envelope(e.Header, in)
	}
}

// envelope takes what the header tells.
func (r Reader) envelope(h message.Header, in *delivery.Incoming) {
	in.From, in.ReplyTo = oneAddress(h, "From"), oneAddress(h, "Reply-To")
	in.Subject, _ = h.Text("Subject")
	in.Subject = flat(in.Subject)
	in.Token = r.headerToken(h)
	in.Trusted = r.vouched(h, in.From)
	in.Automatic = isAutomatic(h, in.Subject)
	in.Silent = isSilent(h, in.From)
	if id := strings.TrimSpace(h.Get("Message-Id")); oneID.MatchString(id) {
		in.MessageID = id
	}
}

// oneAddress is the one address of a field, lower case; "" where there are several or none.
func oneAddress(h message.Header, field string) string {
	if len(h.Values(field)) != 1 {
		return ""
	}
	all, err := (&netmail.Header{Header: h}).AddressList(field)
	if err != nil {
		if found := anAddress.FindAllString(h.Get(field), 2); len(found) == 1 {
			return strings.ToLower(found[0])
		}
		return ""
	}
	if len(all) != 1 {
		return ""
	}
	return strings.ToLower(flat(all[0].Address))
}

// flat makes a text fit for a line of a list.
func flat(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
}
