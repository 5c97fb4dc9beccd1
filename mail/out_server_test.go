package mail

import (
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
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// relay is a submission server that keeps what it takes, and answers as rules say.
type relay struct {
	mu       sync.Mutex
	address  string
	user     string // "" without authentication
	password string
	rcpt     func(to string) error
	data     func(n int, to string) error // before it takes the message
	lost     func(n int, to string) bool  // takes the message, and breaks the connection before it says so
	taken    []*outMail
	seen     int
	sessions int
}

// startRelay listens on the loopback; with a TLS configuration it offers STARTTLS.
func startRelay(t testing.TB, r *relay, config *tls.Config) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.address = l.Addr().String()
	server := smtp.NewServer(r)
	server.Domain, server.TLSConfig, server.AllowInsecureAuth = "relay.example.org", config, config == nil
	server.ErrorLog = log.New(io.Discard, "", 0)
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return r
}

// way is the Transport to the relay.
func (r *relay) way(t testing.TB) *SMTP {
	t.Helper()
	address, err := net.ResolveTCPAddr("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	way := &SMTP{Host: "127.0.0.1", Port: address.Port, User: r.user, Password: r.password, Domain: "example.org"}
	t.Cleanup(func() { way.Close() })
	return way
}

func (r *relay) all() []*outMail {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*outMail(nil), r.taken...)
}

// NewSession implements smtp.Backend.
func (r *relay) NewSession(c *smtp.Conn) (smtp.Session, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sessions++
	return &relaySession{relay: r, conn: c, known: r.user == ""}, nil
}

type relaySession struct {
	*relay
	conn     *smtp.Conn
	known    bool
	from, to string
}

func (s *relaySession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *relaySession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.known = user == s.user && password == s.password; !s.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *relaySession) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *relaySession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.rcpt != nil {
		return s.rcpt(to)
	}
	return nil
}

func (s *relaySession) Data(body io.Reader) error {
	octets, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	if s.data != nil {
		if err := s.data(s.seen, s.to); err != nil {
			return err
		}
	}
	m, err := readOut(octets)
	if err != nil {
		return err
	}
	m.from, m.to = s.from, s.to
	s.taken = append(s.taken, m)
	if s.lost != nil && s.lost(s.seen, s.to) {
		s.conn.Close()
		return errors.New("the connection broke")
	}
	return nil
}

func (s *relaySession) Reset()        {}
func (s *relaySession) Logout() error { return nil }

// ownCertificate gives a certificate for 127.0.0.1, and who trusts it.
func ownCertificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	model := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "relay"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	octets, err := x509.CreateCertificate(rand.Reader, model, model, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(octets)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{octets}, PrivateKey: key}}},
		&tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}
