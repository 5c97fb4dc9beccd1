package config

import (
	"strings"
	"testing"
)

func TestTLS(t *testing.T) {
	const public = "public_url = \"https://parcours.example.org\"\n"
	for name, c := range map[string]struct{ text, want string }{
		"files":         {public + "[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n", ""},
		"acme":          {public + "[tls]\nacme = true\nacme_email = \"admin@example.org\"\n", ""},
		"neither":       {public + "[tls]\n", `Add certificate = "/etc/parcours/fullchain.pem", or acme = true.`},
		"no key":        {public + "[tls]\ncertificate = \"c.pem\"\n", `has no "key"`},
		"both":          {public + "[tls]\nacme = true\ncertificate = \"c.pem\"\nkey = \"k.pem\"\n", "are both given"},
		"by http":       {"public_url = \"http://parcours.example.org\"\n[tls]\nacme = true\n", "people come by https"},
		"an address":    {"public_url = \"https://203.0.113.7\"\n[tls]\nacme = true\n", "no authority gives a certificate for 203.0.113.7"},
		"in the clear":  {public + "[tls]\nacme = true\nacme_directory = \"http://acme.example.org/\"\n", "in the clear"},
		"another key":   {public + "[tls]\nacme = true\nacme_mail = \"admin@example.org\"\n", `Did you mean "acme_email"?`},
		"metrics":       {"metrics_listen = \"9464\"\n", `"metrics_listen" is no address to listen on`},
		"metrics, open": {"metrics_listen = \"0.0.0.0:9464\"\n", "is open to other machines"},
	} {
		file, problems := Load([]byte(c.text))
		var said []string
		for _, p := range problems {
			said = append(said, p.String())
		}
		all := strings.Join(said, "\n")
		if c.want == "" && (all != "" || !file.Server.TLS.Given()) || !strings.Contains(all, c.want) {
			t.Errorf("%s: %q, want %q", name, all, c.want)
		}
	}
	if file, _ := Load(nil); file.Server.TLS.Given() {
		t.Error("a certificate without [tls]")
	}
}
