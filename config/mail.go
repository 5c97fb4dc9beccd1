package config

import (
	"net"
	"strings"
)

// Mail is how invitations leave and how answers come back. Host and the others may be empty if it is not Enabled.
type Mail struct {
	Enabled           bool
	From              string // address
	Host              string // of the submission server (RFC 6409)
	Port              int
	User              string // "" without authentication
	PasswordFile      string
	StartTLS          bool   // the connection must become a TLS one (RFC 3207)
	Domain            string // of the addresses that replies go to
	PlusAddressing    bool   // rsvp+TOKEN@Domain reaches rsvp@Domain (RFC 5233)
	QuietFrom         int    // hour from which no mail leaves that can wait, in the programme's zone
	QuietTo           int    // hour from which they leave again; equal to QuietFrom: no quiet hours
	DailyCap          int    // mails a person and day, of those that can wait; 0 for as many as there are
	OutsideDaily      int    // addresses elsewhere to which a person's events write a day; 0 for none
	HoldMinutes       int    // between a change and its mails
	TrustedAuthservID string // whose Authentication-Results are believed (RFC 8601 §2.2), "" for nobody's
	IMAP              IMAP
	LMTP              LMTP
}

// IMAP is the mailbox that replies are read from; none without a Host.
type IMAP struct {
	Host         string
	Port         int
	User         string
	PasswordFile string
	Folder       string
	TLS          bool // from the first octet (RFC 8314)
	PollSeconds  int
}

// LMTP is where replies are delivered by a mail server of this machine (RFC 2033); nowhere without Listen.
type LMTP struct {
	Listen string // host:port, or the path of a socket
}

const (
	usualPort        = 587
	usualQuietFrom   = 20
	usualQuietTo     = 8
	usualDailyCap    = 3
	usualHold        = 10
	usualOutside     = 50
	usualIMAPPort    = 993
	usualPollSeconds = 60
)

func mailOf(t *table) Mail {
	m := Mail{
		Enabled:           t.flag("enabled"),
		From:              t.address("from"),
		Host:              t.text("host").text,
		Port:              int(t.number("port", 1, 65535, usualPort)),
		User:              t.text("user").text,
		PasswordFile:      t.text("password_file").text,
		StartTLS:          t.flagOr("starttls", true),
		Domain:            t.text("domain").text,
		PlusAddressing:    t.flagOr("plus_addressing", true),
		QuietFrom:         int(t.number("quiet_from", 0, 23, usualQuietFrom)),
		QuietTo:           int(t.number("quiet_to", 0, 23, usualQuietTo)),
		DailyCap:          int(t.number("daily_cap", 0, 1000, usualDailyCap)),
		OutsideDaily:      int(t.number("outside_daily", 0, 10000, usualOutside)),
		HoldMinutes:       int(t.number("hold_minutes", 0, 24*60, usualHold)),
		TrustedAuthservID: t.text("trusted_authserv_id").text,
		IMAP:              imapOf(t.table("imap")),
		LMTP:              lmtpOf(t.table("lmtp")),
	}
	t.checkMail(&m)
	if _, domain, ok := strings.Cut(m.From, "@"); ok && m.Domain == "" {
		m.Domain = domain
	}
	t.close()
	return m
}

// checkMail looks at what only makes sense together.
func (t *table) checkMail(m *Mail) {
	if m.Enabled && !t.has("from") {
		t.missing("from", `from = "parcours@example.org"`)
	}
	if m.Enabled && !t.has("host") {
		t.missing("host", `host = "smtp.example.org"`)
	}
	if m.Enabled && m.User != "" && !t.has("password_file") {
		t.missing("password_file", `password_file = "/etc/parcours/smtp-password"`)
	}
	if m.User != "" && !m.StartTLS && !isLocal(m.Host) {
		t.add(t.at("starttls"), "Leave starttls out, or take a host of this machine.", `the password of "user" would cross the network in the clear`)
	}
	if m.QuietFrom < m.QuietTo && t.has("quiet_from") && m.QuietTo-m.QuietFrom > 12 {
		t.warn(t.at("quiet_from"), "The quiet begins in the evening and ends in the morning: quiet_from = 20, quiet_to = 8.",
			"mails are quiet from %d to %d", m.QuietFrom, m.QuietTo)
	}
	if strings.ContainsAny(m.Domain, "@ <>\n\t") {
		t.add(t.at("domain"), `Write the part after the @ alone: domain = "example.org".`, "%q is no domain: %q", "domain", m.Domain)
	}
}

func imapOf(t *table) IMAP {
	i := IMAP{
		Host:         t.text("host").text,
		Port:         int(t.number("port", 1, 65535, usualIMAPPort)),
		User:         t.text("user").text,
		PasswordFile: t.text("password_file").text,
		Folder:       or(t.text("folder").text, "INBOX"),
		TLS:          t.flagOr("tls", true),
		PollSeconds:  int(t.number("poll_seconds", 5, 24*60*60, usualPollSeconds)),
	}
	if t.absent {
		return IMAP{}
	}
	for _, need := range [][2]string{{"host", `host = "imap.example.org"`}, {"user", `user = "rsvp"`}, {"password_file", `password_file = "/etc/parcours/imap-password"`}} {
		if !t.has(need[0]) {
			t.missing(need[0], need[1])
		}
	}
	if !i.TLS && i.Host != "" && !isLocal(i.Host) {
		t.add(t.at("tls"), "Leave tls out, or take a host of this machine.", `the password of "user" would cross the network in the clear`)
	}
	t.close()
	return i
}

func lmtpOf(t *table) LMTP {
	l := LMTP{Listen: t.text("listen").text}
	if t.absent {
		return LMTP{}
	}
	host, port, err := net.SplitHostPort(l.Listen)
	switch {
	case l.Listen == "":
		t.missing("listen", `listen = "127.0.0.1:2424"`)
	case strings.HasPrefix(l.Listen, "/"):
	case err != nil || !isPort(port):
		t.add(t.at("listen"), `Write an address and a port, or the path of a socket: listen = "127.0.0.1:2424".`, "%q is no address to listen on: %s", "listen", l.Listen)
	case !isLocal(host):
		t.add(t.at("listen"), "LMTP asks nobody who they are: listen on 127.0.0.1, or on a socket.", "%q is open to other machines: %s", "listen", l.Listen)
	}
	t.close()
	return l
}

// isLocal tells whether a host is this machine.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// flagOr is true or false, usual without it.
func (t *table) flagOr(key string, usual bool) bool {
	if !t.has(key) {
		t.get(key)
		return usual
	}
	return t.flag(key)
}
