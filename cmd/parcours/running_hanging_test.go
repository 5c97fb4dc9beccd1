package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parcours/config"
	"parcours/front"
	"parcours/openid"
	"parcours/signin"
)

// silence takes connections and says nothing; reached has each that came and, where asked is true, asked something.
func silence(t *testing.T, asked bool) (port int, reached <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	there, released := make(chan struct{}, 100), make(chan struct{})
	t.Cleanup(func() { close(released); l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if asked {
					if _, err := bufio.NewReader(conn).ReadByte(); err != nil {
						return
					}
				}
				there <- struct{}{}
				<-released
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, there
}

// The whole server stops although every server that it depends on hangs, and clients too: all of them still hang when it has.
func TestStopsWhateverOthersDo(t *testing.T) {
	if whole := stopWithin + leaveAfter; whole > 18*time.Second {
		t.Errorf("%s, and the store must be closed within the 20 s that docs/operating.md promises", whole)
	}
	j := newJourney(t)
	smtp, sends := silence(t, false)
	imap, reads := silence(t, false)
	provider, asks := silence(t, true)
	password := filepath.Join(t.TempDir(), "password")
	j.must(os.WriteFile(password, []byte("secret"), 0o600))
	settings := config.Server{PublicURL: "http://127.0.0.1", MaxResourceSize: 1 << 20, Data: j.folder, Mail: config.Mail{
		Enabled: true, From: "parcours@example.org", Domain: "example.org", Host: "127.0.0.1", Port: smtp,
		IMAP: config.IMAP{Host: "127.0.0.1", Port: imap, User: "rsvp", PasswordFile: password, Folder: "INBOX", PollSeconds: 60},
		LMTP: config.LMTP{Listen: filepath.Join(t.TempDir(), "lmtp")},
	}}
	watch := newFront(j.service, settings, quiet())
	other := signin.Other{Label: "Example", Config: openid.Config{Issuer: fmt.Sprintf("http://127.0.0.1:%d", provider), ClientID: "parcours"}}
	r := &running{watch: watch, doors: newServer(j.service, settings, other, watch, quiet()), metrics: watch.MetricsServer(), log: quiet(), within: 100 * time.Millisecond}
	j.at("2022-02-01 09:00") // the letters' hour
	stopSending, err := sendMails(t.Context(), j.service, settings, watch, quiet())
	j.must(err)
	r.posts = []func(){stopSending, receive(t.Context(), j.service, settings.Mail, watch, quiet()), followGroups(t.Context(), j.service, quiet())}
	l, err := front.Listen("127.0.0.1:0", "")
	j.must(err)
	r.serve(l)

	lmtp := dialled(t, "unix", settings.Mail.LMTP.Listen)
	fmt.Fprint(lmtp, "LHLO here\r\nMAIL FROM:<a@example.org>\r\n") // and nothing more
	address := l.Doors.Addr().String()
	half := dialled(t, "tcp", address)
	fmt.Fprintf(half, "PUT /dav/ HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\n\r\nhalf", address)
	go http.Get("http://" + address + "/sign-in/openid")
	for _, c := range []<-chan struct{}{sends, reads, asks} {
		<-c
	}
	j.must(r.stop())
}

// dialled connects, as soon as somebody listens.
func dialled(t *testing.T, network, address string) net.Conn {
	t.Helper()
	for {
		conn, err := net.Dial(network, address)
		if err == nil {
			t.Cleanup(func() { conn.Close() })
			return conn
		}
		if network != "unix" || t.Context().Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// So it does while an authority that should give a certificate hangs, and a visitor waits for that.
func TestStopsWhileTheAuthorityHangs(t *testing.T) {
	j := newJourney(t)
	authority, asked := silence(t, true)
	settings := config.Server{PublicURL: "https://parcours.example.org", MaxResourceSize: 1 << 20, Data: j.folder,
		TLS: config.TLS{ACME: true, Directory: fmt.Sprintf("http://127.0.0.1:%d/directory", authority)}}
	watch := newFront(j.service, settings, quiet())
	doors := newServer(j.service, settings, noOther, watch, quiet())
	var err error
	doors.TLSConfig, err = certificateOf(watch, settings, slog.New(slog.NewTextHandler(io.Discard, nil)))
	j.must(err)
	r := &running{watch: watch, doors: doors, metrics: watch.MetricsServer(), log: quiet(), within: 100 * time.Millisecond}
	l, err := front.Listen("127.0.0.1:0", "")
	j.must(err)
	r.serve(l)
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", l.Doors.Addr().String())
	}}}
	go client.Get("https://parcours.example.org/")
	<-asked
	j.must(r.stop())
}
