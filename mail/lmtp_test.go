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

// lmtp serves the inbox on a socket and connects to it.
func (s *received) lmtp() *smtp.Client {
	s.t.Helper()
	folder, err := os.MkdirTemp("", "lmtp") // short: the path of a socket has 107 octets at most
	if err != nil {
		s.t.Fatal(err)
	}
	path := filepath.Join(folder, "s")
	ctx, cancel := context.WithCancel(s.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.inbox.ServeLMTP(ctx, path) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			s.t.Errorf("the server ended by %v", err)
		}
		os.RemoveAll(folder)
	})
	var conn net.Conn
	for range 500 {
		if conn, err = net.Dial("unix", path); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	c := smtp.NewClientLMTP(conn)
	s.t.Cleanup(func() { c.Close() })
	return c
}

// hand gives a message to the server for some recipients and returns the code of each, 250 for one that was taken.
func hand(t *testing.T, c *smtp.Client, octets []byte, recipients ...string) map[string]int {
	t.Helper()
	if err := c.Mail("camille.roux@example.org", nil); err != nil {
		t.Fatal(err)
	}
	codes := map[string]int{}
	for _, to := range recipients {
		if err := c.Rcpt(to, nil); err != nil {
			t.Fatal(err)
		}
		codes[to] = 250
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	w.Write(octets)
	_, err = w.CloseWithLMTPResponse()
	var refused smtp.LMTPDataError
	if err != nil && !errors.As(err, &refused) {
		t.Fatal(err)
	}
	for to, status := range refused {
		codes[to] = status.Code
	}
	return codes
}

func TestLMTPStoresBeforeItSaysSo(t *testing.T) {
	s := openInbox(t)
	c := s.lmtp()
	to := "rsvp+" + ourToken + "@example.org"
	if got := hand(t, c, crlf(corpus(t, "exchange-accept")), to)[to]; got != 250 {
		t.Fatalf("code %d", got)
	}
	if got := s.answers(); len(got) != 1 || got[0] != "camille-roux ACCEPTED mail" || len(s.receipts()) != 1 {
		t.Errorf("answers %q, %d receipts", got, len(s.receipts()))
	}
	// The envelope alone names the recipient.
	blind := strings.ReplaceAll(string(corpus(t, "thunderbird-old-single-part")), "rsvp+"+ourToken, "rsvp")
	hand(t, c, crlf([]byte(blind)), "RSVP+"+strings.ToUpper(ourToken)+"@example.org")
	if got := s.answers(); len(got) != 2 || got[1] != "camille-roux DECLINED mail" {
		t.Errorf("answers %q", got)
	}
	// What cannot be read is taken too: it ends as a receipt.
	if got := hand(t, c, []byte("noise"), to)[to]; got != 250 || len(s.receipts()) != 3 {
		t.Errorf("noise: code %d, %d receipts", got, len(s.receipts()))
	}
	if got := hand(t, c, append([]byte("Subject: large\r\n\r\n"), strings.Repeat("0123456789\r\n", 1<<20)...), to)[to]; got != 552 {
		t.Errorf("12 MB: code %d", got)
	}
}

func TestLMTPAnswersEachRecipient(t *testing.T) {
	s := openInbox(t)
	c := s.lmtp()
	codes := hand(t, c, crlf(corpus(t, "thunderbird-old-single-part")), "rsvp+"+ourToken+"@example.org", "rsvp+unknown@example.org")
	for to, code := range codes {
		if code != 250 {
			t.Errorf("%s: %d", to, code)
		}
	}
	if len(codes) != 2 || len(s.receipts()) != 2 || len(s.answers()) != 1 {
		t.Errorf("%v, %d receipts, answers %q", codes, len(s.receipts()), s.answers())
	}
	s.db.Close()
	for to, code := range hand(t, c, crlf(corpus(t, "gmail-accept")), "rsvp+"+ourToken+"@example.org", "rsvp@example.org") {
		if code != 451 {
			t.Errorf("with the store closed, %s: %d", to, code)
		}
	}
}
