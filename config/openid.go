package config

import (
	"net/url"
	"strings"
)

// OpenID is a service where people sign in already (OpenID Connect); none without an Issuer.
type OpenID struct {
	Issuer     string // web address, as its discovery document says
	ClientID   string
	SecretFile string
	Label      string // what people call it: "ProConnect"
	PKCE       bool   // false only for a provider that refuses its parameters
	TrustEmail bool   // the provider vouches for every address without saying so
}

func openIDOf(t *table) OpenID {
	o := OpenID{
		Issuer:     t.link("issuer"),
		ClientID:   t.text("client_id").text,
		SecretFile: t.text("client_secret_file").text,
		Label:      t.text("label").text,
		PKCE:       t.flagOr("pkce", true),
		TrustEmail: t.flagOr("trust_email", false),
	}
	if t.absent {
		return OpenID{}
	}
	for _, need := range [][2]string{
		{"issuer", `issuer = "https://login.example.org"`}, {"client_id", `client_id = "parcours"`},
		{"client_secret_file", `client_secret_file = "/etc/parcours/oidc-secret"`}, {"label", `label = "ProConnect"`},
	} {
		if !t.has(need[0]) {
			t.missing(need[0], need[1])
		}
	}
	if u, err := url.Parse(o.Issuer); err == nil && u.Scheme == "http" && !isLocal(u.Hostname()) {
		t.add(t.at("issuer"), "Begin it with https://, or take a provider of this machine.", "what the provider says would cross the network in the clear: %s", o.Issuer)
	}
	if strings.Contains(o.Issuer, "/.well-known/") {
		t.add(t.at("issuer"), "Leave out /.well-known/openid-configuration.", "%q is the address of a document: %s", "issuer", o.Issuer)
	}
	t.close()
	return o
}
