//go:build e2e

package e2e

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/emersion/go-message/mail"
)

// letter is a mail that somebody found in their mailbox.
type letter struct{ kind, subject, text, html, reply string }

// link is the first address of a letter that leads to such a path of the server, "" without one.
func (l letter) link(s *server, path string) string {
	return regexp.MustCompile(regexp.QuoteMeta(s.url+path) + `[\w.~-]+`).FindString(l.text)
}

// mailbox reads what came for an address at example.org, oldest first.
func (m *mailServers) mailbox(address string) []letter {
	m.t.Helper()
	login, _, _ := strings.Cut(strings.ToLower(address), "@")
	files, err := filepath.Glob(filepath.Join(m.dir, "mail", login, "Maildir", "*", "*"))
	if err != nil {
		m.t.Fatal(err)
	}
	var all []letter
	for _, file := range files { // their names begin with the time of arrival
		if folder := filepath.Base(filepath.Dir(file)); folder == "new" || folder == "cur" {
			all = append(all, m.read(file))
		}
	}
	return all
}

func (m *mailServers) read(file string) letter {
	m.t.Helper()
	f, err := os.Open(file)
	if err != nil {
		m.t.Fatal(err)
	}
	defer f.Close()
	r, err := mail.CreateReader(f)
	if err != nil {
		m.t.Fatal(err)
	}
	l := letter{kind: r.Header.Get("X-Parcours-Kind")}
	l.subject, _ = r.Header.Subject()
	if to, _ := r.Header.AddressList("Reply-To"); len(to) > 0 {
		l.reply = to[0].Address
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return l
		}
		if err != nil {
			m.t.Fatal(err)
		}
		head, inline := part.Header.(*mail.InlineHeader)
		if !inline {
			continue
		}
		octets, err := io.ReadAll(part.Body)
		if err != nil {
			m.t.Fatal(err)
		}
		switch kind, _, _ := head.ContentType(); kind {
		case "text/plain":
			l.text = strings.ReplaceAll(string(octets), "\r\n", "\n")
		case "text/html":
			l.html = string(octets)
		}
	}
}

// letterTo waits for a mail of a kind to somebody: the last one.
func (m *mailServers) letterTo(address, kind string) letter {
	m.t.Helper()
	var found letter
	until(m.t, kind+" to "+address, func() bool {
		all := m.letters(address, kind)
		if len(all) > 0 {
			found = all[len(all)-1]
		}
		return len(all) > 0
	})
	return found
}

// letters are the mails of a kind that came for an address, oldest first.
func (m *mailServers) letters(address, kind string) (all []letter) {
	m.t.Helper()
	for _, l := range m.mailbox(address) {
		if l.kind == kind {
			all = append(all, l)
		}
	}
	return all
}
