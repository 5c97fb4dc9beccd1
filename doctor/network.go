package doctor

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"parcours/front"
)

// public is the address that people type, in its parts.
func (d *Doctor) public() (scheme, host, port string) {
	u, err := url.Parse(d.File.Server.PublicURL)
	if err != nil {
		return "", "", ""
	}
	usual := "80"
	if u.Scheme == "https" {
		usual = "443"
	}
	return u.Scheme, u.Hostname(), cmp.Or(u.Port(), usual)
}

// local tells whether a host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (d *Doctor) dns(ctx context.Context, say *saying) {
	_, host, _ := d.public()
	switch {
	case local(host):
		say.warning("only_here", "URL", d.File.Server.PublicURL)
	case net.ParseIP(host) != nil:
		say.warning("no_name", "Host", host)
	default:
		found, err := d.Resolver.LookupNetIP(ctx, "ip", host)
		if err != nil && !missing(err) {
			say.warning("dns_silent", "Name", host, "Error", dnsError(err))
			return
		}
		if err != nil {
			say.failed("no_address", "Host", host, "Error", dnsError(err))
			break
		}
		var all []string
		for _, ip := range found {
			all = append(all, ip.Unmap().String())
		}
		say.ok("addresses", "Host", host, "Addresses", strings.Join(all, ", "))
	}
	if m := d.File.Server.Mail; m.Enabled && m.Domain != "" {
		d.mailRecords(ctx, say, m.Domain, m.IMAP.Host != "" || m.LMTP.Listen != "")
	}
}

// mailRecords looks at where answers go (RFC 5321 §5), who may send (SPF, RFC 7208 §3.2, §4.5) and what others do with the rest
// (DMARC, RFC 7489 §6.6.3).
func (d *Doctor) mailRecords(ctx context.Context, say *saying, domain string, answers bool) {
	servers, err := d.Resolver.LookupMX(ctx, domain)
	switch {
	case err != nil && !missing(err):
		say.warning("dns_silent", "Name", domain, "Error", dnsError(err))
		return
	case len(servers) == 0 && answers:
		say.failed("no_mx", "Domain", domain)
	case len(servers) > 0:
		say.ok("mx", "Domain", domain, "Server", strings.TrimSuffix(servers[0].Host, "."))
	}
	switch spf := d.texts(ctx, domain, "v=spf1"); len(spf) {
	case 0:
		say.warning("no_spf", "Domain", domain)
	case 1:
		say.ok("spf", "Domain", domain, "Record", spf[0])
	default:
		say.failed("several_spf", "Domain", domain, "Number", len(spf))
	}
	if len(d.texts(ctx, "_dmarc."+domain, "v=DMARC1")) == 0 {
		say.warning("no_dmarc", "Domain", domain)
	} else {
		say.ok("dmarc", "Domain", domain)
	}
}

// texts are the TXT records of a name that begin with a word.
func (d *Doctor) texts(ctx context.Context, name, word string) []string {
	all, err := d.Resolver.LookupTXT(ctx, name)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(all, func(text string) bool {
		return text != word && !strings.HasPrefix(text, word+" ") && !strings.HasPrefix(text, word+";")
	})
}

func missing(err error) bool {
	var failed *net.DNSError
	return errors.As(err, &failed) && failed.IsNotFound
}

// dnsError is what happened, without the address of the server that was asked.
func dnsError(err error) string {
	var failed *net.DNSError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err.Error()
}

// soon is for how long a certificate must hold at least: Let's Encrypt's are renewed 30 days before their end.
const soon = 14 * 24 * time.Hour

