//go:build e2e

package e2e

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// firstReferent is the login of a referent that a server of the example prints when it starts.
func (s *server) firstReferent() (email, password string) {
	s.t.Helper()
	var found []string
	until(s.t, "the logins to try it with", func() bool {
		found = regexp.MustCompile(`(?m)^  referent +(\S+) +(\S+)$`).FindStringSubmatch(s.said.String())
		return found != nil
	})
	return found[1], found[2]
}

// draftTab opens another tab of the browser, the size of a phone, which its test closes.
func draftTab(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) (context.Context, context.CancelFunc) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx, append([]chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2), chromedp.EmulateMobile)}, steps...)...); err != nil {
		t.Fatal(err)
	}
	return ctx, cancel
}

// What is typed on the desk is there again after its tab was closed, until it is saved or dropped; signing out takes it from
// the device.
func TestDraftSurvivesAClosedTab(t *testing.T) {
	s := serve(t, example(t), "--demo-from", demoDate().Format("2006-01-02"))
	email, password := s.firstReferent()
	first := startChromium(t, false)
	page := browse(t, first, "signed-in.png", chromedp.Navigate(s.url+"/sign-in"),
		chromedp.SendKeys(chromedp.CSS("#login"), email), chromedp.SendKeys(chromedp.CSS("#password"), password),
		chromedp.Click(`//button[normalize-space(.) = "Se connecter" and not(ancestor::header)]`), chromedp.WaitVisible(chromedp.CSS(".todo")))
	if !strings.Contains(page, "Se déconnecter") {
		t.Fatalf("nobody is signed in:\n%s", page)
	}
	desk := look(t, first, chromedp.Evaluate[string](`[...document.querySelectorAll("a")].map(a => a.href).find(h => h.includes("/d/"))`))
	const (
		field = `document.querySelector('[id^="text-a-"][id$="-4"]')`
		cell  = `document.querySelector("#grid select")`
		told  = `document.querySelectorAll(".notice.draft").length`
	)
	open := []chromedp.Action[chromedp.Void]{chromedp.Navigate(desk), chromedp.WaitVisible(chromedp.CSS("#grid"))}

	one, closeOne := draftTab(t, first, append(open, chromedp.SendKeys(chromedp.CSS(`[id^="text-a-"][id$="-4"]`), "Notre retour d'expérience"))...)
	look(t, one, chromedp.Evaluate[bool](cell+`.value = "maybe", `+cell+`.dispatchEvent(new Event("input", {bubbles: true}))`))
	until(t, "the drafts are known to another tab", func() bool { return look(t, first, chromedp.Evaluate[int]("localStorage.length")) == 2 })
	closeOne()

	two, closeTwo := draftTab(t, first, open...)
	if got := look(t, two, chromedp.Evaluate[string](field+".value")); got != "Notre retour d'expérience" {
		t.Errorf("the text is %q", got)
	}
	if got := look(t, two, chromedp.Evaluate[string](cell+".value")); got != "maybe" {
		t.Errorf("the cell is %q", got)
	}
	if n := look(t, two, chromedp.Evaluate[int](told)); n != 2 {
		t.Errorf("%d forms say that they hold a draft", n)
	}
	browse(t, two, "draft.png")
	if err := chromedp.Do(two, chromedp.Click(`//form[@id="grid"]//button[normalize-space(.) = "Effacer le brouillon"]`)); err != nil {
		t.Fatal(err)
	}
	if got := look(t, two, chromedp.Evaluate[string](cell+".value")); got != "" {
		t.Errorf("a draft that was dropped is %q", got)
	}
	if err := chromedp.Do(two, chromedp.Click(`(//form[.//textarea[starts-with(@id, "text-a-") and substring(@id, string-length(@id) - 1) = "-4"]]//button[@value = "yes"])[1]`),
		chromedp.WaitVisible(chromedp.CSS(`.notice.good[role="status"]`))); err != nil {
		t.Fatal(err)
	}
	if n, text := look(t, two, chromedp.Evaluate[int](told)), look(t, two, chromedp.Evaluate[string](field+".value")); n != 0 || text != "Notre retour d'expérience" {
		t.Errorf("after saving, %d drafts, and the text is %q", n, text)
	}
	if n := look(t, two, chromedp.Evaluate[int]("localStorage.length")); n != 0 {
		t.Errorf("%d drafts are kept after saving", n)
	}
	if err := chromedp.Do(two, chromedp.SendKeys(chromedp.CSS(`[id^="text-a-"][id$="-3"]`), "À taire")); err != nil {
		t.Fatal(err)
	}
	if n := look(t, two, chromedp.Evaluate[int]("localStorage.length")); n != 1 {
		t.Errorf("%d drafts are kept", n)
	}
	if err := chromedp.Do(two, chromedp.Click(`//button[normalize-space(.) = "Se déconnecter"]`), chromedp.WaitVisible(chromedp.CSS(`a[href="/sign-in"]`))); err != nil {
		t.Fatal(err)
	}
	if n := look(t, two, chromedp.Evaluate[int]("localStorage.length")); n != 0 {
		t.Errorf("%d drafts are kept after signing out", n)
	}
	closeTwo()
}
