package config

import (
	"cmp"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"parcours/calendars"
	"parcours/files"
)

const (
	usualListen  = "127.0.0.1:8080"
	usualData    = "parcours-data"
	usualMaxSize = 10 << 20
	mostHomeSize = 1 << 50
)

func (l *loader) server() Server {
	t := l.root
	s := Server{
		Listen:         or(t.text("listen").text, usualListen),
		MetricsListen:  t.text("metrics_listen").text,
		Data:           or(t.text("data").text, usualData),
		TrustedProxies: t.networks("trusted_proxies"),
		Origins:        t.origins("cors_origins"),
	}
	if _, port, err := net.SplitHostPort(s.Listen); err != nil || !isPort(port) {
		t.add(t.at("listen"), `Write an address and a port: listen = "`+usualListen+`".`, "%q is no address to listen on: %s", "listen", s.Listen)
	}
	if host, port, err := net.SplitHostPort(s.MetricsListen); s.MetricsListen != "" && (err != nil || !isPort(port)) {
		t.add(t.at("metrics_listen"), `Write an address and a port: metrics_listen = "127.0.0.1:9464".`, "%q is no address to listen on: %s", "metrics_listen", s.MetricsListen)
	} else if s.MetricsListen != "" && !isLocal(host) {
		t.warn(t.at("metrics_listen"), "Listen on 127.0.0.1, or let a firewall keep others out.", "%q is open to other machines: %s", "metrics_listen", s.MetricsListen)
	}
	s.PublicURL = strings.TrimSuffix(or(t.link("public_url"), "http://"+s.Listen), "/")
	if u, err := url.Parse(s.PublicURL); err == nil && t.has("public_url") && u.Host != "" && (u.Path != "" || u.RawQuery != "" || u.Fragment != "") {
		t.add(t.at("public_url"), "Leave out what follows the host name.", "%q has a path: %s", "public_url", s.PublicURL)
	}
	limits := t.table("limits")
	s.MaxResourceSize = limits.number("max_resource_size", 1<<10, 1<<30, usualMaxSize)
	s.HomeSize = cmp.Or(limits.number("home_size", 0, mostHomeSize, calendars.UsualHomeSize), calendars.UsualHomeSize)
	s.FilesSize = cmp.Or(limits.number("files_size", 0, mostHomeSize, files.UsualRoom), files.UsualRoom)
	limits.close()
	s.TLS = tlsOf(t.table("tls"), s.PublicURL)
	s.Mail = mailOf(t.table("mail"))
	s.OpenID = openIDOf(t.table("oidc"))
	signIn := t.table("sign_in")
	s.SecondFactor = signIn.flagOr("second_factor", false)
	signIn.close()
	return s
}

func or(text, usual string) string {
	if text == "" {
		return usual
	}
	return text
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// networks reads a list of networks in CIDR form; an address alone is a network of one.
func (t *table) networks(key string) []netip.Prefix {
	var all []netip.Prefix
	for _, w := range t.texts(key) {
		network, err := netip.ParsePrefix(w.text)
		if alone, single := netip.ParseAddr(w.text); single == nil && alone.Zone() == "" {
			network, err = netip.PrefixFrom(alone, alone.BitLen()), nil
		}
		if err != nil {
			t.add(w.at, "Write it in CIDR form, for instance 10.0.0.0/8.", "%q has no network: %q", key, w.text)
			continue
		}
		all = append(all, network.Masked())
	}
	return all
}

// origins reads a list of sites as browsers call them: scheme and host, and nothing after it.
func (t *table) origins(key string) []string {
	var all []string
	for _, w := range t.texts(key) {
		origin := strings.ToLower(strings.TrimSuffix(w.text, "/"))
		u, err := url.Parse(origin)
		if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || origin != u.Scheme+"://"+u.Host {
			t.add(w.at, "Write scheme and host, for instance https://calendar.example.org.", "%q has no origin: %q", key, w.text)
			continue
		}
		all = append(all, origin)
	}
	return all
}

// link reads a web address, "" without one.
func (t *table) link(key string) string {
	w := t.text(key)
	if !w.given() {
		return ""
	}
	u, err := url.Parse(w.text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(w.text, " \n\t"):
		t.add(w.at, "Write it in full: https://www.example.org/page.", "%q is no web address: %q", key, w.text)
	case u.Scheme != "http" && u.Scheme != "https":
		t.add(w.at, "Begin it with https:// or http://.", "%q is a web address of another kind: %q", key, w.text)
	}
	return w.text
}

// address reads an e-mail address, "" without one.
func (t *table) address(key string) string {
	w := t.text(key)
	if !w.given() {
		return ""
	}
	if a, err := mail.ParseAddress(w.text); err != nil || a.Address != w.text {
		t.add(w.at, "Write the address alone: camille.roux@example.org.", "%q is no e-mail address: %q", key, w.text)
	}
	return w.text
}
