//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// startProvider runs oidc-provider, a provider of OpenID Connect, which sends people back to a server.
func startProvider(t *testing.T, listen, back, secret string, options ...string) {
	t.Helper()
	need(t, "node", "npm")
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "provider.mjs"} {
		octets, err := os.ReadFile(filepath.Join("openid", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), octets, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	node := exec.Command("node", append([]string{"provider.mjs", listen, back, secret}, options...)...)
	node.Dir, node.Stderr = dir, os.Stderr
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = node.Process.Signal(syscall.SIGTERM)
		_ = node.Wait() // it ends by the signal
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "ready" {
			return
		}
	}
	t.Fatal("the provider ended before it was ready")
}

// People sign in with the account that they have elsewhere, in a real browser and with a real provider, once with the claims
// in plain JSON and once in a signed token as ProConnect sends them.
func TestChromiumSignsInElsewhere(t *testing.T) {
	for name, options := range map[string][]string{"plain": nil, "signed": {"signed"}} {
		t.Run(name, func(t *testing.T) {
			listen, secret := freeAddress(t), "a secret: 100% of it, and more"
			file := filepath.Join(t.TempDir(), "secret")
			if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			table := "\n[oidc]\nissuer = \"http://" + listen + "\"\nclient_id = \"parcours\"\nclient_secret_file = \"" + file + "\"\nlabel = \"Essai Connect\"\n"
			s := serve(t, strings.Replace(example(t), "\n[programme]\n", table+"\n[programme]\n", 1))
			p := s.referentOfFaverges()
			startProvider(t, listen, s.url+"/sign-in/openid/back", secret, options...)
			ctx := startChromium(t, true)
			through := func(picture, login string) string {
				stranger := chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
					_, err := cdp.Call(ctx, page, network.ClearBrowserCookies, cdp.Empty{})
					return err
				})
				if err := chromedp.Do(ctx, stranger); err != nil {
					t.Fatal(err)
				}
				browse(t, ctx, "sign-in.png", chromedp.Navigate(s.url+"/sign-in"), chromedp.Click(`//a[contains(., "Essai Connect")]`),
					chromedp.WaitVisible(chromedp.CSS(`input[name="login"]`)))
				if err := chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(`input[name="login"]`), login), chromedp.SendKeys(chromedp.CSS(`input[name="password"]`), "x"),
					chromedp.Click(chromedp.CSS(`button[type="submit"]`)), chromedp.WaitVisible(`//button[contains(., "Continue")]`)); err != nil {
					t.Fatal(err)
				}
				return browse(t, ctx, picture, chromedp.Click(`//button[contains(., "Continue")]`), chromedp.WaitVisible(chromedp.CSS("#main h1")))
			}
			if text := through("signed-in-"+name+".png", p.email); !strings.Contains(text, "Ma page") || !strings.Contains(text, p.email) {
				t.Errorf("not on one's own page:\n%s", text)
			}
			if text := through("stranger-"+name+".png", "personne@example.org"); !strings.Contains(text, "Cette adresse n’est pas du programme") || !strings.Contains(text, "personne@example.org") {
				t.Errorf("somebody whom nobody knows:\n%s", text)
			}
			if text := through("unverified-"+name+".png", "unverified@example.org"); !strings.Contains(text, "Adresse non confirmée") {
				t.Errorf("an address that is not confirmed:\n%s", text)
			}
		})
	}
}
