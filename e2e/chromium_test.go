//go:build e2e

package e2e

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tab is how a browser shows pages.
type tab struct {
	width, height int64
	script        bool
	touch         bool // a phone: its own scale, and fingers
	dark          bool
}

// phone has the size of one, and a mouse.
var phone = tab{width: 390, height: 844}

// startChromium gives a context with a browser of its own, the size of a phone. It reaches the loopback only.
func startChromium(t *testing.T, withoutScript bool) context.Context {
	t.Helper()
	shown := phone
	shown.script = !withoutScript
	return openChromium(t, shown, limit)
}

// openChromium gives a context with a browser of its own, which ends with the test, or with this time. It reaches the
// loopback only.
func openChromium(t *testing.T, shown tab, end time.Duration) context.Context {
	t.Helper()
	need(t, "chromium")
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "fr-FR"), chromedp.Flag("accept-lang", "fr-FR"))
	ctx, cancel := context.WithTimeout(t.Context(), end)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	t.Cleanup(cancel)
	show(t, ctx, shown)
	return ctx
}

// another opens a window of the same browser that has nothing of the others: no cookie, no sign-in. It ends with the test, or with
// this time. Windows stand beside each other, so that each shows what is done in it.
func another(t *testing.T, browser context.Context, shown tab, end time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, end)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	show(t, ctx, shown)
	return ctx
}

// show has the browser show pages in this way from now on.
func show(t *testing.T, ctx context.Context, shown tab) {
	t.Helper()
	viewport := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if shown.width < 600 {
		viewport = []chromedp.EmulateViewportOption{chromedp.EmulateScale(2), chromedp.EmulateMobile}
	}
	if shown.touch {
		viewport = append(viewport, chromedp.EmulateTouch)
	}
	scheme := "light"
	if shown.dark {
		scheme = "dark"
	}
	settings := chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		if _, err := cdp.Call(ctx, page, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !shown.script}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(shown.width, shown.height, viewport...), settings); err != nil {
		t.Fatal(err)
	}
}

// browse runs steps in the browser and gives the page's text; a picture of the page, or of the first ten screens of
// a long one, is kept.
func browse(t *testing.T, ctx context.Context, picture string, steps ...chromedp.Action[chromedp.Void]) string {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
	if width := look(t, ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth")); width > 390 {
		t.Errorf("%s is %d pixels wide on a phone of 390", picture, width)
	}
	height := look(t, ctx, chromedp.Evaluate[float64]("document.documentElement.scrollHeight"))
	shot, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (page.CaptureScreenshotResult, error) {
		beyond := true
		return cdp.Call(ctx, target, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, Clip: &page.Viewport{Width: 390, Height: min(height, 4000), Scale: 1},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(artefact(t, picture), shot.Data, 0o644); err != nil {
		t.Fatal(err)
	}
	return look(t, ctx, chromedp.Text(chromedp.CSS("body")))
}

// look asks the browser for something.
func look[T any](t *testing.T, ctx context.Context, what chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, what)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestChromiumAnswersByLink(t *testing.T) {
	for _, script := range []struct {
		name     string
		disabled bool
	}{{"with-javascript", false}, {"without-javascript", true}} {
		t.Run(script.name, func(t *testing.T) {
			s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
			referent := s.referentOfFaverges()
			ctx := startChromium(t, script.disabled)
			checkProgrammePage(t, s, browse(t, ctx, "programme-"+script.name+".png", chromedp.Navigate(s.url+"/")))

			feed := s.get(person{}, strings.TrimPrefix(s.personalFeed(referent), s.url))
			link := property(feed, uid("agora"), "URL")
			if !regexp.MustCompile(`^` + regexp.QuoteMeta(s.url) + `/a/[\w.-]+$`).MatchString(link) {
				t.Fatalf("the personal feed's link to answer is %q", link)
			}
			question := browse(t, ctx, "answer-"+script.name+".png", chromedp.Navigate(link))
			if !strings.Contains(question, "AGORA") {
				t.Errorf("the answer page does not name the session:\n%s", question)
			}
			if all := s.historyBy(referent); len(all) > 0 {
				t.Errorf("opening the link answered: %+v", all)
			}
			confirmation := browse(t, ctx, "answered-"+script.name+".png",
				chromedp.SendKeys(chromedp.CSS(`[name="comment"]`), "J'y serai, à Paris"),
				chromedp.Click(`//button[normalize-space(.) = "Oui"]`),
				chromedp.WaitVisible(chromedp.CSS(`[role="status"]`)))
			if !strings.Contains(confirmation, "J’y serai, à Paris") { // typeset: the record keeps it as it was typed
				t.Errorf("the confirmation does not give the comment back:\n%s", confirmation)
			}
			checkHistory(t, s.historyBy(referent), []answer{
				{Session: "agora", For: referent.id, By: referent.id, Status: "ACCEPTED", Comment: "J'y serai, à Paris", Door: "web"},
			})
		})
	}
}

// checkProgrammePage checks that the page tells the programme and how to subscribe.
func checkProgrammePage(t *testing.T, s *server, text string) {
	t.Helper()
	for _, want := range []string{"Parcours Territoires Pilotes", "Première session entre pairs", "AGORA", "Élus"} {
		if !strings.Contains(text, want) {
			t.Errorf("the programme page does not show %q", want)
		}
	}
	source := s.get(person{}, "/")
	for _, link := range []string{
		"webcal://" + s.listen + "/feeds/c/elus/Parcours-Elus.ics", s.url + "/feeds/c/elus/Parcours-Elus.ics",
		"https://calendar.google.com/", "https://outlook.",
	} {
		if !strings.Contains(source, link) {
			t.Errorf("the programme page has no link %s", link)
		}
	}
}
