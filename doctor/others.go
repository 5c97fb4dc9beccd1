package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"strings"

	"parcours/mail"
	"parcours/openid"
)

// smtp signs in at the submission server as for a mail, and sends none.
func (d *Doctor) smtp(ctx context.Context, say *saying) {
	c := d.File.Server.Mail
	if !c.Enabled {
		say.warning("mail_off")
		return
	}
	password := ""
	if c.PasswordFile != "" {
		octets, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			say.failed("secret_unread", "File", c.PasswordFile, "Error", err)
			return
		}
		password = strings.TrimRight(string(octets), "\r\n")
	}
	way := &mail.SMTP{Host: c.Host, Port: c.Port, User: c.User, Password: password, StartTLS: c.StartTLS, Domain: c.Domain}
	if d.Roots != nil {
		way.TLS = &tls.Config{ServerName: c.Host, RootCAs: d.Roots, MinVersion: tls.VersionTLS12}
	}
	if err := way.Try(ctx); err != nil {
		conversation(ctx, say, "[mail]", c.Host, c.Port, c.User, err)
		return
	}
	say.ok("smtp_takes", "Host", c.Host, "Port", c.Port, "User", cmp.Or(c.User, "-"))
}

// imap logs in where answers are read, and reads none.
func (d *Doctor) imap(ctx context.Context, say *saying) {
	c := d.File.Server.Mail.IMAP
	if c.Host == "" {
		if m := d.File.Server.Mail; m.Enabled && m.LMTP.Listen == "" {
			say.warning("no_answers")
		}
		return
	}
	if _, err := os.ReadFile(c.PasswordFile); err != nil {
		say.failed("secret_unread", "File", c.PasswordFile, "Error", err)
		return
	}
	box := mail.Mailbox{Host: c.Host, Port: c.Port, User: c.User, PasswordFile: c.PasswordFile, Folder: c.Folder, TLS: c.TLS, Roots: d.Roots, Patience: d.Patience}
	if err := box.Try(ctx); err != nil {
		conversation(ctx, say, "[mail.imap]", c.Host, c.Port, c.User, err)
		return
	}
	say.ok("imap_opens", "Host", c.Host, "Port", c.Port, "User", c.User, "Folder", c.Folder)
}

// conversation says at which step one with a mail server failed, and what helps there.
func conversation(ctx context.Context, say *saying, table, host string, port int, user string, err error) {
	var step *mail.StepError
	errors.As(err, &step)
	args := []any{"Table", table, "Host", host, "Port", port, "User", user, "Error", err}
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		say.failed("mail_name", args...)
	case ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded):
		say.failed("mail_silent", args...)
	case untrusted(err):
		say.failed("mail_certificate", args...)
	case step == nil || step.Step == mail.Connecting:
		say.failed("mail_refused", args...)
	case step.Step == mail.Greeting:
		say.failed("mail_greeting", args...)
	case step.Step == mail.Encrypting:
		say.failed("mail_plain", args...)
	case step.Step == mail.SigningIn:
		say.failed("mail_password", args...)
	default:
		say.failed("mail_folder", args...)
	}
}

func untrusted(err error) bool {
	var failed *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	return errors.As(err, &failed) || errors.As(err, &unknown) || errors.As(err, &name)
}

// lmtp looks whether the mail server of this machine finds us.
func (d *Doctor) lmtp(ctx context.Context, say *saying) {
	listen := d.File.Server.Mail.LMTP.Listen
	if listen == "" {
		return
	}
	network := "tcp"
	if strings.HasPrefix(listen, "/") {
		network = "unix"
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, listen)
	if err != nil {
		say.failed("lmtp_closed", "Listen", listen, "Error", err)
		return
	}
	conn.Close()
	say.ok("lmtp_open", "Listen", listen)
}

func (d *Doctor) openID(ctx context.Context, say *saying) {
	c := d.File.Server.OpenID
	if c.Issuer == "" {
		return
	}
	provider := openid.New(openid.Config{Issuer: c.Issuer, ClientID: c.ClientID, PKCE: c.PKCE, Roots: d.Roots})
	if _, _, err := provider.Leave(ctx); err != nil {
		say.failed("openid_silent", "Issuer", c.Issuer, "Error", err)
		return
	}
	say.ok("openid_found", "Issuer", c.Issuer)
}
