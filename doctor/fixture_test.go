package doctor

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"golang.org/x/net/dns/dnsmessage"

	"parcours/config"
	"parcours/front"
	"parcours/messages"
	"parcours/store"
)

// healthy is a server with which nothing is wrong: real servers of mail, names and pages on the loopback, a real store.
func healthy(t *testing.T) *Doctor {
	t.Helper()
	d := &Doctor{Name: "parcours.toml", Words: messages.For("en"), Patience: 5 * time.Second, File: &config.File{}}
	s := &d.File.Server
	s.Data = filepath.Join(t.TempDir(), "data")
	d.KeyFile = filepath.Join(t.TempDir(), "key")
	db, err := store.Open(t.Context(), s.Data, store.KeyFile(d.KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	d.Room = func(string) (Room, error) { return Room{Free: 10 << 30, Files: 1 << 20}, nil }
	d.Synced = func() (bool, bool) { return true, true }
	pair, roots := certificateFor(t, time.Now().Add(90*24*time.Hour), "parcours.example.org")
	d.Roots = roots
	d.serve(t, pair, nil)
	d.Resolver = names(t, map[string][]string{
		"A parcours.example.org.": {"203.0.113.7"}, "MX example.org.": {"mx.example.org."}, "TXT example.org.": {"v=spf1 mx -all", "another"},
		"TXT _dmarc.example.org.": {"v=DMARC1; p=none"},
	})
	s.Mail = config.Mail{Enabled: true, Host: "127.0.0.1", Port: startSMTP(t, pair), User: "parcours", PasswordFile: secretIn(t, "secret\n"), StartTLS: true, Domain: "example.org",
		IMAP: config.IMAP{Host: "127.0.0.1", Port: startIMAP(t, pair), User: "rsvp", PasswordFile: secretIn(t, "secret"), Folder: "INBOX", TLS: true}}
	return d
}

func secretIn(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// serve runs pages under https://parcours.example.org, behind what changes a request on its way.
func (d *Doctor) serve(t *testing.T, pair tls.Certificate, between func(r *http.Request)) {
	t.Helper()
	s := &d.File.Server
	watch := front.NewWatch(nopLog(), s.TrustedProxies, nil)
	pages := watch.Watched(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PROPFIND" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if between != nil {
			between(r)
		}
		pages.ServeHTTP(w, r)
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	s.PublicURL = "https://parcours.example.org"
	d.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != "parcours.example.org:443" {
			return nil, errors.New("not reachable: " + address)
		}
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	d.Arrived = func(_ context.Context, probe string) (front.Arrival, bool, error) {
		a, ok := watch.Arrived(probe)
		return a, ok, nil
	}
}

// certificateFor gives a certificate for names and 127.0.0.1, and who vouches for it.
func certificateFor(t *testing.T, until time.Time, names ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	model := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-100 * 24 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
	}
	octets, err := x509.CreateCertificate(rand.Reader, model, model, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(octets)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return tls.Certificate{Certificate: [][]byte{octets}, PrivateKey: key}, roots
}

// names is a resolver that asks a DNS server of the test's own (RFC 1035) that knows these records.
func names(t *testing.T, records map[string][]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		for octets := make([]byte, 4096); ; {
			n, from, err := conn.ReadFrom(octets)
			if err != nil {
				return
			}
			if answer := answerTo(octets[:n], records); answer != nil {
				conn.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func answerTo(octets []byte, records map[string][]string) []byte {
	var m dnsmessage.Message
	if m.Unpack(octets) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	known := false
	for key, values := range records {
		kind, name, _ := strings.Cut(key, " ")
		if !strings.EqualFold(name, q.Name.String()) {
			continue
		}
		known = true
		for _, value := range values {
			head := dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 60}
			switch {
			case kind == "A" && q.Type == dnsmessage.TypeA:
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: [4]byte(net.ParseIP(value).To4())}})
			case kind == "MX" && q.Type == dnsmessage.TypeMX:
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName(value)}})
			case kind == "TXT" && q.Type == dnsmessage.TypeTXT:
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.TXTResource{TXT: []string{value}}})
			}
		}
	}
	if !known {
		m.RCode = dnsmessage.RCodeNameError
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// submission is a submission server for one user, who never sends.
type submission struct{}

func (submission) NewSession(*smtp.Conn) (smtp.Session, error) { return submission{}, nil }
func (submission) AuthMechanisms() []string                    { return []string{sasl.Plain} }
func (submission) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "parcours" || password != "secret" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}
func (submission) Mail(string, *smtp.MailOptions) error { return errors.New("a mail was sent") }
func (submission) Rcpt(string, *smtp.RcptOptions) error { return errors.New("a mail was sent") }
func (submission) Data(io.Reader) error                 { return errors.New("a mail was sent") }
func (submission) Reset()                               {}
func (submission) Logout() error                        { return nil }

func startSMTP(t *testing.T, pair tls.Certificate) int {
	t.Helper()
	l := listen(t)
	server := smtp.NewServer(submission{})
	server.Domain, server.ErrorLog = "relay.example.org", log.New(io.Discard, "", 0)
	if pair.Certificate != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return portOf(l)
}

func startIMAP(t *testing.T, pair tls.Certificate) int {
	t.Helper()
	user := imapmemserver.NewUser("rsvp", "secret")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory := imapmemserver.New()
	memory.AddUser(user)
	server := imapserver.New(&imapserver.Options{NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
		return memory.NewSession(), nil, nil
	}, Logger: log.New(io.Discard, "", 0)})
	l := listen(t)
	go server.Serve(tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}}))
	t.Cleanup(func() { server.Close() })
	return portOf(l)
}

// stranger is a certificate for which nobody known vouches.
func stranger(t *testing.T) tls.Certificate {
	t.Helper()
	pair, _ := certificateFor(t, time.Now().Add(time.Hour))
	return pair
}
