package config

import (
	"strings"
	"testing"
)

func TestMailMistakes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a user without password", "[mail]\nenabled = true\nfrom = \"p@example.org\"\nhost = \"smtp.example.org\"\nuser = \"p\"\n",
			`c.toml:1:1: [mail] has no "password_file"`},
		{"a password in the clear", "[mail]\nhost = \"smtp.example.org\"\nuser = \"p\"\nstarttls = false\n",
			`c.toml:4:12: the password of "user" would cross the network in the clear`},
		{"an hour that no day has", "[mail]\nquiet_from = 24\n", `c.toml:2:14: "quiet_from" is out of bounds: 24. Write a number from 0 to 23.`},
		{"a domain that is an address", "[mail]\ndomain = \"rsvp@example.org\"\n", `c.toml:2:10: "domain" is no domain`},
		{"an unknown key", "[mail]\nplus_adressing = true\n", `Did you mean "plus_addressing"?`},
		{"a mailbox without user", "[mail.imap]\nhost = \"imap.example.org\"\npassword_file = \"f\"\n", `c.toml:1:1: [mail.imap] has no "user"`},
		{"a mailbox in the clear", "[mail.imap]\nhost = \"imap.example.org\"\nuser = \"u\"\npassword_file = \"f\"\ntls = false\n",
			`c.toml:5:7: the password of "user" would cross the network in the clear`},
		{"an unknown key of the mailbox", "[mail.imap]\nhost = \"127.0.0.1\"\nuser = \"u\"\npassword_file = \"f\"\nfoldr = \"INBOX\"\n", `Did you mean "folder"?`},
		{"LMTP for everybody", "[mail.lmtp]\nlisten = \"0.0.0.0:24\"\n", `"listen" is open to other machines`},
		{"LMTP nowhere", "[mail.lmtp]\nlisten = \"here\"\n", `"listen" is no address to listen on`},
	} {
		_, problems := Load([]byte(c.text))
		var said []string
		for _, p := range problems {
			said = append(said, p.In("c.toml"))
		}
		if all := strings.Join(said, "\n"); !strings.Contains(all, c.want) {
			t.Errorf("%s: %q, want %q", c.name, all, c.want)
		}
	}
}

func TestLocalServersMayBePlain(t *testing.T) {
	for _, text := range []string{
		"[mail]\nenabled = true\nfrom = \"p@example.org\"\nhost = \"127.0.0.1\"\nstarttls = false\n",
		"[mail.lmtp]\nlisten = \"/run/parcours/lmtp.sock\"\n",
		"[mail.imap]\nhost = \"localhost\"\nuser = \"u\"\npassword_file = \"f\"\ntls = false\n",
	} {
		if _, problems := Load([]byte(text)); len(problems) > 0 {
			t.Errorf("%s: %v", text, problems)
		}
	}
}
