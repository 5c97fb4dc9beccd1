package mail

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

const outText = "From: p@example.org\r\nMessage-ID: <abc@example.org>\r\nX-Parcours-Kind: letter\r\nSubject: s\r\nContent-Type: text/plain\r\n\r\n.a line\r\n"

func TestSMTPSendsMany(t *testing.T) {
	r := startRelay(t, &relay{}, nil)
	way := r.way(t)
	for range 20 {
		if err := way.Send(context.Background(), "rsvp+abc@example.org", "ana@example.org", []byte(outText)); err != nil {
			t.Fatal(err)
		}
	}
	all := r.all()
	if len(all) != 20 || r.sessions != 1 || all[19].text != ".a line\r\n" || all[19].from != "rsvp+abc@example.org" || all[19].to != "ana@example.org" {
		t.Errorf("%d mails, %d connections, %+v", len(all), r.sessions, all[len(all)-1])
	}
}

func TestRefusalsForGood(t *testing.T) {
	answer := func(code int) error { return &smtp.SMTPError{Code: code, Message: "no"} }
	for _, c := range []struct {
		name      string
		relay     *relay
		permanent bool
	}{
		{"an unknown recipient", &relay{rcpt: func(string) error { return answer(550) }}, true},
		{"a full mailbox", &relay{rcpt: func(string) error { return answer(452) }}, false},
		{"a message refused", &relay{data: func(int, string) error { return answer(554) }}, true},
		{"a message for later", &relay{data: func(int, string) error { return answer(451) }}, false},
		{"a server that closes", &relay{data: func(int, string) error { return answer(421) }}, false},
		{"authentication required", &relay{rcpt: func(string) error { return answer(530) }}, false},
		{"a connection that breaks", &relay{lost: func(int, string) bool { return true }}, false},
	} {
		way := startRelay(t, c.relay, nil).way(t)
		err := way.Send(context.Background(), "p@example.org", "ana@example.org", []byte(outText))
		if err == nil || Permanent(err) != c.permanent {
			t.Errorf("%s: %v, permanent %v", c.name, err, Permanent(err))
		}
		c.relay.rcpt, c.relay.data, c.relay.lost = nil, nil, nil
		if err := way.Send(context.Background(), "p@example.org", "ana@example.org", []byte(outText)); err != nil {
			t.Errorf("%s: the next mail: %v", c.name, err)
		}
	}
}

func TestNothingInTheClear(t *testing.T) {
	server, client := ownCertificate(t)
	r := startRelay(t, &relay{user: "p", password: "secret"}, server)
	way := r.way(t)
	way.StartTLS, way.TLS = true, client
	if err := way.Send(context.Background(), "p@example.org", "ana@example.org", []byte(outText)); err != nil {
		t.Fatal(err)
	}
	wrong := r.way(t)
	wrong.StartTLS, wrong.TLS, wrong.Password = true, client, "another"
	if err := wrong.Send(context.Background(), "p@example.org", "ana@example.org", []byte(outText)); err == nil || Permanent(err) {
		t.Errorf("a wrong password: %v", err)
	}
	strangers := r.way(t)
	strangers.StartTLS = true // trusts the certificates of this machine only
	if err := strangers.Send(context.Background(), "p@example.org", "ana@example.org", []byte(outText)); err == nil || Permanent(err) {
		t.Errorf("a certificate of nobody: %v", err)
	}
	plain := startRelay(t, &relay{}, nil).way(t)
	plain.StartTLS = true
	if err := plain.Send(context.Background(), "p@example.org", "ana@example.org", []byte(outText)); err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("a server without STARTTLS: %v", err)
	}
	if got := len(r.all()); got != 1 {
		t.Errorf("%d mails arrived", got)
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	err = (&SMTP{Host: "127.0.0.1", Port: port}).Send(context.Background(), "p@example.org", "a@example.org", []byte(outText))
	if err == nil || Permanent(err) {
		t.Error(err)
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mails")
	now := time.Date(2022, 2, 1, 9, 0, 0, 0, time.UTC)
	f, err := NewFolder(dir, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // again, later: the same file
		if err := f.Send(context.Background(), "", "", []byte(outText)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != "20220201T090000Z-abc-letter.eml" {
		t.Fatal(files, err)
	}
	info, err := files[0].Info()
	octets, wrong := os.ReadFile(filepath.Join(dir, files[0].Name()))
	if err := errors.Join(err, wrong); err != nil || info.Mode().Perm() != 0o600 || string(octets) != outText {
		t.Error(err, info.Mode(), string(octets))
	}
	if err := f.Send(context.Background(), "", "", []byte("Subject: s\r\n\r\n")); err == nil {
		t.Error("a message without token was written")
	}
}
