package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/url"

	"parcours/config"
)

// writeDNS prints the records by which mails are believed and clients find the server, in the form of zone files
// (RFC 1035 §5). What only the mail server knows stands between angle brackets.
func writeDNS(out io.Writer, server config.Server) error {
	public, err := url.Parse(server.PublicURL)
	if err != nil {
		return err
	}
	host, port, service := public.Hostname(), cmp.Or(public.Port(), "443"), "_caldavs._tcp"
	if public.Scheme == "http" {
		port, service = cmp.Or(public.Port(), "80"), "_caldav._tcp"
	}
	domain := server.Mail.Domain
	if domain == "" {
		return fmt.Errorf("the file names no domain: write from or domain into its [mail]")
	}
	spf := "v=spf1 mx -all"
	if relay := server.Mail.Host; relay != "" && net.ParseIP(relay) == nil {
		spf = "v=spf1 mx a:" + relay + " -all"
	}
	for _, line := range []string{
		"; who may send for " + domain + " (SPF, RFC 7208)",
		domain + `. IN TXT "` + spf + `"`,
		"; the key that the mail server signs with (DKIM, RFC 6376)",
		"<selector>._domainkey." + domain + `. IN TXT "v=DKIM1; k=rsa; p=<public key>"`,
		"; what others do with mails that are neither (DMARC, RFC 7489)",
		"_dmarc." + domain + `. IN TXT "v=DMARC1; p=quarantine; rua=mailto:postmaster@` + domain + `"`,
		"; where answers go (RFC 5321 §5)",
		domain + ". IN MX 10 <mail server>.",
		"; how calendar clients find the server from an address of the domain (RFC 6764)",
		service + "." + domain + ". IN SRV 0 1 " + port + " " + host + ".",
		service + "." + domain + `. IN TXT "path=/dav/"`,
	} {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}