func (d *Doctor) tls(ctx context.Context, say *saying) {
	scheme, host, port := d.public()
	if scheme != "https" {
		if local(host) {
			say.ok("plain_here")
		} else {
			say.failed("plain", "URL", d.File.Server.PublicURL)
		}
		return
	}
	raw, err := d.Dial(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		say.failed("unreachable", "Host", host, "Port", port, "Error", err)
		return
	}
	defer raw.Close()
	conn := tls.Client(raw, &tls.Config{ServerName: host, RootCAs: d.Roots, MinVersion: tls.VersionTLS12, Time: d.Now})
	if err := conn.HandshakeContext(ctx); err != nil {
		certificate(say, host, err)
		return
	}
	state := conn.ConnectionState()
	switch left := state.PeerCertificates[0].NotAfter.Sub(d.Now()); {
	case left < soon:
		say.warning("certificate_ends", "Host", host, "Days", int(left.Hours()/24))
	default:
		say.ok("certificate", "Host", host, "Days", int(left.Hours()/24), "Version", tls.VersionName(state.Version))
	}
}

// certificate says what is wrong with one.
func certificate(say *saying, host string, err error) {
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		say.failed("certificate_expired", "Host", host, "Error", err)
	case errors.As(err, &name):
		say.failed("certificate_name", "Host", host, "Error", err)
	case errors.As(err, &unknown):
		say.failed("certificate_unknown", "Host", host, "Error", err)
	default:
		say.failed("no_tls", "Host", host, "Error", err)
	}
}

// forged is the address that the doctor writes into X-Forwarded-For, as a liar would (RFC 5737).
const forged = "192.0.2.66"

// proxy sends requests the way that people take, and asks the server how they came.
func (d *Doctor) proxy(ctx context.Context, say *saying) {
	probe := rand.Text()
	if _, _, err := d.Arrived(ctx, probe); err != nil {
		say.warning("not_running", "Error", err)
		return
	}
	public := d.File.Server.PublicURL
	client := &http.Client{
		Transport:     &http.Transport{DialContext: d.Dial, TLSClientConfig: &tls.Config{RootCAs: d.Roots, Time: d.Now}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	status, err := ask(ctx, client, "GET", public+"/healthz", probe)
	if err != nil {
		say.failed("no_answer", "URL", public, "Error", err)
		return
	}
	came, ok, err := d.Arrived(ctx, probe)
	if err != nil || !ok || status != http.StatusOK {
		say.failed("other_answers", "URL", public, "Status", status)
		return
	}
	d.arrival(say, came)
	if status, err := ask(ctx, client, "PROPFIND", public+"/dav/", probe); err != nil || status != http.StatusUnauthorized {
		say.failed("no_propfind", "Status", status)
	} else {
		say.ok("propfind")
	}
}

func ask(ctx context.Context, client *http.Client, method, address, probe string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set(front.ProbeHeader, probe)
	r.Header.Set("X-Forwarded-For", forged)
	r.Header.Set("Depth", "0")
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

// arrival says how a request of ours came.
func (d *Doctor) arrival(say *saying, came front.Arrival) {
	public, err := url.Parse(d.File.Server.PublicURL)
	if err == nil && !strings.EqualFold(came.Host, public.Host) {
		say.failed("other_host", "Host", came.Host, "Want", public.Host)
	}
	added := strings.Join(came.Forwarded, ", ") != forged // somebody on the way wrote to the field, or took it away
	switch {
	case came.Client == forged:
		say.failed("forged", "Peer", came.Peer)
	case !came.Trusted && added:
		say.failed("untrusted", "Peer", came.Peer, "Network", networkOf(came.Peer))
	case came.Trusted && came.Client == came.Peer:
		say.failed("not_forwarded", "Peer", came.Peer)
	case !came.Trusted:
		say.ok("direct", "Client", came.Client)
	default:
		say.ok("forwarded", "Peer", came.Peer, "Client", came.Client)
	}
}

func networkOf(peer string) string {
	addr, err := netip.ParseAddr(peer)
	if err != nil {
		return peer
	}
	return fmt.Sprintf("%s/%s", addr.Unmap(), strconv.Itoa(addr.Unmap().BitLen()))
}
