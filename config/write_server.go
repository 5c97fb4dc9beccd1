package config

import (
	"fmt"

	"parcours/calendars"
	"parcours/files"
)

// server writes the settings of the machine: those that are as usual as comments.
func (w *fileWriter) server(s *Server) {
	w.section("The server", "")
	w.setting(s.PublicURL != "" && s.PublicURL != "http://"+s.Listen, "public_url", quoted(or(s.PublicURL, "https://parcours.example.org")), "what people type, without final slash")
	w.setting(s.Listen != "" && s.Listen != usualListen, "listen", quoted(or(s.Listen, usualListen)), "where the server waits")
	w.setting(s.MetricsListen != "", "metrics_listen", quoted(or(s.MetricsListen, "127.0.0.1:9464")), "where Prometheus finds metrics; none without")
	w.setting(s.Data != "" && s.Data != usualData, "data", quoted(or(s.Data, usualData)), "folder of the database")
	var networks []string
	for _, n := range s.TrustedProxies {
		networks = append(networks, n.String())
	}
	w.setting(len(s.Origins) > 0, "cors_origins", listOf(s.Origins), "sites whose pages may use the calendars")
	w.setting(len(networks) > 0, "trusted_proxies", listOf(networks), "networks of the proxies in front")
	w.open("[limits]")
	limit := func(key string, n, usual int64, what string) {
		if n == 0 {
			n = usual
		}
		w.setting(n != usual, key, fmt.Sprint(n), what)
	}
	limit("max_resource_size", s.MaxResourceSize, usualMaxSize, "bytes of one event")
	limit("home_size", s.HomeSize, calendars.UsualHomeSize, "bytes of all that one person, or one delegation, keeps")
	limit("files_size", s.FilesSize, files.UsualRoom, "bytes of all documents that one delegation handed in")
	w.tls(&s.TLS)
	w.mail(&s.Mail)
	w.openID(&s.OpenID)
	w.open("[sign_in]")
	w.setting(s.SecondFactor, "second_factor", fmt.Sprint(s.SecondFactor), "true: organisers enter with a code of their telephone too")
}

func (w *fileWriter) mail(m *Mail) {
	text := func(key, value, example, what string) { w.setting(value != "", key, quoted(or(value, example)), what) }
	number := func(key string, n, usual int, what string) { w.setting(n != usual, key, fmt.Sprint(n), what) }
	w.open("[mail]")
	w.put("enabled", fmt.Sprint(m.Enabled))
	text("from", m.From, "parcours@example.org", "of invitations")
	text("host", m.Host, "smtp.example.org", "of the server that takes mails")
	number("port", m.Port, usualPort, "its port")
	text("user", m.User, "parcours", "as whom one signs in there")
	text("password_file", m.PasswordFile, "/etc/parcours/smtp-password", "the password stands there, never here")
	w.setting(!m.StartTLS, "starttls", fmt.Sprint(m.StartTLS), "false only for a mail server of this machine")
	text("domain", m.Domain, "example.org", "of the addresses that answers come back to; usual: that of from")
	w.setting(!m.PlusAddressing, "plus_addressing", fmt.Sprint(m.PlusAddressing), "answers come back to rsvp+123@example.org")
	number("quiet_from", m.QuietFrom, usualQuietFrom, "from this hour on, mails that can wait do")
	number("quiet_to", m.QuietTo, usualQuietTo, "until this one")
	number("daily_cap", m.DailyCap, usualDailyCap, "mails a person and day, of those that can wait")
	number("outside_daily", m.OutsideDaily, usualOutside, "addresses elsewhere that one person's own events may invite a day; 0: none")
	number("hold_minutes", m.HoldMinutes, usualHold, "between a change and its mails")
	text("trusted_authserv_id", m.TrustedAuthservID, "mx.example.org", "the mail server whose word on senders counts")
	if i := m.IMAP; i != (IMAP{}) {
		w.open("[mail.imap]")
		w.put("host", quoted(i.Host))
		number("port", i.Port, usualIMAPPort, "its port")
		w.put("user", quoted(i.User))
		w.put("password_file", quoted(i.PasswordFile))
		w.put("folder", quoted(i.Folder))
		w.setting(!i.TLS, "tls", fmt.Sprint(i.TLS), "false only for a mail server of this machine")
		number("poll_seconds", i.PollSeconds, usualPollSeconds, "between two looks")
	}
	if m.LMTP != (LMTP{}) {
		w.open("[mail.lmtp]")
		w.put("listen", quoted(m.LMTP.Listen))
	}
}

func (w *fileWriter) tls(t *TLS) {
	if !t.Given() {
		return
	}
	w.open("[tls]")
	if t.Certificate != "" {
		w.put("certificate", quoted(t.Certificate))
		w.put("key", quoted(t.Key))
		return
	}
	w.put("acme", "true")
	w.setting(t.Email != "", "acme_email", quoted(or(t.Email, "admin@example.org")), "to which the authority may write")
	w.setting(t.Directory != usualDirectory, "acme_directory", quoted(or(t.Directory, usualDirectory)), "the authority")
	w.setting(t.Authority != "", "acme_authority", quoted(or(t.Authority, "/etc/parcours/authority.pem")), "who vouches for it")
}

func (w *fileWriter) openID(o *OpenID) {
	if *o == (OpenID{}) {
		return
	}
	w.open("[oidc]")
	w.put("issuer", quoted(o.Issuer))
	w.put("client_id", quoted(o.ClientID))
	w.put("client_secret_file", quoted(o.SecretFile))
	w.put("label", quoted(o.Label))
	w.setting(!o.PKCE, "pkce", fmt.Sprint(o.PKCE), "false for a provider that refuses its parameters")
	w.setting(o.TrustEmail, "trust_email", fmt.Sprint(o.TrustEmail), "true for one that vouches for each address without saying so")
}
