package front

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"golang.org/x/net/dns/dnsmessage"
)

const host = "parcours.example.org"

// authority is Pebble, the ACME server that Let's Encrypt makes for tests: it looks up our name at a DNS server of the test,
// and comes to the port that the test listens on to see that we are there.
func authority(t *testing.T, port int) (directory string, roots *x509.CertPool, pemFile string) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	quiet := log.New(t.Output(), "", 0)
	store := db.NewMemoryStore()
	authority := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "default"}})
	validation := va.New(quiet, port, port, false, nameServer(t), store)
	front := wfe.New(quiet, store, validation, authority, []string{"pebble.letsencrypt.org"}, false, false, 1, 1)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	pemFile = filepath.Join(t.TempDir(), "authority.pem")
	write(t, pemFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	roots = x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority.GetRootCert(0).PEM()) {
		t.Fatal("no root")
	}
	return server.URL + wfe.DirectoryPath, roots, pemFile
}

// nameServer says by TCP (RFC 7766) that every name is this machine's.
func nameServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answerNames(conn)
		}
	}()
	return l.Addr().String()
}

func answerNames(conn net.Conn) {
	defer conn.Close()
	for {
		var length [2]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return
		}
		octets := make([]byte, binary.BigEndian.Uint16(length[:]))
		var m dnsmessage.Message
		if _, err := io.ReadFull(conn, octets); err != nil || m.Unpack(octets) != nil || len(m.Questions) != 1 {
			return
		}
		m.Response, m.Additionals = true, nil
		if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 60}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
		}
		answer, err := m.Pack()
		if err != nil {
			return
		}
		conn.Write(binary.BigEndian.AppendUint16(nil, uint16(len(answer))))
		conn.Write(answer)
	}
}

func write(t *testing.T, file string, octets []byte) {
	t.Helper()
	if err := os.WriteFile(file, octets, 0o600); err != nil {
		t.Fatal(err)
	}
}

// serveTLS answers on a listener until the test ends.
func serveTLS(t *testing.T, l net.Listener, w *Watch, config *tls.Config) {
	t.Helper()
	server := &http.Server{Handler: w.Watched(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { io.WriteString(rw, r.Proto) })), TLSConfig: config,
		ErrorLog: log.New(t.Output(), "", 0)}
	go server.ServeTLS(l, "", "")
	t.Cleanup(func() { server.Close() })
}

// visit asks as a browser does that looks the name up and trusts these.
func visit(l net.Listener, name string, roots *x509.CertPool) (*http.Response, error) {
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, l.Addr().String())
		}}}
	answer, err := client.Get("https://" + name + "/")
	if err == nil {
		answer.Body.Close()
	}
	return answer, err
}

// A certificate comes from an authority that speaks ACME when the first visitor comes, is kept in the folder, and is asked
// for no other name.
func TestCertificateByACME(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	directory, roots, file := authority(t, l.Addr().(*net.TCPAddr).Port)
	c := Certificate{Host: host, Folder: filepath.Join(t.TempDir(), "certificates"), Directory: directory, Email: "admin@example.org", Authority: file}
	w := NewWatch(slog.New(slog.DiscardHandler), nil, nil)
	config, err := w.TLS(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	serveTLS(t, l, w, config)
	answer, err := visit(l, host, roots)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Proto != "HTTP/2.0" || answer.Header.Get("Strict-Transport-Security") != strict {
		t.Errorf("%s %q", answer.Proto, answer.Header.Get("Strict-Transport-Security"))
	}
	if info, err := os.Stat(filepath.Join(c.Folder, host)); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("what is kept: %v %v", info, err)
	}
	if _, err := visit(l, "other.example.org", roots); err == nil {
		t.Error("a certificate for another name")
	}
	figures := httptest.NewRecorder()
	w.Metrics().ServeHTTP(figures, httptest.NewRequest("GET", "/metrics", nil))
	if text := figures.Body.String(); !strings.Contains(text, "\nparcours_certificate_ends_seconds 1.") && !strings.Contains(text, "\nparcours_certificate_ends_seconds 2.") {
		t.Error("nothing says when it ends")
	}
}

// pairIn writes a certificate of the server's own, and gives who trusts it.
func pairIn(t *testing.T, file, key string) *x509.CertPool {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	model := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	octets, err := x509.CreateCertificate(rand.Reader, model, model, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: octets})
	write(t, file, text)
	write(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return roots
}

// A certificate in files is shown, the next one once it lies there, and the one before while what lies there is none.
func TestCertificateInFiles(t *testing.T) {
	dir := t.TempDir()
	file, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	var said bytes.Buffer
	w := NewWatch(slog.New(slog.DiscardHandler), nil, nil)
	c := Certificate{File: file, Key: key}
	if _, err := w.TLS(c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("no file: %v", err)
	}
	first := pairIn(t, file, key)
	own := &ownCertificate{file: file, key: key, log: slog.New(slog.NewTextHandler(&said, nil))}
	if err := own.load(); err != nil {
		t.Fatal(err)
	}
	shown := func(roots *x509.CertPool) bool {
		t.Helper()
		own.looked = time.Time{}
		pair, err := own.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = pair.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots})
		return err == nil
	}
	write(t, key, []byte("half a"))
	if err := os.Chtimes(key, time.Now(), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if !shown(first) || !strings.Contains(said.String(), "the one before is shown") {
		t.Errorf("a broken key: %s", said.String())
	}
	second := pairIn(t, file, key)
	if err := os.Chtimes(key, time.Now(), time.Now().Add(2*time.Second)); err != nil {
		t.Fatal(err)
	}
	if shown(first) || !shown(second) {
		t.Error("the new one is not shown")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config, err := w.TLS(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	serveTLS(t, l, w, config)
	if answer, err := visit(l, host, second); err != nil || answer.StatusCode != 200 {
		t.Error(answer, err)
	}
}

// HSTS is said on secure connections only: to us, or to a proxy that is trusted and says so on every line.
func TestStrictTransport(t *testing.T) {
	w := NewWatch(slog.New(slog.DiscardHandler), []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, nil)
	h := w.Watched(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for name, c := range map[string]struct {
		from  string
		proto []string
		want  string
	}{
		"plain": {"127.0.0.1:1", nil, ""}, "the proxy": {"127.0.0.1:1", []string{"https"}, strict}, "a stranger": {"203.0.113.7:1", []string{"https"}, ""},
		"two lines": {"127.0.0.1:1", []string{"https", "http"}, ""}, "by http": {"127.0.0.1:1", []string{"http"}, ""},
	} {
		r, answer := httptest.NewRequest("GET", "/", nil), httptest.NewRecorder()
		r.RemoteAddr, r.Header["X-Forwarded-Proto"] = c.from, c.proto
		h.ServeHTTP(answer, r)
		if got := answer.Header().Get("Strict-Transport-Security"); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Who vouches for the authority must be readable.
func TestAuthorityFile(t *testing.T) {
	w := NewWatch(slog.New(slog.DiscardHandler), nil, nil)
	file := filepath.Join(t.TempDir(), "a.pem")
	for range 2 {
		if _, err := w.TLS(Certificate{Host: host, Authority: file}, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "vouches for the authority") {
			t.Errorf("%v", err)
		}
		write(t, file, []byte("no certificate"))
	}
}
