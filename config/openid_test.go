package config

import (
	"strings"
	"testing"
)

func TestOpenID(t *testing.T) {
	whole := "[oidc]\nissuer = \"https://login.example.org/api/v2\"\nclient_id = \"parcours\"\nclient_secret_file = \"/etc/parcours/oidc\"\nlabel = \"ProConnect\"\n"
	file, problems := Load([]byte(whole))
	want := OpenID{Issuer: "https://login.example.org/api/v2", ClientID: "parcours", SecretFile: "/etc/parcours/oidc", Label: "ProConnect", PKCE: true}
	if len(problems) != 0 || file.Server.OpenID != want {
		t.Errorf("%+v, %v", file.Server.OpenID, problems)
	}
	file, problems = Load([]byte(whole + "pkce = false\ntrust_email = true\n"))
	want.PKCE, want.TrustEmail = false, true
	if len(problems) != 0 || file.Server.OpenID != want {
		t.Errorf("%+v, %v", file.Server.OpenID, problems)
	}
	if file, problems := Load(nil); len(problems) != 0 || file.Server.OpenID != (OpenID{}) {
		t.Errorf("%+v, %v", file.Server.OpenID, problems)
	}
	for text, says := range map[string]string{
		"[oidc]\n": `has no "issuer". Add issuer = "https://login.example.org"`,
		strings.Replace(whole, "label", "labels", 1):                           `Did you mean "label"?`,
		strings.Replace(whole, "https:", "http:", 1):                           "in the clear",
		strings.Replace(whole, "v2", "v2/.well-known/openid-configuration", 1): "Leave out /.well-known/openid-configuration",
		whole + "client_secret = \"x\"\n":                                      `client_secret`,
	} {
		_, problems := Load([]byte(text))
		var all strings.Builder
		for _, p := range problems {
			all.WriteString(p.In("c.toml") + "\n")
		}
		if !strings.Contains(all.String(), says) {
			t.Errorf("%s\n%s\nwant %q", text, all.String(), says)
		}
	}
	if _, problems := Load([]byte(strings.Replace(whole, "https://login.example.org", "http://127.0.0.1:3000", 1))); len(problems) != 0 {
		t.Errorf("a provider of this machine: %v", problems)
	}
}
