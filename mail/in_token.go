package mail

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
)

// oneID is a Message-ID that may stand in a header (RFC 5322 §3.6.4).
var oneID = regexp.MustCompile(`^<[!-;=?-~]{1,250}>$`)

// mailbox is the left side of the address that replies come to; a token follows its plus sign (RFC 5233).
const mailbox = "rsvp"

var (
	anAddress    = regexp.MustCompile(`[^\s<>",;:()\[\]@]+@[A-Za-z0-9.-]+`)
	replyAddress = regexp.MustCompile(`(?:^|[^a-z0-9._+-])` + mailbox + `\+([a-z0-9_-]{1,128})@([a-z0-9.-]+)`)
	messageID    = regexp.MustCompile(`<([a-z0-9_-]{1,128})@([a-z0-9.-]+)>`)
)

// recipientFields name whom a message came to, the surest first: what the last servers wrote before what the sender
// wrote.
var recipientFields = []string{"Delivered-To", "X-Original-To", "Envelope-To", "Resent-To", "To", "Cc"}

// headerToken is the token of the address that a message came to, "" without one.
func (r Reader) headerToken(h message.Header) string {
	for _, name := range recipientFields {
		for _, value := range h.Values(name) {
			if token := r.addressToken(value); token != "" {
				return token
			}
		}
	}
	return ""
}

// addressToken finds rsvp+TOKEN@Domain in a text, in letters of any case.
func (r Reader) addressToken(text string) string {
	if plain, err := url.PathUnescape(text); err == nil && strings.Contains(text, "%") {
		text = plain
	}
	return r.match(replyAddress, text)
}

// thread finds the mail that this one answers: Message-IDs of ours are <ID@Domain>, the nearest first. Without a domain of
// ours, anybody's Message-ID would look like one.
func (r Reader) thread(h message.Header) string {
	if r.Domain == "" {
		return ""
	}
	if token := r.match(messageID, h.Get("In-Reply-To")); token != "" {
		return token
	}
	all := strings.Fields(h.Get("References"))
	for i := len(all) - 1; i >= 0; i-- {
		if token := r.match(messageID, all[i]); token != "" {
			return token
		}
	}
	return ""
}

func (r Reader) match(pattern *regexp.Regexp, text string) string {
	for _, m := range pattern.FindAllStringSubmatch(strings.ToLower(text), -1) {
		if r.Domain == "" || strings.EqualFold(m[2], r.Domain) {
			return m[1]
		}
	}
	return ""
}
