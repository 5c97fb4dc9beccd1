package config

import (
	"net"
	"net/url"
	"strings"
)

// TLS is the server's own certificate; none without a Certificate and without ACME: a web server in front has it.
type TLS struct {
	Certificate string // file, PEM, with the certificates between
	Key         string // file, PEM
	ACME        bool   // one is asked for (RFC 8555)
	Email       string // to which the authority may write
	Directory   string // the authority's web address
	Authority   string // file of certificates that vouch for the authority; "" for those of the machine
}

// Given tells whether there is one.
func (t TLS) Given() bool { return t.Certificate != "" || t.ACME }

const usualDirectory = "https://acme-v02.api.letsencrypt.org/directory"

func tlsOf(t *table, publicURL string) TLS {
	c := TLS{
		Certificate: t.text("certificate").text,
		Key:         t.text("key").text,
		ACME:        t.flag("acme"),
		Email:       t.address("acme_email"),
		Directory:   or(t.link("acme_directory"), usualDirectory),
		Authority:   t.text("acme_authority").text,
	}
	if t.absent {
		return TLS{}
	}
	switch {
	case c.ACME && c.Certificate != "":
		t.add(t.at("acme"), "Take one of the two out.", `"certificate" and "acme" are both given`)
	case !c.ACME && !t.has("certificate"):
		t.missing("certificate", `certificate = "/etc/parcours/fullchain.pem", or acme = true`)
	case !c.ACME && !t.has("key"):
		t.missing("key", `key = "/etc/parcours/key.pem"`)
	}
	u, err := url.Parse(publicURL)
	if err == nil && u.Scheme != "https" {
		t.add(t.at("certificate"), `Write public_url = "https://parcours.example.org".`, "with a certificate, people come by https: public_url is %s", publicURL)
	}
	if err == nil && c.ACME && (net.ParseIP(u.Hostname()) != nil || !strings.Contains(u.Hostname(), ".")) {
		t.add(t.at("acme"), "Write the name that people use into public_url.", "no authority gives a certificate for %s", u.Hostname())
	}
	if d, err := url.Parse(c.Directory); err == nil && d.Scheme != "https" {
		t.add(t.at("acme_directory"), "Begin it with https://.", "what the authority says would cross the network in the clear: %s", c.Directory)
	}
	t.close()
	return c
}
