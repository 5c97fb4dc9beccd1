package mail

import (
	"bufio"
	"bytes"
	"net/textproto"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
)

// isReport tells whether a message is a report (RFC 6522): of a delivery, a reading, a complaint.
func isReport(h message.Header) bool {
	kind, _, _ := h.ContentType()
	return strings.EqualFold(kind, "multipart/report")
}

// automaticSubject is how vacation programs begin a subject, where no field of the header says what they are.
var automaticSubject = regexp.MustCompile(`(?i)^(automatic reply|auto(matic)?[- ]?reply|out of (the )?office|réponse automatique|message d['’]absence|absence du bureau|absence\s*:|absent\(e\)? du bureau|undeliverable|non remis|undelivered mail)`)

// isSilent tells whether no mail may answer a message: it came by a list (RFC 2919, RFC 2369), or from where nobody reads.
func isSilent(h message.Header, from string) bool {
	local, _, _ := strings.Cut(from, "@")
	return h.Has("List-Id") || h.Has("List-Post") || h.Has("List-Unsubscribe") || h.Has("X-Auto-Response-Suppress") || h.Has("X-Parcours-Kind") ||
		strings.EqualFold(strings.TrimSpace(h.Get("Precedence")), "list") || nobody.MatchString(local)
}

// nobody are addresses behind which no person reads (RFC 2142 §4, RFC 3834 §2).
var nobody = regexp.MustCompile(`(?i)^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|ne-?pas-?repondre|bounces?|owner-.*|.*-request|` + mailbox + `(\+.*)?)$`)

// isAutomatic tells whether a program answered by itself (RFC 3834 §5, and what programs wrote before it).
func isAutomatic(h message.Header, subject string) bool {
	submitted := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	precedence := strings.ToLower(strings.TrimSpace(h.Get("Precedence")))
	switch {
	case submitted != "" && !strings.HasPrefix(submitted, "no"):
	case h.Has("X-Autoreply") || h.Has("X-Autorespond") || h.Has("X-Autoresponder"):
	case precedence == "auto_reply" || precedence == "bulk" || precedence == "junk":
	case strings.TrimSpace(h.Get("Return-Path")) == "<>":
	case automaticSubject.MatchString(subject):
	default:
		return false
	}
	return true
}

// bounces reads the recipients of a delivery report that failed (RFC 3464 §2.3): those that are only delayed, relayed
// or delivered are none. Which mail it was is told by the Message-ID of the one that came back, else by the address
// that the report came to.
func (f *found) bounces(r Reader, to string) []Bounce {
	token, thread := to, ""
	for _, h := range f.returned {
		if t := r.match(messageID, h.Get("Message-Id")); t != "" {
			thread = t
		} else if t := r.addressToken(h.Get("Reply-To")); t != "" {
			token = t
		}
	}
	var all []Bounce
	for _, fields := range reportFields(f.report) {
		if !strings.EqualFold(strings.TrimSpace(fields.Get("Action")), "failed") {
			continue
		}
		recipient := afterType(firstOf(fields.Get("Original-Recipient"), fields.Get("Final-Recipient")))
		reason := strings.TrimSpace(flat(fields.Get("Status")) + " " + afterType(fields.Get("Diagnostic-Code")))
		all = append(all, Bounce{Token: token, Thread: thread, Recipient: recipient, Reason: strings.TrimSpace(reason)})
	}
	return all
}

// reportFields cuts a report into its groups of fields: one of the message, one of each recipient.
func reportFields(report []byte) []textproto.MIMEHeader {
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(report, "\r\n\r\n"...))))
	var all []textproto.MIMEHeader
	for range maxParts {
		fields, err := r.ReadMIMEHeader()
		if len(fields) > 0 {
			all = append(all, fields)
		}
		if err != nil {
			break
		}
	}
	return all
}

// afterType takes the "rfc822;" or "smtp;" off a field's value (RFC 3464 §2.1.2).
func afterType(value string) string {
	if _, rest, ok := strings.Cut(value, ";"); ok {
		value = rest
	}
	return flat(value)
}
