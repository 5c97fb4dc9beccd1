//go:build e2e

package e2e

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestPictures takes the pictures of the main pages that docs/pictures has (make pictures).
func TestPictures(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	// somebody whose name is in the example, as the others on these pages
	referent := person{id: "camille-roux", email: "camille.roux@example.org", password: "les chemins de la transition"}
	s.command(referent.password+"\n", "people", "password", "--data", s.data, referent.id, "--password-stdin")
	name, secret, _ := strings.Cut(s.signIn(referent), "=")
	ctx := openChromium(t, tab{width: 1100, height: 800}, limit)
	v := &visitor{t: t, ctx: ctx, hands: mouse{}}
	if err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, p *chromedp.Target) error {
		_, err := cdp.Call(ctx, p, network.SetCookie, network.SetCookieParams{Name: name, Value: secret, URL: s.url})
		return err
	})); err != nil {
		t.Fatal(err)
	}
	v.open(s.url + "/d/faverges")
	for _, session := range []string{"pairs-1", "pairs-2", "pairs-3"} {
		v.choose("#answer-"+session+"-techniciens", "o")
		v.choose("#answer-"+session+"-elus", "s")
	}
	v.choose("#answer-agora", "o")
	v.follow("#grid .save button")
	for _, one := range []struct {
		name, path string
		shown      tab
	}{
		{"programme", "/", tab{width: 1100, height: 1300}}, {"my-page", "/me", tab{width: 1100, height: 1300}},
		{"desk", "/d/faverges", tab{width: 1100, height: 1300}}, {"note", "/d/faverges/note", tab{width: 1100, height: 1300}},
		{"my-page-phone", "/me", tab{width: 390, height: 844}},
	} {
		show(t, ctx, one.shown)
		v.open(s.url + one.path)
		shot, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (page.CaptureScreenshotResult, error) {
			quality := int64(80)
			return cdp.Call(ctx, target, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(shot.Data) < 10_000 || len(shot.Data) > 200_000 || !strings.HasPrefix(string(shot.Data), "RIFF") {
			t.Errorf("%s: %d octets", one.name, len(shot.Data))
		}
		if err := os.WriteFile(artefact(t, one.name+".webp"), shot.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
