package front

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Certificate is where the server's own one comes from: two files, or an authority that speaks ACME (RFC 8555).
type Certificate struct {
	File, Key string // PEM, with the certificates between; read again when they change

	Host      string // the only name that one is asked for
	Folder    string // keeps what the authority gave
	Directory string // of the authority, a web address
	Email     string // to which the authority may write; "" for none
	Authority string // file of PEM certificates that vouch for the authority itself; "" for the system's
}

// TLS makes the settings of a listener (TLS 1.2 at least), and watches when the certificate ends.
func (w *Watch) TLS(c Certificate, log *slog.Logger) (*tls.Config, error) {
	config, get := &tls.Config{}, (func(*tls.ClientHelloInfo) (*tls.Certificate, error))(nil)
	if c.File != "" {
		own := &ownCertificate{file: c.File, key: c.Key, log: log}
		if err := own.load(); err != nil {
			return nil, fmt.Errorf("the certificate %s: %w", c.File, err)
		}
		get = own.get
	} else {
		manager, err := acmeManager(c)
		if err != nil {
			return nil, err
		}
		config, get = manager.TLSConfig(), manager.GetCertificate
	}
	var ends atomic.Int64
	w.Gauge("parcours_certificate_ends_seconds", "When the certificate that was last shown ends, in seconds since 1970; 0 before one was.", func() float64 { return float64(ends.Load()) })
	config.MinVersion = tls.VersionTLS12
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := get(hello)
		if err == nil && certificate.Leaf != nil {
			ends.Store(certificate.Leaf.NotAfter.Unix())
		}
		return certificate, err
	}
	return config, nil
}

// acmeTimeout is how long the authority may take for one answer.
const acmeTimeout = 30 * time.Second

// acmeManager asks for certificates, and answers the authority on the same port (TLS-ALPN-01, RFC 8737).
func acmeManager(c Certificate) (*autocert.Manager, error) {
	client := &http.Client{Timeout: acmeTimeout}
	if c.Authority != "" {
		text, err := os.ReadFile(c.Authority)
		if err != nil {
			return nil, fmt.Errorf("who vouches for the authority: %w", err)
		}
		roots := x509.NewCertPool()
		if !roots.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("who vouches for the authority: %s has no certificate in PEM", c.Authority)
		}
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, Proxy: http.ProxyFromEnvironment}
	}
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(c.Folder), HostPolicy: autocert.HostWhitelist(c.Host), Email: c.Email,
		Client: &acme.Client{DirectoryURL: c.Directory, HTTPClient: client, UserAgent: "parcours"},
	}, nil
}

// lookAgain is how often the files of a certificate are looked at.
const lookAgain = time.Second

// ownCertificate is one in two files, which somebody else renews.
type ownCertificate struct {
	file, key string
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	state  [2]time.Time // when the files were changed
	looked time.Time
}

func (o *ownCertificate) load() error {
	state, err := o.changed()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(o.file, o.key)
	if err != nil {
		return err
	}
	o.pair, o.state = &pair, state
	return nil
}

func (o *ownCertificate) changed() (state [2]time.Time, err error) {
	for i, file := range []string{o.file, o.key} {
		info, wrong := os.Stat(file)
		if wrong != nil {
			err = errors.Join(err, wrong)
			continue
		}
		state[i] = info.ModTime()
	}
	return state, err
}

// get is the certificate as the files have it; while they do not fit each other, or cannot be read, the one before.
func (o *ownCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if time.Since(o.looked) < lookAgain {
		return o.pair, nil
	}
	o.looked = time.Now()
	state, err := o.changed()
	if err == nil && state != o.state {
		if err = o.load(); err == nil {
			o.log.Info("a new certificate", "file", o.file, "ends", o.pair.Leaf.NotAfter)
		}
	}
	if err != nil {
		o.log.Error("the certificate cannot be read; the one before is shown", "file", o.file, "error", err)
	}
	return o.pair, nil
}

// strict is said on secure connections: come back by https alone, for a year (HSTS, RFC 6797 §6.1, §7.2).
const strict = "max-age=31536000"

// secure tells whether a request came by TLS, to us or to a proxy that is trusted. Each line that says so must.
func (w *Watch) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	said := r.Header.Values("X-Forwarded-Proto")
	for _, line := range said {
		if line != "https" {
			return false
		}
	}
	return len(said) > 0 && w.trusts(peerOf(r))
}
